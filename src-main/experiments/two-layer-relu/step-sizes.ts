import type { StepSizes } from '../../science/two-layer-relu'
import type { Dimensions } from './dimensions'
import type { TwoLayerReluSpec } from './spec'

/**
 * Step sizes of both layers of the standard model. LeCun initialisation (weights N(0, 1/n) and N(0, 1/S), one step size eta, labels
 * divided by sqrt(nS)) is the same trajectory with eta_w = eta / S, eta_z = eta / n, hence eta_z / eta_w = S / n; the paper's section 1.3
 * says S / m, which direct computation does not confirm.
 */
export function effectiveStepSizes(spec: TwoLayerReluSpec, dimensions: Dimensions): StepSizes {
  const { stepSizes } = spec.training
  if (stepSizes.kind === 'two-rate') return { hidden: stepSizes.hidden, output: stepSizes.output }
  return { hidden: stepSizes.stepSize / dimensions.hiddenWidth, output: stepSizes.stepSize / dimensions.inputDimension }
}
