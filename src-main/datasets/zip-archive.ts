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
/** Marks a value that stands in a ZIP64 record instead, which no archive that fits in memory needs. */
const IN_ZIP64 = 0xffff_ffff

export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= END_LENGTH && bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)
}

/**
 * Members named by the directory at the end of a ZIP archive. Every offset is checked against the file; what the directory says is used
 * only after that.
 * @throws ZipError
 */
export function zipMembers(bytes: Uint8Array): ZipMember[] {
  const view = viewOf(bytes)
  const end = endOfDirectory(view)
  const count = view.getUint16(end + 10, true)
  if (count > MOST_MEMBERS) throw new ZipError(`has ${count} members; at most ${MOST_MEMBERS} are read`)
  const members: ZipMember[] = []
  let at = view.getUint32(end + 16, true)
  for (let index = 0; index < count; index++) {
    if (at + ENTRY_LENGTH > end || view.getUint32(at, true) !== DIRECTORY_ENTRY) throw new ZipError(`has a damaged directory at byte ${at}`)
    const flags = view.getUint16(at + 8, true)
    const nameLength = view.getUint16(at + 28, true)
    const next = at + ENTRY_LENGTH + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (next > end) throw new ZipError(`has a damaged directory at byte ${at}`)
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
export function readZipMember(bytes: Uint8Array, member: ZipMember, mostBytes: number): Uint8Array {
  const refuse = (rule: string): ZipError => new ZipError(`has the member ${member.name}, which ${rule}`)
  if (member.isEncrypted) throw refuse('is encrypted')
  if ([member.compressedSize, member.size, member.headerOffset].includes(IN_ZIP64)) throw refuse('is larger than 4 GB')
  if (member.size > mostBytes) throw refuse(`has ${member.size} bytes; at most ${mostBytes} are read`)
  const view = viewOf(bytes)
  const header = member.headerOffset
  if (header + LOCAL_LENGTH > bytes.length || view.getUint32(header, true) !== LOCAL_HEADER) {
    throw refuse(`does not begin at byte ${header}, where the directory says`)
  }
  const start = header + LOCAL_LENGTH + view.getUint16(header + 26, true) + view.getUint16(header + 28, true)
  const packed = bytes.subarray(start, start + member.compressedSize)
  if (packed.length < member.compressedSize) throw refuse(`is cut off at byte ${bytes.length}`)
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

function endOfDirectory(view: DataView): number {
  const earliest = Math.max(0, view.byteLength - END_LENGTH - LONGEST_COMMENT)
  for (let at = view.byteLength - END_LENGTH; at >= earliest; at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at
  }
  throw new ZipError('is cut off or not a ZIP archive: it has no directory at its end')
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
