import { createHash } from 'node:crypto'
import {
  BUNDLE_FORMAT,
  BUNDLE_VERSION,
  bundleContent,
  bundleManifest,
  fieldProblems,
  forkOf,
  LabError,
  MOST_BUNDLE_MEMBER_BYTES,
  parseSpec,
  type BundleContent,
  type ExperimentSpec,
} from '../../contract'
import { readZipMember, ZipError, zipMembers, type ZipMember, type ZipSource } from '../../datasets'
import { cellHash } from '../../experiments'
import type { RunImport } from '../../store/store'
import { decodeSnapshot } from '../../worker/snapshot'
import { sourceOf } from '../sources'
import { storedArrays } from './stored-arrays'

const BLOBS = 'blobs/'
const MEMBER = /^(?:manifest\.json|content\.json|numbers\.bin|blobs\/[0-9a-f]{64})$/

/**
 * Verifies a bundle as a whole: structure, names, lengths, checksums and hashes of all members, the hash of every spec, the order of
 * steps, and that nothing it refers to is missing. Stores nothing. Blobs are read one at a time, and again when they are stored, so that
 * the file may be larger than the memory.
 * @param archive has to stay readable until what is answered has been stored
 * @param file name of the file, for messages
 * @throws LabError `invalid-file` that names the file, the member and the rule
 */
export function readBundle(archive: Uint8Array | ZipSource, file: string): RunImport {
  const refuse: Refuse = (rule, cause) =>
    new LabError('invalid-file', `${file} ${rule}. Nothing was imported.`, [{ path: file, rule }], { cause })
  try {
    return verified(archive, refuse)
  } catch (error) {
    if (error instanceof ZipError) throw refuse(error.message, error)
    throw error
  }
}

type Refuse = (rule: string, cause?: unknown) => LabError
type Archive = Uint8Array | ZipSource

/** A blob that has been verified. */
interface Blob {
  length: number
  content: () => Uint8Array
}

function verified(archive: Archive, refuse: Refuse): RunImport {
  const members = membersOf(archive, refuse)
  const entries = manifestEntries(archive, members, refuse)
  const contents = new Map<string, Uint8Array>()
  const blobs = new Map<string, Blob>()
  for (const [name, { bytes: length, sha256 }] of entries) {
    const member = members.get(name)
    if (member === undefined) throw refuse(`lacks ${name}, which its manifest lists`)
    if (member.size !== length) throw refuse(`has ${member.size} bytes of ${name} where its manifest says ${length}`)
    const read = (): Uint8Array => readZipMember(archive, member, MOST_BUNDLE_MEMBER_BYTES)
    const content = read()
    const found = sha256Of(content)
    if (found !== sha256) throw refuse(`is damaged or was changed: ${name} has another SHA-256 than its manifest says`)
    if (!name.startsWith(BLOBS)) {
      contents.set(name, content)
      continue
    }
    if (found !== name.slice(BLOBS.length)) throw refuse(`is damaged or was changed: ${name} has another SHA-256 than its name`)
    blobs.set(found, { length: content.length, content: read })
  }
  const content = contentOf(contents.get('content.json'), refuse)
  const specs = specsOf(content, refuse)
  const numbers = floatsOf(contents.get('numbers.bin') ?? new Uint8Array(), refuse)
  checkReferences(content, specs, refuse)
  checkBlobs(content, specs, blobs, refuse)
  checkNumbers(content, numbers, refuse)
  return { content, specs, sources: sourcesOf(content, specs), numbers, blobs: [...blobs.values()].map(({ content: read }) => read) }
}

function membersOf(archive: Archive, refuse: Refuse): Map<string, ZipMember> {
  const members = new Map<string, ZipMember>()
  for (const member of zipMembers(archive)) {
    const { name } = member
    if (/(?:^|[\\/])\.\.(?:[\\/]|$)|^[\\/]|^[A-Za-z]:/.test(name))
      throw refuse(`has the member ${name}, a path that leads out of the bundle`)
    if (!MEMBER.test(name)) throw refuse(`has the member ${name}, which no bundle has`)
    if (member.isLink) throw refuse(`has the member ${name}, which is a symbolic link`)
    if (members.has(name)) throw refuse(`has the member ${name} twice`)
    members.set(name, member)
  }
  return members
}

