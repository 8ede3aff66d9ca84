import { bestStepSize, lossRatio, stepsToRatio, theoremStepSize } from '../../science/depth'
import type { RunContext } from '../experiment'

/** Eigenvalues of a kernel, what of the errors is along each eigenvector, and the step size that a rule makes of them. */
export interface SpectralPrediction {
  lambdaMin: number
  lambdaMax: number
  conditionNumber: number
  stepSize: number
  /** predicted loss over that at the start */
  ratio(step: number): number
  stepsTo(ratio: number): number
}

const RESOLUTION = 1e-12

/** @param kernel row-major; @param errors y - f at the start */
export function spectralPrediction(
  kernel: Float64Array,
  errors: Float64Array,
  rule: 'theorem' | 'best',
  context: RunContext,
): SpectralPrediction {
  const order = errors.length
  const { values, vectors } = context.arithmetic.symmetricEigensystem(kernel, order, () => context.pulse())
  const coefficients = Float64Array.from({ length: order }, (_, k) => {
    let sum = 0
    for (let i = 0; i < order; i++) sum += errors[i]! * vectors[k * order + i]!
    return sum
  })
  const lambdaMax = values[order - 1]!
  // eigenvalues that are not resolved are 0: what is along them stays
  const resolved = values.map((value) => (value > RESOLUTION * lambdaMax ? value : 0))
  const lambdaMin = resolved[0]!
  const stepSize = rule === 'theorem' ? theoremStepSize(order, lambdaMax) : bestStepSize(order, lambdaMin, lambdaMax)
  return {
    lambdaMin,
    lambdaMax,
    conditionNumber: lambdaMin > 0 ? lambdaMax / lambdaMin : Infinity,
    stepSize,
    ratio: (step) => lossRatio(resolved, coefficients, stepSize, step),
    stepsTo: (ratio) => stepsToRatio(resolved, coefficients, stepSize, ratio),
  }
}
