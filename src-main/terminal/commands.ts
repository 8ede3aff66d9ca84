import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { LabError, parseSpec, runState, specJsonSchema, type ExperimentSpec, type RunFilter } from '../contract'
import { databaseSchema } from '../lab/database-schema'
import type { Arguments } from './arguments'
import { withFields } from './arguments'
import { duration, shortNumber, textTable, type Console } from './console'
import { datasets, exportDataset, importCommand } from './dataset-commands'
import { executeRuns, type Session } from './execute'
import { bundle } from './bundle-command'
import { query } from './query-command'
import { forkCommand } from './fork-command'
import { reproductionText } from './reproduction-text'
import { runSpec } from './spec-run'
import { studyExport } from './study-export'
import { studyText } from './study-text'

/** The recipe that runs where there is no display, and that shows a newcomer what this is. */
const QUICKSTART_RECIPE = 'razborov-table-1'

type Command = (session: Session, argument: Arguments) => Promise<void>

export const COMMANDS: Readonly<Record<string, Command>> = {
  list,
  show,
  query,
  run,
  quickstart: (session, argument) => run(session, { ...argument, operands: [QUICKSTART_RECIPE], quick: true }),
  resume,
  reproduce,
  fork: forkCommand,
  cancel,
  import: importCommand,
  datasets,
  export: exportCommand,
  bundle,
  doctor,
}

async function list({ lab, console }: Session, argument: Arguments): Promise<void> {
  const papers = await lab.request('papers.list', {})
  const studies = await lab.request('studies.list', {})
  const filter: RunFilter = argument.state === null ? {} : { states: [parseState(argument.state)] }
  const runs = await lab.request('runs.query', { filter, sort: '-id', offset: 0, limit: argument.limit, columns: [] })
  const recipes = papers.flatMap((paper) => paper.recipes)
  const text = [
    'Recipes',
    textTable(
      ['recipe', 'size', 'cells', 'runs', 'about', 'shows'],
      recipes.flatMap((recipe) =>
        recipe.sizes.map((size) => [
          recipe.id,
          size.name === null ? size.size : `${size.size}: ${size.name}`,
          String(size.cells),
          String(size.runs),
          duration(size.estimatedSeconds),
          recipe.title,
        ]),
      ),
      ['left', 'left', 'right', 'right', 'right', 'left'],
    ),
    '',
    studies.length === 0
      ? 'No study yet. "lab run razborov-table-1 --quick" makes one.'
      : textTable(
          ['study', 'title', 'finished', 'planned'],
          studies.map((study) => [String(study.id), study.title, String(study.byState.finished ?? 0), String(study.runs)]),
          ['right', 'left', 'right', 'right'],
        ),
    '',
    `${runs.total} runs${runs.rows.length < runs.total ? `, the newest ${runs.rows.length}` : ''}`,
    textTable(
      ['run', 'state', 'seed', 'steps', 'spec'],
      runs.rows.map((row) => [String(row.id), row.state, String(row.seed), String(row.step), row.title]),
      ['right', 'left', 'right', 'right', 'left'],
    ),
  ].join('\n')
  console.result({ recipes, studies, runs: runs.rows, totalRuns: runs.total }, text)
}

async function show({ lab, console }: Session, { operands }: Arguments): Promise<void> {
  const [what, id] = operands
  if (what === 'study') {
    const view = await lab.request('studies.get', { studyId: number(id, 'study') })
    console.result(view, studyText(view))
    return
  }
  const detail = await lab.request('runs.get', { runId: number(what === 'run' ? id : what, 'run') })
  const claims = await lab.request('runs.claims', { runId: detail.id })
  const pairs = Object.entries(detail.summary).map(([name, value]) => [name, shortNumber(value)])
  const text = [
    `Run ${detail.id}: ${detail.title}, seed ${detail.seed}`,
    `${detail.state}${detail.stopReason === null ? '' : ` (${detail.stopReason})`} after ${detail.step} steps, ${detail.computeSeconds.toFixed(2)} s`,
    ...(detail.error === null ? [] : [`Error: ${detail.error.message}`]),
    '',
    textTable(['quantity', 'value'], pairs, ['left', 'right']),
    '',
    textTable(
      ['series', 'points', 'first', 'last'],
      detail.series.map((s) => [s.name, String(s.count), shortNumber(s.first), shortNumber(s.last)]),
      ['left', 'right', 'right', 'right'],
    ),
    ...(claims.length === 0
      ? []
      : [
          '',
          textTable(
            ['claim', 'verdict', 'measured'],
            claims.map((c) => [`${c.id} ${c.title}`, c.verdict, c.measured]),
            [],
          ),
        ]),
  ].join('\n')
  console.result({ ...detail, claims }, text)
}

