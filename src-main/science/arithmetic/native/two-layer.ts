import type { Pulse } from '../arithmetic'
import { pulseInterval } from '../pace'
import type {
  TwoLayerBatches,
  TwoLayerGradient,
  TwoLayerProblem,
  TwoLayerProgress,
  TwoLayerState,
  TwoLayerStatus,
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
} from '../two-layer-rules'
import { nativeActivation } from './activation'
import type { Kernels, TwoLayerHandle } from './kernels'

/** Places in the numbers the kernels return; the same in two_layer_binding.cc. */
const place = {
  step: 0,
  residualNorm: 1,
  previousResidualNorm: 2,
  loss: 3,
  gradientNorm: 4,
  status: 5,
  statusOfBatches: 6,
  recorded: 7,
} as const
const placeCount = 8

const statuses: readonly TwoLayerStatus[] = ['running', 'converged', 'diverged', 'residual-increased', 'gradient-floor', 'not-finite']

/** most steps of one call, so that the history arrays stay small */
const mostSteps = 16_384

function constantsOf(problem: TwoLayerProblem): Float64Array {
  const thresholds = stopThresholds(problem)
  return Float64Array.of(
    problem.inputDimension,
    problem.hiddenWidth,
    problem.sampleCount,
    problem.outputCount,
    problem.preactivationScale,
    problem.biases ? 1 : 0,
    problem.loss === 'cross-entropy' ? 1 : 0,
    problem.lossFactor,
    problem.stepSizes.hidden,
    problem.stepSizes.bias,
    problem.stepSizes.output,
    thresholds.convergedResidual,
    thresholds.convergedLoss,
    thresholds.divergedResidual,
    thresholds.residualIncrease ? 1 : 0,
    thresholds.gradientFloor,
    problem.threads,
  )
}

function blankWeights({ hiddenWeights, biases, outputWeights }: TwoLayerWeights): TwoLayerWeights {
  return {
    hiddenWeights: new Float64Array(hiddenWeights.length),
    biases: new Float64Array(biases.length),
    outputWeights: new Float64Array(outputWeights.length),
  }
}

const ignorePulse: Pulse = () => undefined

type History = [residualNorm: Float64Array, loss: Float64Array, gradientNorm: Float64Array, stepLength: Float64Array]

function history(capacity: number): History {
  const array = (): Float64Array => new Float64Array(capacity)
  return [array(), array(), array(), array()]
}

/** A network inside the addon: weights and samples in the layout of the kernels. */
class NativeNetwork {
  readonly numbers = new Float64Array(placeCount)
  readonly handle: TwoLayerHandle

  constructor(
    readonly kernels: Kernels,
    private readonly cancelFlag: Int32Array | undefined,
    problem: TwoLayerProblem,
    weights: TwoLayerWeights,
  ) {
    this.handle = kernels.twoLayerCreate(
      constantsOf(problem),
      nativeActivation(problem.activation),
      problem.inputs,
      problem.targets,
      problem.nodeScales,
      weights.hiddenWeights,
      weights.biases,
      weights.outputWeights,
    )
  }

  /** A slice of what has been begun; true when it has ended. */
  slice(milliseconds: number, record: History): boolean {
    return this.kernels.twoLayerGo(this.handle, milliseconds, this.cancelFlag, ...record, this.numbers)
  }

  /** Does what has been begun, `pulse` in between. */
  complete(pulse: Pulse, record = history(1)): void {
    while (!this.slice(pulseInterval, record)) pulse()
  }
}

/** f at given points, n x K. */
export function evaluateTwoLayer(
  kernels: Kernels,
  cancelFlag: Int32Array | undefined,
  problem: TwoLayerProblem,
  weights: TwoLayerWeights,
  inputs: Float64Array,
  pulse: Pulse,
): Float64Array {
  checkTwoLayerProblem(problem)
  checkTwoLayerWeights(problem, weights)
  const count = pointCount(problem, inputs)
  const outputs = new Float64Array(count * problem.outputCount)
  const network = new NativeNetwork(kernels, cancelFlag, problem, weights)
  try {
    kernels.twoLayerBeginEvaluationAt(network.handle, inputs, count)
    network.complete(pulse)
    kernels.twoLayerReadElsewhere(network.handle, outputs)
    return outputs
  } finally {
    kernels.twoLayerRelease(network.handle)
  }
}

/** The gradient of the loss; zero for layers that are frozen. */
export function twoLayerGradient(
  kernels: Kernels,
  cancelFlag: Int32Array | undefined,
  problem: TwoLayerProblem,
  weights: TwoLayerWeights,
  pulse: Pulse,
): TwoLayerGradient {
  checkTwoLayerProblem(problem)
  checkTwoLayerWeights(problem, weights)
  const network = new NativeNetwork(kernels, cancelFlag, problem, weights)
  try {
    kernels.twoLayerBeginGradient(network.handle)
    network.complete(pulse)
    const gradient = blankWeights(weights)
    const outputs = new Float64Array(problem.sampleCount * problem.outputCount)
    kernels.twoLayerReadGradient(network.handle, gradient.hiddenWeights, gradient.biases, gradient.outputWeights)
    kernels.twoLayerReadOutputs(network.handle, outputs)
    return { ...gradient, outputs, residualNorm: network.numbers[place.residualNorm]!, loss: network.numbers[place.loss]! }
  } finally {
    kernels.twoLayerRelease(network.handle)
  }
}

