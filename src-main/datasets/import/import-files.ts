import { createHash } from 'node:crypto'
import { LabError } from '../../contract'
import { invalidFile } from '../numeric-array'
import { arrayPlans } from './arrays-plan'
import { ByteStream } from './byte-stream'
import { cifarPlans } from './cifar-plan'
import { disk } from './disk'
import { forEachEntry, isCheap, type Entry } from './entries'
import { baseName, compareNames } from './entry-name'
import type { Files, FoundFile } from './files'
import { imagePlans } from './image-plan'
import type { FeatureChoice, ImportChoices, Imported, ImportProgress, ImportSource, Recognition } from './imported'
import type { Assembly, Plan } from './plan'
import { findingOf, type Finding, type Surveyed } from './survey'
import { tablePlans } from './table-plan'

/** Sources beyond this number are given as one, by the hash of their list. */
const MOST_SOURCES = 100
const LISTED = 10
/** Of what the survey had in hand anyway. */
const MOST_KEPT_BYTES = 320 * 2 ** 20

/**
 * Recognises what files and folders hold, by their content. Files that belong together make one data set; what was not recognised is in the
 * notes.
 * @throws LabError `invalid-file` when nothing is recognised, or an archive cannot be read; what `progress` throws
 */
export async function recogniseFiles(paths: readonly string[], progress?: ImportProgress, files: Files = disk): Promise<Recognition[]> {
  const found = await listed(paths, files)
  const surveyed = await survey(found, files, new Meter(found, 1, progress), null)
  const plans = plansOf(surveyed)
  if (plans.length === 0) throw nothingFound(surveyed)
  const notes = notesOn(surveyed, plans)
  return plans.map((plan) => ({ ...plan.recognition, paths: pathsOf(plan, plans, paths), notes: [...plan.recognition.notes, ...notes] }))
}

/**
 * Reads the one data set that the files and folders hold.
 * @param choices what is to be done differently from what `recogniseFiles` says
 * @param progress told the bytes read so far, of two readings of each file: one to recognise, one to import; then, where features are made,
 *   the images done
 * @throws LabError `invalid-file` naming file, place and rule when one of them is damaged, or they hold no data set or several;
 * `invalid-request` when the choices do not fit; what `progress` throws
 */
export async function importFiles(
  paths: readonly string[],
  choices: ImportChoices = {},
  progress?: ImportProgress,
  files: Files = disk,
): Promise<Imported> {
  const found = await listed(paths, files)
  const meter = new Meter(found, 2, progress)
  const kept = new KeptContent()
  const surveyed = await survey(found, files, meter, kept)
  for (const { finding } of surveyed) if (finding.what === 'damaged') throw finding.error
  const plans = plansOf(surveyed)
  const [plan] = plans
  if (plan === undefined) throw nothingFound(surveyed)
  if (plans.length > 1) {
    const kinds = plans.slice(0, LISTED).map(({ recognition }) => recognition.reason)
    throw invalidFile(
      paths.map(baseName).slice(0, LISTED).join(', '),
      `hold ${plans.length} data sets; choose the files of one (${kinds.join('; ')})`,
    )
  }
  const assembly = plan.assemble(choices)
  const wanted = Map.groupBy(
    plan.entries.filter((entry) => assembly.wants(entry)),
    ({ file }) => file,
  )
  const needed = new Set(plan.entries.map(({ file }) => file))
  const sources: ImportSource[] = []
  for (const file of found) {
    if (needed.has(file.path)) {
      const ofFile = wanted.get(file.path) ?? []
      const sha256 = (await kept.giveTo(assembly, file, ofFile)) ?? (await readAgain(assembly, file, ofFile, files, meter))
      sources.push({ path: file.path, bytes: file.bytes, sha256 })
    }
    meter.finish(file)
  }
  const imported = { ...assembly.finish(), sources: summarised(sources, found, paths) }
  return choices.features === undefined ? imported : featuresOf(imported, choices.features, files, progress)
}

