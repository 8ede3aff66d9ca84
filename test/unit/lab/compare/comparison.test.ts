import { beforeEach, describe, expect, it } from 'vitest'
import { COMPARE_REQUESTS, type CurvesRequest, type Summary } from '../../../../src-main/contract'
import { Comparison } from '../../../../src-main/lab/compare/comparison'
import type { Store } from '../../../../src-main/store'
import { kernelWorkHere } from '../../../fixtures/kernel-work'
import { claimNext, endRun } from '../../../store/claiming'
import { codeOf, LEASE, NOW, registerEngine, temporaryStore } from '../../../store/fixtures'
import { batchOf, hashOf, pointsOf, specOf, spectrumOf } from '../../../store/measured'

let store: Store
let comparison: Comparison
let engine: number

/** A finished run whose error is `values` from step 0 on. */
function finished(cell: number, seed: number, values: readonly number[], summary: Summary = {}): number {
  const spec = specOf({ hiddenWidth: 100 * cell })
  store.enqueue([{ hash: hashOf(cell), spec, seeds: [seed] }], engine, NOW)
  const run = claimNext(store, engine, NOW, LEASE)?.run
  if (run === undefined) throw new Error('There is nothing in the queue')
  const batch = batchOf({
    series: [{ name: 'residualNorm', ...pointsOf(0, values) }],
    spectra: [spectrumOf(0, { values: Float64Array.of(1, 2, 3 * cell) }), spectrumOf(5, { values: Float64Array.of(seed, 5, 9) })],
    summary,
    step: values.length - 1,
    computeSeconds: 2,
  })
  endRun(store, run.id, engine, { state: 'finished', stopReason: 'converged', error: null, batch }, NOW)
  return run.id
}

const CURVES: Omit<CurvesRequest, 'entries'> = {
  series: 'residualNorm',
  x: 'step',
  band: 'standard-deviation',
  coverage: 'present',
  against: null,
  members: false,
  smoothing: null,
  from: null,
  to: null,
  pixels: null,
  scale: 'linear',
}

/** Two cells of widths 100 and 200 with three seeds each; the third seed of the second is one that the first has not. */
let ids: number[]

beforeEach(() => {
  store = temporaryStore()
  engine = registerEngine(store)
  comparison = new Comparison(store, kernelWorkHere())
  ids = [
    finished(1, 1, [8, 4, 2, 1], { kappaH: 1 }),
    finished(1, 2, [10, 6, 2], { kappaH: 3 }),
    finished(1, 3, [6, 5, 2, 3], { kappaH: NaN }),
    finished(2, 1, [16, 2, 1, 0], { kappaH: 2 }),
    finished(2, 2, [20, 4], { kappaH: 7 }),
    finished(2, 9, [1, 1, 1, 1], { kappaH: 6 }),
  ]
})

const entries = () => [ids.slice(0, 3), ids.slice(3)]

