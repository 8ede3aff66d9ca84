import {
  experimentSpec,
  fieldProblems,
  LabError,
  sweepPoints,
  type AxisValues,
  type ExperimentSpec,
  type FieldProblem,
  type PlannedCell,
  type Scalar,
  type StudyPlan,
  type Sweep,
  type SweepPlan,
  type SweepPoint,
} from '../contract'
import { cellHash, experimentOf } from '../experiments'
import type { NewStudy, Store } from '../store/store'
import { forkProblems } from './forks'
import { estimateSeconds, refusal, type Machine } from './estimate'

interface PlanSurroundings {
  store: Pick<Store, 'findRuns' | 'runOfUid'>
  machine: Machine
  concurrency: number
}

type CheckedPoint = { set: SweepPoint['set'] } & (
  { spec: ExperimentSpec; hash: string; problems: [] } | { spec: null; problems: FieldProblem[] }
)

/** What a sweep would compute and cost. Points that cannot be run say why and count for nothing. @throws LabError `invalid-request` */
export function planStudy(plan: SweepPlan, { store, machine, concurrency }: PlanSurroundings): StudyPlan {
  const { points, repeated } = checkedPoints(sweepPoints(plan))
  const titles = cellTitles(points)
  let [missing, existing, flops, memoryBytes, seconds] = [0, 0, 0, 0, 0]
  const seeds = new Set(plan.seeds)
  const cells = points.map((point, index): PlannedCell => {
    const title = titles[index] ?? ''
    const wrong = point.spec === null ? point.problems : forkProblems(store, point.spec, plan.seeds)
    if (point.spec === null || wrong.length > 0) return { title, set: point.set, problems: wrong, estimatedSeconds: 0, existing: 0 }
    const cost = experimentOf(point.spec).cost(point.spec)
    const estimatedSeconds = estimateSeconds(point.spec, machine)
    const done = new Set(store.findRuns(point.hash).flatMap((run) => (isResult(run.state) && seeds.has(run.seed) ? [run.seed] : []))).size
    const left = seeds.size - done
    existing += done
    missing += left
    flops += left * (cost.trainingFlops + cost.spectrumFlops)
    memoryBytes = Math.max(memoryBytes, cost.memoryBytes)
    seconds += left * estimatedSeconds
    return { title, set: point.set, problems: [], estimatedSeconds, existing: done }
  })
  return {
    title: studyTitle(plan.sweeps, titles),
    cells,
    repeated,
    runs: missing,
    existing,
    flops,
    memoryBytes,
    estimatedSeconds: seconds / Math.max(1, Math.min(concurrency, missing)),
  }
}

/**
 * The cells of a sweep for the store. @throws LabError `invalid-spec` naming every point that cannot be run; nothing is stored then
 */
export function cellsOfPlan(plan: SweepPlan): NewStudy['cells'] {
  return cellsOf(checkedPoints(sweepPoints(plan)).points, plan.seeds)
}

/** A spec as it was handed in, with the seeds to run it with. */
export interface AskedCell {
  spec?: unknown
  seeds: readonly number[]
}

/**
 * A cell for each of some specs, which need not be of one kind; those that are the same make one with the seeds of all. Where the coordinates of the experiment
 * do not tell cells apart, the fields in which they differ are coordinates too. @throws LabError `invalid-spec`
 */
export function cellsOfSpecs(asked: readonly AskedCell[]): NewStudy['cells'] {
  const checked = asked.map(({ spec, seeds }) => ({ ...checkPoint({ spec, set: [] }), seeds }))
  const seedsOf = Map.groupBy(checked, (point) => (point.spec === null ? '' : point.hash))
  const cells = cellsOf(onceEach(checked), []).map((cell) => ({
    ...cell,
    seeds: [...new Set(seedsOf.get(cell.hash)?.flatMap(({ seeds }) => seeds))],
  }))
  const alike = [...Map.groupBy(cells, ({ axes }) => JSON.stringify(axes)).values()].filter((group) => group.length > 1)
  const differing = [...new Set(alike.flatMap((group) => differingFields(group.map(({ spec }) => spec))))]
  return cells.map((cell) => {
    const fields = scalarFields(cell.spec)
    return { ...cell, axes: { ...cell.axes, ...Object.fromEntries(differing.flatMap((path) => pathEntry(path, fields.get(path)))) } }
  })
}

function cellsOf(points: readonly CheckedPoint[], seedList: readonly number[]): NewStudy['cells'] {
  const wrong = points.filter(({ problems }) => problems.length > 0)
  const [first] = wrong
  if (first !== undefined) {
    const rules = first.problems.map(({ path, rule }) => (path === '' ? rule : `${path}: ${rule}`)).join('; ')
    const which = first.set.length === 0 ? `number ${points.indexOf(first) + 1},` : `the first with ${assignments(first.set)},`
    const where = points.length === 1 ? 'The spec' : `${wrong.length} of ${points.length} specs, ${which}`
    throw new LabError('invalid-spec', `${where} cannot be run. ${rules}. Nothing was stored.`, first.problems)
  }
  const seeds = [...new Set(seedList)]
  const valid = points.flatMap((point) => (point.spec === null ? [] : [point]))
  const axes = cellAxes(valid)
  return valid.map(({ spec, hash }, index) => ({ hash, spec, seeds, axes: axes[index] ?? {}, note: null }))
}

