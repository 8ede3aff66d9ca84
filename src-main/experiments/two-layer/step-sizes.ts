import { activationOf } from '../../science/activations'
import type { TwoLayerSpec } from './spec'

export interface LayerStepSizes {
  hidden: number
  bias: number
  output: number
}

/** Bound on |phi'| and |phi''| that the theorems take for softplus and ReLU (arXiv 1902.04674, section 2). */
const DERIVATIVE_BOUND = 1

/**
 * The step sizes of a spec. The theory's (arXiv 1902.04674): n eta / (2 B^2 |y|^2 |X|^2) for smooth activations (theorem 2.1, B = 1), and
 * n eta / (3 |y|^2 |X|^2) with a kink (theorem 2.3).
 * @param inputNorm |X|, largest singular value of the inputs; asked for only by the theory's
 * @param labelNorm |y|
 */
export function stepSizesOf(spec: TwoLayerSpec, labelNorm: number, sampleCount: number, inputNorm: () => number): LayerStepSizes {
  const { stepSizes } = spec.training
  if (stepSizes.kind === 'given') return { hidden: stepSizes.hidden, bias: stepSizes.bias, output: stepSizes.output }
  const norm = inputNorm()
  const kinked = activationOf(spec.model.activation).kinks.length > 0
  const factor = kinked ? 3 : 2 * DERIVATIVE_BOUND * DERIVATIVE_BOUND
  return { hidden: (sampleCount * stepSizes.fraction) / (factor * labelNorm * labelNorm * norm * norm), bias: 0, output: 0 }
}