describe('opening a comparison', () => {
  it('takes runs together that differ only in their seed, names what differs, and says which runs are gone', () => {
    const view = comparison.open({ runIds: [...ids, 999], groupBy: 'seed', base: ids[4] ?? null })
    expect(view.entries).toEqual([
      { label: 'hiddenWidth 100', runIds: ids.slice(0, 3) },
      { label: 'hiddenWidth 200', runIds: ids.slice(3) },
    ])
    expect(view.base).toBe(1)
    expect(view.missing).toEqual([999])
    expect(view.groupedByNumber).toBe(false)
    expect(view.series.map(({ quantity, runs }) => [quantity.id, runs])).toEqual([['residualNorm', 6]])
    expect(view.spectra).toEqual([{ name: 'hiddenKernel', steps: [0, 5], runs: 6 }])
    expect(codeOf(() => comparison.open({ runIds: [999], groupBy: null, base: null }))).toBe('not-found')
  })

  it('keeps up to twelve runs apart, and groups more unless it is told not to', () => {
    expect(comparison.open({ runIds: ids, groupBy: null, base: null }).entries.map(({ label }) => label)).toEqual([
      'hiddenWidth 100, seed 1',
      'hiddenWidth 100, seed 2',
      'hiddenWidth 100, seed 3',
      'hiddenWidth 200, seed 1',
      'hiddenWidth 200, seed 2',
      'hiddenWidth 200, seed 9',
    ])
    const more = [...ids, ...[11, 12, 13, 14, 15, 16, 17].map((seed) => finished(1, seed, [1]))]
    const grouped = comparison.open({ runIds: more, groupBy: null, base: null })
    expect(grouped.groupedByNumber).toBe(true)
    expect(grouped.entries.map(({ runIds }) => runIds.length)).toEqual([10, 3])
    expect(comparison.open({ runIds: more, groupBy: 'none', base: null }).entries).toHaveLength(13)
    expect(comparison.open({ runIds: more, groupBy: 'spec.data.sampleCount', base: null }).entries).toHaveLength(1)
  })

  it('shows what differs in the configuration, numbers with their ratio to the base', () => {
    const { configuration } = comparison.open({ runIds: ids, groupBy: 'seed', base: ids[0] ?? null })
    expect(configuration.filter(({ differs }) => differs)).toEqual([
      { path: 'model.hiddenWidth', values: [[100], [200]], differs: true, ratios: [1, 2] },
    ])
    expect(configuration.find(({ path }) => path === 'data.sampleCount')).toMatchObject({ values: [[300], [300]], differs: false })
  })

  it('compares summaries: statistics of the finite ones, differences of means and of runs with one seed', () => {
    const { summaries } = comparison.open({ runIds: ids, groupBy: 'seed', base: ids[0] ?? null })
    const [base, other] = summaries.find(({ quantity }) => quantity.id === 'kappaH')?.numbers ?? []
    expect(base).toMatchObject({
      statistics: { count: 2, mean: 2, standardDeviation: Math.SQRT2 },
      nonFinite: 1,
      difference: null,
      paired: null,
    })
    // seeds 1 and 2 have partners: 2 - 1 and 7 - 3
    expect(other).toMatchObject({
      statistics: { count: 3, mean: 5 },
      difference: 3,
      ratio: 2.5,
      paired: { count: 2, mean: 2.5, min: 1, max: 4 },
    })
  })
})

