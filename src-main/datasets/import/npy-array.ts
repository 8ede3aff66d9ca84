import { invalidFile } from '../numeric-array'
import { readNpyHeader } from '../npy'
import { MOST_BYTES } from './limits'
import { isIntegerKind, NUMBER_BYTES, readStoredNumbers, type NumberKind, type StoredNumbers } from './stored-numbers'

/** Type codes of NumPy without the byte order. */
const KINDS: Readonly<Record<string, NumberKind>> = {
  b1: 'bool',
  u1: 'u8',
  i1: 'i8',
  u2: 'u16',
  i2: 'i16',
  u4: 'u32',
  i4: 'i32',
  u8: 'u64',
  i8: 'i64',
  f2: 'f16',
  f4: 'f32',
  f8: 'f64',
}
const MOST_AXES = 5

export interface NpyLayout {
  kind: NumberKind
  /** as NumPy writes it, e.g. `<f4` */
  type: string
  isInteger: boolean
  shape: number[]
  fortranOrder: boolean
  littleEndian: boolean
  dataStart: number
  /** of the whole file */
  bytes: number
}

/**
 * What the header of an .npy file promises, up to five axes.
 * @param head at least the header
 * @throws LabError `invalid-file`
 */
export function npyLayout(head: Uint8Array, name: string): NpyLayout {
  const { header, dataStart } = readNpyHeader(head, name)
  const { descr, shape } = header
  const order = descr.charAt(0)
  const code = '<>|='.includes(order) ? descr.slice(1) : descr
  const kind = Object.hasOwn(KINDS, code) ? KINDS[code] : undefined
  if (kind === undefined) {
    const what = code.startsWith('O') ? 'Python objects, which are never loaded' : `values of type '${descr.slice(0, 40)}'`
    throw invalidFile(name, `holds ${what}; integers, booleans and floats can be read`)
  }
  if (shape.length === 0 || shape.length > MOST_AXES) throw invalidFile(name, `has ${shape.length} axes; 1 to ${MOST_AXES} can be read`)
  const size = shape.reduce((product, length) => product * length, NUMBER_BYTES[kind])
  if (size === 0) throw invalidFile(name, `has shape (${shape.join(', ')}) and no numbers`)
  if (size > MOST_BYTES) throw invalidFile(name, `says it has ${size} bytes of data; at most ${MOST_BYTES} are read`)
  const { fortranOrder } = header
  return {
    kind,
    type: descr,
    isInteger: isIntegerKind(kind),
    shape,
    fortranOrder,
    littleEndian: order !== '>',
    dataStart,
    bytes: dataStart + size,
  }
}

/** The rule that the length of an .npy file breaks; null when it is right. */
export function npyLengthProblem(layout: NpyLayout, length: number): string | null {
  if (length < layout.bytes) return `is cut off: it ends at byte ${length}, its header promises ${layout.bytes}`
  return length > layout.bytes ? `goes on after its data: it has ${length} bytes, its header promises ${layout.bytes}` : null
}

/**
 * Reads an .npy file of up to five axes and any plain type, keeping bytes and float32 as they are.
 * @throws LabError `invalid-file`
 */
export function readNpyArray(bytes: Uint8Array, name: string): StoredNumbers {
  const layout = npyLayout(bytes, name)
  const problem = npyLengthProblem(layout, bytes.length)
  if (problem !== null) throw invalidFile(name, problem)
  const { kind, shape, littleEndian, fortranOrder, dataStart } = layout
  return readStoredNumbers(bytes.subarray(dataStart), name, { kind, shape, littleEndian, columnMajor: fortranOrder })
}
