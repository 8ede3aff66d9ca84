import type { ActivationSpec } from '../../contract'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'
import { circle } from './cells'

/** of the paper */
export const STEP_SIZE = 1e-3

/** Training of the hidden layer on points of the half circle, as in section 7 with the loss of section 2. */
export function twoLayerSpec(activation: ActivationSpec, sampleCount: number, hiddenWidth: number, steps: number): TwoLayerSpec {
  return {
    experiment: 'two-layer',
    version: 1,
    data: circle('half', sampleCount),
    preprocessing: { scaling: 'none', smoothing: 0 },
    labels: { kind: 'signs' },
    model: {
      hiddenWidth,
      activation,
      preactivationScale: 'one',
      hiddenWeights: { kind: 'gaussian', variance: 1 },
      biases: { kind: 'none' },
      outputWeights: { kind: 'gaussian', variance: 1 },
      nodeScales: { kind: 'inverse-sqrt-hidden-width' },
    },
    loss: 'half-sum',
    training: {
      method: { kind: 'gradient-descent' },
      stepSizes: { kind: 'given', hidden: STEP_SIZE, bias: 0, output: 0 },
      stop: { steps, increase: false },
    },
    measurements: {
      recording: { kind: 'logarithmic', perDecade: 20 },
      kernels: ['tangent'],
      kernelSteps: 6,
      limitKernel: false,
      lazyPrediction: true,
    },
  }
}
