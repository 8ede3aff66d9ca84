import type { Arithmetic } from '../arithmetic/arithmetic'
import { transposed } from '../kernels/gram'
import { RandomStream, uniforms } from '../random'

/** A fully connected network: ReLU after every layer but the last. */
export interface Perceptron {
  /** widths of input, hidden layers and output */
  sizes: readonly number[]
  /** of layer l: sizes[l] x sizes[l + 1], row-major */
  weights: Float64Array[]
  /** of layer l: sizes[l + 1] */
  biases: Float64Array[]
}

export type PerceptronGradient = Pick<Perceptron, 'weights' | 'biases'> & {
  /** mean of the squared errors over points and outputs */
  loss: number
}

/** Weights and biases of a layer independent and uniform on +-1 / sqrt(its inputs), from the streams `<name>, weights of layer l` and `biases`. */
export function drawPerceptron(seed: number, name: string, sizes: readonly number[]): Perceptron {
  const layer = (what: string, index: number, count: number): Float64Array => {
    const bound = 1 / Math.sqrt(sizes[index] ?? NaN)
    return uniforms(new RandomStream(seed, `${name}, ${what} of layer ${index + 1}`), 0, count).map((u) => bound * (2 * u - 1))
  }
  const layers = sizes.slice(1)
  return {
    sizes,
    weights: layers.map((outputs, index) => layer('weights', index, (sizes[index] ?? 0) * outputs)),
    biases: layers.map((outputs, index) => layer('biases', index, outputs)),
  }
}

/** Outputs at `count` points, row-major count x outputs. */
export function perceptronOutputs(arithmetic: Arithmetic, network: Perceptron, inputs: Float64Array, count: number): Float64Array {
  return forward(arithmetic, network, inputs, count).at(-1) ?? inputs
}

/** Loss and gradient at `count` points with targets count x outputs. At a kink the derivative is 0. */
export function perceptronGradient(
  arithmetic: Arithmetic,
  network: Perceptron,
  inputs: Float64Array,
  targets: Float64Array,
  count: number,
): PerceptronGradient {
  const { sizes } = network
  const values = forward(arithmetic, network, inputs, count)
  const outputs = values.at(-1) ?? inputs
  const weights: Float64Array[] = []
  const biases: Float64Array[] = []
  let loss = 0
  let slopes = outputs.map((value, index) => {
    const error = value - targets[index]!
    loss += (error * error) / outputs.length
    return (2 * error) / outputs.length
  })
  for (let layer = sizes.length - 2; layer >= 0; layer--) {
    const [from, to] = [sizes[layer] ?? 0, sizes[layer + 1] ?? 0]
    const below = values[layer]!
    weights[layer] = arithmetic.multiply(transposed(below, count, from), slopes, from, count, to)
    biases[layer] = columnSums(slopes, to)
    if (layer === 0) break
    const back = arithmetic.multiply(slopes, transposed(network.weights[layer]!, from, to), count, to, from)
    slopes = back.map((slope, index) => (below[index]! > 0 ? slope : 0))
  }
  return { loss, weights, biases }
}

/** One step of gradient descent, in place. */
export function descend(network: Perceptron, gradient: PerceptronGradient, stepSize: number): void {
  const move = (values: Float64Array, by: Float64Array): void => by.forEach((slope, i) => (values[i] = values[i]! - stepSize * slope))
  network.weights.forEach((values, layer) => move(values, gradient.weights[layer]!))
  network.biases.forEach((values, layer) => move(values, gradient.biases[layer]!))
}

/** What every layer hands on: the inputs, then the hidden layers, then the outputs. */
function forward(arithmetic: Arithmetic, { sizes, weights, biases }: Perceptron, inputs: Float64Array, count: number): Float64Array[] {
  const values = [inputs]
  weights.forEach((matrix, layer) => {
    const [from, to] = [sizes[layer] ?? 0, sizes[layer + 1] ?? 0]
    const bias = biases[layer]!
    const last = layer === weights.length - 1
    const z = arithmetic.multiply(values[layer]!, matrix, count, from, to)
    for (let index = 0; index < z.length; index++) {
      const value = z[index]! + bias[index % to]!
      // written so that NaN stays NaN
      z[index] = last || !(value < 0) ? value : 0
    }
    values.push(z)
  })
  return values
}

function columnSums(matrix: Float64Array, columns: number): Float64Array {
  const sums = new Float64Array(columns)
  matrix.forEach((value, index) => (sums[index % columns] = sums[index % columns]! + value))
  return sums
}
