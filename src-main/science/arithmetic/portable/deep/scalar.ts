import type { DeepArray } from '../../deep-network'
import type { Mode, ParameterCursor, Parameters, PortableLayer } from './layer'

/** One number is added to everything. */
export class ScalarBias implements PortableLayer {
  readonly #bias: Parameters

  constructor(cursor: ParameterCursor) {
    this.#bias = cursor.take(1)
  }

  forward(input: DeepArray, _count: number, _mode: Mode): DeepArray {
    const bias = this.#bias.values[0]!
    return input.map((x) => x + bias)
  }

  backward(outputGradient: DeepArray): DeepArray {
    let sum = 0
    for (const slope of outputGradient) sum += slope
    this.#bias.gradient[0] = sum
    return outputGradient
  }
}

/** One number multiplies everything. */
export class ScalarScale implements PortableLayer {
  readonly #scale: Parameters
  #input: DeepArray = new Float64Array(0)

  constructor(cursor: ParameterCursor) {
    this.#scale = cursor.take(1)
  }

  forward(input: DeepArray, _count: number, _mode: Mode): DeepArray {
    const scale = this.#scale.values[0]!
    this.#input = input
    return input.map((x) => scale * x)
  }

  backward(outputGradient: DeepArray): DeepArray {
    const scale = this.#scale.values[0]!
    let sum = 0
    for (const [at, slope] of outputGradient.entries()) sum += slope * this.#input[at]!
    this.#scale.gradient[0] = sum
    return outputGradient.map((slope) => scale * slope)
  }
}
