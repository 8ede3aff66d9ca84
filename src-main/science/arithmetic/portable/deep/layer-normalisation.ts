import type { DeepArray } from '../../deep-network'
import type { Pace } from '../../pace'
import { zerosLike, type Mode, type ParameterCursor, type Parameters, type PortableLayer } from './layer'

interface Moments {
  mean: number
  deviation: number
}

/** gain (x - mean) / sqrt(variance + epsilon) + shift over all numbers of an example; gain and shift of every channel (arXiv 1607.06450). */
export class LayerNormalisation implements PortableLayer {
  readonly #gain: Parameters
  readonly #shift: Parameters
  #input: DeepArray = new Float64Array(0)
  #moments: Moments[] = []

  constructor(
    private readonly channels: number,
    private readonly positions: number,
    private readonly epsilon: number,
    cursor: ParameterCursor,
  ) {
    this.#gain = cursor.take(channels)
    this.#shift = cursor.take(channels)
  }

  forward(input: DeepArray, count: number, _mode: Mode, pace: Pace): DeepArray {
    const { channels, positions } = this
    const size = channels * positions
    const output = zerosLike(input)
    this.#input = input
    this.#moments = []
    for (let example = 0; example < count; example++) {
      const first = example * size
      const moments = momentsOf(input.subarray(first, first + size), this.epsilon)
      this.#moments.push(moments)
      for (let at = 0; at < size; at++) {
        const c = Math.floor(at / positions)
        output[first + at] = ((input[first + at]! - moments.mean) / moments.deviation) * this.#gain.values[c]! + this.#shift.values[c]!
      }
      pace.beat()
    }
    return output
  }

  backward(outputGradient: DeepArray, pace: Pace): DeepArray {
    const { channels, positions } = this
    const size = channels * positions
    const [gainSums, shiftSums] = [new Float64Array(channels), new Float64Array(channels)]
    const result = zerosLike(outputGradient)
    const normalised = new Float64Array(size)
    const slopes = new Float64Array(size)
    for (const [example, { mean, deviation }] of this.#moments.entries()) {
      const first = example * size
      let sum = 0
      let product = 0
      for (let at = 0; at < size; at++) {
        const c = Math.floor(at / positions)
        const gradient = outputGradient[first + at]!
        normalised[at] = (this.#input[first + at]! - mean) / deviation
        slopes[at] = gradient * this.#gain.values[c]!
        sum += slopes[at]!
        product += slopes[at]! * normalised[at]!
        gainSums[c]! += gradient * normalised[at]!
        shiftSums[c]! += gradient
      }
      for (let at = 0; at < size; at++) result[first + at] = (slopes[at]! - sum / size - (normalised[at]! * product) / size) / deviation
      pace.beat()
    }
    this.#gain.gradient.set(gainSums)
    this.#shift.gradient.set(shiftSums)
    return result
  }
}

function momentsOf(values: DeepArray, epsilon: number): Moments {
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) * (value - mean)
  return { mean, deviation: Math.sqrt(squares / values.length + epsilon) }
}
