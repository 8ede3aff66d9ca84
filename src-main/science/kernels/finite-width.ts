import type { Activation } from '../activations'
import { activationKernel } from '../activations/kernel'
import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import { innerProducts, mirrorLowerTriangle, transposed } from './gram'
import type { KernelInputs } from './kernel-inputs'

/**
 * Weights of f_k(x) = sum_j nodeScales_j a_jk phi(preactivationScale <w_j, x> + b_j), or of some of its neurons: a network is a sequence of
 * such blocks, so that 10^6 neurons need not be there at once.
 */
export interface NeuronBlock {
  /** neurons in this block */
  neurons: number
  outputCount: number
  /** neurons x inputDimension */
  hiddenWeights: Float64Array
  /** null: no biases */
  biases: Float64Array | null
  /** neurons x outputCount */
  outputWeights: Float64Array
  nodeScales: Float64Array
  preactivationScale: number
}

/** Neurons that are evaluated at once. */
const NEURONS_AT_ONCE = 512

/** Cuts a block into blocks of at most `size` neurons; the arrays are shared. */
export function* blocksOf(network: NeuronBlock, size = NEURONS_AT_ONCE): Generator<NeuronBlock> {
  const { neurons, outputCount } = network
  const inputDimension = network.hiddenWeights.length / neurons
  for (let first = 0; first < neurons; first += size) {
    const last = Math.min(first + size, neurons)
    yield {
      ...network,
      neurons: last - first,
      hiddenWeights: network.hiddenWeights.subarray(first * inputDimension, last * inputDimension),
      biases: network.biases?.subarray(first, last) ?? null,
      outputWeights: network.outputWeights.subarray(first * outputCount, last * outputCount),
      nodeScales: network.nodeScales.subarray(first, last),
    }
  }
}

/** phi or phi'. */
export type Evaluated = Pick<Activation, 'value' | 'derivative'>

/**
 * Rows of a factor of a kernel: for every neuron of the block a row of length sampleCount, or of sampleCount * outputCount. Called with the
 * pre-activations, neurons x sampleCount.
 */
type FactorRows = (block: NeuronBlock, preactivations: Float64Array) => Float64Array

/** Pre-activations preactivationScale <w_j, x_i> + b_j of a block, neurons x sampleCount. `columns` is X^T. */
export function preactivationsOf(arithmetic: Arithmetic, block: NeuronBlock, columns: Float64Array, sampleCount: number): Float64Array {
  const inputDimension = columns.length / sampleCount
  const z = arithmetic.multiply(block.hiddenWeights, columns, block.neurons, inputDimension, sampleCount)
  for (let j = 0; j < block.neurons; j++) {
    const bias = block.biases?.[j] ?? 0
    for (let i = j * sampleCount; i < (j + 1) * sampleCount; i++) z[i] = block.preactivationScale * z[i]! + bias
  }
  return z
}

/** nodeScale_j a_jk preactivationScale phi'(z_ji): the derivative of f_k(x_i) by <w_j, x_i>. */
export function hiddenRows(activation: Evaluated, sampleCount: number, output: number): FactorRows {
  return (block, z) => {
    const rows = new Float64Array(z.length)
    for (let j = 0; j < block.neurons; j++) {
      const factor = block.nodeScales[j]! * block.outputWeights[j * block.outputCount + output]! * block.preactivationScale
      for (let i = j * sampleCount; i < (j + 1) * sampleCount; i++) rows[i] = factor * activation.derivative(z[i]!)
    }
    return rows
  }
}

/** nodeScale_j phi(z_ji): the derivative of f_k(x_i) by a_jk. */
export function outputRows(activation: Evaluated, sampleCount: number): FactorRows {
  return (block, z) => {
    const rows = new Float64Array(z.length)
    for (let j = 0; j < block.neurons; j++) {
      for (let i = j * sampleCount; i < (j + 1) * sampleCount; i++) rows[i] = block.nodeScales[j]! * activation.value(z[i]!)
    }
    return rows
  }
}

