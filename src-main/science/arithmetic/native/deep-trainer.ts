import { parameterParts } from '../../deep/parameters'
import { outputCountOf, shapesOf, sizeOf } from '../../deep/shapes'
import type {
  DeepArray,
  DeepBatch,
  DeepProblem,
  DeepState,
  DeepStepResult,
  DeepTrainer,
  DeepUpdate,
  LayerStatistics,
} from '../deep-network'
import { checkDeepBatch, checkDeepInputs, checkDeepProblem, checkDeepUpdate } from '../deep-network-rules'
import { pulseInterval } from '../pace'
import type { Pulse } from '../pulse'
import { nativeActivation } from './activation'
import { describeDeepNetwork } from './deep-network'
import type { DeepTrainerHandle, Kernels } from './kernels'

/** The numbering of native/src/deep_training.h. */
const task = { step: 0, gradient: 1, evaluation: 2, evaluationOfBatch: 3 } as const

/** Places in the numbers the kernels return; the same in deep_binding.cc. */
const place = { loss: 0, correct: 1, gradientNorm: 2, notFiniteLayer: 3, isMoving: 4 } as const
const placeCount = 5

const noGroups = new Float64Array(0)

/** Arrays that a task reads or fills, besides those of the state. */
interface TaskArrays {
  inputs: DeepArray
  targets?: Uint32Array | DeepArray
  gradient?: DeepArray
  outputs?: DeepArray
  /** for each place */
  layers?: (DeepArray | undefined)[]
  statistics?: Float64Array
}

function zeros(precision: DeepProblem['precision'], length: number): DeepArray {
  return precision === 'float32' ? new Float32Array(length) : new Float64Array(length)
}

/** Training by the addon, on the arrays of the state. */
export class NativeDeepTrainer implements DeepTrainer {
  readonly #handle: DeepTrainerHandle
  readonly #numbers = new Float64Array(placeCount)

