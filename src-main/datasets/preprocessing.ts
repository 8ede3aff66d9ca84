import { pointNorms, type PointSet } from './point-set'

/** What was done to the norms of points, for people to see. */
export interface NormReport {
  smallestNorm: number
  largestNorm: number
  /** the one factor of all points, null when each was divided by its own norm */
  scale: number | null
}

export interface PreprocessedPoints {
  points: PointSet
  report: NormReport
}

/** x / |x| for each point. @throws RangeError naming a point that is 0 or not finite */
export function normalisedPoints(points: PointSet): PreprocessedPoints {
  const norms = usableNorms(points)
  const { inputDimension } = points
  return {
    points: { ...points, inputs: points.inputs.map((value, k) => value / norms[Math.floor(k / inputDimension)]!) },
    report: { ...extremes(norms), scale: null },
  }
}

/**
 * Any points as unit vectors of R^(d + 2) with inner products in [0, 1] (arXiv 1908.05660, section 2, assumption 1): scaled to norms of
 * at most 1 / sqrt 2, with sqrt(1/2 - |x|^2) and 1 / sqrt 2 appended. Then <x_i, x_j> = 1/2 + <x~_i, x~_j> of what was there before the
 * last coordinate.
 *
 * @param scaling `global`: all points by the one factor that brings the largest norm to 1 / sqrt 2, so that distances keep their
 * proportions; `per-point`: each by its own, so that only directions count and the first appended coordinate is 0
 * @throws RangeError naming a point that is not finite, or, scaled per point, that is 0; when all points are 0
 */
export function unitNormPoints(points: PointSet, scaling: 'global' | 'per-point'): PreprocessedPoints {
  const norms = scaling === 'per-point' ? usableNorms(points) : finiteNorms(points)
  const { smallestNorm, largestNorm } = extremes(norms)
  if (largestNorm === 0) throw new RangeError('All points are 0, so nothing can be scaled')
  const scale = scaling === 'global' ? Math.SQRT1_2 / largestNorm : null
  const extended = withAppendedCoordinates(points, norms, scaling === 'global' ? largestNorm : null)
  return { points: extended, report: { smallestNorm, largestNorm, scale } }
}

/**
 * The points of {@link unitNormPoints} with the norms known.
 * @param largestNorm of all points that are scaled by one factor; null for each by its own norm
 */
export function withAppendedCoordinates(points: PointSet, norms: Float64Array, largestNorm: number | null): PointSet {
  const { inputDimension, sampleCount } = points
  const inputs = new Float64Array(sampleCount * (inputDimension + 2))
  norms.forEach((norm, i) => {
    const largest = largestNorm ?? norm
    const start = i * (inputDimension + 2)
    for (let k = 0; k < inputDimension; k++) inputs[start + k] = (points.inputs[i * inputDimension + k]! / largest) * Math.SQRT1_2
    // sqrt(1/2 - |x|^2) without cancellation: exactly 0 for a point of the largest norm
    inputs[start + inputDimension] = Math.sqrt((1 - norm / largest) * (1 + norm / largest)) * Math.SQRT1_2
    inputs[start + inputDimension + 1] = Math.SQRT1_2
  })
  return { inputs, inputDimension: inputDimension + 2, sampleCount }
}

function finiteNorms(points: PointSet): Float64Array {
  const norms = pointNorms(points)
  const bad = norms.findIndex((norm) => !Number.isFinite(norm))
  if (bad !== -1) throw new RangeError(`Point ${bad} (counted from 0) has no finite norm`)
  return norms
}

function usableNorms(points: PointSet): Float64Array {
  const norms = finiteNorms(points)
  const zero = norms.indexOf(0)
  if (zero !== -1) throw new RangeError(`Point ${zero} (counted from 0) is 0 and has no direction`)
  return norms
}

function extremes(norms: Float64Array): { smallestNorm: number; largestNorm: number } {
  return { smallestNorm: norms.reduce((a, b) => Math.min(a, b), Infinity), largestNorm: norms.reduce((a, b) => Math.max(a, b), 0) }
}