/** Derivatives of all outputs, sample by sample: entry i K + k of row j belongs to f_k(x_i). */
function multipleOutputRows(activation: Evaluated, sampleCount: number): FactorRows {
  return (block, z) => {
    const outputs = block.outputCount
    const rows = new Float64Array(block.neurons * sampleCount * outputs)
    for (let j = 0; j < block.neurons; j++) {
      const factor = block.nodeScales[j]! * block.preactivationScale
      for (let i = 0; i < sampleCount; i++) {
        const derivative = factor * activation.derivative(z[j * sampleCount + i]!)
        for (let k = 0; k < outputs; k++) {
          rows[(j * sampleCount + i) * outputs + k] = derivative * block.outputWeights[j * outputs + k]!
        }
      }
    }
    return rows
  }
}

/** Calls `use` with the factor rows of all neurons, some hundred neurons at a time. */
export function forEachFactorBlock(
  arithmetic: Arithmetic,
  network: Iterable<NeuronBlock>,
  { inputs, sampleCount, inputDimension }: KernelInputs,
  rowsOf: FactorRows,
  pulse: Pulse,
  use: (rows: Float64Array, neurons: number) => void,
): void {
  const columns = transposed(inputs, sampleCount, inputDimension)
  for (const given of network) {
    for (const block of blocksOf(given)) {
      use(rowsOf(block, preactivationsOf(arithmetic, block, columns, sampleCount)), block.neurons)
      pulse()
    }
  }
}

/** Sum over neurons of the outer products of their factor rows, exactly symmetric. */
function gramOfRows(
  arithmetic: Arithmetic,
  network: Iterable<NeuronBlock>,
  inputs: KernelInputs,
  order: number,
  rowsOf: FactorRows,
  pulse: Pulse,
): Float64Array {
  const gram = new Float64Array(order * order)
  forEachFactorBlock(arithmetic, network, inputs, rowsOf, pulse, (rows, neurons) => {
    const product = arithmetic.multiply(transposed(rows, neurons, order), rows, order, neurons, order)
    for (let i = 0; i < order; i++) for (let k = 0; k <= i; k++) gram[i * order + k]! += product[i * order + k]!
  })
  return mirrorLowerTriangle(gram, order)
}

/** sum over neurons of weightOf_j psi(z_ji) psi(z_jl), perhaps times <x_i, x_l>, block by block. */
function activationGramOf(
  arithmetic: Arithmetic,
  network: Iterable<NeuronBlock>,
  { inputs, sampleCount, inputDimension, threads }: KernelInputs,
  activation: Activation,
  which: 'value' | 'derivative',
  timesInputProducts: boolean,
  weightOf: (block: NeuronBlock, neuron: number) => number,
  pulse: Pulse,
): Float64Array {
  const kernel = activationKernel(activation)
  const gram = new Float64Array(sampleCount * sampleCount)
  for (const block of network) {
    const part = arithmetic.activationGram(
      {
        inputDimension,
        hiddenWidth: block.neurons,
        sampleCount,
        inputs,
        preactivationScale: block.preactivationScale,
        activation: kernel,
        which,
        block: (first, count) => ({
          hiddenWeights: block.hiddenWeights.subarray(first * inputDimension, (first + count) * inputDimension),
          biases: block.biases?.subarray(first, first + count) ?? new Float64Array(0),
        }),
        neuronWeights: Float64Array.from({ length: block.neurons }, (_, j) => weightOf(block, j)),
        timesInputProducts,
        threads: threads ?? 1,
      },
      pulse,
    )
    for (let index = 0; index < gram.length; index++) gram[index]! += part[index]!
  }
  return gram
}

function squareOf(value: number): number {
  return value * value
}

/**
 * Kernel of output `output` when only hidden weights are trained:
 * G_il = s^2 <x_i, x_l> sum_j (nodeScales_j a_jk)^2 phi'(z_ji) phi'(z_jl) (arXiv 1908.05660, Eq. 2; J J^T of arXiv 1902.04674; the tangent Gram
 * matrix of arXiv 2302.01002, Eq. 5). Biases that are trained too add {@link biasKernel}.
 * @param network the neurons, in blocks of any size
 * @returns row-major sampleCount x sampleCount, exactly symmetric
 */