function manifestEntries(
  archive: Archive,
  members: ReadonlyMap<string, ZipMember>,
  refuse: Refuse,
): Map<string, { bytes: number; sha256: string }> {
  const member = members.get('manifest.json')
  if (member === undefined) throw refuse('is no bundle of runs: it has no manifest.json')
  const manifest = parseJson(readZipMember(archive, member, 50e6), 'manifest.json', refuse)
  const { format, version } = (typeof manifest === 'object' && manifest !== null ? manifest : {}) as { format?: unknown; version?: unknown }
  if (format !== BUNDLE_FORMAT) throw refuse('is no bundle of runs: its manifest is of another format')
  if (typeof version === 'number' && version > BUNDLE_VERSION)
    throw refuse(`is a bundle of version ${version}; this program reads up to version ${BUNDLE_VERSION}. A newer Gramscope reads it`)
  const parsed = bundleManifest.safeParse(manifest)
  if (!parsed.success) throw refuse(`has a manifest that breaks a rule (${problemsOf(parsed.error)})`, parsed.error)
  const entries = new Map(parsed.data.entries.map((entry) => [entry.name, entry]))
  for (const name of members.keys())
    if (name !== 'manifest.json' && !entries.has(name)) throw refuse(`has the member ${name}, which its manifest does not list`)
  return entries
}

function contentOf(bytes: Uint8Array | undefined, refuse: Refuse): BundleContent {
  if (bytes === undefined) throw refuse('lacks content.json')
  const parsed = bundleContent.safeParse(parseJson(bytes, 'content.json', refuse))
  if (!parsed.success) throw refuse(`has a content.json that breaks a rule (${problemsOf(parsed.error)})`, parsed.error)
  return parsed.data
}

function specsOf(content: BundleContent, refuse: Refuse): ExperimentSpec[] {
  return content.cells.map(({ hash, spec }, index) => {
    let read: ExperimentSpec
    try {
      read = parseSpec(spec)
    } catch (error) {
      throw refuse(
        `has a spec that this version cannot read (cells.${index}: ${error instanceof Error ? error.message : String(error)})`,
        error,
      )
    }
    if (cellHash(read) !== hash) throw refuse(`has a spec whose hash is not the one it is stored under (cells.${index})`)
    return read
  })
}

function checkReferences({ cells, environments, runs, studies }: BundleContent, specs: readonly ExperimentSpec[], refuse: Refuse): void {
  if (new Set(cells.map(({ hash }) => hash)).size < cells.length) throw refuse('has a spec twice')
  if (new Set(runs.map(({ uid }) => uid)).size < runs.length) throw refuse('has a run twice')
  for (const [index, run] of runs.entries()) {
    if (run.cell >= specs.length) throw refuse(`has a run without its spec (runs.${index})`)
    if (run.environment !== null && run.environment >= environments.length)
      throw refuse(`has a run without its environment (runs.${index})`)
    const isOver = run.state !== 'paused' && run.state !== 'interrupted'
    if (isOver && run.finishedAt === null) throw refuse(`has a run that has ended at no time (runs.${index})`)
    for (const list of [run.series, run.artifacts])
      if (new Set(list.map(({ name }) => name)).size < list.length) throw refuse(`has a run with two results of one name (runs.${index})`)
    if (new Set(run.spectra.map(({ name, step }) => `${step} ${name}`)).size < run.spectra.length)
      throw refuse(`has a run with two spectra of one name and step (runs.${index})`)
  }
  for (const [index, study] of studies.entries())
    if (study.cells.some(({ cell }) => cell >= specs.length)) throw refuse(`has a study without one of its specs (studies.${index})`)
}

