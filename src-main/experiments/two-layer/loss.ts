import type { TwoLayerSpec } from './spec'

/** The loss of a spec as the trainer knows it: kappa / 2 |f - y|^2, or kappa times the sum of the cross-entropies. */
export interface LossOfPoints {
  kind: 'squared' | 'cross-entropy'
  /** kappa */
  factor: number
}

/**
 * Squared: half-sum 1, sum 2, mean 2 / n, half-mean 1 / n, mean over points and outputs 2 / (n K). Cross-entropy: mean 1 / n, sum 1.
 * @param sampleCount n
 * @param outputCount K
 */
export function lossOfPoints(loss: TwoLayerSpec['loss'], sampleCount: number, outputCount: number): LossOfPoints {
  switch (loss) {
    case 'half-sum':
      return { kind: 'squared', factor: 1 }
    case 'sum':
      return { kind: 'squared', factor: 2 }
    case 'mean':
      return { kind: 'squared', factor: 2 / sampleCount }
    case 'half-mean':
      return { kind: 'squared', factor: 1 / sampleCount }
    case 'mean-of-outputs':
      return { kind: 'squared', factor: 2 / (sampleCount * outputCount) }
    case 'cross-entropy':
      return { kind: 'cross-entropy', factor: 1 / sampleCount }
    case 'cross-entropy-sum':
      return { kind: 'cross-entropy', factor: 1 }
  }
}

export function isCrossEntropy({ loss }: Pick<TwoLayerSpec, 'loss'>): boolean {
  return loss === 'cross-entropy' || loss === 'cross-entropy-sum'
}
