import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  DATASET_ROLES,
  EXPORT_FORMATS,
  fieldProblems,
  LabError,
  pipelineField,
  type DatasetRole,
  type DatasetStatistics,
  type DatasetView,
  type ExportFormat,
  type LabEvent,
  type PipelineStep,
} from '../contract'
import type { Arguments } from './arguments'
import { duration, shortNumber, textTable } from './console'
import type { Session } from './execute'

const LEAST_DIGITS = 6
const JOB = 'terminal'
const POLL_MILLISECONDS = 200

/** `import <path ...>`: what the files hold becomes a data set. */
export async function importCommand(session: Session, argument: Arguments): Promise<void> {
  const { lab, console } = session
  const { operands, name, finding, features } = argument
  if (operands.length === 0) throw new LabError('invalid-request', 'Import what: files, folders or archives.')
  const source = await lab.datasets.openSource(operands.map((path) => resolve(path)))
  if (source.findings.length > 1 && finding === null) {
    const list = source.findings.map(({ reason }, place) => `  --finding ${place}: ${reason}`).join('\n')
    throw new LabError('invalid-request', `The files hold ${source.findings.length} data sets; choose one.\n${list}`)
  }
  const found = source.findings[finding ?? 0]
  if (found === undefined) throw new LabError('invalid-request', `--finding: there is no data set ${finding} in the files.`)
  if (features !== null) lab.datasets.useModel(source.sourceId, resolve(features))
  console.say(found.reason)
  for (const note of found.notes) console.say(note)
  const pipeline = pipelineOf(argument)
  // the window proposes this step
  if (found.kind === 'images' && features === null && pipeline.length === 0)
    console.say('Pixels stay numbers from 0 to 255: --step unit-interval divides them by 255.')
  const { datasetId, existed } = await followed(session, () =>
    lab.request('datasets.import', {
      sourceId: source.sourceId,
      finding: finding ?? 0,
      choices: {},
      pipeline,
      job: JOB,
      name: name ?? source.names[0] ?? 'data',
    }),
  )
  const dataset = await lab.request('datasets.get', { datasetId })
  console.result({ ...dataset, existed }, `${existed ? 'This import is there already' : 'Imported'}\n${datasetText(dataset)}`)
}

/** `datasets`, `datasets show <name>`, `datasets statistics <name> --part train`, `datasets remove <name>` */
export async function datasets(session: Session, { operands, part }: Arguments): Promise<void> {
  const { lab, console } = session
  const [what = 'list', name] = operands
  const all = await lab.request('datasets.list', {})
  if (what === 'list') return console.result(all, listText(all))
  if (what === 'show') {
    const dataset = datasetOf(all, name)
    return console.result(dataset, datasetText(dataset))
  }
  if (what === 'statistics') {
    const dataset = datasetOf(all, name)
    const wanted = { datasetId: dataset.id, role: roleOf(dataset, part), compute: true, job: JOB }
    const statistics = await followed(session, () => lab.request('datasets.statistics', wanted))
    if (statistics === null) throw new LabError('internal', 'The statistics were computed but cannot be read back.')
    return console.result(statistics, statisticsText(statistics))
  }
  if (what !== 'remove')
    throw new LabError('invalid-request', 'datasets list, datasets show <name>, datasets statistics <name>, datasets remove <name>.')
  const dataset = datasetOf(all, name)
  const { removed } = await lab.request('datasets.remove', { datasetId: dataset.id })
  console.result({ removed }, `${dataset.name} is in the trash. Importing the same again brings it back.`)
}

/** `export dataset <name> --part train --format npz -o FILE` */
export async function exportDataset(session: Session, { operands, part, format, output }: Arguments): Promise<void> {
  const { lab, console } = session
  const dataset = datasetOf(await lab.request('datasets.list', {}), operands[1])
  const role = roleOf(dataset, part)
  const known = EXPORT_FORMATS.find((each) => each === (format ?? 'npz'))
  if (known === undefined) throw new LabError('invalid-request', `--format: a data set is exported as ${EXPORT_FORMATS.join(', ')}.`)
  const target = resolve(output ?? `${dataset.name}-${role}.${known satisfies ExportFormat}`)
  const { paths } = await followed(session, () => lab.datasets.export(dataset.id, role, known, target, JOB))
  console.result({ written: paths }, `Written: ${paths.join(', ')}`)
}

