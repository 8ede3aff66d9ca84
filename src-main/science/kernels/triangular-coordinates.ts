import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import { transposed } from './gram'
import type { KernelInputs } from './kernel-inputs'

/**
 * Fewer points than dimensions as n points of R^n: row i of L, lower triangular with L L^T = X X^T, from a QR factorisation of X^T, so that
 * X X^T is never formed. A Gaussian vector w of R^d meets the points in the same joint law as one of R^n meets these, because both give
 * centred Gaussians with covariance X X^T: neurons may be drawn in R^n at the price of n instead of d. Points that are not fewer are
 * returned as they are.
 */
export function triangularCoordinates(arithmetic: Pick<Arithmetic, 'addToTriangle'>, points: KernelInputs, pulse: Pulse): KernelInputs {
  const { inputs, sampleCount, inputDimension } = points
  if (inputDimension <= sampleCount) return points
  const triangle = new Float64Array(sampleCount * sampleCount)
  arithmetic.addToTriangle(triangle, sampleCount, transposed(inputs, sampleCount, inputDimension), inputDimension, pulse)
  return { ...points, inputs: transposed(triangle, sampleCount, sampleCount), inputDimension: sampleCount }
}
