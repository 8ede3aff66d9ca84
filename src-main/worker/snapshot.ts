import { LabError } from '../contract'
import type { Snapshot, SnapshotArray } from '../experiments/experiment'

/**
 * A snapshot as bytes: magic, length of a JSON header, header, then the raw arrays, each at a multiple of 8 bytes. Numbers are kept as
 * a Float64Array of their own, so that NaN, infinities and the sign of zero survive. Little-endian, as every platform this runs on.
 */
const MAGIC = 'GRAMSNP1'
const NUMBERS = ' numbers'

/** A content that may be larger than one array or one write can be: its bytes one after the other. */
export type Pieces = readonly Uint8Array[]

/** Up to `together` bytes are copied together; what is larger is handed over as it lies in memory, in pieces of at most `largestPiece`. */
const SIZES = { together: 2 ** 26, largestPiece: 2 ** 30 }

const ARRAY_TYPES = { float64: Float64Array, float32: Float32Array, uint32: Uint32Array } as const

function typeOf(values: SnapshotArray): keyof typeof ARRAY_TYPES {
  if (values instanceof Float64Array) return 'float64'
  return values instanceof Float32Array ? 'float32' : 'uint32'
}

interface HeaderArray {
  name: string
  type: keyof typeof ARRAY_TYPES
  length: number
  offset: number
}

interface Header {
  step: number
  numberNames: string[]
  arrays: HeaderArray[]
}

const align = (offset: number): number => Math.ceil(offset / 8) * 8

/** @returns pieces; those of large snapshots share the memory of its arrays */
export function encodeSnapshot(snapshot: Snapshot, { together, largestPiece } = SIZES): Uint8Array<ArrayBuffer>[] {
  const numberNames = Object.keys(snapshot.numbers).sort()
  const numbers = Float64Array.from(numberNames, (name) => snapshot.numbers[name] ?? NaN)
  const parts: [string, SnapshotArray][] = [[NUMBERS, numbers], ...Object.entries(snapshot.arrays)]
  let offset = 0
  const arrays = parts.map(([name, values]): HeaderArray => {
    const entry: HeaderArray = { name, type: typeOf(values), length: values.length, offset }
    offset = align(offset + values.byteLength)
    return entry
  })
  const header: Header = { step: snapshot.step, numberNames, arrays }
  const headerBytes = new TextEncoder().encode(JSON.stringify(header))
  const start = new Uint8Array(align(MAGIC.length + 4 + headerBytes.length))
  start.set(new TextEncoder().encode(MAGIC))
  new DataView(start.buffer).setUint32(MAGIC.length, headerBytes.length, true)
  start.set(headerBytes, MAGIC.length + 4)
  const pieces = [start, ...parts.flatMap(([, values]) => piecesOf(values, largestPiece))]
  return start.length + offset <= together ? [joined(pieces)] : pieces
}

/** The bytes of an array, filled up to a multiple of 8. */
function piecesOf(values: SnapshotArray, largest: number): Uint8Array<ArrayBuffer>[] {
  const { buffer, byteOffset, byteLength } = values as SnapshotArray & { buffer: ArrayBuffer }
  const pieces = Array.from(
    { length: Math.ceil(byteLength / largest) },
    (_, k) => new Uint8Array(buffer, byteOffset + k * largest, Math.min(largest, byteLength - k * largest)),
  )
  const rest = align(byteLength) - byteLength
  return rest === 0 ? pieces : [...pieces, new Uint8Array(rest)]
}

function joined(pieces: Pieces): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(lengthOf(pieces))
  let offset = 0
  for (const piece of pieces) {
    bytes.set(piece, offset)
    offset += piece.length
  }
  return bytes
}

export function lengthOf(pieces: Pieces): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

/** What has to be handed over with the pieces when they are posted to another thread. */
export function memoryOf(pieces: readonly ArrayBufferView[]): ArrayBuffer[] {
  return [...new Set(pieces.map(({ buffer }) => buffer as ArrayBuffer))]
}

/** @throws LabError `invalid-file` when the bytes are not a snapshot of this version */
export function decodeSnapshot(input: Pieces): Snapshot {
  const refuse = (why: string): LabError =>
    new LabError('invalid-file', `The checkpoint cannot be read: ${why}. The run can be started again from its spec and seed.`)
  const total = lengthOf(input)
  const [mark, lengthBytes] = [copyOf(input, 0, MAGIC.length), copyOf(input, MAGIC.length, 4)]
  if (total < MAGIC.length + 4 || new TextDecoder().decode(mark) !== MAGIC) throw refuse('it does not start with the mark of a checkpoint')
  const headerLength = new DataView(lengthBytes.buffer).getUint32(0, true)
  const start = align(MAGIC.length + 4 + headerLength)
  if (start > total) throw refuse('its header is cut off')
  const header = JSON.parse(new TextDecoder().decode(copyOf(input, MAGIC.length + 4, headerLength))) as Header
  const read = (entry: HeaderArray): SnapshotArray => {
    const type = ARRAY_TYPES[entry.type]
    const size = entry.length * type.BYTES_PER_ELEMENT
    if (start + entry.offset + size > total) throw refuse(`array ${entry.name} is cut off`)
    return new type(copyOf(input, start + entry.offset, size).buffer)
  }
  const numbers: Snapshot['numbers'] = {}
  const arrays: Snapshot['arrays'] = {}
  for (const entry of header.arrays) {
    const values = read(entry)
    if (entry.name === NUMBERS) header.numberNames.forEach((name, index) => (numbers[name] = values[index] ?? NaN))
    else arrays[entry.name] = values
  }
  return { step: header.step, numbers, arrays }
}

/** So many bytes from a place on, wherever the pieces meet; zeros behind their end. A copy, so that arrays can be views of any alignment. */
function copyOf(pieces: Pieces, first: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  let begin = 0
  for (const piece of pieces) {
    const part = piece.subarray(Math.max(0, first - begin), Math.max(0, first + length - begin))
    if (part.length > 0) bytes.set(part, Math.max(0, begin - first))
    begin += piece.length
  }
  return bytes
}