  constructor(
    private readonly kernels: Kernels,
    private readonly cancelFlag: Int32Array | undefined,
    private readonly problem: DeepProblem,
    readonly state: DeepState,
  ) {
    checkDeepProblem(problem, state)
    const { operations, activations } = describeDeepNetwork(problem.network)
    this.#handle = kernels.deepCreate(
      operations,
      activations.map(nativeActivation),
      problem.precision === 'float32' ? 1 : 0,
      problem.batchSize,
      problem.loss === 'cross-entropy' ? 1 : 0,
      problem.threads,
    )
  }

  step(batch: DeepBatch, update: DeepUpdate, pulse: Pulse): DeepStepResult {
    checkDeepBatch(this.problem, batch)
    checkDeepUpdate(update, this.state.parameters.length)
    const groups = Float64Array.from(
      update.groups.flatMap(({ first, count, stepSize, weightDecay }) => [first, count, stepSize, weightDecay]),
    )
    this.kernels.deepBegin(this.#handle, task.step, batch.count, update.momentum, groups, 0)
    this.#complete(batch, pulse)
    const result = this.#result()
    if (result.notFiniteLayer === null) this.state.step++
    return result
  }

  gradient(batch: DeepBatch, pulse: Pulse): DeepStepResult & { gradient: DeepArray; layers: LayerStatistics } {
    checkDeepBatch(this.problem, batch)
    const gradient = zeros(this.problem.precision, this.state.parameters.length)
    const statistics = new Float64Array(4 * this.problem.network.layers.length)
    this.kernels.deepBegin(this.#handle, task.gradient, batch.count, 0, noGroups, 1)
    this.#complete({ ...batch, gradient, statistics }, pulse)
    const result = this.#result()
    return { ...result, gradient, layers: this.#layerStatistics(statistics, batch.count, Number.isNaN(result.gradientNorm)) }
  }

  evaluate(
    inputs: DeepArray,
    count: number,
    { layers = [], batchStatistics = false }: { layers?: number[]; batchStatistics?: boolean },
    pulse: Pulse,
  ): { outputs: DeepArray; layers: DeepArray[] } {
    const { network, batchSize, precision } = this.problem
    checkDeepInputs(this.problem, inputs, count, layers)
    const shapes = shapesOf(network)
    const [inputSize, outputCount] = [sizeOf(network.input), outputCountOf(network)]
    const outputs = zeros(precision, count * outputCount)
    const sizes = shapes.map(sizeOf)
    const wanted = new Map(layers.map((layer) => [layer, zeros(precision, count * (sizes[layer] ?? 0))]))
    for (let first = 0; first < count; first += batchSize) {
      const examples = Math.min(batchSize, count - first)
      const part = (array: DeepArray, size: number): DeepArray => array.subarray(first * size, (first + examples) * size)
      const kind = batchStatistics ? task.evaluationOfBatch : task.evaluation
      this.kernels.deepBegin(this.#handle, kind, examples, 0, noGroups, 0)
      const parts = sizes.map((size, layer) => {
        const whole = wanted.get(layer)
        return whole === undefined ? undefined : part(whole, size)
      })
      this.#complete({ inputs: part(inputs, inputSize), outputs: part(outputs, outputCount), layers: parts }, pulse)
    }
    return { outputs, layers: layers.map((layer) => wanted.get(layer)!) }
  }

  #result(): DeepStepResult {
    const numbers = this.#numbers
    const notFinite = numbers[place.notFiniteLayer]!
    return {
      loss: numbers[place.loss]!,
      correct: numbers[place.correct]!,
      gradientNorm: numbers[place.gradientNorm]!,
      notFiniteLayer: notFinite < 0 ? null : notFinite,
    }
  }

  /** Does what has been begun, `pulse` in between. Once parameters have begun to change, the step is ended before an error of it is thrown. */
  #complete(arrays: TaskArrays, pulse: Pulse): void {
    while (!this.#slice(arrays, this.cancelFlag)) {
      const mustEnd = this.#numbers[place.isMoving] === 1
      try {
        pulse()
      } catch (error) {
        if (mustEnd) {
          while (!this.#slice(arrays, undefined));
          this.state.step++
        }
        throw error
      }
    }
  }

  #slice({ inputs, targets, gradient, outputs, layers = [], statistics }: TaskArrays, cancelFlag: Int32Array | undefined): boolean {
    const { parameters, velocity, runningStatistics } = this.state
    return this.kernels.deepGo(
      this.#handle,
      pulseInterval,
      cancelFlag,
      parameters,
      velocity,
      runningStatistics,
      inputs,
      targets,
      gradient,
      outputs,
      layers,
      statistics,
      this.#numbers,
    )
  }

  /** @param squares of outputs, of gradients by them, of gradients by parameters and of parameters, each for all layers */
  #layerStatistics(squares: Float64Array, count: number, isNotFinite: boolean): LayerStatistics {
    const shapes = shapesOf(this.problem.network)
    const of = (row: number, root: (square: number, numbers: number) => number): Float64Array =>
      Float64Array.from(shapes, (shape, layer) => root(squares[row * shapes.length + layer]!, count * sizeOf(shape)))
    return {
      outputRms: of(0, (square, numbers) => Math.sqrt(square / numbers)),
      gradientRms: of(1, (square, numbers) => (isNotFinite ? NaN : count * Math.sqrt(square / numbers))),
      parameterGradientNorm: of(2, Math.sqrt),
      parameterNorm: isNotFinite ? this.#parameterNorms() : of(3, Math.sqrt),
    }
  }

  /** Where the addon ended before it came to the parameters. */
  #parameterNorms(): Float64Array {
    const squares = new Float64Array(this.problem.network.layers.length)
    for (const { place: layer, first, count } of parameterParts(this.problem.network))
      for (const value of this.state.parameters.subarray(first, first + count)) squares[layer]! += value * value
    return squares.map(Math.sqrt)
  }
}
