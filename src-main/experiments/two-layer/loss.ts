import type { TwoLayerSpec } from './spec'

/** Factor kappa of the loss kappa / 2 |f - y|^2: half-sum 1, sum 2, mean 2 / n, half-mean 1 / n. */
export function lossFactor(loss: TwoLayerSpec['loss'], sampleCount: number): number {
  switch (loss) {
    case 'half-sum':
      return 1
    case 'sum':
      return 2
    case 'mean':
      return 2 / sampleCount
    case 'half-mean':
      return 1 / sampleCount
  }
}
