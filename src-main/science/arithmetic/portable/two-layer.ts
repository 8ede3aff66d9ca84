import type { Pulse } from '../arithmetic'
import { Pace } from '../pace'
import type {
  TwoLayerBatches,
  TwoLayerGradient,
  TwoLayerProblem,
  TwoLayerProgress,
  TwoLayerState,
  TwoLayerTrainer,
  TwoLayerWeights,
} from '../two-layer'
import {
  blankTwoLayerState,
  checkBatches,
  checkTwoLayerProblem,
  checkTwoLayerWeights,
  copyTwoLayerState,
  pointCount,
  stopThresholds,
  takesPart,
  trainedLayers,
  twoLayerStatus,
  type StopThresholds,
} from '../two-layer-rules'
import { activationFunctions, type ActivationFunctions } from './activation-functions'

const ignorePulse: Pulse = () => undefined

function norm(vector: Float64Array): number {
  let sum = 0
  for (const x of vector) sum += x * x
  return Math.sqrt(sum)
}

/** What the loss makes of outputs: its value, its derivative by the outputs, and the norm of the residual. */
interface Misfit {
  loss: number
  residualNorm: number
  /** dL/df, as many entries as outputs */
  slopes: Float64Array
}

/** f and the gradients at given samples, by plain loops: the definition of the network. */
class Network {
  readonly #phi: ActivationFunctions

  constructor(private readonly problem: TwoLayerProblem) {
    this.#phi = activationFunctions(problem.activation)
  }

  /** z_j of all points. */
  #preactivate(weights: TwoLayerWeights, neuron: number, inputs: Float64Array, result: Float64Array): void {
    const { inputDimension: d, preactivationScale, biases } = this.problem
    const { hiddenWeights } = weights
    const row = neuron * d
    const bias = biases ? weights.biases[neuron]! : 0
    for (let i = 0; i < result.length; i++) {
      const point = i * d
      let sum = 0
      for (let l = 0; l < d; l++) sum += hiddenWeights[row + l]! * (preactivationScale * inputs[point + l]!)
      result[i] = sum + bias
    }
  }

  outputs(weights: TwoLayerWeights, inputs: Float64Array, count: number, pace: Pace): Float64Array {
    const { hiddenWidth, outputCount: K, nodeScales } = this.problem
    const outputs = new Float64Array(count * K)
    const preactivations = new Float64Array(count)
    const contributes = takesPart(this.problem, weights.outputWeights)
    for (let j = 0; j < hiddenWidth; j++) {
      if (!contributes(j)) continue
      this.#preactivate(weights, j, inputs, preactivations)
      for (let i = 0; i < count; i++) {
        const feature = this.#phi.value(preactivations[i]!)
        for (let k = 0; k < K; k++) outputs[i * K + k]! += nodeScales[j]! * weights.outputWeights[j * K + k]! * feature
      }
      pace.beat()
    }
    return outputs
  }

  /** dL/dw, dL/db, dL/da, from dL/df; zero for layers that are frozen. */
  gradient(weights: TwoLayerWeights, inputs: Float64Array, slopes: Float64Array, pace: Pace): TwoLayerWeights {
    const { inputDimension: d, hiddenWidth, outputCount: K, nodeScales, preactivationScale } = this.problem
    const trained = trainedLayers(this.problem)
    const count = slopes.length / K
    const hiddenWeights = new Float64Array(hiddenWidth * d)
    const biases = new Float64Array(weights.biases.length)
    const outputWeights = new Float64Array(hiddenWidth * K)
    const preactivations = new Float64Array(count)
    const takesPartIn = takesPart(this.problem, weights.outputWeights)
    for (let j = 0; j < hiddenWidth; j++) {
      if (!takesPartIn(j)) continue
      this.#preactivate(weights, j, inputs, preactivations)
      for (let i = 0; i < count; i++) {
        let sensitivity = 0
        for (let k = 0; k < K; k++) sensitivity += nodeScales[j]! * weights.outputWeights[j * K + k]! * slopes[i * K + k]!
        sensitivity *= this.#phi.derivative(preactivations[i]!)
        if (trained.hidden) for (let l = 0; l < d; l++) hiddenWeights[j * d + l]! += sensitivity * (preactivationScale * inputs[i * d + l]!)
        if (trained.bias) biases[j]! += sensitivity
        if (!trained.output) continue
        const feature = this.#phi.value(preactivations[i]!)
        for (let k = 0; k < K; k++) outputWeights[j * K + k]! += nodeScales[j]! * slopes[i * K + k]! * feature
      }
      pace.beat()
    }
    return { hiddenWeights, biases, outputWeights }
  }

  misfit(outputs: Float64Array, targets: Float64Array, lossFactor: number): Misfit {
    return this.problem.loss === 'squared'
      ? squaredMisfit(outputs, targets, lossFactor)
      : crossEntropyMisfit(outputs, targets, this.problem.outputCount, lossFactor)
  }
}