describe('curves of a comparison', () => {
  it('are means with a band over the runs at each step, and the members on demand', () => {
    const { curves, remarks } = comparison.curves({ ...CURVES, entries: entries(), members: true })
    const [mean, ...rest] = curves
    expect([...(mean?.x ?? [])]).toEqual([0, 1, 2, 3])
    expect([...(mean?.y ?? [])]).toEqual([8, 5, 2, 2])
    expect([...(mean?.low ?? [])]).toEqual([6, 4, 2, 2 - Math.SQRT2])
    expect([...(mean?.high ?? [])]).toEqual([10, 6, 2, 2 + Math.SQRT2])
    expect([...(mean?.counts ?? [])]).toEqual([3, 3, 3, 2])
    expect(rest.map(({ entry, runId }) => [entry, runId])).toEqual([
      [0, ids[0]],
      [0, ids[1]],
      [0, ids[2]],
      [1, null],
      [1, ids[3]],
      [1, ids[4]],
      [1, ids[5]],
    ])
    expect(remarks.find(({ entry }) => entry === 0)?.text).toBe('n = 3 up to step 2, 2 up to 3.')
  })

  it('of single runs are the stored points', () => {
    const { curves } = comparison.curves({ ...CURVES, entries: [[ids[0] ?? 0]], pixels: 100 })
    expect(curves).toHaveLength(1)
    expect(curves[0]).toMatchObject({ runId: ids[0], low: null, exact: true, total: 4 })
    expect([...(curves[0]?.y ?? [])]).toEqual([8, 4, 2, 1])
  })

  it('are paired with the base by seed, step by step', () => {
    const { curves, remarks } = comparison.curves({ ...CURVES, entries: entries(), against: { base: 0, kind: 'difference' } })
    expect(curves).toHaveLength(1)
    // seed 1: 8, -2, -1, -1; seed 2: 10, -2, and ends
    expect(curves[0]?.entry).toBe(1)
    expect([...(curves[0]?.y ?? [])]).toEqual([9, -2, -1, -1])
    expect([...(curves[0]?.counts ?? [])]).toEqual([2, 2, 1, 1])
    expect(remarks.map(({ text }) => text)).toContain('2 of 3 runs have a partner with the same seed in the base; the others are left out.')
    const ratio = comparison.curves({ ...CURVES, entries: entries(), against: { base: 0, kind: 'ratio' } })
    expect([...(ratio.curves[0]?.y ?? [])]).toEqual([2, (0.5 + 4 / 6) / 2, 0.5, 0])
  })

  it('are drawn against step times step size, and against the level of the error', () => {
    const flow = comparison.curves({ ...CURVES, entries: entries(), x: 'flow-time' })
    expect([...(flow.curves[0]?.x ?? [])]).toEqual([0, 1, 2, 3].map((step) => step * 1e-4))
    const level = comparison.curves({ ...CURVES, entries: [[ids[0] ?? 0], [ids[2] ?? 0]], x: 'loss-level' })
    expect([...(level.curves[1]?.x ?? [])]).toEqual([2, 5, 6])
  })

  it('come with a smoothed line beside the raw one', () => {
    const { curves } = comparison.curves({
      ...CURVES,
      entries: [[ids[0] ?? 0], ids.slice(0, 3)],
      smoothing: { kind: 'exponential', width: 1, logarithmic: true },
    })
    expect(curves.map(({ runId, smoothed }) => [runId, smoothed])).toEqual([
      [ids[0], false],
      [ids[0], true],
      [null, false],
      [null, true],
    ])
    // weights 1/2 and 1 of the logarithms of 8 and 4
    expect(curves[1]?.y[1]).toBeCloseTo(Math.exp((0.5 * Math.log(8) + Math.log(4)) / 1.5), 12)
    expect([...(curves[0]?.y ?? [])]).toEqual([8, 4, 2, 1])
  })

  it('of runs that go on have what was recorded in the meantime', () => {
    store.enqueue([{ hash: hashOf(1), spec: specOf(), seeds: [4] }], engine, NOW)
    const run = claimNext(store, engine, NOW, LEASE)?.run.id ?? 0
    const grow = (firstStep: number, ...values: number[]) =>
      store.appendBatch(run, engine, batchOf({ series: [{ name: 'residualNorm', ...pointsOf(firstStep, values) }] }), NOW)
    const mean = () => [...(comparison.curves({ ...CURVES, entries: [[run, ids[0] ?? 0]] }).curves[0]?.y ?? [])]
    grow(0, 2, 6)
    expect(mean()).toEqual([5, 5, 2, 1])
    grow(2, 4)
    expect(mean()).toEqual([5, 5, 3, 1])
  })
})

describe('spectra of a comparison', () => {
  it('are means place by place with their range, ratio to the base and distances', () => {
    const { spectra, distances, step } = comparison.spectra({ entries: entries(), base: 0, name: 'hiddenKernel', step: 4 })
    expect(step).toBe(4)
    expect(spectra.map(({ steps }) => steps)).toEqual([[0], [0]])
    expect([...(spectra[1]?.values ?? [])]).toEqual([6, 2, 1])
    expect([...(spectra[1]?.ratio ?? [])]).toEqual([2, 1, 1])
    // 1, 2, 3 against 1, 2, 6, each three times
    expect(distances).toEqual([
      [0, 1],
      [1, 0],
    ])
    const late = comparison.spectra({ entries: entries(), base: null, name: 'hiddenKernel', step: null })
    expect([...(late.spectra[0]?.values ?? [])]).toEqual([9, 5, 2])
    expect([...(late.spectra[0]?.low ?? [])]).toEqual([9, 5, 1])
    expect(late.spectra[0]?.ratio).toBeNull()
  })
})

