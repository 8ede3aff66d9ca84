import type { Activation } from '../activations'
import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import { innerProducts } from './gram'
import type { KernelInputs } from './kernel-inputs'
import { averagedPart, preactivationDual } from './preactivation-dual'
import { UNIT_LAW, type WeightLaw } from './weight-law'

export interface InfiniteWidthKernels {
  /** G^inf = <x_i, x_j> E phi'(z_i) phi'(z_j): only hidden weights are trained */
  hidden: Float64Array
  /** H^inf = E phi(z_i) phi(z_j): only output weights are trained */
  output: Float64Array
}

/**
 * <x_i, x_j> E phi'(z_i) phi'(z_j) over hidden weights drawn by `law` (arXiv 1908.05660, 2.2: r D(r) for unit inputs and weights N(0, 1); the
 * neural-net covariance Sigma of arXiv 1902.04674, Definition 6.1). Output weights enter with E a^2 = 1; biases are not trained.
 * @returns row-major, exactly symmetric
 */
export function hiddenLimitMatrix(
  arithmetic: Arithmetic,
  activation: Activation,
  kernelInputs: KernelInputs,
  law: WeightLaw,
  pulse: Pulse,
): Float64Array {
  const { inputs, sampleCount, inputDimension } = kernelInputs
  const dual = preactivationDual(arithmetic, averagedPart(activation, 'derivative'), kernelInputs, law, pulse)
  const products = innerProducts(arithmetic, inputs, sampleCount, inputDimension)
  // rounding of a normalisation must not show on the diagonal
  if (isUnit(products, sampleCount)) for (let i = 0; i < sampleCount; i++) products[i * sampleCount + i] = 1
  for (let index = 0; index < dual.length; index++) dual[index]! *= products[index]!
  return dual
}

/**
 * E phi(z_i) phi(z_j) (arXiv 1908.05660, 2.2: R(r); the output covariance Sigma~ of arXiv 1902.04674, Definition 3.1), per neuron: a network
 * whose output is not divided by sqrt(m) has m times this.
 * @returns row-major, exactly symmetric
 */
export function outputLimitMatrix(
  arithmetic: Arithmetic,
  activation: Activation,
  inputs: KernelInputs,
  law: WeightLaw,
  pulse: Pulse,
): Float64Array {
  return preactivationDual(arithmetic, averagedPart(activation, 'value'), inputs, law, pulse)
}

/** Both kernels; their sum is the kernel when both layers are trained with the same step size. */
export function infiniteWidthKernels(
  arithmetic: Arithmetic,
  activation: Activation,
  kernelInputs: KernelInputs,
  law: WeightLaw,
  pulse: Pulse,
): InfiniteWidthKernels {
  return {
    hidden: hiddenLimitMatrix(arithmetic, activation, kernelInputs, law, pulse),
    output: outputLimitMatrix(arithmetic, activation, kernelInputs, law, pulse),
  }
}

/** Neural-net covariance Sigma(X) of arXiv 1902.04674, Definition 6.1: weights N(0, 1), unit inputs. */
export function neuralNetCovariance(arithmetic: Arithmetic, activation: Activation, inputs: KernelInputs, pulse: Pulse): Float64Array {
  return hiddenLimitMatrix(arithmetic, activation, inputs, UNIT_LAW, pulse)
}

/** Output feature covariance Sigma~(X) of arXiv 1902.04674, Definition 3.1. */
export function outputCovariance(arithmetic: Arithmetic, activation: Activation, inputs: KernelInputs, pulse: Pulse): Float64Array {
  return outputLimitMatrix(arithmetic, activation, inputs, UNIT_LAW, pulse)
}

/** Sum of two matrices. */
export function sumOf(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, index) => value + b[index]!)
}

function isUnit(products: Float64Array, sampleCount: number): boolean {
  for (let i = 0; i < sampleCount; i++) if (Math.abs(products[i * sampleCount + i]! - 1) > 1e-13) return false
  return true
}
