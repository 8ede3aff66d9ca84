/** The IDX format of the MNIST files: two zeros, type, number of axes, extents and numbers, all big-endian. */

const TYPES = { 'unsigned byte': 0x08, int: 0x0c, double: 0x0e } as const

export type IdxType = keyof typeof TYPES

export function idxHeaderOf(type: IdxType, shape: readonly number[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length))
  header.setUint8(2, TYPES[type])
  header.setUint8(3, shape.length)
  shape.forEach((extent, axis) => header.setUint32(4 + 4 * axis, extent))
  return new Uint8Array(header.buffer)
}

/** Numbers as the type wants them. */
export function idxNumbers(type: IdxType, values: Float64Array): Uint8Array {
  if (type === 'unsigned byte') return Uint8Array.from(values)
  const size = type === 'int' ? 4 : 8
  const view = new DataView(new ArrayBuffer(size * values.length))
  values.forEach((value, i) => (type === 'int' ? view.setInt32(4 * i, value) : view.setFloat64(8 * i, value)))
  return new Uint8Array(view.buffer)
}
