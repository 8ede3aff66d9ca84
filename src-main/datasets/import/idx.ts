import { invalidFile } from '../numeric-array'
import { isIntegerKind, NUMBER_BYTES, readStoredNumbers, type NumberKind, type StoredNumbers } from './stored-numbers'

/** Third byte of the magic number (http://yann.lecun.com/exdb/mnist). */
const KINDS: Readonly<Record<number, { kind: NumberKind; type: string }>> = {
  0x08: { kind: 'u8', type: 'unsigned byte' },
  0x09: { kind: 'i8', type: 'signed byte' },
  0x0b: { kind: 'i16', type: '16-bit integer' },
  0x0c: { kind: 'i32', type: '32-bit integer' },
  0x0d: { kind: 'f32', type: 'float32' },
  0x0e: { kind: 'f64', type: 'float64' },
}
const MOST_AXES = 5

export interface IdxHeader {
  kind: NumberKind
  type: string
  isInteger: boolean
  shape: number[]
  dataStart: number
  /** of the whole file */
  bytes: number
}

/** What the start of an IDX file says: two zero bytes, type, number of axes, then the length of each as big-endian uint32. Null if it is none. */
export function idxHeader(head: Uint8Array): IdxHeader | null {
  const [a, b, code = 0, axes = 0] = head
  const found = KINDS[code]
  const dataStart = 4 + 4 * axes
  if (a !== 0 || b !== 0 || found === undefined || axes === 0 || axes > MOST_AXES || head.length < dataStart) return null
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis))
  const bytes = dataStart + shape.reduce((product, length) => product * length, NUMBER_BYTES[found.kind])
  return { ...found, isInteger: isIntegerKind(found.kind), shape, dataStart, bytes }
}

/**
 * Reads an IDX file, the format of MNIST: any of its types, up to five axes.
 * @throws LabError `invalid-file` when the length is not what the header says, or a number is not finite
 */
export function readIdx(bytes: Uint8Array, name: string): StoredNumbers {
  const header = idxHeader(bytes)
  if (header === null) throw invalidFile(name, 'does not start as an IDX file does (bytes 0 to 3)')
  const problem = idxLengthProblem(header, bytes.length)
  if (problem !== null) throw invalidFile(name, problem)
  return readStoredNumbers(bytes.subarray(header.dataStart), name, { kind: header.kind, shape: header.shape, littleEndian: false })
}

/** The rule that the length breaks; null when it is right. */
export function idxLengthProblem(header: IdxHeader, length: number): string | null {
  const promise = `its header (bytes 0 to ${header.dataStart - 1}) promises ${header.bytes}: ${header.shape.join(' x ')} of type ${header.type}`
  if (header.shape.includes(0)) return `has no numbers: its shape is ${header.shape.join(' x ')} (bytes 4 to ${header.dataStart - 1})`
  if (length < header.bytes) return `is cut off: it ends at byte ${length}, ${promise}`
  return length > header.bytes ? `goes on after its data: it has ${length} bytes, ${promise}` : null
}