function squaredMisfit(outputs: Float64Array, targets: Float64Array, lossFactor: number): Misfit {
  const residuals = outputs.map((f, index) => f - targets[index]!)
  const residualNorm = norm(residuals)
  return { loss: lossFactor * 0.5 * residualNorm * residualNorm, residualNorm, slopes: residuals.map((r) => lossFactor * r) }
}

function crossEntropyMisfit(outputs: Float64Array, targets: Float64Array, K: number, lossFactor: number): Misfit {
  const residuals = new Float64Array(outputs.length)
  let loss = 0
  for (let first = 0; first < outputs.length; first += K) {
    const row = outputs.subarray(first, first + K)
    const largest = row.reduce((max, f) => Math.max(max, f), -Infinity)
    const exponentials = row.map((f) => Math.exp(f - largest))
    const sum = exponentials.reduce((a, b) => a + b, 0)
    for (let k = 0; k < K; k++) {
      const y = targets[first + k]!
      residuals[first + k] = exponentials[k]! / sum - y
      if (y !== 0) loss -= y * (row[k]! - largest - Math.log(sum))
    }
  }
  return { loss: lossFactor * loss, residualNorm: norm(residuals), slopes: residuals.map((r) => lossFactor * r) }
}

/** f at given points, n x K. */
export function evaluateTwoLayer(problem: TwoLayerProblem, weights: TwoLayerWeights, inputs: Float64Array, pulse: Pulse): Float64Array {
  checkTwoLayerProblem(problem)
  checkTwoLayerWeights(problem, weights)
  return new Network(problem).outputs(weights, inputs, pointCount(problem, inputs), new Pace(pulse))
}

/** The gradient of the loss; zero for layers that are frozen. */
export function twoLayerGradient(problem: TwoLayerProblem, weights: TwoLayerWeights, pulse: Pulse): TwoLayerGradient {
  checkTwoLayerProblem(problem)
  checkTwoLayerWeights(problem, weights)
  const network = new Network(problem)
  const pace = new Pace(pulse)
  const outputs = network.outputs(weights, problem.inputs, problem.sampleCount, pace)
  const { loss, residualNorm, slopes } = network.misfit(outputs, problem.targets, problem.lossFactor)
  return { ...network.gradient(weights, problem.inputs, slopes, pace), outputs, residualNorm, loss }
}

/** Rows of a matrix, in the given order. */
function pickRows(matrix: Float64Array, width: number, rows: Uint32Array): Float64Array {
  const picked = new Float64Array(rows.length * width)
  for (const [to, from] of rows.entries()) picked.set(matrix.subarray(from * width, (from + 1) * width), to * width)
  return picked
}

/** Per-step numbers while they are collected. */
class History {
  readonly residualNorm: number[] = []
  readonly loss: number[] = []
  readonly gradientNorm: number[] = []
  readonly stepLength: number[] = []
}

interface Step {
  weights: TwoLayerWeights
  gradientNorm: number
  stepLength: number
}

/** Gradient descent in plain TypeScript: the reference for the native kernels. */
export class PortableTwoLayerTrainer implements TwoLayerTrainer {
  readonly state: TwoLayerState
  readonly #problem: TwoLayerProblem
  readonly #network: Network
  readonly #thresholds: StopThresholds

  private constructor(problem: TwoLayerProblem, state: TwoLayerState) {
    this.#problem = { ...problem, inputs: Float64Array.from(problem.inputs), targets: Float64Array.from(problem.targets) }
    this.#network = new Network(this.#problem)
    this.#thresholds = stopThresholds(problem)
    this.state = state
  }

  static start(problem: TwoLayerProblem, weights: TwoLayerWeights): PortableTwoLayerTrainer {
    checkTwoLayerProblem(problem)
    const trainer = new PortableTwoLayerTrainer(problem, blankTwoLayerState(problem, weights))
    trainer.#take(trainer.state, trainer.#evaluate(trainer.state, new Pace(ignorePulse)))
    return trainer
  }

  static resume(problem: TwoLayerProblem, state: TwoLayerState): PortableTwoLayerTrainer {
    checkTwoLayerProblem(problem)
    return new PortableTwoLayerTrainer(problem, copyTwoLayerState(problem, state))
  }

