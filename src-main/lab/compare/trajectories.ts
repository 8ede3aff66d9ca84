import type { ComparedTrajectories, RequestArgument, RunRecord } from '../../contract'
import { Band } from '../../science/statistics'
import type { Store } from '../../store'
import { alignedMean } from './aligned-mean'
import type { Points } from './series-cache'

type Reading = Pick<Store, 'spectraOf' | 'readSpectrum'>

/**
 * The eigenvalues at some places against the steps at which they were taken; of groups the mean at steps that every run going on there
 * has, with the least and the largest.
 */
export function compareTrajectories(
  store: Reading,
  { entries, name, places }: RequestArgument<'compare.trajectories'>,
  runs: ReadonlyMap<number, RunRecord>,
): ComparedTrajectories {
  const curves = entries.flatMap((ids, entry) => {
    const members = ids.filter((id) => runs.has(id)).map((id) => trajectoriesOf(store, id, name, places))
    return places.flatMap((place, k) => {
      const own = members.flatMap((each) => each[k] ?? []).filter(({ x }) => x.length > 0)
      if (own.length === 0) return []
      const { x, y, low, high, counts } = alignedMean(own, 'present', new Band('min-max'))
      const isGroup = ids.length > 1
      return [{ entry, place, x, y, low: isGroup ? low : null, high: isGroup ? high : null, counts: isGroup ? counts : null }]
    })
  })
  return { curves }
}

/** @param places 1 for the largest, -1 for the smallest eigenvalue, 2 and -2 for the next */
function trajectoriesOf(store: Reading, runId: number, name: string, places: readonly number[]): Points[] {
  const steps = store
    .spectraOf(runId)
    .flatMap((each) => (each.name === name ? [each.step] : []))
    .sort((a, b) => a - b)
  const read = steps.map((step) => store.readSpectrum(runId, name, step))
  return places.map((place) => {
    const found = read.flatMap((spectrum, i) => {
      const values = spectrum?.values ?? new Float64Array(0)
      // of an incomplete spectrum only the outermost ones are where they seem to be
      const known = spectrum?.complete === true ? values.length : Math.floor(values.length / 2)
      const value = Math.abs(place) > known ? undefined : values.at(place > 0 ? -place : -place - 1)
      return value === undefined ? [] : [{ step: steps[i] ?? NaN, value }]
    })
    return { x: Float64Array.from(found, ({ step }) => step), y: Float64Array.from(found, ({ value }) => value) }
  })
}
