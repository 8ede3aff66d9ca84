import { CLOCK_SERIES, LabError, type ComparedCurve, type ComparedCurves, type CurvesRequest, type RunRecord } from '../../contract'
import { Band, exponentialMean, gaussianMean } from '../../science/statistics'
import type { Store } from '../../store'
import { alignedMean, bandAt, type AlignedMean } from './aligned-mean'
import { againstClock, atCommonTimes } from './compute-time'
import { epochsPerStep } from './epochs'
import { flowTimeOf } from './flow-time'
import { againstLevel, atCommonLevels } from './loss-level'
import { levelSeriesOf } from './recorded'
import type { Points, SeriesCache } from './series-cache'
import { thinned, type Stretch } from './thinned'

/** A run's curve, and what a change of it would change. */
interface RunCurve {
  runId: number
  seed: number
  version: string
  /** read when it is needed */
  points: () => Points
}

interface Thinning {
  stretch: Stretch | null
  pixels: number
  scale: 'linear' | 'log'
}

const NOTHING: Points = { x: new Float64Array(0), y: new Float64Array(0) }
/** Beyond so many points a bootstrap is drawn where the curve is drawn, and not between. */
const MOST_BOOTSTRAPPED = 4000

/** The curves of entries, for drawing or, without `pixels`, with all their points. All numbers come from the stored ones as they are. */
export class ComparedCurveReader {
  constructor(
    private readonly store: Pick<Store, 'drawSeries'>,
    private readonly cache: SeriesCache,
  ) {}

  read(request: CurvesRequest, runs: ReadonlyMap<number, RunRecord>): ComparedCurves {
    const levels = request.x === 'loss-level' ? levelSeriesOf(this.cache, [...runs.keys()]) : null
    if (request.x === 'loss-level' && levels === null)
      throw new LabError('invalid-request', 'The runs have no loss or error in common to draw curves against. Nothing was read.')
    const members = request.entries.map((ids) => ids.flatMap((id) => this.runCurve(runs.get(id), request, levels) ?? []))
    const remarks: ComparedCurves['remarks'] = []
    const thinning: Thinning = {
      stretch: request.from === null && request.to === null ? null : { from: request.from ?? -Infinity, to: request.to ?? Infinity },
      pixels: request.pixels ?? Infinity,
      scale: request.scale,
    }
    const curves = request.entries.flatMap((ids, entry): ComparedCurve[] => {
      const recorded = members[entry] ?? []
      const remark = (text: string) => remarks.push({ entry, text })
      const missing = ids.length - recorded.length
      if (missing > 0) remark(`${missing} of ${ids.length} ${ids.length === 1 ? 'run has' : 'runs have'} not recorded this.`)
      const own = request.against === null ? recorded : this.against(recorded, entry, members, request.against, remark)
      if (own.length === 0) return []
      if (ids.length === 1) return this.single(own[0], entry, request, thinning)
      return [
        ...this.mean(own, entry, request, thinning, remark),
        ...(request.members ? own.map((curve) => this.drawn(curve, entry, thinning)) : []),
      ]
    })
    return { curves, remarks }
  }

  private runCurve(run: RunRecord | undefined, { series, x }: CurvesRequest, levels: string | null): RunCurve | null {
    if (run === undefined) return null
    const version = this.cache.version(run.id, series)
    if (version === null) return null
    const stored = (name: string) => this.cache.series(run.id, name) ?? NOTHING
    const curve = { runId: run.id, seed: run.seed }
    if (x === 'step') return { ...curve, version, points: () => stored(series) }
    const derived = (own: string, compute: () => Points): RunCurve => {
      const points = () =>
        this.cache.remember(own, () => {
          const value = compute()
          return { value, numbers: 2 * value.x.length }
        })
      return { ...curve, version: own, points }
    }
    if (x === 'flow-time' || x === 'epoch') {
      const epochs = x === 'epoch' ? epochsPerStep(run) : null
      const place = x === 'flow-time' ? flowTimeOf(run) : epochs === null ? null : (step: number) => step * epochs
      if (place === null) return null
      // a line is told from others by two of its points
      return derived(`${version} x ${place(0)} ${place(1)}`, () => ({ x: stored(series).x.map(place), y: stored(series).y }))
    }
    if (x === 'compute-time') {
      const clock = this.cache.version(run.id, CLOCK_SERIES)
      if (clock === null) return null
      return derived(`${version} by ${clock}`, () => againstClock(stored(series), stored(CLOCK_SERIES)))
    }
    const lossVersion = levels === null ? null : this.cache.version(run.id, levels)
    if (levels === null || lossVersion === null) return null
    return derived(`${version} at ${lossVersion}`, () => againstLevel(stored(series), stored(levels)))
  }

