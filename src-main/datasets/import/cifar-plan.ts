import { invalidFile } from '../numeric-array'
import { COARSE_CLASSES, FINE_CLASSES, IMAGE_BYTES, SIDE, type CifarBatch, type CifarKind } from './cifar'
import { readCifarBinary, recordBytes } from './cifar-binary'
import { readCifarPickle } from './cifar-python'
import { baseName, compareNames, folderName, roleOf } from './entry-name'
import type { ImportedPart, PartRole } from './imported'
import { counted, type Assembly, type Plan } from './plan'
import type { Finding, Surveyed } from './survey'

type CifarEntry = Surveyed & { finding: Extract<Finding, { what: 'cifar' }> }
type NamesEntry = Surveyed & { finding: Extract<Finding, { what: 'class-names' }> }

const ROLES: readonly PartRole[] = ['train', 'validation', 'test', 'all']
const SHAPE = { channels: 3, height: SIDE, width: SIDE }

/** The CIFAR data sets among the files: what lies in one folder, of one kind and version, belongs together. */
export function cifarPlans(surveyed: readonly Surveyed[]): Plan[] {
  const groups = new Map<string, CifarEntry[]>()
  for (const entry of surveyed) {
    const { finding } = entry
    if (finding.what !== 'cifar') continue
    const key = `${scopeOf(entry)}\n${finding.kind} ${finding.version}`
    groups.set(key, [...(groups.get(key) ?? []), { ...entry, finding }])
  }
  return [...groups.values()].map((entries) => planOf(entries, namesBeside(entries[0]!, surveyed)))
}

/** The folder, in the archive where it is one. */
function scopeOf({ container, file, root, name }: Surveyed): string {
  return `${container === 'tar' || container === 'zip' ? file : root === file ? '' : root}\n${folderName(name)}`
}

function namesBeside(entry: CifarEntry, surveyed: readonly Surveyed[]): NamesEntry[] {
  return surveyed.flatMap((other) =>
    other.finding.what === 'class-names' && scopeOf(other) === scopeOf(entry) ? [{ ...other, finding: other.finding }] : [],
  )
}

function planOf(unordered: CifarEntry[], namesEntries: NamesEntry[]): Plan {
  const entries = unordered.sort((a, b) => compareNames(a.name, b.name))
  const { kind, version } = entries[0]!.finding
  const fine = namesEntries.find(({ finding }) => finding.names.length === FINE_CLASSES[kind])
  const classNames = fine?.finding.names ?? null
  const coarseNames =
    kind === 'cifar-100'
      ? (fine?.finding.coarseNames ?? namesEntries.find(({ finding }) => finding.names.length === COARSE_CLASSES)?.finding.names)
      : undefined
  const parts = ROLES.flatMap((role) => {
    const ofRole = entries.filter(({ name }) => roleOfBatch(name) === role)
    return ofRole.length === 0 ? [] : [{ role, count: ofRole.reduce((sum, { finding }) => sum + finding.count, 0), hasLabels: true }]
  })
  const reason = reasonOf(entries, kind, version)
  const common = { format: `${kind}-${version}`, reason, kind: 'images' as const, shape: SHAPE, classNames, coarseClassNames: coarseNames }
  const notes = classNames === null ? ['No file beside it names the classes; they are numbered.'] : []
  return {
    recognition: { ...common, parts, choices: {}, notes },
    entries: [...entries, ...namesEntries],
    assemble: () => new CifarAssembly(entries, parts, common),
  }
}

function reasonOf(entries: readonly CifarEntry[], kind: CifarKind, version: 'binary' | 'python'): string {
  const [first] = entries
  const count = counted(first?.finding.count ?? 0)
  const what =
    version === 'binary'
      ? `${count} ${count === '1' ? 'record' : 'records'} of ${counted(recordBytes(kind))} bytes`
      : `a pickled dictionary with ${count} rows of ${counted(IMAGE_BYTES)} bytes and their labels`
  const others = entries.length > 1 ? `, first of ${entries.length} files` : ''
  return `${baseName(first?.name ?? '')}${others}: ${what}: ${kind.toUpperCase()} ${version === 'binary' ? 'batch' : 'batch, Python version'}`
}

/** CIFAR-10 calls them data_batch_1 to 5 and test_batch, CIFAR-100 train and test. */
function roleOfBatch(name: string): PartRole {
  return /^data_batch/i.test(baseName(name)) ? 'train' : roleOf(baseName(name))
}

class CifarAssembly implements Assembly {
  readonly #parts: ImportedPart[]
  /** where the images of each file go */
  readonly #places = new Map<string, { part: ImportedPart; start: number; entry: CifarEntry }>()

  constructor(
    entries: readonly CifarEntry[],
    parts: readonly { role: PartRole; count: number }[],
    readonly common: Pick<Plan['recognition'], 'format' | 'reason' | 'kind' | 'shape' | 'classNames' | 'coarseClassNames'>,
  ) {
    this.#parts = parts.map(({ role, count }): ImportedPart => {
      const part = { role, count, values: new Uint8Array(count * IMAGE_BYTES), labels: new Int32Array(count) }
      return entries[0]?.finding.kind === 'cifar-100' ? { ...part, coarseLabels: new Int32Array(count) } : part
    })
    for (const part of this.#parts) {
      let start = 0
      for (const entry of entries.filter(({ name }) => roleOfBatch(name) === part.role)) {
        this.#places.set(keyOf(entry), { part, start, entry })
        start += entry.finding.count
      }
    }
  }

  wants(entry: Surveyed): boolean {
    return this.#places.has(keyOf(entry))
  }

  add(entry: Surveyed, bytes: Uint8Array): void {
    const place = this.#places.get(keyOf(entry))
    if (place === undefined) return
    const { kind, version, count } = place.entry.finding
    const batch = version === 'binary' ? readCifarBinary(bytes, entry.label, kind) : pickledBatch(bytes, entry.label)
    if (batch.count !== count || batch.kind !== kind) throw invalidFile(entry.label, 'changed while it was read')
    place.part.values.set(batch.images, place.start * IMAGE_BYTES)
    place.part.labels?.set(batch.labels, place.start)
    if (batch.coarseLabels !== null) place.part.coarseLabels?.set(batch.coarseLabels, place.start)
  }

  finish(): ReturnType<Assembly['finish']> {
    return { ...this.common, parts: this.#parts }
  }
}

function pickledBatch(bytes: Uint8Array, label: string): CifarBatch {
  const found = readCifarPickle(bytes, label)
  if (found.what === 'batch') return found.batch
  throw invalidFile(label, 'changed while it was read')
}

function keyOf({ file, name }: Surveyed): string {
  return `${file}\n${name}`
}
