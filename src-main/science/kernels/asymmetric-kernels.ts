import type { Activation } from '../activations'
import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import { hiddenKernel, type NeuronBlock } from './finite-width'
import { innerProducts } from './gram'
import { hiddenLimitMatrix } from './infinite-width'
import type { KernelInputs } from './kernel-inputs'
import { averagedPart, preactivationDual, squaredDerivative } from './preactivation-dual'
import { scaledInputLaw } from './weight-law'

/**
 * Mean tangent Gram matrix Theta*(X)_il = <x_i, x_l>/d E phi'(<w, x_i>/sqrt d) phi'(<w, x_l>/sqrt d), w ~ N(0, deviation^2 I) (arXiv 2302.01002,
 * section 3). Its smallest eigenvalue is kappa_n.
 * @returns row-major, exactly symmetric
 */
export function meanTangentGram(
  arithmetic: Arithmetic,
  activation: Activation,
  inputs: KernelInputs,
  pulse: Pulse,
  deviation = 1,
): Float64Array {
  const kernel = hiddenLimitMatrix(arithmetic, activation, inputs, scaledInputLaw(inputs.inputDimension, deviation), pulse)
  return kernel.map((value) => value / inputs.inputDimension)
}

/**
 * C_0(X) = sum_il (<x_i, x_l>/d)^2 Var(phi'(z_i) phi'(z_l)) (arXiv 2302.01002, Eq. 7): E |Theta_m - Theta*|_F^2 = C_0 sum_j lambda_mj^2 at the start,
 * exactly, for every width.
 */
export function tangentGramVariance(
  arithmetic: Arithmetic,
  activation: Activation,
  inputs: KernelInputs,
  pulse: Pulse,
  deviation = 1,
): number {
  const { sampleCount, inputDimension } = inputs
  const law = scaledInputLaw(inputDimension, deviation)
  const means = preactivationDual(arithmetic, averagedPart(activation, 'derivative'), inputs, law, pulse)
  const squares = preactivationDual(arithmetic, squaredDerivative(activation), inputs, law, pulse)
  const products = innerProducts(arithmetic, inputs.inputs, sampleCount, inputDimension)
  return products.reduce((sum, product, index) => {
    const scaled = product / inputDimension
    return sum + scaled * scaled * (squares[index]! - means[index]! * means[index]!)
  }, 0)
}

/** Tangent Gram matrix of a network in its two parts, Theta = Theta^(1) + Theta^(2) (arXiv 2302.01002, Eq. 5 and section 2). */
export interface SplitTangentGram {
  /** with the node scales gamma / m */
  symmetric: Float64Array
  /** with the rest of the node scales */
  asymmetric: Float64Array
}

/**
 * The two parts for output 0, whose signs a_j have square 1.
 * @param network as one block; its node scales are sqrt(lambda_j)
 * @param symmetricShare gamma
 */
export function splitTangentGram(
  arithmetic: Arithmetic,
  network: NeuronBlock,
  inputs: KernelInputs,
  activation: Activation,
  symmetricShare: number,
  pulse: Pulse,
): SplitTangentGram {
  const even = symmetricShare / network.neurons
  const part = (weightOf: (scale: number) => number): Float64Array => {
    const nodeScales = network.nodeScales.map((scale) => Math.sqrt(Math.max(0, weightOf(scale))))
    return hiddenKernel(arithmetic, [{ ...network, nodeScales }], inputs, activation, pulse)
  }
  return { symmetric: part(() => even), asymmetric: part((scale) => scale * scale - even) }
}

/**
 * Limit Theta_inf = gamma Theta* + (1 - gamma) Theta2 for m -> infinity with one sequence of weights (arXiv 2302.01002, Proposition 3.1).
 * @param asymmetric Theta2 = (1/d) sum_j lambda~_j phi'(z_j) phi'(z_j)^T o X X^T, truncated where the tail of the lambda~_j no longer matters
 */
export function limitTangentGram(mean: Float64Array, asymmetric: Float64Array, symmetricShare: number): Float64Array {
  return mean.map((value, index) => symmetricShare * value + (1 - symmetricShare) * asymmetric[index]!)
}
