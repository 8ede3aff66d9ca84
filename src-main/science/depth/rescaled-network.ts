import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import { Pace } from '../arithmetic/pace'
import { transposed } from '../kernels/gram'
import type { KernelInputs } from '../kernels/kernel-inputs'
import type { DeepNetwork, LayerFunction } from './finite-width'

/**
 * Layers of a network whose every layer is rescaled to length 1 at every input, h = s(W h') / |s(W h')| (arXiv 2002.01523, theorem 52; equation 3
 * as extracted divides by sqrt m after the rescaling as well, which would make the pre-activations vanish). Weights as of `network`.
 * @returns h of layers 0, ..., L: width x n each, columns of length 1
 */
export function* rescaledLayers(
  arithmetic: Arithmetic,
  network: DeepNetwork,
  layerFunction: LayerFunction,
  { inputs, sampleCount: n, inputDimension }: KernelInputs,
  pulse: Pulse,
): Generator<Float64Array> {
  const { hiddenWidth: m } = network
  const pace = new Pace(pulse)
  let features = unitColumns(transposed(inputs, n, inputDimension), n)
  yield features
  for (let layer = 1; layer <= network.depth; layer++) {
    const fanIn = layer === 1 ? inputDimension : m
    const z = arithmetic.multiply(network.hiddenWeights(layer, 0, m), features, m, fanIn, n)
    pace.beat()
    features = unitColumns(
      z.map((value) => layerFunction.value(value)),
      n,
    )
    yield features
  }
}

function unitColumns(matrix: Float64Array, n: number): Float64Array {
  const squares = new Float64Array(n)
  matrix.forEach((value, index) => (squares[index % n]! += value * value))
  return matrix.map((value, index) => value / Math.sqrt(squares[index % n]!))
}

/**
 * Where E |rho| levels off with depth at width m: sqrt(2 / (pi m (1 - (1 - mu)^2))), from rho' = (1 - mu) rho + noise of variance 1/m. The signed
 * mean goes on to fall, which is what theorem 52 says; step 24 of the paper uses the absolute value.
 */
export function correlationPlateau(hiddenWidth: number, nonlinearity: number): number {
  const kept = 1 - nonlinearity
  return Math.sqrt(2 / (Math.PI * hiddenWidth * (1 - kept * kept)))
}
