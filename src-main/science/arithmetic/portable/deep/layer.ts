import type { DeepArray, DeepProblem } from '../../deep-network'
import type { Pace } from '../../pace'

/**
 * What batch normalisation does.
 * - training: with the statistics of the batch, which the running ones move to when the step is taken
 * - batch: with the statistics of the batch
 * - evaluation: with the running statistics
 */
export type Mode = 'training' | 'batch' | 'evaluation'

/** A layer as a function of a batch: examples one after the other, each of the layer's shape. */
export interface PortableLayer {
  forward(input: DeepArray, count: number, mode: Mode, pace: Pace): DeepArray
  /**
   * After `forward` of the same batch: sets the gradient by the parameters and returns the one by the input.
   * @param outputGradient dL/d(output)
   */
  backward(outputGradient: DeepArray, pace: Pace): DeepArray
  /** Running statistics move to those of the last batch. */
  commit?(): void
}

export function realNumbers(precision: DeepProblem['precision'], length: number): DeepArray {
  return precision === 'float32' ? new Float32Array(length) : new Float64Array(length)
}

/** Zeros of the same precision. */
export function zerosLike(array: DeepArray, length = array.length): DeepArray {
  return array instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)
}

/** Parameters of a layer beside the gradient by them. */
export interface Parameters {
  values: DeepArray
  gradient: DeepArray
}

/** Hands the arrays of a network out to its layers, in their order. */
export class ParameterCursor {
  #place = 0
  #running = 0

  constructor(
    private readonly values: DeepArray,
    private readonly gradient: DeepArray,
    private readonly runningStatistics: DeepArray,
  ) {}

  get place(): number {
    return this.#place
  }

  take(count: number): Parameters {
    const [from, to] = [this.#place, this.#place + count]
    this.#place = to
    return { values: this.values.subarray(from, to), gradient: this.gradient.subarray(from, to) }
  }

  takeRunning(count: number): DeepArray {
    this.#running += count
    return this.runningStatistics.subarray(this.#running - count, this.#running)
  }
}