async function featuresOf(
  imported: Imported,
  choice: FeatureChoice,
  files: Files,
  progress: ImportProgress | undefined,
): Promise<Imported> {
  const [file] = await files.list(choice.model)
  if (file?.path !== choice.model) throw invalidFile(choice.model, 'is not a file')
  const model = await new ByteStream(files.stream(file.path), baseName(file.name), file.bytes).read(file.bytes, 'the model')
  const { withFeatures } = await import('./onnx-features')
  return withFeatures(imported, model, choice, progress)
}

/** @returns the hash of the file */
async function readAgain(assembly: Assembly, file: FoundFile, wanted: readonly Surveyed[], files: Files, meter: Meter): Promise<string> {
  const byKey = new Map(wanted.map((entry) => [keyOf(entry), entry]))
  const hash = createHash('sha256')
  const chunks = meter.metered(file, files.stream(file.path), (chunk) => hash.update(chunk))
  await forEachEntry(file, chunks, 'whole', async (entry) => {
    const known = byKey.get(keyOf(entry))
    if (known !== undefined) await assembly.add(known, await entry.whole())
  })
  return hash.digest('hex')
}

async function listed(paths: readonly string[], files: Files): Promise<(FoundFile & { root: string })[]> {
  const found = new Map<string, FoundFile & { root: string }>()
  for (const root of paths) for (const file of await files.list(root)) if (!found.has(file.path)) found.set(file.path, { ...file, root })
  if (found.size === 0) throw invalidFile(paths.map(baseName).slice(0, LISTED).join(', ') || 'The choice', 'holds no files')
  return [...found.values()]
}

/** @param kept takes what can be had without a second reading */
async function survey(
  found: readonly (FoundFile & { root: string })[],
  files: Files,
  meter: Meter,
  kept: KeptContent | null,
): Promise<Surveyed[]> {
  const surveyed: Surveyed[] = []
  for (const file of found) {
    const hash = createHash('sha256')
    const chunks = meter.metered(file, files.stream(file.path), kept === null ? undefined : (chunk) => hash.update(chunk))
    const ofFile: Surveyed[] = []
    try {
      const container = await forEachEntry(file, chunks, kept === null ? 'as needed' : 'whole where cheap', async (entry) => {
        const { name, label } = entry
        const finding = await findingOf(entry)
        ofFile.push({ root: file.root, file: file.path, name, label, container: entry.container, finding })
        if (holdsData(finding) && isCheap(entry.container, file.bytes)) await kept?.keep(entry)
      })
      surveyed.push(...ofFile)
      if (isCheap(container, file.bytes)) kept?.complete(file, hash.digest('hex'))
    } catch (error) {
      if (!(error instanceof LabError && error.code === 'invalid-file')) throw error
      const { root, path, name } = file
      surveyed.push({ root, file: path, name, label: baseName(name), container: 'plain', finding: { what: 'damaged', error } })
    }
    meter.finish(file)
  }
  return surveyed
}

function plansOf(surveyed: readonly Surveyed[]): Plan[] {
  const { plans, tablesUsed } = imagePlans(surveyed)
  const used = new Set(tablesUsed.map(keyOf))
  const tables = tablePlans(surveyed.filter((entry) => !used.has(keyOf(entry))))
  return [...cifarPlans(surveyed), ...arrayPlans(surveyed), ...plans, ...tables]
}

/** A folder or archive stands for its files where it holds nothing but one data set. */
function pathsOf(plan: Plan, plans: readonly Plan[], handed: readonly string[]): string[] {
  const isAlone = (root: string): boolean => plans.every((other) => other === plan || other.entries.every((entry) => entry.root !== root))
  const roots = handed.filter((root) => plan.entries.some((entry) => entry.root === root))
  return roots.flatMap((root) =>
    isAlone(root) ? [root] : [...new Set(plan.entries.filter((entry) => entry.root === root).map(({ file }) => file))],
  )
}

