import { invalidFile } from '../numeric-array'

/** Numbers as they stand in a file: unsigned and signed integers, booleans, IEEE 754 of three sizes, the upper half of a float32. */
export type NumberKind = 'bool' | 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'u64' | 'i64' | 'f16' | 'bf16' | 'f32' | 'f64'

/** An array of a file, row-major, every number finite and exact: bytes stay bytes, what float32 holds is float32, the rest float64. */
export interface StoredNumbers {
  values: Uint8Array | Float32Array | Float64Array
  shape: number[]
}

export const NUMBER_BYTES: Readonly<Record<NumberKind, number>> = {
  bool: 1,
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  u64: 8,
  i64: 8,
  f16: 2,
  bf16: 2,
  f32: 4,
  f64: 8,
}

const READ: Readonly<Record<Exclude<NumberKind, 'u8'>, (view: DataView, at: number, little: boolean) => number>> = {
  bool: (view, at) => (view.getUint8(at) === 0 ? 0 : 1),
  i8: (view, at) => view.getInt8(at),
  u16: (view, at, little) => view.getUint16(at, little),
  i16: (view, at, little) => view.getInt16(at, little),
  u32: (view, at, little) => view.getUint32(at, little),
  i32: (view, at, little) => view.getInt32(at, little),
  u64: (view, at, little) => exactly(view.getBigUint64(at, little)),
  i64: (view, at, little) => exactly(view.getBigInt64(at, little)),
  f16: (view, at, little) => halfFloat(view.getUint16(at, little)),
  bf16: (view, at, little) => truncatedFloat(view.getUint16(at, little)),
  f32: (view, at, little) => view.getFloat32(at, little),
  f64: (view, at, little) => view.getFloat64(at, little),
}

export function isIntegerKind(kind: NumberKind): boolean {
  return !kind.startsWith('f') && kind !== 'bf16'
}

/**
 * The numbers of `bytes`, which has to hold exactly `shape` of them.
 * @param shape at least one axis, none of length 0
 * @param columnMajor Fortran order: the first axis varies fastest
 * @throws LabError `invalid-file` when one is not finite, or an integer that float64 cannot hold
 */
export function readStoredNumbers(
  bytes: Uint8Array,
  name: string,
  { kind, shape, littleEndian, columnMajor = false }: { kind: NumberKind; shape: number[]; littleEndian: boolean; columnMajor?: boolean },
): StoredNumbers {
  const values = readAll(bytes, kind, littleEndian)
  const at = kind === 'u8' || kind === 'bool' ? -1 : values.findIndex((value) => !Number.isFinite(value))
  if (at !== -1) {
    const what = kind === 'u64' || kind === 'i64' ? 'an integer that float64 cannot hold exactly' : `the value ${String(values[at])}`
    throw invalidFile(name, `has ${what} at entry ${at} of its data (counted from 0); every number must be finite and exact`)
  }
  return { values: columnMajor ? rowMajor(values, shape) : values, shape }
}

function readAll(bytes: Uint8Array, kind: NumberKind, littleEndian: boolean): StoredNumbers['values'] {
  // a Buffer's slice would share memory with others
  if (kind === 'u8') return new Uint8Array(bytes)
  const count = bytes.length / NUMBER_BYTES[kind]
  // the processors on which this runs are little endian
  if (littleEndian && kind === 'f32') return new Float32Array(new Uint8Array(bytes).buffer)
  if (littleEndian && kind === 'f64') return new Float64Array(new Uint8Array(bytes).buffer)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const fitsFloat32 = kind === 'f16' || kind === 'bf16' || kind === 'f32'
  const values = fitsFloat32 ? new Float32Array(count) : new Float64Array(count)
  const read = READ[kind]
  const size = NUMBER_BYTES[kind]
  for (let k = 0; k < count; k++) values[k] = read(view, k * size, littleEndian)
  return values
}

function rowMajor(stored: StoredNumbers['values'], shape: readonly number[]): StoredNumbers['values'] {
  const values = stored.slice()
  const index = shape.map(() => 0)
  const strides: number[] = []
  shape.reduce((stride, length) => (strides.push(stride), stride * length), 1)
  for (let k = 0, from = 0; k < values.length; k++) {
    values[k] = stored[from]!
    // the last axis turns like the last digit of a counter
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!
      if (++index[axis]! < shape[axis]!) break
      from -= strides[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
  return values
}

/** NaN for a 64-bit integer that float64 cannot hold. */
function exactly(value: bigint): number {
  return BigInt(Number(value)) === value ? Number(value) : NaN
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}

const scratch = new DataView(new ArrayBuffer(4))

function truncatedFloat(bits: number): number {
  scratch.setUint32(0, bits * 65_536)
  return scratch.getFloat32(0)
}