async function run(session: Session, argument: Arguments): Promise<void> {
  const [what] = argument.operands
  if (what === undefined) throw new LabError('invalid-request', 'What should run: a recipe ("lab list" names them) or a spec.json.')
  if (what.endsWith('.json')) await runSpecFile(session, what, argument)
  else await runRecipe(session, what, argument)
}

async function runRecipe(session: Session, recipeId: string, argument: Arguments): Promise<void> {
  const { lab, console } = session
  const size = argument.quick ? 'quick' : 'full'
  if (argument.sweeps.length > 0) throw new LabError('invalid-request', '--sweep: a recipe has its own cells; a spec file can be swept.')
  if (argument.seeds.length > 1) throw new LabError('invalid-request', '--seed: a recipe takes one base seed.')
  const change = argument.set.length === 0 ? undefined : (spec: ExperimentSpec) => parseSpec(withFields(spec, argument.set))
  const suffix = argument.set.map(({ path, value }) => `${path} = ${JSON.stringify(value)}`).join(', ')
  const studyId = lab.studies.fromRecipe(
    recipeId,
    size,
    argument.seeds[0],
    argument.inputs,
    change === undefined ? undefined : { change, suffix },
  )
  if (argument.nearBoundary) await runBoundary(session, studyId)
  else {
    await lab.request('studies.runMissing', { studyId })
    const runIds = lab.store.studyRuns(studyId).map((entry) => entry.id)
    console.say(`Study ${studyId}: ${runIds.length} runs into ${lab.store.home}`)
    await executeRuns(session, runIds)
  }
  const view = await lab.request('studies.get', { studyId })
  console.result(view, studyText(view))
}

/** Stage after stage, until the boundary is enclosed. */
async function runBoundary(session: Session, studyId: number): Promise<void> {
  const { lab, console } = session
  for (let stage = 1; ; stage++) {
    const { queued } = await lab.request('studies.runBoundary', { studyId })
    const states = ['queued', 'running'] as const
    const runIds = lab.store.runIds({ studyId, states: [...states] })
    if (queued === 0 && runIds.length === 0) return
    console.say(`Study ${studyId}, stage ${stage}: ${runIds.length} runs into ${lab.store.home}`)
    await executeRuns(session, runIds)
  }
}

async function runSpecFile(session: Session, file: string, argument: Arguments): Promise<void> {
  const { lab } = session
  const path = resolve(file)
  const spec = lab.prepareSpec(withFields(readJson(path), argument.set), dirname(path))
  const seeds = argument.seeds.length > 0 ? argument.seeds : Array.from({ length: argument.runs ?? 1 }, (_, index) => index + 1)
  await runSpec(session, { spec, seeds }, argument)
}

async function resume(session: Session, argument: Arguments): Promise<void> {
  const { lab, console } = session
  const asked = argument.all
    ? lab.store.runIds({ states: ['interrupted', 'paused', 'queued'] })
    : argument.operands.map((id) => number(id, 'run'))
  if (asked.length === 0) {
    if (!argument.all) throw new LabError('invalid-request', 'Which runs: ids, or --all for everything interrupted, paused or waiting.')
    console.result({ runs: [] }, 'Nothing is interrupted, paused or waiting.')
    return
  }
  await lab.request('runs.resume', { runIds: asked })
  const states = await executeRuns(session, asked)
  console.result(
    { runs: asked, states },
    `${asked.length} runs: ${Object.entries(states)
      .map(([state, count]) => `${count} ${state}`)
      .join(', ')}`,
  )
}