  private single(curve: RunCurve | undefined, entry: number, request: CurvesRequest, thinning: Thinning): ComparedCurve[] {
    if (curve === undefined) return []
    const plain = request.x === 'step' && request.against === null && request.smoothing === null && request.pixels !== null
    const line = plain ? this.fromStore(curve.runId, entry, request, thinning) : null
    return line === null
      ? [this.drawn(curve, entry, thinning), ...this.smoothed(curve.points(), entry, curve.runId, request, thinning)]
      : [line]
  }

  /** The store knows the extremes of long series without reading them. */
  private fromStore(runId: number, entry: number, request: CurvesRequest, { stretch, pixels, scale }: Thinning): ComparedCurve | null {
    const range = stretch === null ? null : { fromStep: stretch.from, toStep: stretch.to }
    const drawn = this.store.drawSeries(runId, request.series, range, pixels, scale)
    if (drawn === null) return null
    const { steps, values, exact, total } = drawn
    return { entry, runId, smoothed: false, x: steps, y: values, low: null, high: null, counts: null, exact, total }
  }

  private drawn({ runId, points: read }: RunCurve, entry: number, { stretch, pixels, scale }: Thinning): ComparedCurve {
    const points = read()
    const { indices, exact, total } = thinned(points.x, [points.y], stretch, pixels, scale)
    const pick = picker(indices)
    return { entry, runId, smoothed: false, x: pick(points.x), y: pick(points.y), low: null, high: null, counts: null, exact, total }
  }

  private mean(
    own: readonly RunCurve[],
    entry: number,
    request: CurvesRequest,
    thinning: Thinning,
    remark: (text: string) => void,
  ): ComparedCurve[] {
    const members = () => {
      const points = own.map((curve) => curve.points())
      if (request.x === 'loss-level') return atCommonLevels(points)
      return request.x === 'compute-time' ? atCommonTimes(points) : points
    }
    // which of the many places of a bootstrap are drawn is seen by the mean, which is cheap
    const late = request.band === 'bootstrap' && request.pixels !== null && own.some(({ points }) => points().x.length > MOST_BOOTSTRAPPED)
    const whole = this.aligned(own, members, request, late ? 'none' : request.band)
    if (whole.leftOut > 0) remark(leftOutText(whole, request.coverage))
    const counts = countsText(whole, request.x)
    if (counts !== '') remark(counts)
    const { indices, exact, total } = thinned(
      whole.x,
      late ? [whole.y] : [whole.y, whole.low, whole.high],
      thinning.stretch,
      thinning.pixels,
      thinning.scale,
    )
    const pick = picker(indices)
    const x = pick(whole.x)
    const band = late ? this.lateBand(own, members, x, [request.coverage, thinning]) : { low: pick(whole.low), high: pick(whole.high) }
    const curve: ComparedCurve = {
      entry,
      runId: null,
      smoothed: false,
      x,
      y: pick(whole.y),
      low: request.band === 'none' ? null : band.low,
      high: request.band === 'none' ? null : band.high,
      counts: pick(whole.counts),
      exact,
      total,
    }
    return [curve, ...this.smoothed({ x: whole.x, y: whole.y }, entry, null, request, thinning)]
  }

  /** The bootstrap where a mean is drawn. @param drawing what the places follow from, besides the runs */
  private lateBand(
    own: readonly RunCurve[],
    members: () => Points[],
    places: Float64Array,
    drawing: unknown,
  ): { low: Float64Array; high: Float64Array } {
    const key = JSON.stringify(['bootstrap', own.map(({ version }) => version), drawing])
    return this.cache.remember(key, () => ({ value: bandAt(members(), places, new Band('bootstrap')), numbers: 2 * places.length }))
  }

  private aligned(
    own: readonly RunCurve[],
    members: () => readonly Points[],
    request: CurvesRequest,
    band: CurvesRequest['band'],
  ): AlignedMean {
    const key = JSON.stringify(['mean', request.x, own.map(({ version }) => version), request.coverage, band, request.against?.kind])
    return this.cache.remember(key, () => {
      const value = alignedMean(members(), request.coverage, new Band(band))
      return { value, numbers: 5 * value.x.length }
    })
  }