function checkBlobs(content: BundleContent, specs: readonly ExperimentSpec[], blobs: ReadonlyMap<string, Blob>, refuse: Refuse): void {
  for (const [index, run] of content.runs.entries()) {
    for (const { name, type, sha256 } of run.artifacts) {
      const blob = blobs.get(sha256)
      if (blob === undefined) throw refuse(`lacks the artifact ${name} of run ${run.uid} (runs.${index}, blobs/${sha256})`)
      if (blob.length % (type === 'float64' ? 8 : 4) !== 0) throw refuse(`has the artifact ${name} of run ${run.uid} in part only`)
    }
  }
  const states = content.runs.flatMap((run) => run.states?.map(({ step, sha256 }) => ({ step, sha256, of: `of run ${run.uid}` })) ?? [])
  const begun = specs.flatMap((spec) => {
    const fork = forkOf(spec)
    return fork === null ? [] : [{ step: fork.step, sha256: fork.state, of: 'that a run goes on from' }]
  })
  for (const { step, sha256, of } of [...states, ...begun]) {
    const blob = blobs.get(sha256)
    if (blob === undefined) throw refuse(`lacks the state at step ${step} ${of} (blobs/${sha256})`)
    if (stepOf(blob.content(), refuse, of) !== step) throw refuse(`has a state ${of} of another step than ${step}`)
  }
  const listed = new Set<string>()
  for (const { sha256, shape } of content.arrays) {
    const blob = blobs.get(sha256)
    if (blob === undefined) throw refuse(`lacks the array ${sha256}, which a spec names`)
    if (blob.length !== 8 * shape.reduce((product, extent) => product * extent, 1))
      throw refuse(`has the array ${sha256} with other lengths than its shape ${shape.join(' x ')}`)
    listed.add(`${sha256} ${shape.join()}`)
  }
  for (const array of specs.flatMap(storedArrays))
    if (!listed.has(`${array.sha256} ${array.shape.join()}`)) throw refuse(`lacks the array ${array.sha256}, which a spec names`)
}

function stepOf(blob: Uint8Array, refuse: Refuse, of: string): number {
  try {
    return decodeSnapshot([blob]).step
  } catch (error) {
    throw refuse(`has a state ${of} that cannot be read`, error)
  }
}

function checkNumbers(content: BundleContent, numbers: Float64Array, refuse: Refuse): void {
  for (const run of content.runs) {
    for (const { name, count, at } of run.series) {
      if (at + 2 * count > numbers.length) throw refuse(`lacks points of the series ${name} of run ${run.uid}`)
      let previous = -1
      for (let index = at; index < at + count; index++) {
        const step = numbers[index] ?? NaN
        if (!Number.isFinite(step) || step < 0 || step <= previous)
          throw refuse(`has a series ${name} of run ${run.uid} whose steps do not increase (step ${step})`)
        previous = step
      }
    }
    for (const { name, count, at } of run.spectra)
      if (at + count > numbers.length) throw refuse(`lacks eigenvalues of the spectrum ${name} of run ${run.uid}`)
  }
}

function sourcesOf(content: BundleContent, specs: readonly ExperimentSpec[]): Map<number, number> {
  const places = new Map(content.cells.map(({ hash }, index) => [hash, index]))
  return new Map(
    specs.flatMap((spec, index): [number, number][] => {
      const source = sourceOf(spec)
      const place = source === null ? undefined : places.get(cellHash(source))
      return place === undefined ? [] : [[index, place]]
    }),
  )
}

/** A copy: what an archive holds need not stand at a multiple of eight. */
function floatsOf(bytes: Uint8Array, refuse: Refuse): Float64Array {
  if (bytes.length % 8 !== 0) throw refuse(`has ${bytes.length} bytes in numbers.bin, which are no whole number of float64`)
  return new Float64Array(new Uint8Array(bytes).buffer)
}

function parseJson(bytes: Uint8Array, name: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw refuse(`has a ${name} that is not JSON (${error instanceof Error ? error.message : String(error)})`, error)
  }
}

function problemsOf(error: Parameters<typeof fieldProblems>[0]): string {
  const [first, ...rest] = fieldProblems(error)
  return `${first?.path ?? ''}: ${first?.rule ?? ''}${rest.length > 0 ? `, and ${rest.length} more` : ''}`
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
