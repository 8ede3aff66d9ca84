import type { TwoLayerProblem, TwoLayerWeights } from '../../science/arithmetic/two-layer'
import type { RunContext } from '../experiment'
import { hiddenKernel, outputKernel } from './tangent-kernels'

/**
 * kappa sum_l eta_l K_l over the trained layers, order n: what one step of gradient descent takes from the error, r_(t+1) = (I - this) r_t,
 * as long as the kernels stay as they are.
 */
export function effectiveKernel(context: RunContext, problem: TwoLayerProblem, weights: TwoLayerWeights): Float64Array {
  const { sampleCount: n, stepSizes, lossFactor } = problem
  const kernel = new Float64Array(n * n)
  const add = (part: Float64Array, rate: number): void => part.forEach((value, i) => (kernel[i] = kernel[i]! + rate * value))
  if (stepSizes.hidden > 0) add(hiddenKernel(context, problem, weights, n), lossFactor * stepSizes.hidden)
  if (stepSizes.output > 0) add(outputKernel(context, problem, weights, n), lossFactor * stepSizes.output)
  return kernel
}
