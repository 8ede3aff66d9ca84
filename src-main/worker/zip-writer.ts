import { writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { LabError } from '../contract'

const LOCAL_HEADER = 0x04034b50
const DIRECTORY_ENTRY = 0x02014b50
const END_OF_DIRECTORY = 0x06054b50
/** 1980-01-01: the same content gives the same archive */
const DATE = 0x21
const LARGEST = 0xffff_ffff

interface Member {
  name: Uint8Array
  offset: number
  size: number
  crc: number
}

/** Writes a ZIP archive of stored (not compressed) members to an open file, whose content is given piece by piece. */
export class ZipWriter {
  private readonly members: Member[] = []
  private position = 0

  /** @param advice what can be done when it would become too large */
  constructor(
    private readonly handle: number,
    private readonly advice = 'Export it as IDX.',
  ) {}

  /** @param content calls what it is given with each piece */
  add(name: string, content: (write: (bytes: Uint8Array) => void) => void): void {
    const member: Member = { name: new TextEncoder().encode(name), offset: this.position, size: 0, crc: 0 }
    this.append(localHeader(member))
    content((bytes) => {
      member.crc = crc32(bytes, member.crc)
      member.size += bytes.length
      this.append(bytes)
    })
    // now that size and checksum are known
    writeFully(this.handle, localHeader(member), member.offset)
    this.members.push(member)
  }

  end(): void {
    const start = this.position
    for (const member of this.members) this.append(directoryEntry(member))
    const end = new DataView(new ArrayBuffer(22))
    end.setUint32(0, END_OF_DIRECTORY, true)
    end.setUint16(8, this.members.length, true)
    end.setUint16(10, this.members.length, true)
    end.setUint32(12, this.position - start, true)
    end.setUint32(16, start, true)
    this.append(new Uint8Array(end.buffer))
  }

  private append(bytes: Uint8Array): void {
    if (this.position + bytes.length > LARGEST)
      throw new LabError('cannot-fit', `The archive would have more than 4 GB. Nothing was written. ${this.advice}`)
    writeFully(this.handle, bytes, this.position)
    this.position += bytes.length
  }
}

function localHeader({ name, size, crc }: Member): Uint8Array {
  const view = new DataView(new ArrayBuffer(30 + name.length))
  view.setUint32(0, LOCAL_HEADER, true)
  common(view, 4, { name, size, crc })
  new Uint8Array(view.buffer).set(name, 30)
  return new Uint8Array(view.buffer)
}

function directoryEntry(member: Member): Uint8Array {
  const view = new DataView(new ArrayBuffer(46 + member.name.length))
  view.setUint32(0, DIRECTORY_ENTRY, true)
  view.setUint16(4, 20, true)
  common(view, 6, member)
  view.setUint32(42, member.offset, true)
  new Uint8Array(view.buffer).set(member.name, 46)
  return new Uint8Array(view.buffer)
}

/** Version needed, flags, method, time, date, checksum, sizes and length of the name, as they follow each other in both headers. */
function common(view: DataView, at: number, { name, size, crc }: Pick<Member, 'name' | 'size' | 'crc'>): void {
  view.setUint16(at, 20, true)
  view.setUint16(at + 8, DATE, true)
  view.setUint32(at + 10, crc, true)
  view.setUint32(at + 14, size, true)
  view.setUint32(at + 18, size, true)
  view.setUint16(at + 22, name.length, true)
}

function writeFully(handle: number, bytes: Uint8Array, position: number): void {
  for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written, bytes.length - written, position + written)
}
