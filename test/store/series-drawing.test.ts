import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../src-main/store'
import { NOW, registerEngine, runningRun, temporaryStore } from './fixtures'
import { batchOf } from './measured'

type Point = [step: number, value: number]

function storedRun(store: Store, engine: number, seed: number, points: Point[]): number {
  const run = runningRun(store, engine, seed)
  const series = [
    { name: 'loss', steps: Float64Array.from(points, ([step]) => step), values: Float64Array.from(points, ([, value]) => value) },
  ]
  store.appendBatch(run, engine, batchOf({ series }), NOW)
  return run
}

function drawn(
  store: Store,
  run: number,
  range: { fromStep: number; toStep: number } | null,
  pixels: number,
  scale: 'linear' | 'log' = 'linear',
): { points: Point[]; exact: boolean; total: number } {
  const points = store.drawSeries(run, 'loss', range, pixels, scale)
  if (points === null) throw new Error('There is no such series')
  return {
    points: Array.from(points.steps, (step, index): Point => [step, points.values[index] ?? NaN]),
    exact: points.exact,
    total: points.total,
  }
}

/** The points to draw, straight from the definition, looking at every point. */
function expected(
  points: Point[],
  { fromStep, toStep }: { fromStep: number; toStep: number },
  pixels: number,
  scale: 'linear' | 'log',
): Point[] {
  const inside = points.filter(([step]) => step >= fromStep && step <= toStep)
  const before = points.filter(([step]) => step < fromStep).slice(-1)
  const after = points.filter(([step]) => step > toStep).slice(0, 1)
  if (inside.length <= 2 * pixels) return [...before, ...inside, ...after]
  const from = Math.max(1, fromStep)
  const columnOf = (step: number): number => {
    if (scale === 'linear' || toStep <= from) return Math.min(pixels - 1, Math.floor((step - fromStep) / ((toStep - fromStep) / pixels)))
    return step < from ? -1 : Math.min(pixels - 1, Math.floor(Math.log(step / from) / (Math.log(toStep / from) / pixels)))
  }
  const columns = new Map<number, Point[]>()
  for (const point of inside) columns.set(columnOf(point[0]), [...(columns.get(columnOf(point[0])) ?? []), point])
  const middle = [...columns.values()].flatMap((column) => {
    const finite = column.filter(([, value]) => Number.isFinite(value))
    const min = Math.min(...finite.map(([, value]) => value))
    const max = Math.max(...finite.map(([, value]) => value))
    const chosen = new Set([
      column[0],
      column.at(-1),
      finite.find(([, value]) => value === min),
      finite.find(([, value]) => value === max),
      column.find(([, value]) => Number.isNaN(value)),
      column.find(([, value]) => value === Infinity),
      column.find(([, value]) => value === -Infinity),
    ])
    return column.filter((point) => chosen.has(point))
  })
  return [...before, ...middle, ...after]
}

const value = fc.oneof(
  { weight: 60, arbitrary: fc.double({ noDefaultInfinity: true, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
)

/** Long enough for many chunks; values are repeated so that generating them is cheap. */
const longSeries = fc
  .record({
    count: fc.integer({ min: 1, max: 9000 }),
    stride: fc.constantFrom(1, 1, 3, 17),
    start: fc.integer({ min: 0, max: 50 }),
    values: fc.array(value, { minLength: 1, maxLength: 300 }),
  })
  .map(({ count, stride, start, values }) =>
    Array.from({ length: count }, (_, index): Point => [
      start + index * stride,
      (values[(index * 7919) % values.length] ?? 0) + (index % 13),
    ]),
  )

describe('drawing a series', () => {
  it('gives the points that looking at every point gives, on any range, width and scale', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    let seed = 0
    fc.assert(
      fc.property(
        longSeries,
        fc.double({ min: -0.1, max: 1.1, noNaN: true }),
        fc.double({ min: -0.1, max: 1.1, noNaN: true }),
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom<('linear' | 'log')[]>('linear', 'log'),
        (points, one, other, pixels, scale) => {
          const run = storedRun(store, engine, seed++, points)
          const span = points.at(-1)?.[0] ?? 0
          const range = { fromStep: Math.min(one, other) * span, toStep: Math.max(one, other) * span }
          expect(drawn(store, run, range, pixels, scale).points).toEqual(expected(points, range, pixels, scale))
          const whole = { fromStep: points[0]?.[0] ?? 0, toStep: span }
          expect(drawn(store, run, null, pixels, scale).points).toEqual(expected(points, whole, pixels, scale))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is exact when there are at most two points a pixel, and says so', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const points = Array.from({ length: 3000 }, (_, index): Point => [index, Math.cos(index)])
    const run = storedRun(store, engine, 0, points)
    expect(drawn(store, run, null, 1500)).toEqual({ points, exact: true, total: 3000 })
    expect(drawn(store, run, null, 1499).exact).toBe(false)
    // one point on either side lets the line reach the edges
    expect(drawn(store, run, { fromStep: 100.5, toStep: 102.5 }, 10)).toEqual({ points: points.slice(100, 104), exact: true, total: 2 })
    expect(drawn(store, run, { fromStep: 5000, toStep: 6000 }, 10)).toEqual({ points: points.slice(-1), exact: true, total: 0 })
  })

  it('keeps a single extreme, NaN and infinity among many points', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const points = Array.from({ length: 50_000 }, (_, index): Point => [index, 0])
    for (const [step, of] of [
      [12_345, 1e9],
      [12_346, -1e9],
      [23_456, NaN],
      [34_567, Infinity],
      [45_678, -Infinity],
    ] as Point[])
      points[step] = [step, of]
    const { points: some } = drawn(store, storedRun(store, engine, 0, points), null, 100)
    expect(some.length).toBeLessThan(700)
    for (const step of [12_345, 12_346, 23_456, 34_567, 45_678]) expect(some).toContainEqual(points[step])
  })

  it('gives the first decades their room on a logarithmic axis', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const points = Array.from({ length: 100_000 }, (_, index): Point => [index, 1 / (1 + index)])
    const { points: some } = drawn(store, storedRun(store, engine, 0, points), null, 500, 'log')
    // with five decades on 500 pixels every step of the first decade has a column of its own
    expect(some.slice(0, 10).map(([step]) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})
