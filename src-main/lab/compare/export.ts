import {
  csvText,
  type ComparedCurves,
  type ComparisonView,
  type CsvValue,
  type CurvesRequest,
  type RunRecord,
  type Statistics,
} from '../../contract'
import { leafOf } from './leaves'

const HEADER = ['part', 'entry', 'label', 'run', 'seed', 'name', 'x', 'value', 'low', 'high', 'count'] as const

interface ReadCurves {
  request: Omit<CurvesRequest, 'entries'>
  answer: ComparedCurves
}

/**
 * A comparison as one table, a number a row: configuration of each run where they differ, summary of each run, statistics of each entry
 * (the band is one standard deviation), and the curves with all their points. Comment lines say what the curves are.
 */
export function comparisonCsv(view: ComparisonView, runs: ReadonlyMap<number, RunRecord>, curves: readonly ReadCurves[]): string {
  const comments = [
    `Comparison of ${view.runs.length} runs in ${view.entries.length} entries, taken together by: ${view.groupedBy}`,
    ...(view.base === null ? [] : [`base: entry ${view.base + 1}, ${view.entries[view.base]?.label ?? ''}`]),
    ...curves.map(({ request }) => `curves ${request.series}: ${curvesText(request)}`),
    ...curves.flatMap(({ request, answer }) =>
      answer.remarks.map(({ entry, text }) => `curves ${request.series}, entry ${entry + 1}: ${text}`),
    ),
  ]
  return csvText(HEADER, rows(view, runs, curves), comments)
}

function* rows(view: ComparisonView, runs: ReadonlyMap<number, RunRecord>, curves: readonly ReadCurves[]): Generator<CsvValue[]> {
  const differing = view.configuration.filter(({ differs }) => differs).map(({ path }) => path)
  for (const [entry, { label, runIds }] of view.entries.entries()) {
    for (const id of runIds) {
      const run = runs.get(id)
      if (run === undefined) continue
      const start: CsvValue[] = [entry + 1, label, id, run.seed]
      for (const path of differing) yield ['configuration', ...start, path, null, textOf(leafOf(run.spec, path)), null, null, null]
      for (const { quantity } of view.summaries)
        yield ['summary', ...start, quantity.id, null, run.summary[quantity.id] ?? null, null, null, null]
      for (const [name, value] of [
        ['state', run.state],
        ['step', run.step],
        ['computeSeconds', run.computeSeconds],
      ] as const)
        yield ['run', ...start, name, null, value, null, null, null]
    }
    for (const { quantity, numbers } of view.summaries) {
      const { statistics, paired } = numbers[entry] ?? { statistics: null, paired: null }
      if (statistics !== null) yield ['mean', entry + 1, label, null, null, quantity.id, null, ...meanFields(statistics)]
      if (paired !== null) yield ['paired difference', entry + 1, label, null, null, quantity.id, null, ...meanFields(paired)]
    }
  }
  for (const { request, answer } of curves) {
    for (const curve of answer.curves) {
      const part = curve.smoothed ? 'smoothed curve' : curve.runId === null ? 'mean curve' : 'curve'
      const label = view.entries[curve.entry]?.label ?? ''
      const seed = curve.runId === null ? null : (runs.get(curve.runId)?.seed ?? null)
      for (let i = 0; i < curve.x.length; i++) {
        yield [
          part,
          curve.entry + 1,
          label,
          curve.runId,
          seed,
          request.series,
          curve.x[i] ?? null,
          curve.y[i] ?? null,
          bandEnd(curve.low?.[i]),
          bandEnd(curve.high?.[i]),
          curve.counts?.[i] ?? null,
        ]
      }
    }
  }
}

function meanFields({ mean, standardDeviation, count }: Statistics): CsvValue[] {
  const band = standardDeviation === null ? [null, null] : [mean - standardDeviation, mean + standardDeviation]
  return [mean, ...band, count]
}

const bandEnd = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value)

function textOf(value: unknown): CsvValue {
  if (value === undefined || value === null) return null
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value)
}

/** What the numbers of curves are. */
function curvesText({ x, band, coverage, against, smoothing }: Omit<CurvesRequest, 'entries'>): string {
  return [
    `x is ${x}`,
    `band of means: ${band}`,
    `places of means: ${coverage}`,
    ...(against === null ? [] : [`${against.kind} to the run of the base with the same seed`]),
    ...(smoothing === null
      ? []
      : [`smoothed: ${smoothing.kind}, width ${smoothing.width}${smoothing.logarithmic ? ', of the logarithms' : ''}`]),
  ].join('; ')
}