async function reproduce(session: Session, { operands, keepState }: Arguments): Promise<void> {
  const { lab, console } = session
  const asked = number(operands[0], 'run')
  const { runId } = await lab.request('runs.reproduce', { runId: asked })
  if (keepState) await lab.request('runs.keepState', { runIds: [runId], keep: true })
  await executeRuns(session, [runId])
  const { reproductions } = await lab.request('runs.reproductions', { runId: asked })
  const found = reproductions.find(({ repeated }) => repeated.id === runId)
  if (found === undefined) throw new LabError('internal', `Run ${runId} has a result that cannot be read back.`)
  console.result(found, reproductionText(found))
}

async function cancel({ lab, console }: Session, { operands, all }: Arguments): Promise<void> {
  const asked = all ? lab.store.runIds({ states: ['queued', 'running'] }) : operands.map((id) => number(id, 'run'))
  if (asked.length === 0 && !all) throw new LabError('invalid-request', 'Which runs: ids, or --all for everything queued or running.')
  const { changed } = asked.length === 0 ? { changed: 0 } : await lab.request('runs.cancel', { runIds: asked })
  console.result({ cancelled: changed }, `${changed} runs told to stop.`)
}

async function exportCommand(session: Session, argument: Arguments): Promise<void> {
  const { lab, console } = session
  const { operands, format, output } = argument
  const [what, id] = operands
  if (what === 'dataset') return await exportDataset(session, argument)
  let text: string
  if (what === 'study') {
    const view = await lab.request('studies.get', { studyId: number(id, 'study') })
    text = studyExport(view, format ?? 'csv')
  } else if (what === 'run') {
    if (format !== null && format !== 'json') throw new LabError('invalid-request', '--format: a run is exported as json.')
    text = (await lab.request('runs.export', { runId: number(id, 'run') })).json
  } else
    throw new LabError(
      'invalid-request',
      'Export what: "export run <id>", "export study <id> --format csv|figures|latex|json" or "export dataset <name> --format npz|csv|idx".',
    )
  if (output === null) console.raw(text)
  else {
    writeFileSync(output, text)
    console.result({ written: resolve(output) }, `Written to ${resolve(output)}`)
  }
}

async function doctor({ lab, console }: Session, { operands }: Arguments): Promise<void> {
  if (operands[0] === 'backup') {
    const { path } = await lab.request('backups.make', {})
    console.result({ backup: path }, `Verified backup: ${path}`)
    return
  }
  const info = await lab.request('app.info', {})
  const backups = await lab.request('backups.list', {})
  const problems = lab.store.checkIntegrity()
  const text = [
    `Gramscope ${info.version} on ${info.platform}, ${info.runtime}, ${info.cores} cores`,
    `Home: ${info.home}${lab.store.readOnly ? ' (read-only)' : ''}`,
    `Arithmetic: ${info.arithmetic.description}`,
    `  ${info.arithmetic.reason}`,
    `Database: ${problems.length === 0 ? 'sound' : problems.join('; ')}`,
    `Backups: ${backups.length === 0 ? 'none' : backups.map((backup) => backup.path).join(', ')}`,
    ...info.warnings.map((warning) => `Warning: ${warning.message}`),
  ].join('\n')
  console.result({ ...info, databaseProblems: problems, backups }, text)
  if (problems.length > 0)
    throw new LabError('database-damaged', 'The database has problems. "lab restore <backup>" puts a good backup in its place.')
}

/** Without the lab: needs no home folder. */
export function printSchema(console: Console, of: string | undefined): void {
  if (of === 'database') return console.raw(databaseSchema())
  if (of !== undefined && of !== 'spec')
    throw new LabError('invalid-request', `There is no schema of ${of}; there are those of spec and database.`)
  console.raw(JSON.stringify(specJsonSchema(), null, 2))
}

function parseState(text: string): ReturnType<typeof runState.parse> {
  const parsed = runState.safeParse(text)
  if (!parsed.success) throw new LabError('invalid-request', `--state: ${text} is none of ${runState.options.join(', ')}.`)
  return parsed.data
}

function number(text: string | undefined, what: string): number {
  const value = Number(text)
  if (text === undefined || !Number.isInteger(value) || value < 1)
    throw new LabError('invalid-request', `${text ?? 'nothing'} is not the number of a ${what}.`)
  return value
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new LabError('invalid-file', `${path}: ${error instanceof Error ? error.message : String(error)}. Nothing was stored.`, [], {
      cause: error,
    })
  }
}