function notesOn(surveyed: readonly Surveyed[], plans: readonly Plan[]): string[] {
  const used = new Set(plans.flatMap(({ entries }) => entries.map(keyOf)))
  const damaged = surveyed.flatMap(({ finding }) =>
    finding.what === 'damaged' ? [finding.error.problems[0]?.rule ?? finding.error.message] : [],
  )
  const others = surveyed.filter((entry) => entry.finding.what !== 'damaged' && !used.has(keyOf(entry)))
  const left = others.map(({ name, finding }) => (finding.what === 'nothing' ? `${name} (${finding.rule})` : name))
  return [
    ...damaged.slice(0, LISTED).map((rule) => `Damaged: ${rule}.`),
    ...(damaged.length > LISTED ? [`${damaged.length - LISTED} more files are damaged.`] : []),
    ...(left.length > 0
      ? [`Left out: ${left.slice(0, LISTED).join(', ')}${left.length > LISTED ? ` and ${left.length - LISTED} more` : ''}.`]
      : []),
  ]
}

function nothingFound(surveyed: readonly Surveyed[]): LabError {
  for (const { finding } of surveyed) if (finding.what === 'damaged') return finding.error
  const [first] = surveyed
  if (first === undefined) return invalidFile('The choice', 'holds no files')
  const { finding } = first
  const rule = finding.what === 'nothing' ? finding.rule : finding.what === 'arrays' ? 'holds no array of samples' : 'holds no samples'
  const others = surveyed.length > 1 ? `; nor is any other of the ${surveyed.length} files a data set` : ''
  return invalidFile(first.label, rule + others)
}

/** Folders with many files would make long lists: their files are one source, by the hash of the sorted list "hash  name". */
function summarised(sources: ImportSource[], found: readonly FoundFile[], paths: readonly string[]): ImportSource[] {
  if (sources.length <= MOST_SOURCES) return sources
  const names = new Map(found.map(({ path, name }) => [path, name]))
  const lines = sources
    .map(({ path, sha256 }) => ({ name: names.get(path) ?? path, sha256 }))
    .sort((a, b) => compareNames(a.name, b.name))
    .map(({ name, sha256 }) => `${sha256}  ${name}\n`)
  const bytes = sources.reduce((sum, source) => sum + source.bytes, 0)
  return [{ path: paths[0] ?? '', bytes, sha256: createHash('sha256').update(lines.join('')).digest('hex') }]
}

function holdsData({ what }: Finding): boolean {
  return what !== 'nothing' && what !== 'damaged'
}

/** Content that the survey had in hand, so that archives need not be unpacked twice and small files not be opened twice. */
class KeptContent {
  readonly #content = new Map<string, Uint8Array>()
  readonly #hashes = new Map<string, string>()
  #bytes = 0

  async keep(entry: Entry): Promise<void> {
    if (this.#bytes + (entry.size ?? 0) > MOST_KEPT_BYTES) return
    const content = await entry.whole()
    this.#bytes += content.length
    if (this.#bytes <= MOST_KEPT_BYTES) this.#content.set(keyOf(entry), content)
  }

  /** The file was read to its end. */
  complete(file: FoundFile, sha256: string): void {
    this.#hashes.set(file.path, sha256)
  }

  /** Hands over what is wanted of a file, each content once. @returns the hash of the file; null when not all was kept */
  async giveTo(assembly: Assembly, file: FoundFile, wanted: readonly Surveyed[]): Promise<string | null> {
    const sha256 = this.#hashes.get(file.path)
    if (sha256 === undefined || !wanted.every((entry) => this.#content.has(keyOf(entry)))) return null
    for (const entry of wanted) {
      const content = this.#content.get(keyOf(entry))!
      this.#content.delete(keyOf(entry))
      await assembly.add(entry, content)
    }
    return sha256
  }
}

/** Counts bytes over all readings. */
class Meter {
  readonly #total: number
  #before = 0
  #inFile = 0

  constructor(
    found: readonly FoundFile[],
    readings: number,
    readonly progress: ImportProgress | undefined,
  ) {
    this.#total = readings * found.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  async *metered(file: FoundFile, chunks: AsyncIterable<Uint8Array>, use?: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      use?.(chunk)
      this.#inFile += chunk.length
      this.progress?.(this.#before + Math.min(this.#inFile, file.bytes), this.#total, file.name)
      yield chunk
    }
  }

  finish(file: FoundFile): void {
    this.#before += file.bytes
    this.#inFile = 0
    this.progress?.(this.#before, this.#total, file.name)
  }
}

function keyOf({ file, name }: { file: string; name: string }): string {
  return `${file}\n${name}`
}
