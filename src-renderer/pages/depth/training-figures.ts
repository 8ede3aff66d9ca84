import {
  layerOfSeries,
  type Axis,
  type CellView,
  type FigureCurve,
  type FigurePoint,
  type FigureView,
  type SeriesPoints,
} from '../../../src-main/contract'

/** What a run of a training has recorded, with the curve it belongs to. */
export interface TrainingRun {
  cellHash: string
  /** of its curve: what tells its cell apart */
  label: string
  series: ReadonlyMap<string, SeriesPoints>
}

export interface Measure {
  id: string
  label: string
  scale: 'linear' | 'log'
}

/** Measured once an epoch, start included. */
export const EPOCH_MEASURES: readonly Measure[] = [
  { id: 'testAccuracy', label: 'Test accuracy', scale: 'linear' },
  { id: 'trainingAccuracy', label: 'Training accuracy', scale: 'linear' },
  { id: 'testLoss', label: 'Test loss', scale: 'log' },
  { id: 'trainingLoss', label: 'Training loss', scale: 'log' },
  { id: 'dotProduct', label: 'Average dot product', scale: 'linear' },
  { id: 'absoluteDotProduct', label: 'Average absolute dot product', scale: 'linear' },
  { id: 'featureRms', label: 'Root mean square of the features', scale: 'log' },
]

export const LAYER_MEASURES: readonly Measure[] = [
  { id: 'layerDotProduct', label: 'Average dot product', scale: 'linear' },
  { id: 'layerAbsoluteDotProduct', label: 'Average absolute dot product', scale: 'linear' },
  { id: 'layerOutputRms', label: 'Root mean square of outputs', scale: 'log' },
  { id: 'layerGradientRms', label: 'Root mean square of gradients', scale: 'log' },
  { id: 'layerParameterGradient', label: 'Norm of the gradient by the parameters', scale: 'log' },
  { id: 'layerParameterNorm', label: 'Norm of the parameters', scale: 'log' },
]

/** What theory says before training, of infinitely many neurons: recorded by layer, whatever is measured there. */
const PREDICTED: Readonly<Record<string, string>> = {
  dotProduct: 'predictedLayerDotProduct',
  absoluteDotProduct: 'predictedLayerAbsoluteDotProduct',
  layerDotProduct: 'predictedLayerDotProduct',
  layerAbsoluteDotProduct: 'predictedLayerAbsoluteDotProduct',
}

const THEORY_CAPTION =
  'Dashed: before training, at infinite width, by the recursion of the kernel on the Gram matrix of the first 100 test examples.'

/** The last epoch that any of the runs has reached. */
export function lastEpoch(runs: readonly TrainingRun[]): number {
  return Math.max(0, ...runs.map(({ series }) => (series.get('testAccuracy')?.steps.length ?? 1) - 1))
}

/** Names of the cells by the axes in which they differ. */
export function cellLabels(cells: readonly Pick<CellView, 'hash' | 'axes'>[], axes: readonly Axis[]): Map<string, string> {
  const differing = axes.filter(({ id }) => new Set(cells.map((cell) => cell.axes[id])).size > 1)
  const isEnough = (ids: readonly string[]): boolean =>
    new Set(cells.map((cell) => ids.map((id) => String(cell.axes[id])).join())).size === cells.length
  // the method says what a reader looks for; everything else only where it tells cells apart
  const method = differing.filter(({ id }) => id === 'method')
  const chosen = method.length > 0 && isEnough(['method']) ? method : differing
  return new Map(
    cells.map((cell, index) => {
      const parts = chosen.map(({ id, label }) =>
        id === 'method' ? String(cell.axes[id]) : `${label.toLowerCase()} ${String(cell.axes[id])}`,
      )
      return [cell.hash, parts.length === 0 ? (cells.length === 1 ? 'all runs' : `cell ${index + 1}`) : parts.join(', ')]
    }),
  )
}

function meanPoint(x: number, values: readonly number[], cellHash: string): FigurePoint | null {
  if (values.length === 0 || !values.every(Number.isFinite)) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (values.length === 1) return { x, y: mean, cellHash }
  // of these runs, as on the page of the study
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length)
  return { x, y: mean, low: mean - deviation, high: mean + deviation, count: values.length, cellHash }
}