const pathEntry = (path: string, value: Scalar | undefined): [string, number | string][] =>
  value === undefined ? [] : [[path, typeof value === 'boolean' ? String(value) : value]]

/** Dotted paths of the scalar fields that do not have one value in all specs. */
function differingFields(specs: readonly ExperimentSpec[]): string[] {
  const fields = specs.map((spec) => scalarFields(spec))
  const paths = new Set(fields.flatMap((of) => [...of.keys()]))
  return [...paths].filter((path) => new Set(fields.map((of) => of.get(path))).size > 1)
}

function scalarFields(value: unknown, path = '', found = new Map<string, Scalar>()): Map<string, Scalar> {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') found.set(path, value)
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) scalarFields(inner, path === '' ? key : `${path}.${key}`, found)
  return found
}

function isResult(state: string): boolean {
  return state === 'finished' || state === 'diverged'
}

/** Every point once: a sweep may come to the same spec twice, such as a step size of a layer that is not trained. */
function checkedPoints(asked: readonly SweepPoint[]): { points: CheckedPoint[]; repeated: number } {
  const all = asked.map(checkPoint)
  const points = onceEach(all)
  return { points, repeated: all.length - points.length }
}

function onceEach(points: readonly CheckedPoint[]): CheckedPoint[] {
  const seen = new Set<string>()
  return points.filter((point) => {
    if (point.spec === null) return true
    if (seen.has(point.hash)) return false
    seen.add(point.hash)
    return true
  })
}

function checkPoint({ spec: input, set }: SweepPoint): CheckedPoint {
  const parsed = experimentSpec.safeParse(input)
  if (!parsed.success) return { set, spec: null, problems: fieldProblems(parsed.error) }
  const problems = [...filesIn(parsed.data), ...experimentOf(parsed.data).check(parsed.data)]
  const reason = problems.length > 0 ? null : refusal(parsed.data)
  if (reason !== null) problems.push({ path: '', rule: reason })
  return problems.length > 0 ? { set, spec: null, problems } : { set, spec: parsed.data, hash: cellHash(parsed.data), problems: [] }
}

/** A plan comes from the window, which may not name files, or from the terminal, which has read and replaced them before. */
function filesIn(spec: ExperimentSpec): FieldProblem[] {
  const found: string[] = []
  const stop = new LabError('not-allowed', 'a file is named')
  try {
    experimentOf(spec).resolveFiles(spec, (_, field) => {
      found.push(field)
      throw stop
    })
  } catch (error) {
    if (error !== stop) throw error
  }
  return found.map((path) => ({ path, rule: 'names a file; only arrays that are stored already can be used here' }))
}

function assignments(set: SweepPoint['set']): string {
  return set.map(({ path, value }) => `${lastKey(path)} = ${String(value)}`).join(', ')
}

function lastKey(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

/** The experiment's titles; where these do not tell all cells apart, with what the sweep set. */
function cellTitles(points: readonly CheckedPoint[]): string[] {
  const titles = points.map((point) => (point.spec === null ? null : experimentOf(point.spec).title(point.spec)))
  const told = titles.filter((title) => title !== null)
  const ambiguous = new Set(told).size < told.length
  return points.map(({ set }, index) => {
    const title = titles[index] ?? null
    if (title === null) return assignments(set)
    return ambiguous ? [title, assignments(set)].filter((part) => part !== '').join(', ') : title
  })
}

function studyTitle(sweeps: readonly Sweep[], titles: readonly string[]): string {
  if (sweeps.length === 0) return titles[0] ?? ''
  const parts = sweeps.map(({ path, values }) => {
    const [first, last] = [values[0], values.at(-1)]
    const name = lastKey(path)
      .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
      .toLowerCase()
    return values.length === 1 ? `${name} ${String(first)}` : `${name} ${String(first)} to ${String(last)}`
  })
  const [head = '', ...rest] = parts.join(', ')
  return head.toUpperCase() + rest.join('')
}

/**
 * Coordinates of the cells: those the experiment has, and every swept field that none of these shows. A field that stands in the spec as
 * it is among the coordinates has the same values there in all cells.
 */
function cellAxes(points: readonly { spec: ExperimentSpec; set: SweepPoint['set'] }[]): AxisValues[] {
  const own = points.map(({ spec }) => experimentOf(spec).axisValues(spec))
  const shown = (path: string): boolean =>
    Object.keys(own[0] ?? {}).some((id) =>
      points.every(({ set }, index) => own[index]?.[id] === set.find((one) => one.path === path)?.value),
    )
  const further = [...new Set(points.flatMap(({ set }) => set.map(({ path }) => path)))].filter((path) => !shown(path))
  return points.map(({ set }, index) => ({
    ...own[index],
    ...Object.fromEntries(
      further.flatMap((path) => {
        const value = set.find((one) => one.path === path)?.value
        return value === undefined ? [] : [[path, typeof value === 'boolean' ? String(value) : value]]
      }),
    ),
  }))
}
