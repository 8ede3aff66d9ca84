import type { FigureCurve, FigureTile, FigureView, RunDetail, SeriesPoints } from '../../../src-main/contract'
import { numberText } from '../../components/format-number'

export type SeriesByName = ReadonlyMap<string, SeriesPoints>

/** Everything that the explorer draws over the depth. */
export const DRAWN_SERIES = [
  'conditionNumber',
  'conditionExcess',
  'conditionBoundProved',
  'spectralConditionBound',
  'tangentConditionNumber',
  'tangentConditionExcess',
  'largestCorrelation',
  'meanAbsoluteCorrelation',
  'correlationBound',
  'lambdaMin',
  'topSteps',
  'tangentSteps',
]

const LAYERS = { label: 'Layers', symbol: 'L', unit: '', scale: 'linear' } as const

interface Drawn {
  series: string
  label: string
  kind: FigureCurve['kind']
  group: string
  /** what is taken off, such as the 1 of a condition number */
  less?: number
}

function curves(series: SeriesByName, drawn: readonly Drawn[]): FigureCurve[] {
  return drawn.flatMap(({ series: name, label, kind, group, less = 0 }) => {
    const recorded = series.get(name)
    if (recorded === undefined) return []
    const points = Array.from(recorded.steps, (x, k) => ({ x, y: (recorded.values[k] ?? NaN) - less })).filter(
      ({ y }) => Number.isFinite(y) && y > 0,
    )
    return points.length === 0 ? [] : [{ id: name, label, kind, group, points }]
  })
}

/** The chosen depth, and the thresholds that the drawn depths reach. */
function markers({ summary }: RunDetail, series: SeriesByName, depth: number): FigureView['markers'] {
  const last = series.get('largestCorrelation')?.steps.at(-1) ?? 0
  const thresholds = [
    ['escapeDepth', 'L₀'],
    ['kernelThreshold', 'L₁'],
    ['tangentThreshold', 'L₂'],
  ] as const
  return [
    { x: depth, label: `L = ${depth}`, group: null },
    ...thresholds.flatMap(([id, label]) => {
      const x = summary[id]
      return typeof x === 'number' && x > 0 && x <= last ? [{ x, label: `${label} = ${x}`, group: null }] : []
    }),
  ]
}

/** Condition numbers over the depth, with the bounds from where they speak. */
export function conditionFigure(run: RunDetail, series: SeriesByName, depth: number): FigureView {
  return {
    id: 'condition',
    title: 'Condition number, less 1',
    caption: 'From the depth on at which the kernel is not singular to 10⁻¹². Bounds from the depth on at which they speak.',
    x: LAYERS,
    y: { label: 'Condition number less 1', symbol: '\\kappa-1', unit: '', scale: 'log' },
    curves: curves(series, [
      { series: 'conditionExcess', label: 'top layer', kind: 'measured', group: 'top layer' },
      { series: 'tangentConditionExcess', label: 'tangent kernel', kind: 'measured', group: 'tangent kernel' },
      { series: 'conditionBoundProved', label: 'corollary 4', kind: 'theory', group: 'corollary 4', less: 1 },
      { series: 'spectralConditionBound', label: 'corollary 8', kind: 'theory', group: 'corollary 8', less: 1 },
    ]),
    markers: markers(run, series, depth),
  }
}

/** The largest correlation over the depth and its bound B. */
export function correlationFigure(run: RunDetail, series: SeriesByName, depth: number): FigureView {
  return {
    id: 'correlation',
    title: 'Correlations',
    caption: '',
    x: LAYERS,
    y: { label: 'Size of correlations', symbol: '|K_{ij}|', unit: '', scale: 'log' },
    curves: curves(series, [
      { series: 'largestCorrelation', label: 'largest', kind: 'measured', group: 'largest' },
      { series: 'meanAbsoluteCorrelation', label: 'mean', kind: 'measured', group: 'mean' },
      { series: 'correlationBound', label: 'bound B of theorem 3', kind: 'theory', group: 'bound B of theorem 3' },
    ]),
    markers: markers(run, series, depth),
  }
}

/** The kernel of one depth as tiles, from the packed correlations of all of them; null where that depth was not kept. */
export function kernelFigure(packed: Float64Array, order: number, depth: number): FigureView | null {
  const pairs = (order * (order - 1)) / 2
  if (packed.length < pairs * (depth + 1)) return null
  const tiles: FigureTile[] = []
  const put = (i: number, j: number, value: number): void => {
    tiles.push({ x: j, y: i, value, done: 1, text: `K(${i}, ${j}) = ${numberText(Number(value.toPrecision(6)), 'exact')}` })
  }
  let at = pairs * depth
  for (let i = 0; i < order; i++) {
    for (let j = 0; j < i; j++, at++) {
      const value = packed[at] ?? NaN
      put(i, j, value)
      put(j, i, value)
    }
    put(i, i, 1)
  }
  const axis = (label: string) => ({ label, symbol: '', unit: '', scale: 'linear' }) as const
  // the colours stay while the depth moves
  const negative = packed.some((value) => value < 0)
  return {
    id: 'kernel',
    title: `Kernel of the top layer, ${depth} ${depth === 1 ? 'layer' : 'layers'}`,
    caption: '',
    x: axis('Point'),
    y: axis('Point'),
    curves: [],
    tiles: {
      label: 'Correlation',
      symbol: 'K_{ij}',
      low: negative ? -1 : 0,
      high: 1,
      width: 1,
      height: 1,
      palette: negative ? 'probability' : 'sequential',
      tiles,
    },
    markers: [],
  }
}

/** Value of a series at a depth, or at the last one before it that was recorded. */
export function valueAt(series: SeriesByName, name: string, depth: number): number | null {
  const recorded = series.get(name)
  if (recorded === undefined) return null
  let found: number | null = null
  recorded.steps.forEach((step, k) => {
    if (step <= depth) found = recorded.values[k] ?? null
  })
  return found
}
