import { invalidFile } from '../numeric-array'
import { COARSE_CLASSES, FINE_CLASSES, IMAGE_BYTES, requireLabel, type CifarBatch, type CifarKind } from './cifar'

/** Label bytes before each image: CIFAR-100 has the coarse one first. */
const LABEL_BYTES: Readonly<Record<CifarKind, number>> = { 'cifar-10': 1, 'cifar-100': 2 }

export function recordBytes(kind: CifarKind): number {
  return LABEL_BYTES[kind] + IMAGE_BYTES
}

/** Which of the two binary layouts a file of this size and start can have: its size a multiple of the record's, its first labels in range. */
export function cifarKindOf(head: Uint8Array, size: number): CifarKind | null {
  for (const kind of ['cifar-10', 'cifar-100'] as const) {
    const record = recordBytes(kind)
    if (size === 0 || size % record !== 0) continue
    let fits = true
    for (let at = 0; at + LABEL_BYTES[kind] <= head.length; at += record) fits &&= labelsFit(head, at, kind)
    if (fits) return kind
  }
  return null
}

function labelsFit(bytes: Uint8Array, at: number, kind: CifarKind): boolean {
  const fine = bytes[at + LABEL_BYTES[kind] - 1]!
  return fine < FINE_CLASSES[kind] && (kind === 'cifar-10' || bytes[at]! < COARSE_CLASSES)
}

/**
 * A file of the binary version: records of label (CIFAR-100: coarse, fine), then 1024 bytes red, green and blue, row after row.
 * @throws LabError `invalid-file` when the length is no multiple of the record's, or a label is out of range
 */
export function readCifarBinary(bytes: Uint8Array, name: string, kind: CifarKind): CifarBatch {
  const record = recordBytes(kind)
  if (bytes.length === 0 || bytes.length % record !== 0) {
    throw invalidFile(
      name,
      `has ${bytes.length} bytes, which is no multiple of the ${record} bytes of a record (its last one starts at byte ${bytes.length - (bytes.length % record)})`,
    )
  }
  const count = bytes.length / record
  const images = new Uint8Array(count * IMAGE_BYTES)
  const labels = new Int32Array(count)
  const coarseLabels = kind === 'cifar-100' ? new Int32Array(count) : null
  for (let k = 0, at = 0; k < count; k++, at += record) {
    const start = at + LABEL_BYTES[kind]
    if (coarseLabels !== null) coarseLabels[k] = requireLabel(name, bytes[at]!, COARSE_CLASSES, 'coarse label', `at byte ${at}`)
    labels[k] = requireLabel(name, bytes[start - 1]!, FINE_CLASSES[kind], 'label', `at byte ${start - 1}`)
    images.set(bytes.subarray(start, start + IMAGE_BYTES), k * IMAGE_BYTES)
  }
  return { kind, count, images, labels, coarseLabels }
}
