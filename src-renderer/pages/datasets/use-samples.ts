import { shallowReactive, watch } from 'vue'
import { dimensionOf, LabError, type DatasetRole, type DatasetView } from '../../../src-main/contract'
import { request } from '../../stores/lab'

/** Samples asked for at once. */
const BATCH = 64
/** Numbers that are kept; the ones asked for longest ago go first. */
const KEPT_NUMBERS = 8_000_000

export interface SampleNumbers {
  original: Float64Array | null
  stored: Float64Array
}

/** Numbers of single samples of a part, fetched when they come into sight. */
export function useSamples(dataset: () => DatasetView, role: () => DatasetRole) {
  const samples = shallowReactive(new Map<number, SampleNumbers>())
  const state = shallowReactive<{ error: LabError | null }>({ error: null })
  const asked = new Set<number>()
  let generation = 0
  let chain: Promise<void> = Promise.resolve()

  watch([() => dataset().id, role], () => {
    generation++
    samples.clear()
    asked.clear()
    state.error = null
  })

  /** Makes sure that these samples are there soon. */
  function want(places: readonly number[]): void {
    const missing = places.filter((place) => !samples.has(place) && !asked.has(place))
    for (let from = 0; from < missing.length; from += BATCH) {
      const batch = missing.slice(from, from + BATCH)
      batch.forEach((place) => asked.add(place))
      const mine = generation
      chain = chain.then(() => fetchBatch(batch, mine))
    }
  }

  async function fetchBatch(batch: number[], mine: number): Promise<void> {
    if (mine !== generation) return
    const { id: datasetId, shape, originalShape, parts } = dataset()
    const hasOriginals = parts.find((part) => part.role === role())?.originals !== null
    const wanted = { datasetId, role: role(), samples: batch }
    try {
      const stored = await request('datasets.samples', { ...wanted, which: 'stored' })
      const original = hasOriginals ? await request('datasets.samples', { ...wanted, which: 'original' }) : null
      if (mine !== generation) return
      const [to, from] = [dimensionOf(shape), dimensionOf(originalShape)]
      batch.forEach((place, i) =>
        samples.set(place, {
          stored: stored.subarray(i * to, (i + 1) * to),
          original: original === null ? null : original.subarray(i * from, (i + 1) * from),
        }),
      )
      const most = Math.max(2 * BATCH, Math.floor(KEPT_NUMBERS / (to + from)))
      for (const place of samples.keys()) {
        if (samples.size <= most) break
        samples.delete(place)
      }
    } catch (error) {
      if (mine === generation) state.error = LabError.from(error)
    }
    batch.forEach((place) => asked.delete(place))
  }

  return { samples, state, want }
}

export type UsedSamples = ReturnType<typeof useSamples>
