import type { DeepArray, LayerShape } from '../../deep-network'
import type { Pace } from '../../pace'
import { zerosLike, type Mode, type PortableLayer } from './layer'

/** branch(x) + shortcut(x); the shortcut takes every stride-th row and column of the channels there are, and has zeros in the others. */
export class Residual implements PortableLayer {
  constructor(
    private readonly branch: readonly PortableLayer[],
    private readonly input: LayerShape,
    private readonly output: LayerShape,
    private readonly stride: number,
  ) {}

  forward(input: DeepArray, count: number, mode: Mode, pace: Pace): DeepArray {
    let value = input
    for (const layer of this.branch) value = layer.forward(value, count, mode, pace)
    const sum = value.slice()
    this.#forEach(count, (from, to) => (sum[to]! += input[from]!))
    return sum
  }

  backward(outputGradient: DeepArray, pace: Pace): DeepArray {
    const { input, output } = this
    const count = outputGradient.length / (output.channels * output.height * output.width)
    let slope = outputGradient
    for (const layer of [...this.branch].reverse()) slope = layer.backward(slope, pace)
    const result = zerosLike(slope, count * input.channels * input.height * input.width)
    result.set(slope)
    this.#forEach(count, (from, to) => (result[from]! += outputGradient[to]!))
    return result
  }

  commit(): void {
    for (const layer of this.branch) layer.commit?.()
  }

  /** Calls `use` with the places of an input and of the output it is added to. */
  #forEach(count: number, use: (from: number, to: number) => void): void {
    const { input, output, stride } = this
    for (let example = 0; example < count; example++)
      for (let c = 0; c < input.channels; c++)
        for (let y = 0; y < output.height; y++)
          for (let x = 0; x < output.width; x++)
            use(
              ((example * input.channels + c) * input.height + y * stride) * input.width + x * stride,
              ((example * output.channels + c) * output.height + y) * output.width + x,
            )
  }
}
