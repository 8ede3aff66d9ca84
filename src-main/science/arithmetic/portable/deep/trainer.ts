import { outputCountOf, sizeOf } from '../../../deep/shapes'
import type {
  DeepArray,
  DeepBatch,
  DeepProblem,
  DeepState,
  DeepStepResult,
  DeepTrainer,
  DeepUpdate,
  LayerStatistics,
  ParameterGroup,
} from '../../deep-network'
import { checkDeepBatch, checkDeepInputs, checkDeepProblem, checkDeepUpdate } from '../../deep-network-rules'
import { Pace } from '../../pace'
import type { Pulse } from '../../pulse'
import { ParameterCursor, realNumbers, zerosLike, type Mode } from './layer'
import { misfit } from './loss'
import { buildNetwork, type OutermostLayer } from './network'

function norm(values: DeepArray): number {
  let sum = 0
  for (const value of values) sum += value * value
  return Math.sqrt(sum)
}

function isFinite(values: DeepArray): boolean {
  return values.every(Number.isFinite)
}

/** Outputs of all layers of the outermost list, and the first of them that is not finite. */
interface ForwardPass {
  outputs: DeepArray[]
  notFinite: number | null
}

interface BackwardPass {
  result: DeepStepResult
  /** dL/d(output) of all layers of the outermost list; empty when an output is not finite */
  gradients: DeepArray[]
}

/** Training by plain loops: the definition of every layer. */
export class PortableDeepTrainer implements DeepTrainer {
  readonly #gradient: DeepArray
  readonly #layers: OutermostLayer[]

  constructor(
    private readonly problem: DeepProblem,
    readonly state: DeepState,
  ) {
    checkDeepProblem(problem, state)
    this.#gradient = zerosLike(state.parameters)
    this.#layers = buildNetwork(problem.network, new ParameterCursor(state.parameters, this.#gradient, state.runningStatistics))
  }

  step(batch: DeepBatch, update: DeepUpdate, pulse: Pulse): DeepStepResult {
    checkDeepBatch(this.problem, batch)
    checkDeepUpdate(update, this.#gradient.length)
    const { result } = this.#differentiate(batch, 'training', new Pace(pulse)).backward
    if (result.notFiniteLayer !== null) return result
    for (const group of update.groups) this.#update(group, update.momentum)
    for (const { layer } of this.#layers) layer.commit?.()
    this.state.step++
    return result
  }

  gradient(batch: DeepBatch, pulse: Pulse): DeepStepResult & { gradient: DeepArray; layers: LayerStatistics } {
    checkDeepBatch(this.problem, batch)
    const { forward, backward } = this.#differentiate(batch, 'batch', new Pace(pulse))
    return { ...backward.result, gradient: this.#gradient.slice(), layers: this.#statistics(forward, backward, batch.count) }
  }

  evaluate(
    inputs: DeepArray,
    count: number,
    { layers = [], batchStatistics = false }: { layers?: number[]; batchStatistics?: boolean },
    pulse: Pulse,
  ): { outputs: DeepArray; layers: DeepArray[] } {
    const { network, batchSize, precision } = this.problem
    checkDeepInputs(this.problem, inputs, count, layers)
    const pace = new Pace(pulse)
    const inputSize = sizeOf(network.input)
    const outputCount = outputCountOf(network)
    const outputs = realNumbers(precision, count * outputCount)
    const wanted = layers.map((place) => realNumbers(precision, count * this.#layers[place]!.outputSize))
    for (let first = 0; first < count; first += batchSize) {
      const part = inputs.subarray(first * inputSize, Math.min(first + batchSize, count) * inputSize)
      const pass = this.#forward(part, part.length / inputSize, batchStatistics ? 'batch' : 'evaluation', pace)
      outputs.set(pass.outputs.at(-1)!, first * outputCount)
      for (const [index, place] of layers.entries()) wanted[index]!.set(pass.outputs[place]!, first * this.#layers[place]!.outputSize)
    }
    return { outputs, layers: wanted }
  }

  #forward(inputs: DeepArray, count: number, mode: Mode, pace: Pace): ForwardPass {
    let value = inputs
    const outputs = this.#layers.map(({ layer }) => (value = layer.forward(value, count, mode, pace)))
    const notFinite = outputs.findIndex((output) => !isFinite(output))
    return { outputs, notFinite: notFinite < 0 ? null : notFinite }
  }

  #differentiate({ count, inputs, targets }: DeepBatch, mode: Mode, pace: Pace): { forward: ForwardPass; backward: BackwardPass } {
    const forward = this.#forward(inputs, count, mode, pace)
    const { loss, correct, gradient } = misfit(this.problem.loss, forward.outputs.at(-1)!, targets, count)
    const result = { loss, correct, gradientNorm: NaN, notFiniteLayer: forward.notFinite }
    this.#gradient.fill(0)
    if (result.notFiniteLayer !== null) return { forward, backward: { result, gradients: [] } }
    let slope = gradient
    const gradients: DeepArray[] = []
    const last = this.#layers.length - 1
    if (!Number.isFinite(loss)) result.notFiniteLayer = last
    for (let place = last; place >= 0; place--) {
      const { layer, firstParameter, parameterCount } = this.#layers[place]!
      gradients.unshift(slope)
      const previous = layer.backward(slope, pace)
      const own = this.#gradient.subarray(firstParameter, firstParameter + parameterCount)
      if (!isFinite(slope) || !isFinite(own)) result.notFiniteLayer ??= place
      slope = previous
    }
    result.gradientNorm = norm(this.#gradient)
    return { forward, backward: { result, gradients } }
  }

  #update({ first, count, stepSize, weightDecay }: ParameterGroup, momentum: number): void {
    const { parameters, velocity } = this.state
    for (let at = first; at < first + count; at++) {
      velocity[at] = momentum * velocity[at]! + (this.#gradient[at]! + weightDecay * parameters[at]!)
      parameters[at] = parameters[at]! - stepSize * velocity[at]!
    }
  }

  #statistics({ outputs }: ForwardPass, { gradients }: BackwardPass, count: number): LayerStatistics {
    const rootMeanSquare = (values: DeepArray | undefined): number => (values === undefined ? NaN : norm(values) / Math.sqrt(values.length))
    const own = (array: DeepArray): Float64Array =>
      Float64Array.from(this.#layers, ({ firstParameter, parameterCount }) =>
        norm(array.subarray(firstParameter, firstParameter + parameterCount)),
      )
    return {
      outputRms: Float64Array.from(outputs, rootMeanSquare),
      gradientRms: Float64Array.from(this.#layers, (_, place) => count * rootMeanSquare(gradients[place])),
      parameterGradientNorm: own(this.#gradient),
      parameterNorm: own(this.state.parameters),
    }
  }
}