/** Shows how far the work is, and stops it when the terminal is interrupted. */
async function followed<T>({ lab, console, interruption }: Session, work: () => Promise<T>): Promise<T> {
  const follow = (events: LabEvent[]): void => {
    for (const event of events) {
      if (event.kind !== 'job-progress') continue
      const { what, share, bytesPerSecond, secondsLeft } = event.progress
      const rate = bytesPerSecond === null ? '' : `, ${(bytesPerSecond / 1e6).toFixed(0)} MB/s`
      console.progress(share, `${what}${rate}${secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`}`, Date.now())
    }
  }
  const unsubscribe = lab.subscribe(follow)
  const watch = setInterval(() => {
    if (interruption.requested) lab.datasets.stop(JOB)
  }, POLL_MILLISECONDS)
  try {
    return await work()
  } finally {
    clearInterval(watch)
    unsubscribe()
  }
}

/** @throws LabError `invalid-request` naming the step and the rule */
function pipelineOf({ steps, stepsFile }: Arguments): PipelineStep[] {
  const written = [...(stepsFile === null ? [] : readSteps(stepsFile)), ...steps]
  const parsed = pipelineField.safeParse(written)
  if (parsed.success) return parsed.data
  const problems = fieldProblems(parsed.error)
  const list = problems.map(({ path, rule }) => `step ${path === '' ? '' : path}: ${rule}`).join('; ')
  throw new LabError('invalid-request', `The steps are not valid: ${list}. Nothing was stored.`, problems)
}

/** A list of steps, or a document with one under `pipeline`, as exports have it. */
function readSteps(path: string): unknown[] {
  try {
    const document = JSON.parse(readFileSync(path, 'utf8')) as unknown
    const list = Array.isArray(document) ? document : (document as { pipeline?: unknown }).pipeline
    if (!Array.isArray(list)) throw new TypeError('it has no list of steps')
    return list.map((entry: unknown) => (typeof entry === 'object' && entry !== null && 'step' in entry ? entry.step : entry))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new LabError('invalid-file', `${path}: ${reason}. Nothing was stored.`, [], { cause: error })
  }
}

function datasetOf(all: readonly DatasetView[], name: string | undefined): DatasetView {
  if (name === undefined) throw new LabError('invalid-request', 'Which data set: its number, name or hash ("lab datasets" lists them).')
  const found = all.filter(
    ({ id, hash, name: called }) => called === name || String(id) === name || (name.length >= LEAST_DIGITS && hash.startsWith(name)),
  )
  const [dataset] = found
  if (dataset === undefined) throw new LabError('not-found', `There is no data set ${name}.`)
  if (found.length > 1) {
    const list = found.map(({ id, hash }) => `${id} (${hash.slice(0, 8)})`).join(', ')
    throw new LabError('invalid-request', `${found.length} data sets are called ${name}: ${list}. Name one by its number.`)
  }
  return dataset
}

function roleOf(dataset: DatasetView, part: string | null): DatasetRole {
  const roles = dataset.parts.map(({ role }) => role)
  const role = part === null && roles.length === 1 ? roles[0] : DATASET_ROLES.find((each) => each === part)
  if (role !== undefined && roles.includes(role)) return role
  throw new LabError('invalid-request', `--part: ${part ?? 'nothing'} is none of ${roles.join(', ')}.`)
}

function listText(all: readonly DatasetView[]): string {
  if (all.length === 0) return 'No data set yet. "lab import <file or folder>" makes one.'
  return textTable(
    ['id', 'name', 'samples', 'numbers', 'classes', 'hash', 'used by'],
    all.map(({ id, name, parts, shape, classNames, hash, usedBy }) => [
      String(id),
      name,
      parts.map(({ role, count }) => `${role} ${count}`).join(', '),
      'dimension' in shape ? String(shape.dimension) : `${shape.channels} x ${shape.height} x ${shape.width}`,
      classNames === null ? '' : String(classNames.length),
      hash.slice(0, 12),
      `${usedBy.runs} runs`,
    ]),
    ['right', 'left', 'left', 'left', 'right', 'left', 'right'],
  )
}

function statisticsText({ examined, total, norms, distances, directions, intrinsicDimension, seconds }: DatasetStatistics): string {
  const rows: [string, string][] = [
    ['norms', `${shortNumber(norms.smallest)} to ${shortNumber(norms.largest)}`],
    ['delta, min |(I - x x^T) y| of the directions', shortNumber(directions.lineSeparation)],
    ['distances', `${shortNumber(distances.smallest)} to ${shortNumber(distances.largest)}, median ${shortNumber(distances.median)}`],
    ['equal pairs', String(distances.duplicates)],
    [`pairs closer than ${distances.nearDuplicateShare} of the median`, String(distances.nearDuplicates)],
    ...intrinsicDimension.components.map(({ share, count }): [string, string] => [
      `components with ${100 * share} % of the variance`,
      String(count),
    ]),
    ['participation ratio', shortNumber(intrinsicDimension.participationRatio)],
    ['dimension from two nearest neighbours', shortNumber(intrinsicDimension.twoNearestNeighbours)],
    ['dimension of the span', String(intrinsicDimension.span)],
  ]
  const title = `${examined} of ${total} samples, ${seconds.toFixed(1)} s`
  return [title, textTable(['quantity', 'value'], rows, ['left', 'right'])].join('\n')
}

function datasetText(dataset: DatasetView): string {
  const { id, name, reason, hash, bytes, parts, pipeline, classNames, sources } = dataset
  const counts = parts.flatMap(({ role, classCounts }) =>
    classCounts === null ? [] : [`  ${role}: ${classCounts.map((count, label) => `${classNames?.[label] ?? label} ${count}`).join(', ')}`],
  )
  return [
    `Data set ${id}: ${name}`,
    reason,
    `Hash ${hash}, ${(bytes / 1e6).toFixed(1)} MB`,
    listText([dataset]),
    ...(counts.length === 0 ? [] : ['Samples of each class', ...counts]),
    ...(pipeline.length === 0 ? [] : ['Steps', ...pipeline.map(({ says }, index) => `  ${index + 1}. ${says}`)]),
    'Sources',
    ...sources.map(({ path, sha256 }) => `  ${path} (${sha256.slice(0, 12)})`),
  ].join('\n')
}
