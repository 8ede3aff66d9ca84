import type { ActivationSpec } from '../../contract'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'
import type { PhaseActivation } from './phase-cells'

export const PAPER_ACTIVATIONS: readonly PhaseActivation[] = ['softplus', 'relu']
export const ACTIVATION_NAMES: Readonly<Record<PhaseActivation, string>> = { softplus: 'softplus', relu: 'ReLU' }

export interface PaperRun {
  activation: ActivationSpec
  data: TwoLayerSpec['data']
  hiddenWidth: number
  /** eta-bar: 1 is the largest step the theorems allow */
  stepFraction?: number
  steps: number
  /** relative error at which a run has succeeded; absent: it uses up its budget */
  relativeResidual?: number
  labels?: TwoLayerSpec['labels']
  measurements?: Partial<TwoLayerSpec['measurements']>
}

/** Network, labels, loss and step size as the theorems have them; the step size is the theory's. */
export function paperSpec(run: PaperRun): TwoLayerSpec {
  return {
    experiment: 'two-layer',
    version: 1,
    data: run.data,
    preprocessing: { scaling: 'none', smoothing: 0 },
    labels: run.labels ?? { kind: 'gaussian', variance: 1 },
    model: {
      hiddenWidth: run.hiddenWidth,
      activation: run.activation,
      preactivationScale: 'one',
      hiddenWeights: { kind: 'gaussian', variance: 1 },
      biases: { kind: 'none' },
      outputWeights: { kind: 'balanced' },
      nodeScales: { kind: 'one' },
    },
    loss: 'half-sum',
    training: {
      method: { kind: 'gradient-descent' },
      stepSizes: { kind: 'theory', fraction: run.stepFraction ?? 1 },
      stop: {
        steps: run.steps,
        ...(run.relativeResidual === undefined ? {} : { relativeResidual: run.relativeResidual }),
        increase: false,
      },
    },
    measurements: {
      recording: { kind: 'logarithmic', perDecade: 20 },
      kernels: [],
      kernelSteps: 0,
      limitKernel: false,
      lazyPrediction: false,
      ...run.measurements,
    },
  }
}

export function sphere(inputDimension: number, sampleCount: number): TwoLayerSpec['data'] {
  return { kind: 'sphere', inputDimension, sampleCount }
}

export function seedsFrom(baseSeed: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => baseSeed + i)
}