/** By layer, of the first run of each cell: what theory says depends on the data, not on the seed of the weights. */
function predictedByLayer(
  runs: readonly TrainingRun[],
  measureId: string,
): { cellHash: string; label: string; values: [number, number][] }[] {
  const id = PREDICTED[measureId]
  return [...Map.groupBy(runs, ({ cellHash }) => cellHash)].flatMap(([cellHash, own]) => {
    const values = [...(own[0]?.series ?? [])].flatMap(([name, points]): [number, number][] => {
      const of = layerOfSeries(name)
      return of === null || of.quantityId !== id ? [] : [[of.layer, points.values[0] ?? NaN]]
    })
    return values.length === 0 ? [] : [{ cellHash, label: own[0]?.label ?? '', values: values.sort(([a], [b]) => a - b) }]
  })
}

function theoryCurves(
  runs: readonly TrainingRun[],
  measureId: string,
  pointsOf: (values: [number, number][]) => FigurePoint[],
): FigureCurve[] {
  return predictedByLayer(runs, measureId).map(({ cellHash, label, values }) => ({
    id: `${cellHash} theory`,
    label: `${label}, infinite width`,
    kind: 'theory',
    group: label,
    points: pointsOf(values),
  }))
}

function curvesOf(runs: readonly TrainingRun[], pointsOf: (own: readonly TrainingRun[], cellHash: string) => FigurePoint[]): FigureCurve[] {
  return [...Map.groupBy(runs, ({ cellHash }) => cellHash)].flatMap(([cellHash, own]): FigureCurve[] => {
    const points = pointsOf(own, cellHash)
    const label = own[0]?.label ?? ''
    return points.length === 0 ? [] : [{ id: cellHash, label, kind: 'measured', group: label, points }]
  })
}

/**
 * A measure over epochs: mean over the seeds of each cell with a band of one standard deviation, at epochs that all of them have reached.
 * What is recorded once an epoch has the epoch as its place in the series.
 */
export function epochFigure(runs: readonly TrainingRun[], { id, label, scale }: Measure): FigureView {
  const end = lastEpoch(runs)
  // a level: it is of the start, and what training leaves of it is seen beside
  const theory = theoryCurves(runs, id, (values) => [0, end].map((x) => ({ x, y: values.at(-1)?.[1] ?? NaN })))
  const measured = measuredByEpoch(runs, id)
  return {
    id,
    title: label,
    caption: theory.length === 0 ? '' : THEORY_CAPTION,
    x: { label: 'Epoch', symbol: '', unit: '', scale: 'linear' },
    y: { label, symbol: '', unit: '', scale },
    curves: measured.length === 0 ? [] : [...measured, ...theory],
    markers: [],
  }
}

function measuredByEpoch(runs: readonly TrainingRun[], id: string): FigureCurve[] {
  return curvesOf(runs, (own, cellHash) => {
    const recorded = own.flatMap(({ series }) => series.get(id)?.values ?? [])
    const shared = Math.min(...recorded.map((values) => values.length))
    if (!Number.isFinite(shared)) return []
    return Array.from({ length: shared }, (_, epoch) =>
      meanPoint(
        epoch,
        recorded.map((values) => values[epoch] ?? NaN),
        cellHash,
      ),
    ).flatMap((point) => point ?? [])
  })
}

/** A measure over the layers after an epoch; a run that has not got there is left out. */
export function layerFigure(runs: readonly TrainingRun[], { id, label, scale }: Measure, epoch: number): FigureView {
  const theory = theoryCurves(runs, id, (values) => values.map(([x, y]) => ({ x, y })))
  const measured = curvesOf(runs, (own, cellHash) => {
    const byLayer = new Map<number, number[]>()
    for (const { series } of own) {
      for (const [name, { values }] of series) {
        const of = layerOfSeries(name)
        if (of?.quantityId !== id || epoch >= values.length) continue
        byLayer.set(of.layer, [...(byLayer.get(of.layer) ?? []), values[epoch] ?? NaN])
      }
    }
    return [...byLayer].sort(([a], [b]) => a - b).flatMap(([layer, values]) => meanPoint(layer, values, cellHash) ?? [])
  })
  return {
    id: `${id} by layer`,
    title: `${label} by layer, ${epoch === 0 ? 'before training' : `after epoch ${epoch}`}`,
    caption: theory.length === 0 ? '' : THEORY_CAPTION,
    x: { label: 'Layer', symbol: '\\ell', unit: '', scale: 'linear' },
    y: { label, symbol: '', unit: '', scale },
    curves: [...measured, ...theory],
    markers: [],
  }
}

/** Measures by layer that some run has. */
export function recordedLayerMeasures(runs: readonly TrainingRun[]): Measure[] {
  const ids = new Set(runs.flatMap(({ series }) => [...series.keys()].flatMap((name) => layerOfSeries(name)?.quantityId ?? [])))
  return LAYER_MEASURES.filter(({ id }) => ids.has(id))
}
