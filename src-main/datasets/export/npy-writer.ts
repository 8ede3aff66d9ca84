/** NumPy's .npy format, version 1.0: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0] as const
const ALIGNMENT = 64

/** What stands before the numbers of an array in row-major order. @param type e.g. `<f8`, `<i8`, `|u1` */
export function npyHeaderOf(type: string, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`
  const before = MAGIC.length + 2
  const padding = (ALIGNMENT - ((before + text.length + 1) % ALIGNMENT)) % ALIGNMENT
  const dictionary = new TextEncoder().encode(`${text}${' '.repeat(padding)}\n`)
  const header = new Uint8Array(before + dictionary.length)
  header.set(MAGIC)
  new DataView(header.buffer).setUint16(MAGIC.length, dictionary.length, true)
  header.set(dictionary, before)
  return header
}
