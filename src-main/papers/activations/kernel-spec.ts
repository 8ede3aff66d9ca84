import type { ActivationSpec, PointData, Preprocessing } from '../../contract'
import type { KernelSpectrumSpec } from '../../experiments/kernel-spectrum/spec'

export interface KernelOptions {
  data: PointData
  activation: ActivationSpec
  layer?: KernelSpectrumSpec['model']['layer']
  /** neurons; for infinitely many when absent */
  hiddenWidth?: number
  law?: Pick<KernelSpectrumSpec['model'], 'weightVariance' | 'biasVariance'>
  preprocessing?: Preprocessing
  measurements?: Omit<KernelSpectrumSpec['measurements'], 'route'>
}

/** A kernel of the paper's network: weights N(0, 1), no biases, the hidden layer trained, unless said otherwise. */
export function kernelSpec(options: KernelOptions): KernelSpectrumSpec {
  const { data, activation, hiddenWidth } = options
  return {
    experiment: 'kernel-spectrum',
    version: 1,
    data,
    preprocessing: options.preprocessing ?? { scaling: 'none', smoothing: 0 },
    model: {
      activation,
      layer: options.layer ?? 'hidden',
      ...(options.law ?? { weightVariance: 1, biasVariance: 0 }),
      width: hiddenWidth === undefined ? { kind: 'infinite' } : { kind: 'finite', hiddenWidth, outputWeights: 'gaussian' },
    },
    measurements: { route: 'best', ...options.measurements },
  }
}

export const seedsFrom = (baseSeed: number, count: number): number[] => Array.from({ length: count }, (_, i) => baseSeed + i)
