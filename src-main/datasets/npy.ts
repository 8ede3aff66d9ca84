import { parseNpyHeader, NpyHeaderError, type NpyHeader } from './npy-header'
import { invalidFile, MOST_NUMBERS, placeOf, type NumericArray } from './numeric-array'

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] // \x93NUMPY
/** Format 1 cannot say more; the headers of plain arrays take about 120 bytes. */
const LONGEST_HEADER = 65_535
const MOST_AXES = 2

type ReadNumber = (view: DataView, offset: number, littleEndian: boolean) => number

/** Type codes without the byte order, with their size. */
const NUMBER_TYPES: Readonly<Record<string, { size: number; read: ReadNumber }>> = {
  f4: { size: 4, read: (view, offset, little) => view.getFloat32(offset, little) },
  f8: { size: 8, read: (view, offset, little) => view.getFloat64(offset, little) },
  i1: { size: 1, read: (view, offset) => view.getInt8(offset) },
  i2: { size: 2, read: (view, offset, little) => view.getInt16(offset, little) },
  i4: { size: 4, read: (view, offset, little) => view.getInt32(offset, little) },
  i8: { size: 8, read: (view, offset, little) => exactly(view.getBigInt64(offset, little)) },
  u1: { size: 1, read: (view, offset) => view.getUint8(offset) },
  u2: { size: 2, read: (view, offset, little) => view.getUint16(offset, little) },
  u4: { size: 4, read: (view, offset, little) => view.getUint32(offset, little) },
  u8: { size: 8, read: (view, offset, little) => exactly(view.getBigUint64(offset, little)) },
  b1: { size: 1, read: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1) },
}

/** NaN for a 64-bit integer that float64 cannot hold. */
function exactly(value: bigint): number {
  return BigInt(Number(value)) === value ? Number(value) : NaN
}

export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte)
}

/**
 * Reads an .npy file of format 1, 2 or 3: float32, float64, integers and booleans of either byte order, C or Fortran order, one or two
 * axes. The length must be exactly what the header says.
 * @param name of the file, for messages
 * @throws LabError `invalid-file` naming the file, the byte or entry and the rule
 */
export function readNpy(bytes: Uint8Array, name: string): NumericArray {
  if (!isNpy(bytes)) throw invalidFile(name, 'does not start with the mark of an .npy file (byte 0)')
  const { header, dataStart } = readNpyHeader(bytes, name)
  const { shape } = header
  if (shape.length === 0 || shape.length > MOST_AXES) {
    throw invalidFile(name, `has ${shape.length} axes; one (a vector) or two (a matrix) can be read`)
  }
  const count = shape.reduce((product, length) => product * length, 1)
  if (count === 0) throw invalidFile(name, `has shape (${shape.join(', ')}) and no numbers`)
  if (count > MOST_NUMBERS) throw invalidFile(name, `says it has ${count} numbers; at most ${MOST_NUMBERS} can be read`)
  const type = numberType(header.descr, name)
  const expected = dataStart + count * type.size
  if (bytes.length < expected) throw invalidFile(name, `is cut off: it ends at byte ${bytes.length}, its header promises ${expected}`)
  if (bytes.length > expected)
    throw invalidFile(name, `goes on after its data: it has ${bytes.length} bytes, its header promises ${expected}`)

  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart, count * type.size)
  const stored = new Float64Array(count)
  for (let index = 0; index < count; index++) stored[index] = type.read(view, index * type.size, type.littleEndian)
  const values = header.fortranOrder ? rowMajor(stored, shape) : stored
  const at = values.findIndex((value) => !Number.isFinite(value))
  if (at === -1) return { values, shape }
  const what = /[iu]8$/.test(header.descr) ? 'an integer that float64 cannot hold exactly' : `the value ${String(values[at])}`
  throw invalidFile(name, `has ${what} at ${placeOf(at, shape)}; every number must be finite and exact`)
}

/** @throws LabError `invalid-file` */
export function readNpyHeader(bytes: Uint8Array, name: string): { header: NpyHeader; dataStart: number } {
  const cutOff = invalidFile(name, `is cut off in its header, at byte ${bytes.length}`)
  const major = bytes[6]
  if (major === undefined || bytes.length < 12) throw cutOff
  if (major < 1 || major > 3) throw invalidFile(name, `is of .npy format ${major}; formats 1 to 3 can be read (byte 6)`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (length > LONGEST_HEADER) throw invalidFile(name, `has a header of ${length} bytes; at most ${LONGEST_HEADER} are read (byte 8)`)
  const start = major === 1 ? 10 : 12
  if (bytes.length < start + length) throw cutOff
  try {
    const encoding = major === 3 ? 'utf-8' : 'latin1'
    return { header: parseNpyHeader(new TextDecoder(encoding).decode(bytes.subarray(start, start + length))), dataStart: start + length }
  } catch (error) {
    if (error instanceof NpyHeaderError) throw invalidFile(name, `is refused: its header ${error.message}`, error)
    throw error
  }
}

function numberType(descr: string, name: string): { size: number; read: ReadNumber; littleEndian: boolean } {
  const order = descr.charAt(0)
  const code = '<>|='.includes(order) ? descr.slice(1) : descr
  const type = Object.hasOwn(NUMBER_TYPES, code) ? NUMBER_TYPES[code] : undefined
  if (type !== undefined && code !== '') return { ...type, littleEndian: order !== '>' }
  const what = code.startsWith('O') ? 'Python objects, which are never loaded' : `values of type '${descr.slice(0, 40)}'`
  throw invalidFile(name, `holds ${what}; float32, float64, integers and booleans can be read`)
}

/** Row-major values from column-major ones. */
function rowMajor(columnMajor: Float64Array, shape: readonly number[]): Float64Array {
  const [rows, columns] = shape
  if (rows === undefined || columns === undefined) return columnMajor
  const values = new Float64Array(columnMajor.length)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values[i * columns + j] = columnMajor[j * rows + i] ?? NaN
  return values
}
