import { z } from 'zod'
import { invalidFile } from '../numeric-array'
import { isIntegerKind, NUMBER_BYTES, readStoredNumbers, type NumberKind, type StoredNumbers } from './stored-numbers'

const KINDS: Readonly<Record<string, NumberKind>> = {
  BOOL: 'bool',
  U8: 'u8',
  I8: 'i8',
  U16: 'u16',
  I16: 'i16',
  U32: 'u32',
  I32: 'i32',
  U64: 'u64',
  I64: 'i64',
  F16: 'f16',
  BF16: 'bf16',
  F32: 'f32',
  F64: 'f64',
}
const PREFIX_BYTES = 8
const LONGEST_HEADER = 16 * 2 ** 20
const MOST_AXES = 5

const length = z.int().nonnegative()
const headerSchema = z.record(
  z.string(),
  z.union([
    z.object({ dtype: z.string(), shape: z.array(length), data_offsets: z.tuple([length, length]) }),
    z.record(z.string(), z.string()),
  ]),
)

export interface Tensor {
  name: string
  kind: NumberKind
  /** as the format writes it, e.g. `F32` */
  type: string
  isInteger: boolean
  shape: number[]
  /** of its bytes in the file */
  start: number
  end: number
}

/** Whether the start is that of a safetensors file: the length of a JSON object as little-endian uint64, then the object. */
export function isSafetensors(head: Uint8Array): boolean {
  if (head.length < PREFIX_BYTES + 2 || head[PREFIX_BYTES] !== 0x7b) return false
  const announced = new DataView(head.buffer, head.byteOffset, PREFIX_BYTES).getBigUint64(0, true)
  return announced >= 2n && announced <= BigInt(LONGEST_HEADER)
}

/**
 * The arrays of a safetensors file (scalars, empty arrays and types without exact float64 values are left out), in the order of their bytes.
 * @throws LabError `invalid-file` naming the byte or array and the rule, when offsets leave the file, overlap or leave gaps
 */
export function tensorsOf(bytes: Uint8Array, name: string): Tensor[] {
  if (!isSafetensors(bytes)) throw invalidFile(name, 'does not start as a safetensors file does (bytes 0 to 8)')
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset, PREFIX_BYTES).getBigUint64(0, true))
  const dataStart = PREFIX_BYTES + headerLength
  if (dataStart > bytes.length)
    throw invalidFile(name, `is cut off in its header: it ends at byte ${bytes.length}, the header at ${dataStart}`)
  const entries = Object.entries(parsedHeader(bytes.subarray(PREFIX_BYTES, dataStart), name)).filter(([key]) => key !== '__metadata__')
  const tensors: Tensor[] = []
  let at = dataStart
  const placed = entries.flatMap(([key, entry]) => ('data_offsets' in entry && Array.isArray(entry.data_offsets) ? [{ key, entry }] : []))
  if (placed.length < entries.length)
    throw invalidFile(name, `has an array without place in its header (bytes ${PREFIX_BYTES} to ${dataStart - 1})`)
  for (const { key, entry } of placed.sort((a, b) => Number(a.entry.data_offsets[0]) - Number(b.entry.data_offsets[0]))) {
    const [from, to] = (entry.data_offsets as [number, number]).map((offset) => dataStart + offset) as [number, number]
    const shown = JSON.stringify(key.slice(0, 100))
    if (from !== at || to < from)
      throw invalidFile(name, `has the array ${shown} at byte ${from}, where byte ${at} is next: arrays overlap or leave a gap`)
    if (to > bytes.length) throw invalidFile(name, `is cut off: it ends at byte ${bytes.length}, the array ${shown} at ${to}`)
    at = to
    const type = entry.dtype
    const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined
    if (kind === undefined) continue
    const shape = entry.shape as number[]
    const size = shape.reduce((product, axis) => product * axis, NUMBER_BYTES[kind])
    if (size !== to - from)
      throw invalidFile(name, `has the array ${shown} of ${to - from} bytes at byte ${from}; its shape and type need ${size}`)
    if (shape.length > 0 && shape.length <= MOST_AXES && size > 0) {
      tensors.push({ name: key, kind, type, isInteger: isIntegerKind(kind), shape, start: from, end: to })
    }
  }
  if (at !== bytes.length) throw invalidFile(name, `goes on after its data: it has ${bytes.length} bytes, its header promises ${at}`)
  return tensors
}

/** @throws LabError `invalid-file` when a number is not finite */
export function readTensor(bytes: Uint8Array, name: string, { kind, shape, start, end }: Tensor): StoredNumbers {
  return readStoredNumbers(bytes.subarray(start, end), name, { kind, shape, littleEndian: true })
}

function parsedHeader(bytes: Uint8Array, name: string): z.infer<typeof headerSchema> {
  const place = `(bytes ${PREFIX_BYTES} to ${PREFIX_BYTES + bytes.length - 1})`
  try {
    return headerSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch (error) {
    const problem = error instanceof z.ZodError ? `breaks the format at "${error.issues[0]?.path.join('.') ?? ''}"` : 'is not JSON'
    throw invalidFile(name, `has a header that ${problem} ${place}`, error)
  }
}
