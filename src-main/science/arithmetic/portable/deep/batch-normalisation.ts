import type { DeepArray } from '../../deep-network'
import type { Pace } from '../../pace'
import { zerosLike, type Mode, type ParameterCursor, type Parameters, type PortableLayer } from './layer'

/**
 * gain (x - mean) / sqrt(variance + epsilon) + shift of every channel, over the batch and the positions of the channel, with the biased
 * variance (arXiv 1502.03167, algorithm 1).
 */
export class BatchNormalisation implements PortableLayer {
  readonly #gain: Parameters
  readonly #shift: Parameters
  readonly #running: DeepArray
  readonly #mean: Float64Array
  readonly #variance: Float64Array
  #input: DeepArray = new Float64Array(0)

  constructor(
    private readonly channels: number,
    private readonly positions: number,
    private readonly constants: { epsilon: number; momentum: number },
    cursor: ParameterCursor,
  ) {
    this.#gain = cursor.take(channels)
    this.#shift = cursor.take(channels)
    this.#running = cursor.takeRunning(2 * channels)
    this.#mean = new Float64Array(channels)
    this.#variance = new Float64Array(channels)
  }

  forward(input: DeepArray, count: number, mode: Mode, pace: Pace): DeepArray {
    this.#input = input
    const output = zerosLike(input)
    for (let c = 0; c < this.channels; c++) {
      if (mode === 'evaluation') {
        this.#mean[c] = this.#running[c]!
        this.#variance[c] = this.#running[this.channels + c]!
      } else this.#measure(c, input, count)
      const scale = this.#gain.values[c]! / this.#deviation(c)
      const [mean, shift] = [this.#mean[c]!, this.#shift.values[c]!]
      this.#forEach(c, count, (at) => {
        output[at] = (input[at]! - mean) * scale + shift
      })
      pace.beat()
    }
    return output
  }

  backward(outputGradient: DeepArray, pace: Pace): DeepArray {
    const total = outputGradient.length / this.channels
    const count = total / this.positions
    const result = zerosLike(outputGradient)
    for (let c = 0; c < this.channels; c++) {
      const [mean, deviation] = [this.#mean[c]!, this.#deviation(c)]
      let sum = 0
      let product = 0
      this.#forEach(c, count, (at) => {
        sum += outputGradient[at]!
        product += (outputGradient[at]! * (this.#input[at]! - mean)) / deviation
      })
      this.#gain.gradient[c] = product
      this.#shift.gradient[c] = sum
      const scale = this.#gain.values[c]! / deviation
      this.#forEach(c, count, (at) => {
        const normalised = (this.#input[at]! - mean) / deviation
        result[at] = scale * (outputGradient[at]! - sum / total - (normalised * product) / total)
      })
      pace.beat()
    }
    return result
  }

  commit(): void {
    const { momentum } = this.constants
    for (let c = 0; c < this.channels; c++) {
      this.#running[c] = (1 - momentum) * this.#running[c]! + momentum * this.#mean[c]!
      const at = this.channels + c
      this.#running[at] = (1 - momentum) * this.#running[at]! + momentum * this.#variance[c]!
    }
  }

  #deviation(channel: number): number {
    return Math.sqrt(this.#variance[channel]! + this.constants.epsilon)
  }

  #measure(channel: number, input: DeepArray, count: number): void {
    const total = count * this.positions
    let sum = 0
    this.#forEach(channel, count, (at) => (sum += input[at]!))
    const mean = sum / total
    let squares = 0
    this.#forEach(channel, count, (at) => (squares += (input[at]! - mean) * (input[at]! - mean)))
    this.#mean[channel] = mean
    this.#variance[channel] = squares / total
  }

  /** Calls `use` with the place of every number of a channel. */
  #forEach(channel: number, count: number, use: (at: number) => void): void {
    for (let example = 0; example < count; example++) {
      const first = (example * this.channels + channel) * this.positions
      for (let at = first; at < first + this.positions; at++) use(at)
    }
  }
}
