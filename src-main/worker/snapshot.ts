import { LabError } from '../contract'
import type { Snapshot, SnapshotArray } from '../experiments/experiment'

/**
 * A snapshot as bytes: magic, length of a JSON header, header, then the raw arrays, each at a multiple of 8 bytes. Numbers are kept as
 * a Float64Array of their own, so that NaN, infinities and the sign of zero survive. Little-endian, as every platform this runs on.
 */
const MAGIC = 'GRAMSNP1'
const NUMBERS = ' numbers'

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

export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
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
  const start = align(MAGIC.length + 4 + headerBytes.length)
  const bytes = new Uint8Array(start + offset)
  bytes.set(new TextEncoder().encode(MAGIC))
  new DataView(bytes.buffer).setUint32(MAGIC.length, headerBytes.length, true)
  bytes.set(headerBytes, MAGIC.length + 4)
  parts.forEach(([, values], index) => {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), start + (arrays[index]?.offset ?? 0))
  })
  return bytes
}

/** @throws LabError `invalid-file` when the bytes are not a snapshot of this version */
export function decodeSnapshot(input: Uint8Array): Snapshot {
  const refuse = (why: string): LabError =>
    new LabError('invalid-file', `The checkpoint cannot be read: ${why}. The run can be started again from its spec and seed.`)
  // a copy at offset 0, so that the arrays can be views of any alignment
  const bytes = new Uint8Array(input)
  if (bytes.length < MAGIC.length + 4 || new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    throw refuse('it does not start with the mark of a checkpoint')
  }
  const headerLength = new DataView(bytes.buffer).getUint32(MAGIC.length, true)
  const start = align(MAGIC.length + 4 + headerLength)
  if (start > bytes.length) throw refuse('its header is cut off')
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(MAGIC.length + 4, MAGIC.length + 4 + headerLength))) as Header
  const read = (entry: HeaderArray): SnapshotArray => {
    const type = ARRAY_TYPES[entry.type]
    const size = type.BYTES_PER_ELEMENT
    if (start + entry.offset + entry.length * size > bytes.length) throw refuse(`array ${entry.name} is cut off`)
    const copy = bytes.slice(start + entry.offset, start + entry.offset + entry.length * size)
    return new type(copy.buffer)
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
