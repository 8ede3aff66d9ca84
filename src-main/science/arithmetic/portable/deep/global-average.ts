import type { DeepArray } from '../../deep-network'
import { zerosLike, type PortableLayer } from './layer'

/** The mean over the positions of every channel. */
export class GlobalAverage implements PortableLayer {
  constructor(private readonly positions: number) {}

  forward(input: DeepArray): DeepArray {
    const { positions } = this
    const output = zerosLike(input, input.length / positions)
    for (let c = 0; c < output.length; c++) {
      let sum = 0
      for (let at = c * positions; at < (c + 1) * positions; at++) sum += input[at]!
      output[c] = sum / positions
    }
    return output
  }

  backward(outputGradient: DeepArray): DeepArray {
    const { positions } = this
    const result = zerosLike(outputGradient, outputGradient.length * positions)
    for (const [c, slope] of outputGradient.entries()) result.fill(slope / positions, c * positions, (c + 1) * positions)
    return result
  }
}