/**
 * Training by the addon, which holds the iterate. The arrays of `state` are brought up to date when they are looked at, because copying
 * the weights of a wide network takes as long as a step. A step that a throwing pulse interrupts is ended first, so that the state is
 * an iterate.
 */
export class NativeTwoLayerTrainer implements TwoLayerTrainer {
  readonly state: TwoLayerState
  readonly #network: NativeNetwork
  readonly #weights: TwoLayerWeights
  readonly #outputs: Float64Array
  /** whether the arrays are those of the iterate the addon holds */
  #current = true
  /** used again: hundreds of kilobytes for each of many short slices would keep the garbage collector busy */
  #history = history(1)

  private constructor(
    kernels: Kernels,
    cancelFlag: Int32Array | undefined,
    private readonly problem: TwoLayerProblem,
    initial: TwoLayerState,
  ) {
    this.#network = new NativeNetwork(kernels, cancelFlag, problem, initial)
    this.#weights = { hiddenWeights: initial.hiddenWeights, biases: initial.biases, outputWeights: initial.outputWeights }
    this.#outputs = initial.outputs
    this.state = this.#view()
  }

  static start(
    kernels: Kernels,
    cancelFlag: Int32Array | undefined,
    problem: TwoLayerProblem,
    weights: TwoLayerWeights,
  ): NativeTwoLayerTrainer {
    checkTwoLayerProblem(problem)
    const trainer = new NativeTwoLayerTrainer(kernels, cancelFlag, problem, blankTwoLayerState(problem, weights))
    kernels.twoLayerBeginEvaluation(trainer.#network.handle)
    trainer.#current = false
    trainer.#network.complete(ignorePulse)
    return trainer
  }

  static resume(
    kernels: Kernels,
    cancelFlag: Int32Array | undefined,
    problem: TwoLayerProblem,
    state: TwoLayerState,
  ): NativeTwoLayerTrainer {
    checkTwoLayerProblem(problem)
    const copy = copyTwoLayerState(problem, state)
    const trainer = new NativeTwoLayerTrainer(kernels, cancelFlag, problem, copy)
    const { numbers, handle } = trainer.#network
    for (const name of ['step', 'residualNorm', 'previousResidualNorm', 'loss', 'gradientNorm'] as const) numbers[place[name]] = copy[name]
    kernels.twoLayerResume(handle, copy.outputs, numbers)
    return trainer
  }

  advance(maxSteps: number, sliceMilliseconds: number, pulse: Pulse): TwoLayerProgress {
    const steps = Math.min(maxSteps, mostSteps)
    const { kernels, handle } = this.#network
    kernels.twoLayerBeginDescent(handle, steps, sliceMilliseconds)
    return this.#train(steps, sliceMilliseconds, place.status, pulse)
  }

  advanceBatches(batches: TwoLayerBatches, sliceMilliseconds: number, pulse: Pulse): TwoLayerProgress {
    checkBatches(this.problem, batches)
    const { indices, batchSize, lossFactor } = batches
    const steps = Math.min(Math.ceil(indices.length / batchSize), mostSteps)
    const { kernels, handle } = this.#network
    kernels.twoLayerBeginBatches(handle, indices, indices.length, batchSize, lossFactor, sliceMilliseconds)
    return this.#train(steps, sliceMilliseconds, place.statusOfBatches, pulse)
  }

  #train(mostSteps: number, sliceMilliseconds: number, statusPlace: number, pulse: Pulse): TwoLayerProgress {
    const { numbers } = this.#network
    if (this.#history[0].length < mostSteps) this.#history = history(mostSteps)
    const record = this.#history
    const firstStep = this.state.step + 1
    this.#current = false
    const interval = Math.min(sliceMilliseconds, pulseInterval)
    while (!this.#network.slice(interval, record)) {
      try {
        pulse()
      } catch (error) {
        this.#network.kernels.twoLayerEndSoon(this.#network.handle)
        this.#network.complete(ignorePulse, record)
        throw error
      }
    }
    const count = numbers[place.recorded]!
    const [residualNorm, loss, gradientNorm, stepLength] = record.map((array) => array.slice(0, count)) as History
    const status = statuses[numbers[statusPlace]!] ?? 'not-finite'
    return { status, firstStep, count, residualNorm, loss, gradientNorm, stepLength }
  }

  #bringUpToDate(): void {
    if (this.#current) return
    const { kernels, handle } = this.#network
    const { hiddenWeights, biases, outputWeights } = this.#weights
    kernels.twoLayerReadWeights(handle, hiddenWeights, biases, outputWeights)
    kernels.twoLayerReadOutputs(handle, this.#outputs)
    this.#current = true
  }

  /** Own enumerable properties, so that a structured clone or a spread of the state is a checkpoint. */
  #view(): TwoLayerState {
    const { numbers } = this.#network
    const weights = (): TwoLayerWeights => {
      this.#bringUpToDate()
      return this.#weights
    }
    const outputs = (): Float64Array => {
      this.#bringUpToDate()
      return this.#outputs
    }
    return {
      get step() {
        return numbers[place.step]!
      },
      get hiddenWeights() {
        return weights().hiddenWeights
      },
      get biases() {
        return weights().biases
      },
      get outputWeights() {
        return weights().outputWeights
      },
      get outputs() {
        return outputs()
      },
      get residualNorm() {
        return numbers[place.residualNorm]!
      },
      get previousResidualNorm() {
        return numbers[place.previousResidualNorm]!
      },
      get loss() {
        return numbers[place.loss]!
      },
      get gradientNorm() {
        return numbers[place.gradientNorm]!
      },
    }
  }
}
