import type { Arithmetic, Pulse } from '../science/arithmetic/arithmetic'
import { spanBasis, spanCoordinates } from '../science/kernels/span'
import { coordinatesInFrame, pointsInFrame } from './lift'
import type { PointSet } from './point-set'

/** Points in the principal axes of their span. */
export interface SpanReduction {
  /** the coordinates c_i, n x d' with d' the dimension of the span; <c_i, c_j> = <x_i, x_j> */
  points: PointSet
  /** V, row-major d x d' with orthonormal columns: x_i = V c_i. Hidden weights become W V ({@link coordinatesInFrame}) */
  frame: Float64Array
  /** of X, d' of them, descending */
  singularValues: Float64Array
  /** |X - C V^T|_F / |X|_F: what was taken for rounding and left out; 0 for X = 0 */
  residual: number
}

/**
 * Replaces points by their d' coordinates X V = U S of the singular value decomposition (arXiv 1908.05660, data of low dimension). It is
 * exact for everything that depends on hidden weights only through <w, x>: outputs, kernel matrices and gradient descent of a network in
 * R^d are those of the network in R^d' whose weights are projected, to rounding. Of each axis the direction is taken in which its entry
 * of largest magnitude, the first of equals, is positive.
 */
export function reducedToSpan(points: PointSet, arithmetic: Pick<Arithmetic, 'factorEigensystem'>, pulse: Pulse): SpanReduction {
  const { inputs, inputDimension, sampleCount } = points
  const { dimension, basis } = spanBasis(inputs, sampleCount, inputDimension)
  if (dimension === 0) {
    const nothing = { inputs: new Float64Array(0), inputDimension: 0, sampleCount }
    return { points: nothing, frame: new Float64Array(0), singularValues: new Float64Array(0), residual: 0 }
  }
  const { coordinates } = spanCoordinates(inputs, sampleCount, inputDimension)
  const { values, vectors } = arithmetic.factorEigensystem(coordinates, sampleCount, dimension, pulse)
  const frame = new Float64Array(inputDimension * dimension)
  for (let axis = 0; axis < dimension; axis++) {
    const combination = vectors.subarray((dimension - 1 - axis) * dimension, (dimension - axis) * dimension)
    const direction = oriented(combined(basis, combination, inputDimension))
    for (let k = 0; k < inputDimension; k++) frame[k * dimension + axis] = direction[k]!
  }
  const reduced = coordinatesInFrame(points, frame, dimension)
  return { points: reduced, frame, singularValues: values.toReversed().map(Math.sqrt), residual: relativeResidual(points, reduced, frame) }
}

/** sum_b weights_b (row b of the basis) */
function combined(basis: Float64Array, weights: Float64Array, inputDimension: number): Float64Array {
  const sum = new Float64Array(inputDimension)
  weights.forEach((weight, b) => {
    for (let k = 0; k < inputDimension; k++) sum[k]! += weight * basis[b * inputDimension + k]!
  })
  return sum
}

function oriented(direction: Float64Array): Float64Array {
  let largest = 0
  for (const value of direction) if (Math.abs(value) > Math.abs(largest)) largest = value
  return largest < 0 ? direction.map((value) => 0 - value) : direction
}

function relativeResidual(points: PointSet, reduced: PointSet, frame: Float64Array): number {
  const back = pointsInFrame(reduced, frame, points.inputDimension).inputs
  const difference = points.inputs.reduce((sum, value, k) => sum + (value - back[k]!) * (value - back[k]!), 0)
  return Math.sqrt(difference / points.inputs.reduce((sum, value) => sum + value * value, 0))
}
