import { invalidFile } from '../numeric-array'
import { requireHarmlessName } from './entry-name'
import { type ByteStream } from './byte-stream'
import { MOST_FILES } from './limits'

/** A file of the archive. Its content comes next in the stream, `size` bytes padded to whole blocks. */
export interface TarMember {
  name: string
  size: number
  /** where the content starts, in the unpacked archive */
  at: number
}

const BLOCK = 512
/** Of a header that holds a long name or attributes. */
const LONGEST_EXTENSION = 65_536
const WHAT_IS_REFUSED: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a device',
  '4': 'a device',
  '6': 'a pipe',
  S: 'a sparse file',
}

export function isTar(head: Uint8Array): boolean {
  return head.length >= BLOCK && head.some((byte) => byte !== 0) && checksumMatches(head.subarray(0, BLOCK))
}

/**
 * Walks through a tar archive (ustar, GNU and pax names). `use` is called for each regular file and has to take or skip nothing but what it
 * takes; the rest of the member is skipped.
 * @throws LabError `invalid-file` naming the member, the byte of the unpacked archive and the rule
 */
export async function forEachTarMember(stream: ByteStream, use: (member: TarMember) => Promise<void>): Promise<void> {
  const seen = new Set<string>()
  let extension: Extension = {}
  for (;;) {
    const at = stream.position
    const header = await stream.read(BLOCK, 'a header or of the two empty blocks at its end')
    if (header.every((byte) => byte === 0)) break
    if (!checksumMatches(header)) throw invalidFile(stream.name, `has a damaged header at byte ${at}: its checksum differs`)
    const type = String.fromCharCode(header[156]!)
    const size = extension.size ?? numberIn(header, 124, 12, stream.name, at)
    if (type === 'x' || type === 'g' || type === 'L' || type === 'K') {
      const content = await readExtension(stream, size, at)
      if (type === 'L') extension = { ...extension, name: textIn(content, 0, content.length) }
      if (type === 'x') extension = { ...extension, ...paxIn(content, stream.name, at) }
      continue
    }
    const name = extension.name ?? nameIn(header)
    extension = {}
    requireHarmlessName(stream.name, name, `at byte ${at}`)
    const refused = WHAT_IS_REFUSED[type]
    if (refused !== undefined)
      throw invalidFile(stream.name, `has ${refused} at byte ${at} (${name.slice(0, 100)}); only plain files are read`)
    const isFile = (type === '0' || type === '\0' || type === '7') && !name.endsWith('/')
    const start = stream.position
    if (isFile) {
      if (seen.has(name)) throw invalidFile(stream.name, `has a second file of the name ${name.slice(0, 100)} at byte ${at}`)
      if (seen.size >= MOST_FILES) throw invalidFile(stream.name, `has more than ${MOST_FILES} files (byte ${at})`)
      seen.add(name)
      await use({ name, size, at: start })
    }
    await stream.skip(start + Math.ceil(size / BLOCK) * BLOCK - stream.position, `the member ${name.slice(0, 100)}`)
  }
}

interface Extension {
  name?: string
  size?: number
}

async function readExtension(stream: ByteStream, size: number, at: number): Promise<Uint8Array> {
  if (size > LONGEST_EXTENSION) {
    throw invalidFile(stream.name, `has an extended header of ${size} bytes at byte ${at}; at most ${LONGEST_EXTENSION} are read`)
  }
  const padded = await stream.read(Math.ceil(size / BLOCK) * BLOCK, 'an extended header')
  return padded.subarray(0, size)
}

/** Records "length key=value\n" of a pax header. */
function paxIn(content: Uint8Array, name: string, at: number): Extension {
  const extension: Extension = {}
  const text = new TextDecoder('latin1')
  for (let from = 0; from < content.length;) {
    const prefix = /^(\d{1,5}) ([^=\n]{1,200})=/.exec(text.decode(content.subarray(from, from + 220)))
    const length = Number(prefix?.[1])
    if (prefix === null || length <= prefix[0].length || from + length > content.length || content[from + length - 1] !== 0x0a) {
      throw invalidFile(name, `has a damaged extended header at byte ${at}`)
    }
    const value = new TextDecoder().decode(content.subarray(from + prefix[0].length, from + length - 1))
    if (prefix[2] === 'path') extension.name = value
    if (prefix[2] === 'size') {
      if (!/^\d{1,15}$/.test(value)) throw invalidFile(name, `has a damaged size in the extended header at byte ${at}`)
      extension.size = Number(value)
    }
    from += length
  }
  return extension
}

/** The sum of all bytes of a header, its own eight counted as blanks. */
function checksumMatches(header: Uint8Array): boolean {
  let sum = 8 * 0x20
  for (let k = 0; k < BLOCK; k++) if (k < 148 || k >= 156) sum += header[k]!
  const written = /^ *([0-7]{1,7})[ \0]*$/.exec(new TextDecoder('latin1').decode(header.subarray(148, 156)))
  return written !== null && parseInt(written[1] ?? '', 8) === sum
}

function numberIn(header: Uint8Array, from: number, length: number, name: string, at: number): number {
  if (header[from]! >= 0x80) {
    // base 256: larger than octal digits can say
    let value = header[from]! & 0x7f
    for (let k = 1; k < length; k++) value = value * 256 + header[from + k]!
    if (value <= Number.MAX_SAFE_INTEGER) return value
  }
  const digits = /^ *([0-7]+)[ \0]*$/.exec(new TextDecoder('latin1').decode(header.subarray(from, from + length)))
  if (digits === null) throw invalidFile(name, `has a member without a size at byte ${at + from}`)
  return parseInt(digits[1] ?? '', 8)
}

function nameIn(header: Uint8Array): string {
  const isUstar = textIn(header, 257, 5) === 'ustar'
  const prefix = isUstar && header[262] === 0 ? textIn(header, 345, 155) : ''
  const name = textIn(header, 0, 100)
  return prefix === '' ? name : `${prefix}/${name}`
}

function textIn(bytes: Uint8Array, from: number, length: number): string {
  const field = bytes.subarray(from, from + length)
  const end = field.indexOf(0)
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end))
}