  /** The same run by run against the base: where both were recorded, for the seeds that both have. */
  private against(
    own: readonly RunCurve[],
    entry: number,
    members: readonly RunCurve[][],
    { base, kind }: NonNullable<CurvesRequest['against']>,
    remark: (text: string) => void,
  ): RunCurve[] {
    if (entry === base) return []
    const others = members[base] ?? []
    const [one, another] = [own[0], others[0]]
    const pairs = bySeed(own).flatMap(([seed, curve]): [RunCurve, RunCurve][] => {
      const other = new Map(bySeed(others)).get(seed)
      return other === undefined ? [] : [[curve, other]]
    })
    if (pairs.length === 0 && own.length === 1 && others.length === 1 && one !== undefined && another !== undefined) {
      remark(`Not paired: seed ${one.seed} against seed ${another.seed}.`)
      pairs.push([one, another])
    } else if (pairs.length < own.length) {
      remark(`${pairs.length} of ${own.length} runs have a partner with the same seed in the base; the others are left out.`)
    }
    return pairs.map(([curve, other]) => ({
      ...curve,
      version: `${curve.version} ${kind} ${other.version}`,
      points: () => combine(curve.points(), other.points(), kind === 'difference' ? (a, b) => a - b : (a, b) => a / b),
    }))
  }

  /** The smoothed line, from all points whatever is drawn of them. */
  private smoothed(points: Points, entry: number, runId: number | null, request: CurvesRequest, thinning: Thinning): ComparedCurve[] {
    const { smoothing } = request
    if (smoothing === null) return []
    const values = smoothing.logarithmic ? points.y.map((value) => Math.log(value)) : points.y
    const back = (smooth: Float64Array) => (smoothing.logarithmic ? smooth.map((value) => Math.exp(value)) : smooth)
    const { stretch, pixels, scale } = thinning
    const part = { entry, runId, smoothed: true, low: null, high: null, counts: null }
    if (smoothing.kind === 'exponential') {
      const smooth = back(exponentialMean(points.x, values, smoothing.width))
      const { indices, exact, total } = thinned(points.x, [smooth], stretch, pixels, scale)
      const pick = picker(indices)
      return [{ ...part, x: pick(points.x), y: pick(smooth), exact, total }]
    }
    // a smooth line has no extremes to miss: it is computed where it is drawn
    const { indices, exact, total } = thinned(points.x, [], stretch, pixels / 2, scale)
    return [{ ...part, x: picker(indices)(points.x), y: back(gaussianMean(points.x, values, smoothing.width, indices)), exact, total }]
  }
}

const picker = (indices: readonly number[]) => (values: Float64Array) => Float64Array.from(indices, (i) => values[i] ?? NaN)

/** Of several attempts with one seed the last one counts. */
function bySeed(curves: readonly RunCurve[]): [number, RunCurve][] {
  return [...new Map(curves.map((curve) => [curve.seed, curve]))]
}

/** Two curves where both have a point. */
function combine(one: Points, other: Points, combined: (a: number, b: number) => number): Points {
  const x: number[] = []
  const y: number[] = []
  for (let i = 0, j = 0; i < one.x.length && j < other.x.length;) {
    const [a, b] = [one.x[i] ?? NaN, other.x[j] ?? NaN]
    if (a === b) {
      x.push(a)
      y.push(combined(one.y[i++] ?? NaN, other.y[j++] ?? NaN))
    } else if (a < b) i++
    else j++
  }
  return { x: Float64Array.from(x), y: Float64Array.from(y) }
}

function leftOutText({ x, leftOut }: AlignedMean, coverage: CurvesRequest['coverage']): string {
  const who = coverage === 'every' ? 'some run' : 'some run that was going on there'
  return `${leftOut} of ${x.length + leftOut} places are left out, at which ${who} was not recorded.`
}

/** Where the number of members changes, in words: "n = 3 up to 812, 2 up to 1003". Only as long as it stays readable. */
const MOST_CHANGES = 4
const PLACE_NAMES = {
  step: 'step ',
  epoch: 'epoch ',
  'flow-time': 'time ',
  'compute-time': 'second ',
  'loss-level': 'level ',
} as const satisfies Record<CurvesRequest['x'], string>

function countsText({ x, counts }: AlignedMean, axis: CurvesRequest['x']): string {
  const ends: { count: number; at: number }[] = []
  counts.forEach((count, i) => {
    const last = ends.at(-1)
    const at = x[i] ?? NaN
    if (last?.count === count) last.at = at
    else ends.push({ count, at })
  })
  const name = PLACE_NAMES[axis]
  const first = ends[0]
  if (first === undefined) return 'The runs have no place in common.'
  if (ends.length === 1) return `n = ${first.count} throughout.`
  if (ends.length > MOST_CHANGES) {
    const numbers = ends.map(({ count }) => count)
    return `n between ${Math.min(...numbers)} and ${Math.max(...numbers)}; hover tells the number at each place.`
  }
  return `n = ${ends.map(({ count, at }, i) => `${count} up to ${i === 0 ? name : ''}${at}`).join(', ')}.`
}
