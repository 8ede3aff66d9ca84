import { computed, onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { LabError, type SeriesPoints } from '../../src-main/contract'
import type { LinkedRange } from './chart-link'
import { throttle } from './throttle'

/**
 * Fetches series for drawing, in the order of the chart's curves. `pixels` null: every point. The store answers minimum and maximum per
 * pixel, or the exact points where they are few enough.
 */
export type DrawSeries<Points = SeriesPoints> = (fromStep: number | null, toStep: number | null, pixels: number | null) => Promise<Points[]>

export interface UsedSeries<Points> {
  points: Readonly<ShallowRef<readonly Points[]>>
  error: Readonly<ShallowRef<LabError | null>>
  fetchNow: () => void
}

/** Four pictures a second are as live as an eye asks for, and leave the thread free. */
const LIVE_INTERVAL = 250
/** Part of the shown stretch that is fetched on each side of it, so that lines run out of the frame. */
const MARGIN = 0.03

/** Keeps the points of a chart's series: fetched again when the shown stretch, the width or the recorded series change. */
export function useSeries<Points = SeriesPoints>(
  draw: () => DrawSeries<Points>,
  range: Readonly<Ref<LinkedRange | null>>,
  pixels: Readonly<Ref<number>>,
  revision: () => number,
): UsedSeries<Points> {
  const points = shallowRef<readonly Points[]>([])
  const error = shallowRef<LabError | null>(null)
  let generation = 0
  let inFlight = false
  let stale = false

  const stretch = computed((): { from: number; to: number } | null => {
    if (range.value === null) return null
    const margin = (range.value.to - range.value.from) * MARGIN
    return { from: range.value.from - margin, to: range.value.to + margin }
  })

  async function fetchNow(): Promise<void> {
    // a slow answer must not pile up requests behind it
    if (inFlight) {
      stale = true
      return
    }
    if (pixels.value === 0) return
    inFlight = true
    const mine = ++generation
    try {
      const answer = await draw()(stretch.value?.from ?? null, stretch.value?.to ?? null, pixels.value)
      if (mine === generation) {
        points.value = answer
        error.value = null
      }
    } catch (caught) {
      if (mine === generation) error.value = LabError.from(caught)
    }
    inFlight = false
    if (stale) {
      stale = false
      void fetchNow()
    }
  }

  const live = throttle(() => void fetchNow(), LIVE_INTERVAL)
  watch([stretch, pixels, draw], () => void fetchNow())
  watch(revision, live.call)
  onScopeDispose(() => {
    generation++
    stale = false
    live.cancel()
  })
  return { points, error, fetchNow: () => void fetchNow() }
}
