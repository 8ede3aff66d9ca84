import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SeriesSummary } from '../../src-main/contract'
import type { Store } from '../../src-main/store'
import { codeOf, databaseOf, NOW, registerEngine, runningRun, temporaryStore } from './fixtures'
import { batchOf, pointsOf } from './measured'

interface Point {
  step: number
  value: number
}

const specialValue = fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, Number.MIN_VALUE, -Number.MAX_VALUE)
const value = fc.oneof({ weight: 9, arbitrary: fc.double() }, { weight: 1, arbitrary: specialValue })
/** how far the next step is from the one before: mostly 1, as in real runs */
const gap = fc.oneof({ weight: 20, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 1000 }) })
const batch = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.tuple(gap, value), { maxLength: 30 }) },
  // long enough to fill chunks
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 500, max: 3000 }), value)
      .map(([count, same]) =>
        Array.from({ length: count }, (_, index) => [1, index % 7 === 0 ? same : Math.sin(index)] as [number, number]),
      ),
  },
)

function pointsFrom(batches: [number, number][][]): Point[][] {
  let step = -1
  return batches.map((gaps) =>
    gaps.map(([distance, of]) => {
      step += distance
      return { step, value: of }
    }),
  )
}

function append(store: Store, run: number, engine: number, points: Point[]): void {
  const series = [
    { name: 'loss', steps: Float64Array.from(points, (point) => point.step), values: Float64Array.from(points, (point) => point.value) },
  ]
  store.appendBatch(run, engine, batchOf({ series }), NOW)
}

/** The summary by its definition. */
function summaryOf(points: Point[]): SeriesSummary {
  const finite = points.filter((point) => Number.isFinite(point.value))
  const min = Math.min(...finite.map((point) => point.value))
  const max = Math.max(...finite.map((point) => point.value))
  const [first] = points
  const last = points.at(-1)
  return {
    name: 'loss',
    count: points.length,
    firstStep: first?.step ?? NaN,
    lastStep: last?.step ?? NaN,
    first: first?.value ?? NaN,
    last: last?.value ?? NaN,
    min: finite.length === 0 ? NaN : min,
    max: finite.length === 0 ? NaN : max,
    argminStep: finite.find((point) => point.value === min)?.step ?? NaN,
    argmaxStep: finite.find((point) => point.value === max)?.step ?? NaN,
    nonFinite: points.length - finite.length,
  }
}

/** SQLite does not tell -0 from 0 in the columns of the summary; the points themselves do. */
function withoutNegativeZero(summary: SeriesSummary): SeriesSummary {
  return { ...summary, first: summary.first + 0, last: summary.last + 0, min: summary.min + 0, max: summary.max + 0 }
}

function expectStored(store: Store, run: number, points: Point[]): void {
  if (points.length === 0) {
    expect(store.readSeries(run, 'loss')).toBeNull()
    expect(store.seriesOf(run)).toEqual([])
    return
  }
  const stored = store.readSeries(run, 'loss')
  expect(stored?.steps).toEqual(Float64Array.from(points, (point) => point.step))
  // bit for bit: -0 is not 0, and NaN is NaN
  expect(Array.from(stored?.values ?? []).every((of, index) => Object.is(of, points[index]?.value))).toBe(true)
  expect(store.seriesOf(run).map(withoutNegativeZero)).toEqual([withoutNegativeZero(summaryOf(points))])
}