  advance(maxSteps: number, sliceMilliseconds: number, pulse: Pulse): TwoLayerProgress {
    const { state } = this
    const { inputs, targets, lossFactor } = this.#problem
    const end = performance.now() + sliceMilliseconds
    const pace = new Pace(pulse)
    const firstStep = state.step + 1
    const history = new History()
    while (this.#status() === 'running' && history.loss.length < maxSteps) {
      const { slopes } = this.#network.misfit(state.outputs, targets, lossFactor)
      const step = this.#step(state, inputs, slopes, pace)
      this.#take(step.weights, this.#evaluate(step.weights, pace))
      state.step++
      state.gradientNorm = step.gradientNorm
      history.residualNorm.push(state.residualNorm)
      history.loss.push(state.loss)
      history.gradientNorm.push(step.gradientNorm)
      history.stepLength.push(step.stepLength)
      if (performance.now() >= end) break
    }
    return this.#progress(firstStep, history, this.#status())
  }

  advanceBatches(batches: TwoLayerBatches, sliceMilliseconds: number, pulse: Pulse): TwoLayerProgress {
    checkBatches(this.#problem, batches)
    const { state } = this
    const { inputDimension, outputCount, inputs, targets } = this.#problem
    const end = performance.now() + sliceMilliseconds
    const pace = new Pace(pulse)
    const firstStep = state.step + 1
    const history = new History()
    // the state takes nothing over before all is done, so that a pulse that throws leaves the last iterate intact
    let weights: TwoLayerWeights = state
    for (let first = 0; first < batches.indices.length; first += batches.batchSize) {
      const rows = batches.indices.subarray(first, first + batches.batchSize)
      const points = pickRows(inputs, inputDimension, rows)
      const outputs = this.#network.outputs(weights, points, rows.length, pace)
      const misfit = this.#network.misfit(outputs, pickRows(targets, outputCount, rows), batches.lossFactor)
      const step = this.#step(weights, points, misfit.slopes, pace)
      weights = step.weights
      history.residualNorm.push(misfit.residualNorm)
      history.loss.push(misfit.loss)
      history.gradientNorm.push(step.gradientNorm)
      history.stepLength.push(step.stepLength)
      if (!Number.isFinite(misfit.residualNorm) || performance.now() >= end) break
    }
    const steps = history.loss.length
    if (steps > 0) {
      this.#take(weights, this.#evaluate(weights, pace))
      state.step += steps
      state.gradientNorm = history.gradientNorm.at(-1)!
    }
    return this.#progress(firstStep, history, this.#status({ residualIncrease: false }))
  }

  #status(override: Partial<StopThresholds> = {}): TwoLayerProgress['status'] {
    return twoLayerStatus({ ...this.#thresholds, ...override }, this.state)
  }

  #progress(firstStep: number, history: History, status: TwoLayerProgress['status']): TwoLayerProgress {
    return {
      status,
      firstStep,
      count: history.loss.length,
      residualNorm: Float64Array.from(history.residualNorm),
      loss: Float64Array.from(history.loss),
      gradientNorm: Float64Array.from(history.gradientNorm),
      stepLength: Float64Array.from(history.stepLength),
    }
  }

  #evaluate(weights: TwoLayerWeights, pace: Pace): { outputs: Float64Array; misfit: Misfit } {
    const { inputs, targets, sampleCount, lossFactor } = this.#problem
    const outputs = this.#network.outputs(weights, inputs, sampleCount, pace)
    return { outputs, misfit: this.#network.misfit(outputs, targets, lossFactor) }
  }

  /** Takes an evaluated iterate over into the state. */
  #take(weights: TwoLayerWeights, { outputs, misfit }: { outputs: Float64Array; misfit: Misfit }): void {
    const { state } = this
    for (const layer of ['hiddenWeights', 'biases', 'outputWeights'] as const) state[layer].set(weights[layer])
    state.outputs.set(outputs)
    state.previousResidualNorm = state.residualNorm
    state.residualNorm = misfit.residualNorm
    state.loss = misfit.loss
  }

  /** The weights after a step; all gradients are taken at the given ones. */
  #step(weights: TwoLayerWeights, inputs: Float64Array, slopes: Float64Array, pace: Pace): Step {
    const gradient = this.#network.gradient(weights, inputs, slopes, pace)
    const { hidden, bias, output } = this.#problem.stepSizes
    const move = (name: keyof TwoLayerWeights, stepSize: number): Float64Array =>
      stepSize > 0 ? weights[name].map((w, index) => w - stepSize * gradient[name][index]!) : weights[name]
    const norms = [norm(gradient.hiddenWeights), norm(gradient.biases), norm(gradient.outputWeights)] as const
    return {
      weights: {
        hiddenWeights: move('hiddenWeights', hidden),
        biases: move('biases', bias),
        outputWeights: move('outputWeights', output),
      },
      gradientNorm: norm(Float64Array.from(norms)),
      stepLength: norm(Float64Array.of(hidden * norms[0], bias * norms[1], output * norms[2])),
    }
  }
}