describe('columns of a comparison', () => {
  it('are drawn against each other with a power law', () => {
    const { points, leftOut, fit } = comparison.scatter({ entries: entries(), x: 'spec.model.hiddenWidth', y: 'kappaH' })
    expect(points).toHaveLength(6)
    expect(leftOut).toBe(0)
    // NaN has no logarithm; mean of log 1, log 3 against that of log 2, log 7, log 6
    const exponent = (Math.log(2 * 7 * 6) / 3 - Math.log(3) / 2) / Math.log(2)
    expect(fit?.exponent).toBeCloseTo(exponent, 12)
    expect(fit?.count).toBe(5)
  })

  it('make a map over two of them, a mean a place', () => {
    const map = comparison.map({ runIds: ids, x: 'spec.model.hiddenWidth', y: 'spec.data.sampleCount', value: 'kappaH', level: null })
    expect(map.tiles.tiles.map(({ x, y, value }) => [x, y, value])).toEqual([
      [100, 300, 2],
      [200, 300, 5],
    ])
    expect(map.tiles.tiles[0]?.text).toContain('1 not finite')
    expect(codeOf(() => comparison.map({ runIds: ids, x: 'spec.labels.kind', y: 'kappaH', value: 'kappaH', level: null }))).toBe(
      'invalid-request',
    )
  })
})

describe('the export of a comparison', () => {
  it('holds every number of what is shown', () => {
    const { csv } = comparison.export({ runIds: ids, groupBy: 'seed', base: ids[0] ?? null, curves: [CURVES] })
    const lines = csv.split('\r\n')
    expect(lines).toContain('# base: entry 1, hiddenWidth 100')
    expect(lines).toContain(`summary,1,hiddenWidth 100,${ids[2]},3,kappaH,,NaN,,,`)
    expect(lines).toContain(`configuration,2,hiddenWidth 200,${ids[3]},1,model.hiddenWidth,,200,,,`)
    expect(lines).toContain(`mean,1,hiddenWidth 100,,,kappaH,,2,${2 - Math.SQRT2},${2 + Math.SQRT2},2`)
    expect(lines).toContain(`mean curve,1,hiddenWidth 100,,,residualNorm,3,2,${2 - Math.SQRT2},${2 + Math.SQRT2},2`)
  })
})

describe('requests', () => {
  it('of more than 200 runs are refused', () => {
    const many = Array.from({ length: 201 }, (_, i) => i + 1)
    expect(COMPARE_REQUESTS['compare.open'].safeParse({ runIds: many, groupBy: null, base: null }).success).toBe(false)
    expect(COMPARE_REQUESTS['compare.open'].safeParse({ runIds: many.slice(1), groupBy: null, base: null }).success).toBe(true)
  })
})

describe('a bootstrap of long curves', () => {
  it('is computed where the mean is drawn, and is the one of every point there', () => {
    const values = (seed: number) => Array.from({ length: 5000 }, (_, step) => seed + ((step * (seed + 1)) % 7))
    const entry = [[4, 5, 6].map((seed) => finished(1, seed, values(seed)))]
    const every = comparison.curves({ ...CURVES, entries: entry, band: 'bootstrap' }).curves[0]
    const wide = comparison.curves({ ...CURVES, entries: entry, band: 'bootstrap', pixels: 100 }).curves[0]
    const near = comparison.curves({ ...CURVES, entries: entry, band: 'bootstrap', pixels: 100, from: 1000, to: 4999 }).curves[0]
    for (const drawn of [wide, near]) {
      expect(drawn?.exact).toBe(false)
      expect(drawn?.x.length).toBeLessThan(500)
      drawn?.x.forEach((step, i) => expect([drawn.low?.[i], drawn.high?.[i]]).toEqual([every?.low?.[step], every?.high?.[step]]))
    }
  })
})
