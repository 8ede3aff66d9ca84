import { LabError } from '../../contract'
import { invalidFile } from '../numeric-array'
import { isNpy } from '../npy'
import { isZip, ZipError, zipMembers } from '../zip-archive'
import type { CifarKind } from './cifar'
import { cifarKindOf, recordBytes } from './cifar-binary'
import { readCifarPickle } from './cifar-python'
import type { Container, Entry } from './entries'
import { idxHeader, idxLengthProblem } from './idx'
import { imageFormat, imageHeader, imageSizeProblem, type ImageHeader } from './images/image-header'
import { npyLayout, npyLengthProblem } from './npy-array'
import { arraysOfNpz } from './npz-arrays'
import type { NamedArray } from './pairing'
import { isPickle } from './pickle'
import { isSafetensors, tensorsOf } from './safetensors'
import { countRows, sketchTable, type TableSketch } from './table-columns'

export type ArrayFormat = 'idx' | 'npy' | 'npz' | 'safetensors'

/** What one file was recognised as, by its content. */
export type Finding =
  | { what: 'cifar'; kind: CifarKind; version: 'binary' | 'python'; count: number }
  | { what: 'class-names'; names: string[]; coarseNames: string[] | null }
  | { what: 'arrays'; format: ArrayFormat; arrays: NamedArray[] }
  | { what: 'table'; sketch: TableSketch; count: number }
  | { what: 'image'; header: ImageHeader }
  | { what: 'nothing'; rule: string }
  /** it is of a known format, and damaged */
  | { what: 'damaged'; error: LabError }

/** A file, or a file in an archive, with what it was recognised as. */
export interface Surveyed {
  /** path that was handed in: the file itself or the folder that holds it */
  root: string
  /** path on disk */
  file: string
  name: string
  label: string
  container: Container
  finding: Finding
}

const LONGEST_TEXT = 256 * 2 ** 20
const LARGEST_PICKLE = 512 * 2 ** 20
const CLASS_NAME = /^[A-Za-z][\w '().-]{0,60}$/
const MOST_CLASS_NAMES = 1000

/**
 * Recognises one file. Only what cannot be told from the first bytes (pickles, archives of arrays, texts) is read whole.
 * @throws LabError what goes wrong in the archive that holds the file
 */
export async function findingOf(entry: Entry): Promise<Finding> {
  try {
    return await recognised(entry)
  } catch (error) {
    if (error instanceof LabError && error.code === 'invalid-file') return { what: 'damaged', error }
    throw error
  }
}

async function recognised(entry: Entry): Promise<Finding> {
  const { head, size, label } = entry
  if (head.length === 0) return { what: 'nothing', rule: 'is empty' }
  if (imageFormat(head) !== null) return imageFinding(head, label)
  if (isNpy(head)) return npyFinding(entry)
  if (isZip(head)) return npzFinding(await entry.whole(), label)
  if (isPickle(head)) return pickleFinding(entry)
  if (isSafetensors(head)) {
    return { what: 'arrays', format: 'safetensors', arrays: tensorsOf(await entry.whole(), label) }
  }
  const kind = size === null ? null : cifarKindOf(head, size)
  const idx = idxHeader(head)
  // a first image may begin with the bytes of an IDX header; the length tells them apart
  if (kind !== null && (idx === null || idxLengthProblem(idx, size ?? NaN) !== null)) {
    return { what: 'cifar', kind, version: 'binary', count: (size ?? 0) / recordBytes(kind) }
  }
  if (idx !== null) {
    const problem = size === null ? null : idxLengthProblem(idx, size)
    if (problem !== null) throw invalidFile(label, problem)
    return { what: 'arrays', format: 'idx', arrays: [{ name: entry.name, type: idx.type, shape: idx.shape, isInteger: idx.isInteger }] }
  }
  if (head.includes(0)) return binaryFinding(entry)
  return textFinding(entry)
}

function imageFinding(head: Uint8Array, label: string): Finding {
  const header = imageHeader(head)
  if (header === null) throw invalidFile(label, 'is an image whose header is damaged or cut off')
  const problem = imageSizeProblem(header)
  if (problem !== null) throw invalidFile(label, problem)
  return { what: 'image', header }
}

function npyFinding({ head, label, name, size }: Entry): Finding {
  const layout = npyLayout(head, label)
  const problem = size === null ? null : npyLengthProblem(layout, size)
  if (problem !== null) throw invalidFile(label, problem)
  const { type, shape, isInteger } = layout
  return { what: 'arrays', format: 'npy', arrays: [{ name, type, shape, isInteger }] }
}

function npzFinding(bytes: Uint8Array, label: string): Finding {
  try {
    // an archive within an archive, or one that holds other things
    if (!zipMembers(bytes).every(({ name }) => name.endsWith('.npy'))) return { what: 'nothing', rule: 'is an archive inside an archive' }
  } catch (error) {
    if (error instanceof ZipError) throw invalidFile(label, error.message, error)
    throw error
  }
  return { what: 'arrays', format: 'npz', arrays: arraysOfNpz(bytes, label) }
}

async function pickleFinding(entry: Entry): Promise<Finding> {
  if ((entry.size ?? 0) > LARGEST_PICKLE)
    throw invalidFile(entry.label, `has ${entry.size ?? 0} bytes; a pickle of at most ${LARGEST_PICKLE} is read`)
  const found = readCifarPickle(await entry.whole(), entry.label)
  if (found.what === 'names') return { what: 'class-names', names: found.names, coarseNames: found.coarseNames }
  return { what: 'cifar', kind: found.batch.kind, version: 'python', count: found.batch.count }
}

function binaryFinding({ name, label, size }: Entry): Finding {
  if (size === null || !/\.bin$/i.test(name)) return { what: 'nothing', rule: 'is binary and of no format that is known here' }
  const records = (['cifar-10', 'cifar-100'] as const).map((kind) => `${recordBytes(kind)} (${kind.toUpperCase()})`)
  throw invalidFile(
    label,
    `has ${size} bytes, which is no multiple of a record of ${records.join(' or ')} with labels in range, and no IDX header`,
  )
}

async function textFinding(entry: Entry): Promise<Finding> {
  if ((entry.size ?? 0) > LONGEST_TEXT) return { what: 'nothing', rule: `is text of more than ${LONGEST_TEXT} bytes` }
  const names = classNamesIn(entry)
  if (names !== null) return { what: 'class-names', names, coarseNames: null }
  // most texts in an archive are no tables: its first lines say so before it is read whole
  let sketch: TableSketch
  try {
    sketch = sketchTable(entry.head, entry.label)
  } catch (error) {
    if (error instanceof LabError) return { what: 'nothing', rule: 'is text, but no table' }
    throw error
  }
  const holdsNumbers = sketch.columns.some(({ kind }) => kind === 'number')
  const isTable =
    /\.(csv|tsv|txt|dat|data)$/i.test(entry.name) && (holdsNumbers || (sketch.columns.length > 1 && /\.(csv|tsv)$/i.test(entry.name)))
  if (!isTable) return { what: 'nothing', rule: 'is text, but no table' }
  return { what: 'table', sketch, count: countRows(await entry.whole(), sketch.report.header) }
}

/** Names of classes, one a line. */
function classNamesIn({ name, head, size }: Entry): string[] | null {
  if (!/\.txt$/i.test(name) || size === null || size > head.length) return null
  const lines = new TextDecoder()
    .decode(head)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.length > 1 && lines.length <= MOST_CLASS_NAMES && lines.every((line) => CLASS_NAME.test(line)) ? lines : null
}