export function hiddenKernel(
  arithmetic: Arithmetic,
  network: Iterable<NeuronBlock>,
  inputs: KernelInputs,
  activation: Activation,
  pulse: Pulse,
  output = 0,
): Float64Array {
  const weight = (block: NeuronBlock, j: number): number =>
    squareOf(block.preactivationScale * block.nodeScales[j]! * block.outputWeights[j * block.outputCount + output]!)
  return activationGramOf(arithmetic, network, inputs, activation, 'derivative', true, weight, pulse)
}

/** Part of the kernel that training the biases adds: sum_j (nodeScales_j a_jk)^2 phi'(z_ji) phi'(z_jl). */
export function biasKernel(
  arithmetic: Arithmetic,
  network: Iterable<NeuronBlock>,
  inputs: KernelInputs,
  activation: Activation,
  pulse: Pulse,
  output = 0,
): Float64Array {
  const weight = (block: NeuronBlock, j: number): number =>
    squareOf(block.nodeScales[j]! * block.outputWeights[j * block.outputCount + output]!)
  return activationGramOf(arithmetic, network, inputs, activation, 'derivative', false, weight, pulse)
}

/**
 * Kernel when only output weights are trained: H_il = sum_j nodeScales_j^2 phi(z_ji) phi(z_jl), the same for every output.
 * @returns row-major sampleCount x sampleCount, exactly symmetric
 */
export function outputKernel(
  arithmetic: Arithmetic,
  network: Iterable<NeuronBlock>,
  inputs: KernelInputs,
  activation: Activation,
  pulse: Pulse,
): Float64Array {
  const weight = (block: NeuronBlock, j: number): number => squareOf(block.nodeScales[j]!)
  return activationGramOf(arithmetic, network, inputs, activation, 'value', false, weight, pulse)
}

/**
 * sum_j s_j^2 a_jk a_jq phi'(z_ji) phi'(z_jl): the matrix that arXiv 1908.05660, appendix M.3, prints for the kernel of all outputs. It lacks the
 * inner products of {@link multipleOutputKernel}.
 * @returns row-major, order sampleCount * outputCount, index i outputCount + k
 */
export function printedMultipleOutputKernel(
  arithmetic: Arithmetic,
  network: Iterable<NeuronBlock>,
  outputCount: number,
  inputs: KernelInputs,
  activation: Evaluated,
  pulse: Pulse,
): Float64Array {
  const order = inputs.sampleCount * outputCount
  return gramOfRows(arithmetic, network, inputs, order, multipleOutputRows(activation, inputs.sampleCount), pulse)
}

/**
 * Kernel of all outputs when only hidden weights are trained, K_(i,k)(l,q) = s^2 <x_i, x_l> sum_j nodeScales_j^2 a_jk a_jq phi'(z_ji) phi'(z_jl)
 * (arXiv 1908.05660, appendix M.3, with the inner product that its print leaves out): under cross-entropy df/dt = K (y - softmax f).
 * @returns row-major, order sampleCount * outputCount, index i outputCount + k
 */
export function multipleOutputKernel(
  arithmetic: Arithmetic,
  network: Iterable<NeuronBlock>,
  outputCount: number,
  inputs: KernelInputs,
  activation: Evaluated,
  pulse: Pulse,
): Float64Array {
  const gram = printedMultipleOutputKernel(arithmetic, network, outputCount, inputs, activation, pulse)
  return timesInputProducts(arithmetic, gram, outputCount, inputs)
}

/** The printed kernel of all outputs with the inner product <x_i, x_l> in block (i, l). */
export function timesInputProducts(arithmetic: Arithmetic, printed: Float64Array, outputCount: number, inputs: KernelInputs): Float64Array {
  const { sampleCount } = inputs
  const order = sampleCount * outputCount
  const products = innerProducts(arithmetic, inputs.inputs, sampleCount, inputs.inputDimension)
  return printed.map((value, index) => {
    const row = Math.floor(index / order / outputCount)
    const column = Math.floor((index % order) / outputCount)
    return value * products[row * sampleCount + column]!
  })
}
