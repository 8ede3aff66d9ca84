import type { TwoLayerReluSpec } from '../../src-main/experiments/two-layer-relu/spec'

/** An experiment of the wanted size; the step size is small enough to be stable for n = 100. */
export function spec(hiddenWidth: number, sampleCount: number, changes: Partial<TwoLayerReluSpec['training']> = {}): TwoLayerReluSpec {
  return {
    experiment: 'two-layer-relu',
    version: 1,
    data: { kind: 'sphere', inputDimension: 100, sampleCount },
    model: { hiddenWidth, hiddenWeights: { kind: 'gaussian' }, outputWeights: { kind: 'signs' } },
    labels: { kind: 'gaussian', variance: 'hiddenWidth' },
    training: {
      stepSizes: { kind: 'two-rate', hidden: 1e-3, output: 0 },
      stopResidual: 1e-3,
      safetyValve: true,
      maxSteps: 1_000_000,
      ...changes,
    },
    measurements: { hiddenKernel: true, outputKernel: false, spectrumSteps: 3, frozenKernelPredictor: false },
  }
}

/** About a million small steps: long enough to be stopped in the middle on any machine. */
export function longSpec(maxSteps: number): TwoLayerReluSpec {
  return spec(100, 1000, { stepSizes: { kind: 'two-rate', hidden: 1e-5, output: 0 }, maxSteps })
}
