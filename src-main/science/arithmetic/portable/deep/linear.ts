import type { DeepArray } from '../../deep-network'
import type { Pace } from '../../pace'
import { zerosLike, type Mode, type ParameterCursor, type Parameters, type PortableLayer } from './layer'

/** y = W x + b */
export class Linear implements PortableLayer {
  readonly #weights: Parameters
  readonly #bias: Parameters
  #input: DeepArray = new Float64Array(0)

  constructor(
    private readonly inputs: number,
    private readonly outputs: number,
    private readonly hasBias: boolean,
    cursor: ParameterCursor,
  ) {
    this.#weights = cursor.take(inputs * outputs)
    this.#bias = cursor.take(hasBias ? outputs : 0)
  }

  forward(input: DeepArray, count: number, _mode: Mode, pace: Pace): DeepArray {
    const { inputs, outputs } = this
    const weights = this.#weights.values
    this.#input = input
    const output = zerosLike(input, count * outputs)
    for (let i = 0; i < count; i++) {
      for (let o = 0; o < outputs; o++) {
        let sum = this.hasBias ? this.#bias.values[o]! : 0
        for (let j = 0; j < inputs; j++) sum += weights[o * inputs + j]! * input[i * inputs + j]!
        output[i * outputs + o] = sum
      }
      pace.beat()
    }
    return output
  }

  backward(outputGradient: DeepArray, pace: Pace): DeepArray {
    const { inputs, outputs } = this
    const count = outputGradient.length / outputs
    const weights = this.#weights.values
    const inputGradient = new Float64Array(inputs)
    const result = zerosLike(outputGradient, count * inputs)
    for (let i = 0; i < count; i++) {
      inputGradient.fill(0)
      for (let o = 0; o < outputs; o++) {
        const slope = outputGradient[i * outputs + o]!
        for (let j = 0; j < inputs; j++) inputGradient[j]! += slope * weights[o * inputs + j]!
      }
      result.set(inputGradient, i * inputs)
      pace.beat()
    }
    const row = new Float64Array(inputs)
    for (let o = 0; o < outputs; o++) {
      row.fill(0)
      let sum = 0
      for (let i = 0; i < count; i++) {
        const slope = outputGradient[i * outputs + o]!
        sum += slope
        for (let j = 0; j < inputs; j++) row[j]! += slope * this.#input[i * inputs + j]!
      }
      this.#weights.gradient.set(row, o * inputs)
      if (this.hasBias) this.#bias.gradient[o] = sum
      pace.beat()
    }
    return result
  }
}
