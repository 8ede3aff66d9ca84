import { z } from 'zod'
import { LabError } from './errors'
import { seedField } from './fields'

/** Cells of one sweep; the largest grid of the papers has 166. */
export const MOST_CELLS = 5_000
const MOST_RUNS = 100_000

export const scalarField = z.union([z.number(), z.string().max(1000), z.boolean()])
export type Scalar = z.infer<typeof scalarField>

/** A spec, some of its scalar fields with the values they run through, and the seeds of every cell. */
export const sweepPlan = z.strictObject({
  spec: z.unknown(),
  sweeps: z
    .array(
      z.strictObject({
        path: z.string().min(1).max(300).describe('Dotted path of a field, e.g. `model.hiddenWidth`'),
        values: z.array(scalarField).min(1).max(MOST_CELLS),
      }),
    )
    .max(10),
  combine: z.enum(['grid', 'zip']).describe('grid: every combination, the last field fastest; zip: the first values together, and so on'),
  seeds: z.array(seedField).min(1).max(10_000),
})
export type SweepPlan = z.infer<typeof sweepPlan>
export type Sweep = SweepPlan['sweeps'][number]

/** One point of a sweep: the whole spec, not yet checked, and what the sweep set in it. */
export interface SweepPoint {
  spec: unknown
  set: { path: string; value: Scalar }[]
}

/** How many cells a sweep has, before any is made. @throws LabError `invalid-request` when the fields do not go together */
export function cellCount({ sweeps, combine }: Pick<SweepPlan, 'sweeps' | 'combine'>): number {
  const lengths = sweeps.map(({ values }) => values.length)
  if (new Set(sweeps.map(({ path }) => path)).size < sweeps.length) throw new LabError('invalid-request', 'A field is swept twice.')
  if (combine === 'zip') {
    if (new Set(lengths).size > 1) {
      const list = sweeps.map(({ path, values }) => `${path} has ${values.length}`).join(', ')
      throw new LabError('invalid-request', `Fields that go together need equally many values: ${list}.`)
    }
    return lengths[0] ?? 1
  }
  return lengths.reduce((product, length) => product * length, 1)
}

/** All points of a sweep, in order. @throws LabError `invalid-request` for too many cells or runs, or a path that leads nowhere */
export function sweepPoints(plan: SweepPlan): SweepPoint[] {
  const count = cellCount(plan)
  if (count > MOST_CELLS) throw new LabError('invalid-request', `A sweep has at most ${MOST_CELLS} cells; this one has ${count}.`)
  if (count * plan.seeds.length > MOST_RUNS) {
    throw new LabError('invalid-request', `A sweep has at most ${MOST_RUNS} runs; this one has ${count * plan.seeds.length}.`)
  }
  return Array.from({ length: count }, (_, index) => {
    const set = plan.combine === 'zip' ? together(plan.sweeps, index) : combination(plan.sweeps, index)
    return { spec: set.reduce((spec, { path, value }) => withField(spec, path, value), plan.spec), set }
  })
}

function together(sweeps: readonly Sweep[], index: number): SweepPoint['set'] {
  return sweeps.flatMap(({ path, values }) => values.slice(index, index + 1).map((value) => ({ path, value })))
}

function combination(sweeps: readonly Sweep[], index: number): SweepPoint['set'] {
  let rest = index
  const set: SweepPoint['set'] = []
  for (const { path, values } of [...sweeps].reverse()) {
    const value = values[rest % values.length]
    if (value !== undefined) set.unshift({ path, value })
    rest = Math.floor(rest / values.length)
  }
  return set
}

/**
 * A copy of a JSON value with the field at a dotted path set; what lies beside the path is shared, not copied. Entries of lists are
 * counted from 0. @throws LabError `invalid-request` when the path leads through something that has no fields; whether the field may be
 * there is for the schema to say
 */
export function withField(value: unknown, path: string, replacement: unknown): unknown {
  return withKeys(value, path.split('.'), replacement, path)
}

function withKeys(value: unknown, [key, ...rest]: string[], replacement: unknown, path: string): unknown {
  if (key === undefined) return replacement
  const refuse = (rule: string): LabError => new LabError('invalid-request', `${path}: ${rule}`, [{ path, rule }])
  if (Array.isArray(value)) {
    const index = Number(key)
    if (!Number.isInteger(index) || index < 0 || index >= value.length)
      throw refuse(`there is no entry ${key} in a list of ${value.length}`)
    return value.map((entry: unknown, at) => (at === index ? withKeys(entry, rest, replacement, path) : entry))
  }
  if (typeof value !== 'object' || value === null) throw refuse(`there is no field ${key}`)
  if (key === '__proto__' || (rest.length > 0 && !Object.hasOwn(value, key))) throw refuse(`there is no field ${key}`)
  return { ...value, [key]: withKeys((value as Record<string, unknown>)[key], rest, replacement, path) }
}
