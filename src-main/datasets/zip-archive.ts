import { crc32, inflateRawSync } from 'node:zlib'

/** Why an archive is refused; continues the file's name. */
export class ZipError extends Error {
  override readonly name = 'ZipError'
}

export interface ZipMember {
  name: string
  method: number
  crc: number
  compressedSize: number
  size: number
  headerOffset: number
  isEncrypted: boolean
  /** a symbolic link, as Unix programs store it */
  isLink: boolean
}

/** An archive in memory or in a file: whatever is asked of it lies within its length. */
export interface ZipSource {
  length: number
  /** @returns bytes from a place on, fewer only where the archive ends */
  read(at: number, count: number): Uint8Array
}

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_HEADER = 0x04034b50
const END_LENGTH = 22
const ENTRY_LENGTH = 46
const LOCAL_LENGTH = 30
const LONGEST_COMMENT = 65_535
const MOST_MEMBERS = 10_000
/** Upper four bits of a Unix mode. */
const SYMBOLIC_LINK = 0xa
const STORED = 0
const DEFLATED = 8
/** Marks a value that stands in a ZIP64 record instead, which no archive below 4 GB needs. */
const IN_ZIP64 = 0xffff_ffff

export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= END_LENGTH && bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)
}

/**
 * Members named by the directory at the end of a ZIP archive. Every offset is checked against the file; what the directory says is used
 * only after that.
 * @throws ZipError
 */
export function zipMembers(archive: Uint8Array | ZipSource): ZipMember[] {
  const source = sourceOf(archive)
  const tailStart = Math.max(0, source.length - END_LENGTH - LONGEST_COMMENT)
  const tail = viewOf(source.read(tailStart, source.length - tailStart))
  const end = endOfDirectory(tail)
  const count = tail.getUint16(end + 10, true)
  if (count > MOST_MEMBERS) throw new ZipError(`has ${count} members; at most ${MOST_MEMBERS} are read`)
  const start = tail.getUint32(end + 16, true)
  const directory = source.read(start, Math.min(tailStart + end - start, tail.getUint32(end + 12, true)))
  return directoryMembers(directory, start, count)
}

function directoryMembers(bytes: Uint8Array, start: number, count: number): ZipMember[] {
  const view = viewOf(bytes)
  const members: ZipMember[] = []
  let at = 0
  for (let index = 0; index < count; index++) {
    if (at + ENTRY_LENGTH > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY)
      throw new ZipError(`has a damaged directory at byte ${start + at}`)
    const flags = view.getUint16(at + 8, true)
    const nameLength = view.getUint16(at + 28, true)
    const next = at + ENTRY_LENGTH + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (next > bytes.length) throw new ZipError(`has a damaged directory at byte ${start + at}`)
    members.push({
      name: new TextDecoder().decode(bytes.subarray(at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      compressedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      headerOffset: view.getUint32(at + 42, true),
      isEncrypted: (flags & 1) === 1,
      isLink: view.getUint32(at + 38, true) >>> 28 === SYMBOLIC_LINK,
    })
    at = next
  }
  return members
}

/**
 * Content of a member, its length and CRC-32 checked. Never makes more than `mostBytes`.
 * @throws ZipError
 */
export function readZipMember(archive: Uint8Array | ZipSource, member: ZipMember, mostBytes: number): Uint8Array {
  const refuse = (rule: string): ZipError => new ZipError(`has the member ${member.name}, which ${rule}`)
  if (member.isEncrypted) throw refuse('is encrypted')
  if ([member.compressedSize, member.size, member.headerOffset].includes(IN_ZIP64)) throw refuse('is larger than 4 GB')
  if (member.size > mostBytes) throw refuse(`has ${member.size} bytes; at most ${mostBytes} are read`)
  const source = sourceOf(archive)
  const header = member.headerOffset
  const local = viewOf(source.read(header, LOCAL_LENGTH))
  if (local.byteLength < LOCAL_LENGTH || local.getUint32(0, true) !== LOCAL_HEADER) {
    throw refuse(`does not begin at byte ${header}, where the directory says`)
  }
  const start = header + LOCAL_LENGTH + local.getUint16(26, true) + local.getUint16(28, true)
  if (start + member.compressedSize > source.length) throw refuse(`is cut off at byte ${source.length}`)
  const packed = source.read(start, member.compressedSize)
  const content = unpacked(packed, member, refuse)
  if (content.length !== member.size) throw refuse(`has ${content.length} bytes where the directory says ${member.size}`)
  if (crc32(content) !== member.crc) throw refuse('is damaged: its checksum differs')
  return content
}

function unpacked(packed: Uint8Array, member: ZipMember, refuse: (rule: string) => ZipError): Uint8Array {
  if (member.method === STORED) return packed
  if (member.method !== DEFLATED) throw refuse(`is packed by method ${member.method}; stored and deflated members are read`)
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, member.size) })
  } catch (error) {
    throw Object.assign(refuse('cannot be unpacked to the size that the directory says'), { cause: error })
  }
}

function sourceOf(archive: Uint8Array | ZipSource): ZipSource {
  if (!(archive instanceof Uint8Array)) return archive
  return { length: archive.length, read: (at, count) => archive.subarray(Math.min(at, archive.length), at + Math.max(0, count)) }
}

function endOfDirectory(view: DataView): number {
  for (let at = view.byteLength - END_LENGTH; at >= 0; at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at
  }
  throw new ZipError('is cut off or not a ZIP archive: it has no directory at its end')
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
