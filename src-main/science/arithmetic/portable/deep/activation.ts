import type { DeepArray } from '../../deep-network'
import type { Pace } from '../../pace'
import type { ActivationKernel } from '../../two-layer'
import { activationFunctions, type ActivationFunctions } from '../activation-functions'
import type { Mode, PortableLayer } from './layer'

/** phi of every number; at a kink the gradient is that of the left side. */
export class Activation implements PortableLayer {
  readonly #phi: ActivationFunctions
  #input: DeepArray = new Float64Array(0)

  constructor(activation: ActivationKernel) {
    this.#phi = activationFunctions(activation)
  }

  forward(input: DeepArray, _count: number, _mode: Mode, pace: Pace): DeepArray {
    this.#input = input
    const output = input.map((z) => this.#phi.value(z))
    pace.beat()
    return output
  }

  backward(outputGradient: DeepArray, pace: Pace): DeepArray {
    const result = outputGradient.map((slope, at) => slope * this.#phi.derivative(this.#input[at]!))
    pace.beat()
    return result
  }
}
