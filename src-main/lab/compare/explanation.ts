import type { ComparedExplanation, ConfigurationValue, ExplainedKey, RequestArgument, RunRecord } from '../../contract'
import { cramersV, effectSize, Permutations, quantileOfSorted } from '../../science/statistics'
import { numberOf, type SeriesValueAt } from './columns'
import { flatten } from './leaves'

/** A numeric key with more different values than this share of the runs is cut into classes, or each run would be its own explanation. */
const MOST_CLASSES_SHARE = 1 / 3
const CLASSES = 4
/** From this association on two keys can hardly be told apart. */
const TOGETHER = 0.7

/**
 * Configuration keys by how much of the variance of an outcome goes with them, one key at a time. That is no proof of a cause: keys that
 * vary together share what they explain, and they are named.
 */
export function explainDifference(
  { runIds, outcome, scale }: RequestArgument<'compare.explain'>,
  runs: ReadonlyMap<number, RunRecord>,
  seriesValueAt: SeriesValueAt,
): ComparedExplanation {
  const all = runIds.flatMap((id) => runs.get(id) ?? [])
  const measured = all.flatMap((run) => {
    const raw = numberOf(run, outcome, seriesValueAt)
    const value = raw === null ? NaN : scale === 'log' ? Math.log(raw) : raw
    return Number.isFinite(value) ? [{ run, value }] : []
  })
  const leftOut = all.length - measured.length
  const values = measured.map(({ value }) => value)
  const leaves = measured.map(({ run }) => new Map<string, ConfigurationValue>([...flatten(run.spec), ['seed', run.seed]]))
  const paths = [...new Set(leaves.flatMap((own) => [...own.keys()]))]
  const classified = paths.flatMap((path) => {
    const found = classesOf(leaves.map((own) => own.get(path) ?? null))
    return found === null ? [] : [{ path, ...found }]
  })
  const permutations = values.length > 2 ? new Permutations(values) : null
  const keys = classified.flatMap((own): ExplainedKey[] => {
    const effect = effectSize(values, own.classOf)
    if (effect === null || permutations === null) return []
    const { share, adjusted, classes } = effect
    return [
      {
        key: own.path === 'seed' ? 'seed' : `spec.${own.path}`,
        classes,
        cut: own.cut,
        share,
        adjusted,
        pValue: permutations.pValue(values, own.classOf),
        together: classified
          .filter((other) => other !== own)
          .map((other) => ({
            key: other.path === 'seed' ? 'seed' : `spec.${other.path}`,
            association: cramersV(own.classOf, other.classOf),
          }))
          .filter(({ association }) => association >= TOGETHER)
          .sort((a, b) => b.association - a.association),
      },
    ]
  })
  return { keys: keys.sort((a, b) => (b.adjusted ?? b.share) - (a.adjusted ?? a.share)), count: values.length, leftOut }
}

interface Classes {
  classOf: number[]
  /** values of a numeric key that stand in one class */
  cut: boolean
}

/** Classes of the values of one key; null where all are the same. */
function classesOf(values: readonly ConfigurationValue[]): Classes | null {
  const different = [...new Set(values)]
  if (different.length < 2) return null
  const numbers = values.filter((value) => typeof value === 'number')
  if (numbers.length === values.length && different.length > Math.max(CLASSES, values.length * MOST_CLASSES_SHARE)) {
    const sorted = numbers.toSorted((a, b) => a - b)
    const bounds = Array.from({ length: CLASSES - 1 }, (_, i) => quantileOfSorted(Float64Array.from(sorted), (i + 1) / CLASSES))
    return { classOf: withoutGaps(numbers.map((value) => bounds.filter((bound) => value > bound).length)), cut: true }
  }
  return { classOf: values.map((value) => different.indexOf(value)), cut: false }
}

function withoutGaps(classes: readonly number[]): number[] {
  const used = [...new Set(classes)].sort((a, b) => a - b)
  return classes.map((own) => used.indexOf(own))
}
