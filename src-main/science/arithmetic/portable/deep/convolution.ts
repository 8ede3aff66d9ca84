import type { LayerShape, DeepArray } from '../../deep-network'
import type { Pace } from '../../pace'
import { zerosLike, type Mode, type ParameterCursor, type Parameters, type PortableLayer } from './layer'

interface Geometry {
  input: LayerShape
  output: LayerShape
  kernel: number
  stride: number
}

/** Positions of the output that see an input through the tap at `offset`, along one axis: those with stride position + offset inside. */
function positionsInside(offset: number, stride: number, outputs: number, inputs: number): [from: number, to: number] {
  const from = Math.max(0, Math.ceil(-offset / stride))
  return [from, Math.min(outputs, Math.floor((inputs - 1 - offset) / stride) + 1)]
}

/** y_o = b_o + sum over i of W_oi * x_i, with zeros around the input. */
export class Convolution implements PortableLayer {
  readonly #weights: Parameters
  readonly #bias: Parameters
  #input: DeepArray = new Float64Array(0)

  constructor(
    private readonly geometry: Geometry,
    private readonly hasBias: boolean,
    cursor: ParameterCursor,
  ) {
    const { input, output, kernel } = geometry
    this.#weights = cursor.take(output.channels * input.channels * kernel * kernel)
    this.#bias = cursor.take(hasBias ? output.channels : 0)
  }

  forward(input: DeepArray, count: number, _mode: Mode, pace: Pace): DeepArray {
    const { output: out } = this.geometry
    this.#input = input
    const plane = out.height * out.width
    const output = zerosLike(input, count * out.channels * plane)
    const sums = new Float64Array(plane)
    for (let example = 0; example < count; example++) {
      for (let o = 0; o < out.channels; o++) {
        sums.fill(this.hasBias ? this.#bias.values[o]! : 0)
        this.#forEachTap(example, o, (weight, from, to, pixels) => {
          const value = this.#weights.values[weight]!
          for (let at = 0; at < pixels; at++) sums[to + at]! += value * input[from + at * this.geometry.stride]!
        })
        output.set(sums, (example * out.channels + o) * plane)
      }
      pace.beat()
    }
    return output
  }

  backward(outputGradient: DeepArray, pace: Pace): DeepArray {
    const { input: shape, output: out, stride } = this.geometry
    const plane = out.height * out.width
    const inputSize = shape.channels * shape.height * shape.width
    const count = outputGradient.length / (out.channels * plane)
    const weights = this.#weights.values
    const weightSums = new Float64Array(weights.length)
    const biasSums = new Float64Array(out.channels)
    const inputSums = new Float64Array(inputSize)
    const result = zerosLike(outputGradient, count * inputSize)
    for (let example = 0; example < count; example++) {
      inputSums.fill(0)
      const offset = example * inputSize
      for (let o = 0; o < out.channels; o++) {
        const first = (example * out.channels + o) * plane
        for (let at = 0; at < plane; at++) biasSums[o]! += outputGradient[first + at]!
        this.#forEachTap(example, o, (weight, from, to, pixels) => {
          const value = weights[weight]!
          let sum = 0
          for (let at = 0; at < pixels; at++) {
            const slope = outputGradient[first + to + at]!
            sum += slope * this.#input[from + at * stride]!
            inputSums[from - offset + at * stride]! += slope * value
          }
          weightSums[weight]! += sum
        })
      }
      result.set(inputSums, offset)
      pace.beat()
    }
    this.#weights.gradient.set(weightSums)
    if (this.hasBias) this.#bias.gradient.set(biasSums)
    return result
  }

  /** Calls `use` for every row that a weight meets: the weight's place, the first input's, the first output's in its plane, and pixels. */
  #forEachTap(example: number, o: number, use: (weight: number, from: number, to: number, pixels: number) => void): void {
    const { input, output, kernel, stride } = this.geometry
    const padding = (kernel - 1) / 2
    for (let i = 0; i < input.channels; i++) {
      const plane = (example * input.channels + i) * input.height * input.width
      for (let ky = 0; ky < kernel; ky++) {
        const [top, bottom] = positionsInside(ky - padding, stride, output.height, input.height)
        for (let kx = 0; kx < kernel; kx++) {
          const [left, right] = positionsInside(kx - padding, stride, output.width, input.width)
          const weight = ((o * input.channels + i) * kernel + ky) * kernel + kx
          for (let y = top; y < bottom; y++) {
            const row = y * stride + ky - padding
            use(weight, plane + row * input.width + left * stride + kx - padding, y * output.width + left, right - left)
          }
        }
      }
    }
  }
}
