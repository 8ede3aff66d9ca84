import type { ActivationGramRequest, TwoLayerBatches, TwoLayerProblem, TwoLayerState, TwoLayerStatus, TwoLayerWeights } from './two-layer'

/** How far from 1 the probabilities of a sample may sum up. */
const probabilityTolerance = 1e-9

function requireLength(name: string, actual: number, expected: number): void {
  if (actual !== expected) throw new RangeError(`${name} has ${actual} entries, ${expected} are needed.`)
}

function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} is ${value}, a positive integer is needed.`)
}

function requireNotNegative(name: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw new RangeError(`${name} is ${value}, a finite number of at least 0 is needed.`)
}

function checkProbabilities({ targets, sampleCount, outputCount }: TwoLayerProblem): void {
  for (let i = 0; i < sampleCount; i++) {
    let sum = 0
    for (let k = 0; k < outputCount; k++) sum += targets[i * outputCount + k]!
    if (!(Math.abs(sum - 1) <= probabilityTolerance)) throw new RangeError(`the targets of sample ${i} sum up to ${sum}, not to 1.`)
  }
}

/**
 * @throws RangeError when a size is not a positive integer, an array has another length than its shape, a step size or the loss factor
 * is negative or not finite, or targets of cross-entropy are no probabilities.
 */
export function checkTwoLayerProblem(problem: TwoLayerProblem): void {
  for (const size of ['inputDimension', 'hiddenWidth', 'sampleCount', 'outputCount', 'threads'] as const) requireCount(size, problem[size])
  for (const layer of ['hidden', 'bias', 'output'] as const) requireNotNegative(`step size ${layer}`, problem.stepSizes[layer])
  requireNotNegative('lossFactor', problem.lossFactor)
  if (!Number.isFinite(problem.preactivationScale))
    throw new RangeError(`preactivationScale is ${problem.preactivationScale}, a finite number is needed.`)
  requireLength('inputs', problem.inputs.length, problem.sampleCount * problem.inputDimension)
  requireLength('targets', problem.targets.length, problem.sampleCount * problem.outputCount)
  requireLength('nodeScales', problem.nodeScales.length, problem.hiddenWidth)
  if (problem.loss === 'cross-entropy') checkProbabilities(problem)
}

/** @throws RangeError when weights do not have the shape of the network. */
export function checkTwoLayerWeights(problem: TwoLayerProblem, weights: TwoLayerWeights): void {
  requireLength('hiddenWeights', weights.hiddenWeights.length, problem.hiddenWidth * problem.inputDimension)
  requireLength('biases', weights.biases.length, problem.biases ? problem.hiddenWidth : 0)
  requireLength('outputWeights', weights.outputWeights.length, problem.hiddenWidth * problem.outputCount)
}

/** @throws RangeError when inputs to evaluate at are no whole number of points. Returns their number. */
export function pointCount(problem: TwoLayerProblem, inputs: Float64Array): number {
  const count = inputs.length / problem.inputDimension
  if (!Number.isInteger(count))
    throw new RangeError(`inputs has ${inputs.length} entries, not a multiple of the dimension ${problem.inputDimension}.`)
  return count
}

/** @throws RangeError when a batch is empty or an index is no sample. */
export function checkBatches(problem: TwoLayerProblem, batches: TwoLayerBatches): void {
  requireCount('batchSize', batches.batchSize)
  requireNotNegative('lossFactor', batches.lossFactor)
  for (const index of batches.indices) {
    if (index >= problem.sampleCount) throw new RangeError(`index ${index} is outside the ${problem.sampleCount} samples.`)
  }
}

/** @throws RangeError when a size is not a positive integer or an array has another length than its shape. */
export function checkGramRequest(request: ActivationGramRequest): void {
  for (const size of ['inputDimension', 'hiddenWidth', 'sampleCount', 'threads'] as const) requireCount(size, request[size])
  requireLength('inputs', request.inputs.length, request.sampleCount * request.inputDimension)
  requireLength('neuronWeights', request.neuronWeights.length, request.hiddenWidth)
}

/** Which parameters change: frozen ones have no step size, or do not exist. */
export function trainedLayers({ stepSizes, biases }: TwoLayerProblem): { hidden: boolean; bias: boolean; output: boolean } {
  return { hidden: stepSizes.hidden > 0, bias: biases && stepSizes.bias > 0, output: stepSizes.output > 0 }
}

/** Neurons that contribute or can move; the others may be left out of all sums. */
export function takesPart(problem: TwoLayerProblem, outputWeights: Float64Array): (neuron: number) => boolean {
  const { outputCount, nodeScales } = problem
  const { output } = trainedLayers(problem)
  return (neuron) => {
    if (nodeScales[neuron] === 0) return false
    if (output) return true
    for (let k = 0; k < outputCount; k++) if (outputWeights[neuron * outputCount + k] !== 0) return true
    return false
  }
}

/** The stopping rules as numbers the iterates are compared with. */
export interface StopThresholds {
  convergedResidual: number
  convergedLoss: number
  divergedResidual: number
  residualIncrease: boolean
  gradientFloor: number
}

export function stopThresholds({ stop, targets }: TwoLayerProblem): StopThresholds {
  let square = 0
  for (const y of targets) square += y * y
  const norm = Math.sqrt(square)
  return {
    convergedResidual: Math.max(stop.residual, stop.relativeResidual * norm),
    convergedLoss: stop.loss,
    // without targets to compare with there is no multiple
    divergedResidual: norm === 0 ? Infinity : stop.divergence * norm,
    residualIncrease: stop.residualIncrease,
    gradientFloor: stop.gradientFloor,
  }
}

/** The stopping rules in their order, applied to the iterate a state holds. */
export function twoLayerStatus(
  thresholds: StopThresholds,
  state: Pick<TwoLayerState, 'residualNorm' | 'previousResidualNorm' | 'loss' | 'gradientNorm'>,
): TwoLayerStatus {
  const { residualNorm } = state
  if (!Number.isFinite(residualNorm)) return 'not-finite'
  if (residualNorm < thresholds.convergedResidual || state.loss < thresholds.convergedLoss) return 'converged'
  if (residualNorm > thresholds.divergedResidual) return 'diverged'
  if (thresholds.residualIncrease && residualNorm > state.previousResidualNorm) return 'residual-increased'
  if (state.gradientNorm < thresholds.gradientFloor) return 'gradient-floor'
  return 'running'
}

/** The state before anything has been evaluated: weights copied, no outputs. @throws RangeError when the weights do not fit. */
export function blankTwoLayerState(problem: TwoLayerProblem, weights: TwoLayerWeights): TwoLayerState {
  checkTwoLayerWeights(problem, weights)
  return {
    step: 0,
    hiddenWeights: Float64Array.from(weights.hiddenWeights),
    biases: Float64Array.from(weights.biases),
    outputWeights: Float64Array.from(weights.outputWeights),
    outputs: new Float64Array(problem.sampleCount * problem.outputCount),
    residualNorm: Infinity,
    previousResidualNorm: Infinity,
    loss: Infinity,
    gradientNorm: Infinity,
  }
}

/** A deep copy of a state. @throws RangeError when it does not fit. */
export function copyTwoLayerState(problem: TwoLayerProblem, state: TwoLayerState): TwoLayerState {
  requireLength('outputs', state.outputs.length, problem.sampleCount * problem.outputCount)
  const blank = blankTwoLayerState(problem, state)
  return { ...state, ...pickWeights(blank), outputs: Float64Array.from(state.outputs) }
}

function pickWeights({ hiddenWeights, biases, outputWeights }: TwoLayerWeights): TwoLayerWeights {
  return { hiddenWeights, biases, outputWeights }
}
