import { effectScope, nextTick, ref, shallowRef } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SeriesPoints } from '../../../../src-main/contract'
import type { LinkedRange } from '../../../../src-renderer/charts/chart-link'
import { throttle } from '../../../../src-renderer/charts/throttle'
import { useSeries, type DrawSeries } from '../../../../src-renderer/charts/use-series'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const answer = (total: number): SeriesPoints[] => [
  { name: 'e', steps: Float64Array.of(0), values: Float64Array.of(total), exact: true, total },
]

describe('throttle', () => {
  it('acts at once, then once in an interval, and makes up for the last call', () => {
    const act = vi.fn()
    const { call } = throttle(act, 250)
    call()
    call()
    call()
    expect(act).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(250)
    expect(act).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(1000)
    expect(act).toHaveBeenCalledTimes(2)
  })
})

describe('points of a chart', () => {
  function setUp(draw: DrawSeries) {
    const range = shallowRef<LinkedRange | null>(null)
    const pixels = ref(0)
    const revision = ref(0)
    const scope = effectScope()
    const used = scope.run(() =>
      useSeries(
        () => draw,
        range,
        pixels,
        () => revision.value,
      ),
    )
    if (!used) throw new Error('no scope')
    return { range, pixels, revision, scope, used }
  }

  it('are fetched when the width is known, and the shown stretch with a margin when zoomed', async () => {
    const draw = vi.fn<DrawSeries>(() => Promise.resolve(answer(1)))
    const { range, pixels, used } = setUp(draw)
    expect(draw).not.toHaveBeenCalled()
    pixels.value = 640
    await nextTick()
    expect(draw).toHaveBeenLastCalledWith(null, null, 640)
    await vi.advanceTimersByTimeAsync(0)
    expect(used.points.value[0]?.total).toBe(1)
    range.value = { key: 'step', from: 100, to: 200 }
    await nextTick()
    expect(draw).toHaveBeenLastCalledWith(97, 203, 640)
  })

  it('of a growing run are fetched four times a second at most, and never two at once', async () => {
    const open: ((points: SeriesPoints[]) => void)[] = []
    const draw = vi.fn<DrawSeries>(() => new Promise((resolve) => open.push(resolve)))
    const { pixels, revision } = setUp(draw)
    pixels.value = 640
    await nextTick()
    for (let i = 0; i < 10; i++) {
      revision.value++
      await nextTick()
      await vi.advanceTimersByTimeAsync(100)
    }
    // the first one has not been answered yet
    expect(draw).toHaveBeenCalledTimes(1)
    open[0]?.(answer(2))
    await vi.advanceTimersByTimeAsync(0)
    expect(draw).toHaveBeenCalledTimes(2)
  })

  it('keep what there was when a request fails, and say so', async () => {
    let fail = false
    const { pixels, revision, used } = setUp(() => (fail ? Promise.reject(new Error('gone')) : Promise.resolve(answer(3))))
    pixels.value = 640
    await nextTick()
    await vi.advanceTimersByTimeAsync(0)
    fail = true
    revision.value++
    await nextTick()
    await vi.advanceTimersByTimeAsync(300)
    expect(used.error.value?.message).toBe('gone')
    expect(used.points.value[0]?.total).toBe(3)
  })

  it('are not asked for any more once the chart is gone', async () => {
    const draw = vi.fn<DrawSeries>(() => Promise.resolve(answer(1)))
    const { pixels, revision, scope } = setUp(draw)
    pixels.value = 640
    await nextTick()
    await vi.advanceTimersByTimeAsync(300)
    revision.value++
    await nextTick()
    revision.value++
    await nextTick()
    const asked = draw.mock.calls.length
    scope.stop()
    await vi.advanceTimersByTimeAsync(1000)
    expect(draw).toHaveBeenCalledTimes(asked)
  })
})
