import {
  forkOf,
  LabError,
  withField,
  type Answers,
  type ExperimentSpec,
  type FieldProblem,
  type ForkNode,
  type ForkAnswers,
  type ForkingView,
  type RelatedRun,
  type RequestArgument,
  type RunRecord,
} from '../contract'
import { cellHash, experimentOf } from '../experiments'
import type { Store } from '../store/store'
import { stepSizeOf } from './compare/flow-time'

type ForkStore = Pick<Store, 'checkpointsOf' | 'runOfUid' | 'forksOf'>

/**
 * A spec that goes on from a checkpoint of a run, as the run itself would have.
 * @throws LabError `not-allowed` for an experiment without forks, `not-found` when there is no such checkpoint
 */
export function forkSpec(store: ForkStore, run: RunRecord, step: number): ForkAnswers['runs.forkSpec'] {
  const { fork: forking } = experimentOf(run.spec)
  if (forking === undefined)
    throw new LabError(
      'not-allowed',
      `Runs of the experiment ${run.spec.experiment} cannot be forked: they are no training of a network. Nothing was stored.`,
    )
  const checkpoint = store.checkpointsOf(run.id).find((each) => each.step === step)
  if (checkpoint === undefined) throw new LabError('not-found', noState(store, run, step))
  const time = flowTimeAt(run, step)
  const fork = {
    ...{ run: run.uid, seed: run.seed, step, state: checkpoint.sha256, training: forking.training(run.spec) },
    ...(time === null ? {} : { flowTime: time }),
  }
  return { spec: { ...run.spec, fork } as ExperimentSpec, seed: run.seed, fields: [...forking.fields] }
}

function noState(store: ForkStore, run: RunRecord, step: number): string {
  const steps = store.checkpointsOf(run.id).map((each) => each.step)
  const known =
    steps.length === 0
      ? 'None was kept; run again keeping its state, it ends with the same.'
      : `There are those at step ${steps.join(' and ')}.`
  return `Run ${run.id} has no state at step ${step}. ${known}`
}

/** Sum of the step sizes up to a step; null where steps have none. */
function flowTimeAt(run: RunRecord, step: number): number | null {
  const size = stepSizeOf(run)
  if (size === null) return null
  const fork = forkOf(run.spec)
  if (fork === null) return step * size.value
  return fork.flowTime === undefined ? null : fork.flowTime + (step - fork.step) * size.value
}

/** Why a spec cannot be run as a fork with these seeds: it was changed where the state or what led to it depends on it. Empty when it can, and for others. */
export function forkProblems(store: Pick<Store, 'runOfUid' | 'findRuns'>, spec: ExperimentSpec, seeds: readonly number[]): FieldProblem[] {
  const fork = forkOf(spec)
  if (fork === null) return []
  if (seeds.some((seed) => seed !== fork.seed))
    return [{ path: 'fork.seed', rule: `the state is of seed ${fork.seed}: a fork has no other seeds, which draw other data` }]
  // what was asked before has been checked then, and its parent may be gone since
  if (store.findRuns(cellHash(spec), fork.seed).length > 0) return []
  const parent = store.runOfUid(fork.run)
  if (parent === null) return [{ path: 'fork.run', rule: 'the run that left the state is not in this home' }]
  const free = experimentOf(spec).fork?.fields ?? []
  const changed = differingFields(without(spec, free), without(parent.spec, free))
  return changed.map((path) => ({ path, rule: `a fork of run ${parent.id} has it as that run: its state depends on it` }))
}

/** The spec without what a fork may change, and without the fork itself. */
function without(spec: ExperimentSpec, paths: readonly string[]): unknown {
  return [...paths, 'fork'].reduce<unknown>((rest, path) => withField(rest, path, undefined), spec)
}

function differingFields(a: unknown, b: unknown, path = ''): string[] {
  if (Object.is(a, b)) return []
  const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
  if (!isPlain(a) || !isPlain(b)) return [path]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differingFields(a[key], b[key], path === '' ? key : `${path}.${key}`),
  )
}

/** @throws LabError `invalid-spec` */
export function assertForkable(store: Pick<Store, 'runOfUid' | 'findRuns'>, spec: ExperimentSpec, seeds: readonly number[]): void {
  const problems = forkProblems(store, spec, seeds)
  if (problems.length === 0) return
  const list = problems.map(({ path, rule }) => `${path}: ${rule}`).join('; ')
  throw new LabError('invalid-spec', `The fork cannot be run. ${list}. Nothing was stored.`, problems)
}

/** What a run goes on from and what goes on from it. */
export function forkingOf(store: ForkStore, run: RunRecord, titleOf: (spec: ExperimentSpec) => string): ForkingView {
  const fork = forkOf(run.spec)
  const related = (other: RunRecord, step: number): RelatedRun => ({
    id: other.id,
    title: titleOf(other.spec),
    seed: other.seed,
    state: other.state,
    step,
  })
  const parent = fork === null ? null : store.runOfUid(fork.run)
  return {
    fields: experimentOf(run.spec).fork === undefined ? null : [...(experimentOf(run.spec).fork?.fields ?? [])],
    from: fork === null ? null : { uid: fork.run, step: fork.step, run: parent === null ? null : related(parent, fork.step) },
    forks: store.forksOf(run.uid).map((child) => related(child, forkOf(child.spec)?.step ?? NaN)),
    tree: forkTree(store, run, titleOf),
  }
}

function forkTree(store: ForkStore, run: RunRecord, titleOf: (spec: ExperimentSpec) => string): ForkNode[] {
  let first = run
  for (let fork = forkOf(first.spec); fork !== null; fork = forkOf(first.spec)) {
    const before = store.runOfUid(fork.run)
    if (before === null) break
    first = before
  }
  const nodes: ForkNode[] = []
  const visit = (each: RunRecord, depth: number): void => {
    const { id, seed, state, step, uid, spec } = each
    nodes.push({ id, title: titleOf(spec), seed, state, step, from: forkOf(spec)?.step ?? null, depth })
    for (const child of store.forksOf(uid)) visit(child, depth + 1)
  }
  visit(first, 0)
  return nodes.length > 1 ? nodes : []
}

type Requests = 'runs.forkSpec' | 'runs.keepState' | 'runs.keepCheckpoint' | 'states.purge'

/** Answers what is asked about forks and the states that are kept for them. */
export function forkHandlers(
  store: () => Store,
  changed: (runIds: number[]) => void,
): { [N in Requests]: (argument: RequestArgument<N>) => Answers[N] } {
  return {
    'runs.forkSpec': ({ runId, step }) => {
      const run = store().getRun(runId)
      if (run === null) throw new LabError('not-found', `There is no run ${runId}.`)
      return forkSpec(store(), run, step)
    },
    'runs.keepState': ({ runIds, keep }) => {
      const count = store().keepState(runIds, keep)
      changed(runIds)
      return { changed: count }
    },
    'runs.keepCheckpoint': ({ runId, step, keep }) => {
      store().keepCheckpoint(runId, step, keep)
      changed([runId])
      return { changed: 1 }
    },
    'states.purge': () => {
      const purged = store().purgeStates()
      changed([])
      return purged
    },
  }
}
