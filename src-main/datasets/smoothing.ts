import { normals, RandomStream } from '../science/random'
import { pointsInFrame } from './lift'
import { normalisedPoints } from './preprocessing'
import type { PointSet } from './point-set'

/**
 * Smoothed data (arXiv 1908.05660, assumption 3): x_i = (x'_i + n_i) / |x'_i + n_i| with n_i independent N(0, sigma^2 I), drawn from the
 * stream `smoothing`.
 *
 * @param standardDeviation sigma; the paper takes the order of delta / (2 sqrt n)
 * @param basis of the subspace that holds the noise, row-major inputDimension x dimension of the subspace, orthonormal columns: that of
 * the span of the points for the noise of the paper; without it the noise is in the whole space
 * @throws RangeError when a point is moved to 0
 */
export function smoothedPoints(points: PointSet, standardDeviation: number, seed: number, basis?: Float64Array): PointSet {
  const { sampleCount, inputDimension } = points
  const dimension = basis ? basis.length / inputDimension : inputDimension
  const coordinates = normals(new RandomStream(seed, 'smoothing'), 0, sampleCount * dimension)
  const noise = basis
    ? pointsInFrame({ inputs: coordinates, inputDimension: dimension, sampleCount }, basis, inputDimension).inputs
    : coordinates
  return normalisedPoints({ ...points, inputs: points.inputs.map((value, k) => value + standardDeviation * noise[k]!) }).points
}
