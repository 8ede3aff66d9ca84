import { orthonormalFrame, RandomStream } from '../science/random'
import type { PointSet } from './point-set'

/** Points moved isometrically into a larger space. */
export interface LiftedPoints extends PointSet {
  /** Q, row-major inputDimension x dimension of the original points, with orthonormal columns: x = Q x' */
  frame: Float64Array
}

/**
 * Moves points into R^inputDimension by a random orthonormal frame of the stream `lift` (arXiv 1908.05660, section 7: "randomly lifted
 * to S^9"). Inner products keep their values to rounding.
 * @param inputDimension at least that of the points
 */
export function liftedPoints(points: PointSet, inputDimension: number, seed: number): LiftedPoints {
  const frame = orthonormalFrame(new RandomStream(seed, 'lift'), inputDimension, points.inputDimension)
  return { ...pointsInFrame(points, frame, inputDimension), frame }
}

/**
 * x = Q c for each point c.
 * @param frame Q, row-major inputDimension x dimension of the points
 */
export function pointsInFrame(points: PointSet, frame: Float64Array, inputDimension: number): PointSet {
  const { inputs: coordinates, inputDimension: span, sampleCount } = points
  const inputs = new Float64Array(sampleCount * inputDimension)
  for (let i = 0; i < sampleCount; i++) {
    for (let k = 0; k < inputDimension; k++) {
      let sum = 0
      for (let c = 0; c < span; c++) sum += coordinates[i * span + c]! * frame[k * span + c]!
      inputs[i * inputDimension + k] = sum
    }
  }
  return { inputs, inputDimension, sampleCount }
}

/**
 * c = Q^T x for each point: its coordinates along the columns of Q.
 * @param frame Q, row-major inputDimension of the points x dimension
 */
export function coordinatesInFrame(points: PointSet, frame: Float64Array, dimension: number): PointSet {
  const { inputs, inputDimension, sampleCount } = points
  const coordinates = new Float64Array(sampleCount * dimension)
  for (let i = 0; i < sampleCount; i++) {
    for (let k = 0; k < inputDimension; k++) {
      const value = inputs[i * inputDimension + k]!
      for (let c = 0; c < dimension; c++) coordinates[i * dimension + c]! += value * frame[k * dimension + c]!
    }
  }
  return { inputs: coordinates, inputDimension: dimension, sampleCount }
}