describe('series', () => {
  const store = (): { store: Store; engine: number } => {
    const opened = temporaryStore()
    return { store: opened, engine: registerEngine(opened) }
  }

  it('keeps what is appended in any pieces, bit for bit, with its summary', () => {
    const { store: opened, engine } = store()
    let seed = 0
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 6 }), (batches) => {
        const run = runningRun(opened, engine, seed++)
        const pieces = pointsFrom(batches)
        for (const piece of pieces) append(opened, run, engine, piece)
        expectStored(opened, run, pieces.flat())
      }),
      { numRuns: 40 },
    )
    expect(opened.checkIntegrity()).toEqual([])
  })

  it('after cutting back holds exactly the points up to the step, and grows on from there', () => {
    const { store: opened, engine } = store()
    let seed = 0
    fc.assert(
      fc.property(
        fc.array(batch, { minLength: 1, maxLength: 5 }),
        fc.double({ min: -0.2, max: 1.2, noNaN: true }),
        batch,
        (batches, where, more) => {
          const run = runningRun(opened, engine, seed++)
          const points = pointsFrom(batches).flat()
          append(opened, run, engine, points)
          const lastStep = points.at(-1)?.step ?? 0
          const cut = Math.round(lastStep * where)
          opened.cutBack(run, cut, NOW)
          const kept = points.filter((point) => point.step <= cut)
          expectStored(opened, run, kept)
          let step = Math.max(cut, kept.at(-1)?.step ?? -1)
          const added = more.map(([distance, of]) => ({ step: (step += distance), value: of }))
          append(opened, run, engine, added)
          expectStored(opened, run, [...kept, ...added])
        },
      ),
      { numRuns: 40 },
    )
    expect(opened.checkIntegrity()).toEqual([])
  })

  it('cuts exactly at the borders of chunks and of rows of details', () => {
    const { store: opened, engine } = store()
    const count = 1024 * 130 + 5
    const values = Float64Array.from({ length: count }, (_, index) => Math.sin(index * index))
    const steps = Float64Array.from(values, (_, index) => index)
    const cuts = [1023, 1024, 1025, 1024 * 128 - 1, 1024 * 128, 1024 * 129 - 1, 1024 * 129, 1024 * 130, count]
    cuts.forEach((cut, seed) => {
      const run = runningRun(opened, engine, seed)
      opened.appendBatch(run, engine, batchOf({ series: [{ name: 'loss', steps, values }] }), NOW)
      opened.cutBack(run, cut - 1, NOW)
      expect(opened.readSeries(run, 'loss')).toEqual({ steps: steps.subarray(0, cut), values: values.subarray(0, cut) })
      expect(opened.checkIntegrity()).toEqual([])
      opened.appendBatch(
        run,
        engine,
        batchOf({ series: [{ name: 'loss', steps: steps.subarray(cut), values: values.subarray(cut) }] }),
        NOW,
      )
      expect(opened.readSeries(run, 'loss')).toEqual({ steps, values })
      expect(opened.seriesOf(run)[0]).toMatchObject({
        count,
        min: values.reduce((one, other) => Math.min(one, other)),
        max: values.reduce((one, other) => Math.max(one, other)),
      })
    })
    expect(opened.checkIntegrity()).toEqual([])
  })

  it('stores explicit steps only where steps are not consecutive', () => {
    const { store: opened, engine } = store()
    const run = runningRun(opened, engine)
    const values = Array.from({ length: 2048 }, (_, index) => index)
    opened.appendBatch(run, engine, batchOf({ series: [{ name: 'loss', ...pointsOf(5, values) }] }), NOW)
    opened.appendBatch(
      run,
      engine,
      batchOf({ series: [{ name: 'loss', steps: Float64Array.of(3000, 4000), values: Float64Array.of(1, 2) }] }),
      NOW,
    )
    const chunks = databaseOf(opened.home)
      .prepare('SELECT step_data IS NULL AS consecutive, count FROM series_chunks ORDER BY position')
      .all()
    expect(chunks).toEqual([
      { consecutive: 1, count: 1024 },
      { consecutive: 1, count: 1024 },
      { consecutive: 0, count: 2 },
    ])
    expect(opened.getRun(run)?.bytes).toBe(2048 * 8 + 2 * 16)
  })

  it('refuses steps that do not increase, are not finite or negative, and keeps nothing of such a batch', () => {
    const { store: opened, engine } = store()
    const run = runningRun(opened, engine)
    append(opened, run, engine, [{ step: 7, value: 1 }])
    const wrong: Point[][] = [
      [{ step: 7, value: 2 }],
      [{ step: 6, value: 2 }],
      [
        { step: 8, value: 2 },
        { step: 8, value: 3 },
      ],
      [{ step: NaN, value: 2 }],
      [{ step: Infinity, value: 2 }],
      [{ step: -1, value: 2 }],
    ]
    for (const points of wrong) expect(codeOf(() => append(opened, run, engine, points))).toBe('internal')
    const uneven = batchOf({ series: [{ name: 'loss', steps: Float64Array.of(8, 9), values: Float64Array.of(1) }] })
    expect(codeOf(() => opened.appendBatch(run, engine, uneven, NOW))).toBe('internal')
    // a good series beside a bad one is not kept either
    const mixed = batchOf({
      series: [
        { name: 'other', ...pointsOf(0, [1]) },
        { name: 'loss', ...pointsOf(0, [1]) },
      ],
    })
    expect(codeOf(() => opened.appendBatch(run, engine, mixed, NOW))).toBe('internal')
    expectStored(opened, run, [{ step: 7, value: 1 }])
  })

  it('answers null for a series that does not exist', () => {
    const { store: opened, engine } = store()
    const run = runningRun(opened, engine)
    expect(opened.readSeries(run, 'loss')).toBeNull()
    expect(opened.drawSeries(run, 'loss', null, 100)).toBeNull()
  })
})
