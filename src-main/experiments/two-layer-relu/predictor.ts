import type { TwoLayerReluProblem, TwoLayerReluState } from '../../science/arithmetic/arithmetic'
import { frozenKernelDistance, frozenKernelSolution, frozenKernelSteps } from '../../science/frozen-kernel'
import { quadraticForm, timesVector } from '../../science/symmetric-matrix'
import { errorOf } from '../../science/two-layer-relu'
import type { RunContext } from '../experiment'
import type { InitialHiddenKernel } from './initial-hidden-kernel'
import type { Measured } from './measured'
import type { TwoLayerReluSpec } from './spec'

/**
 * Steps and distances that gradient descent would need if K_0 = eta_w H_0 + eta_z G_0 stayed as it is. Quantities that the frozen kernel
 * leaves open (a direction of the error in its null space) are not set, infinitely many steps are.
 */
export function predictFrozenKernel(
  spec: TwoLayerReluSpec,
  problem: TwoLayerReluProblem,
  state: TwoLayerReluState,
  initial: InitialHiddenKernel,
  context: RunContext,
  measured: Measured,
): void {
  if (!spec.measurements.frozenKernelPredictor) return
  const { arithmetic } = context
  const { hiddenStepSize, outputStepSize, sampleCount: m, stopResidual } = problem
  const pulse = (): void => context.pulse()
  const error = errorOf(state.outputs, problem.labels)

  if (outputStepSize === 0) {
    const { values, vectors } = initial.eigensystem(pulse)
    const eigenvalues = values.map((lambda) => hiddenStepSize * lambda)
    const coefficients = timesVector(vectors, error)
    measured.set('frozenKernelSteps', frozenKernelSteps(eigenvalues, coefficients, stopResidual))
    setIfFinite(measured, 'frozenKernelHiddenDistance', frozenKernelDistance(eigenvalues, coefficients, hiddenStepSize))
    return
  }

  const outputKernel = arithmetic.outputGram(problem, state.hiddenWeights, pulse)
  if (hiddenStepSize === 0) {
    const { values, vectors } = arithmetic.symmetricEigensystem(outputKernel, m, pulse)
    const eigenvalues = values.map((lambda) => outputStepSize * lambda)
    const coefficients = timesVector(vectors, error)
    measured.set('frozenKernelSteps', frozenKernelSteps(eigenvalues, coefficients, stopResidual))
    setIfFinite(measured, 'frozenKernelOutputDistance', frozenKernelDistance(eigenvalues, coefficients, outputStepSize))
    return
  }

  const hiddenKernel = initial.matrix(pulse)
  const kernel = hiddenKernel.map((h, index) => hiddenStepSize * h + outputStepSize * (outputKernel[index] ?? NaN))
  const { values, vectors } = arithmetic.symmetricEigensystem(kernel, m, pulse)
  const coefficients = timesVector(vectors, error)
  const solution = frozenKernelSolution(values, vectors, coefficients)
  measured.set('stabilityProduct', values[m - 1] ?? NaN)
  measured.set('frozenKernelSteps', frozenKernelSteps(values, coefficients, stopResidual))
  setIfFinite(measured, 'frozenKernelHiddenDistance', hiddenStepSize * Math.sqrt(quadraticForm(hiddenKernel, solution)))
  setIfFinite(measured, 'frozenKernelOutputDistance', outputStepSize * Math.sqrt(quadraticForm(outputKernel, solution)))
}

function setIfFinite(measured: Measured, id: 'frozenKernelHiddenDistance' | 'frozenKernelOutputDistance', value: number): void {
  if (Number.isFinite(value)) measured.set(id, value)
}
