import type { ExperimentSpec } from '../contract'
import type { Arguments } from './arguments'
import { shortNumber, textTable } from './console'
import { executeRuns, type Session } from './execute'
import { studyText } from './study-text'

interface SpecAndSeeds {
  spec: ExperimentSpec
  seeds: number[]
}

/** Runs a spec, or the study that a sweep makes of it, and prints what came out. */
export async function runSpec(session: Session, { spec, seeds }: SpecAndSeeds, argument: Arguments): Promise<void> {
  const { lab, console } = session
  if (argument.sweeps.length > 0) return await runSweep(session, { spec, seeds }, argument)
  const { cellHash, runIds } = await lab.request('specs.enqueue', { spec, seeds })
  if (argument.keepState) await lab.request('runs.keepState', { runIds, keep: true })
  await executeRuns(session, runIds)
  const runs = runIds.flatMap((id) => lab.store.getRun(id) ?? [])
  const names = [...new Set(runs.flatMap((entry) => Object.keys(entry.summary)))]
  const text = textTable(
    ['quantity', ...runs.map((entry) => `run ${entry.id}, seed ${entry.seed}`)],
    [
      ['state', ...runs.map((entry) => `${entry.state} (${entry.stopReason ?? ''})`)],
      ...names.map((name) => [name, ...runs.map((entry) => shortNumber(entry.summary[name]))]),
    ],
    ['left', ...runs.map(() => 'right' as const)],
  )
  console.result({ cellHash, runs }, text)
}

/** A study with a cell for every point, as the window makes one. */
async function runSweep(session: Session, what: SpecAndSeeds, argument: Arguments): Promise<void> {
  const { lab, console } = session
  const plan = { ...what, sweeps: argument.sweeps, combine: argument.zip ? ('zip' as const) : ('grid' as const) }
  const title = argument.name ?? (await lab.request('studies.plan', plan)).title
  const { studyId } = await lab.request('studies.create', { ...plan, title })
  const runIds = lab.store.studyRuns(studyId).map((entry) => entry.id)
  if (argument.keepState) await lab.request('runs.keepState', { runIds, keep: true })
  console.say(`Study ${studyId}: ${runIds.length} runs into ${lab.store.home}`)
  await executeRuns(session, runIds)
  const view = await lab.request('studies.get', { studyId })
  console.result(view, studyText(view))
}
