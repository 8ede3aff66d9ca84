import { activationWords, type TrainingStatus, type TwoLayerReluProblem, type TwoLayerReluState } from './arithmetic'

/** The stopping rules of arXiv 2212.02323 (spec 1.7), in their order, applied to the iterate a state holds. */
export function trainingStatus(
  problem: Pick<TwoLayerReluProblem, 'stopResidual' | 'safetyValve'>,
  state: Pick<TwoLayerReluState, 'residualNorm' | 'previousResidualNorm'>,
): TrainingStatus {
  if (!Number.isFinite(state.residualNorm)) return 'not-finite'
  if (state.residualNorm < problem.stopResidual) return 'converged'
  if (problem.safetyValve && state.residualNorm > state.previousResidualNorm) return 'residual-increased'
  return 'running'
}

function requireLength(name: string, actual: number, expected: number): void {
  if (actual !== expected) throw new RangeError(`${name} has ${actual} entries, ${expected} are needed.`)
}

/** @throws RangeError when a size is not a positive integer, an array has another length than its shape, or a step size is negative or not finite. */
export function checkProblem(problem: TwoLayerReluProblem): void {
  for (const size of ['inputDimension', 'hiddenWidth', 'sampleCount', 'threads'] as const) {
    if (!Number.isSafeInteger(problem[size]) || problem[size] < 1)
      throw new RangeError(`${size} is ${problem[size]}, a positive integer is needed.`)
  }
  for (const rate of ['hiddenStepSize', 'outputStepSize'] as const) {
    if (!(problem[rate] >= 0 && problem[rate] < Infinity))
      throw new RangeError(`${rate} is ${problem[rate]}, a finite number of at least 0 is needed.`)
  }
  requireLength('inputs', problem.inputs.length, problem.sampleCount * problem.inputDimension)
  requireLength('labels', problem.labels.length, problem.sampleCount)
}

/** @throws RangeError when weights do not have the shape of the network. */
export function checkWeights(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, outputWeights: Float64Array): void {
  requireLength('hiddenWeights', hiddenWeights.length, problem.hiddenWidth * problem.inputDimension)
  requireLength('outputWeights', outputWeights.length, problem.hiddenWidth)
}

/** @throws RangeError when an activation matrix does not have the shape of the network. */
export function checkActivations(problem: TwoLayerReluProblem, name: string, activations: Uint32Array): void {
  requireLength(name, activations.length, problem.hiddenWidth * activationWords(problem.sampleCount))
}

/** The state before anything has been evaluated: weights copied, everything else zero. */
export function blankState(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, outputWeights: Float64Array): TwoLayerReluState {
  checkWeights(problem, hiddenWeights, outputWeights)
  const words = problem.hiddenWidth * activationWords(problem.sampleCount)
  return {
    step: 0,
    hiddenWeights: Float64Array.from(hiddenWeights),
    outputWeights: Float64Array.from(outputWeights),
    initialHiddenWeights: Float64Array.from(hiddenWeights),
    initialOutputWeights: Float64Array.from(outputWeights),
    outputs: new Float64Array(problem.sampleCount),
    activations: new Uint32Array(words),
    initialActivations: new Uint32Array(words),
    everChanged: new Uint32Array(words),
    lastFlips: new Uint32Array(words),
    everChangedCount: 0,
    residualNorm: Infinity,
    previousResidualNorm: Infinity,
  }
}

/** A deep copy of a state, checked against the problem's shape. */
export function copyState(problem: TwoLayerReluProblem, state: TwoLayerReluState): TwoLayerReluState {
  checkWeights(problem, state.hiddenWeights, state.outputWeights)
  checkWeights(problem, state.initialHiddenWeights, state.initialOutputWeights)
  requireLength('outputs', state.outputs.length, problem.sampleCount)
  for (const name of ['activations', 'initialActivations', 'everChanged', 'lastFlips'] as const)
    checkActivations(problem, name, state[name])
  return {
    ...state,
    hiddenWeights: Float64Array.from(state.hiddenWeights),
    outputWeights: Float64Array.from(state.outputWeights),
    initialHiddenWeights: Float64Array.from(state.initialHiddenWeights),
    initialOutputWeights: Float64Array.from(state.initialOutputWeights),
    outputs: Float64Array.from(state.outputs),
    activations: Uint32Array.from(state.activations),
    initialActivations: Uint32Array.from(state.initialActivations),
    everChanged: Uint32Array.from(state.everChanged),
    lastFlips: Uint32Array.from(state.lastFlips),
  }
}
