import type { MomentSpectrum } from '../../contract'
import { componentsOfShares, participationRatio, twoNearestNeighbours } from '../../datasets/statistics/intrinsic-dimension'
import { pairStatistics } from '../../datasets/statistics/all-pairs'
import { columnMeans, momentSpectrum } from '../../datasets/statistics/moment-spectrum'
import { rowNorms } from '../../science/kernels/gram'
import type { Outcome, RunContext } from '../experiment'
import { drawPoints } from '../points/draw-points'
import type { QuantityId, SeriesId } from './quantities'
import type { DataGeometrySpec } from './spec'

/** Nothing is trained: a run that is stopped starts again. */
export function runDataGeometry(spec: DataGeometrySpec, seed: number, context: RunContext): Outcome {
  const { arithmetic } = context
  const { train } = drawPoints(spec, spec.dataSeed ?? seed, context)
  const { inputs, sampleCount, inputDimension } = train
  const pulse = (): void => context.pulse()

  const { distances, directions, nearest } = pairStatistics(arithmetic, inputs, sampleCount, inputDimension, null, (share) => {
    context.progress(share / 2)
    context.pulse()
  })
  const nearestDimension = twoNearestNeighbours(nearest)
  const pairs: Partial<Record<QuantityId, number>> = {
    sampleCount,
    inputDimension,
    smallestDistance: distances.smallest,
    medianDistance: distances.median,
    largestDistance: distances.largest,
    lineSeparation: directions.lineSeparation,
    duplicatePairs: distances.duplicates,
    unitNormDeviation: rowNorms(inputs, sampleCount, inputDimension).reduce((most, norm) => Math.max(most, Math.abs(norm - 1)), 0),
    distanceFrom: distances.histogram.from,
    distanceWidth: distances.histogram.width,
    ...(nearestDimension === null ? {} : { nearestNeighbourDimension: nearestDimension }),
  }
  context.summarise(pairs)
  distances.histogram.counts.forEach((count, bin) => record(context, 'distanceCount', bin, count))

  const squares = momentSpectrum(arithmetic, inputs, sampleCount, new Float64Array(inputDimension), pulse)
  context.progress(0.75)
  const variance = momentSpectrum(arithmetic, inputs, sampleCount, columnMeans(inputs, sampleCount, inputDimension), pulse)
  recordShares(context, 'cumulativeSquares', squares)
  recordShares(context, 'cumulativeVariance', variance)
  const spectra: Partial<Record<QuantityId, number>> = {
    components90: directionsFor(squares, 0.9),
    components99: directionsFor(squares, 0.99),
    centredComponents90: directionsFor(variance, 0.9),
    centredComponents99: directionsFor(variance, 0.99),
    firstShare: (squares.values[0] ?? NaN) / squares.trace,
    participationRatio: participationRatio(variance),
  }
  context.summarise(spectra)
  context.progress(1)
  return { state: 'finished', stopReason: 'computed' }
}

function record(context: RunContext, series: SeriesId, step: number, value: number): void {
  context.recordAt(series, step, value)
}

function directionsFor(spectrum: MomentSpectrum, share: number): number {
  return componentsOfShares(spectrum).find((each) => each.share === share)?.count ?? NaN
}

/** Share of the first k eigenvalues, k = 1, 2, ...; those at the floor add nothing. */
function recordShares(context: RunContext, series: SeriesId, { values, trace, floor }: MomentSpectrum): void {
  let sum = 0
  values.forEach((value, index) => {
    sum += value > floor ? value : 0
    record(context, series, index + 1, Math.min(1, sum / trace))
  })
}
