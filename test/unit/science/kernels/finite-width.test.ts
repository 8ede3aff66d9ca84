import { describe, expect, it } from 'vitest'
import { activationOf } from '../../../../src-main/science/activations'
import { crossEntropyRateMatrix, multipleOutputLimit, softmax, softmaxJacobian } from '../../../../src-main/science/kernels/cross-entropy'
import {
  biasKernel,
  blocksOf,
  hiddenKernel,
  multipleOutputKernel,
  outputKernel,
  type NeuronBlock,
} from '../../../../src-main/science/kernels/finite-width'
import { hiddenLimitMatrix } from '../../../../src-main/science/kernels/infinite-width'
import type { KernelInputs } from '../../../../src-main/science/kernels/kernel-inputs'
import { UNIT_LAW } from '../../../../src-main/science/kernels/weight-law'
import { native, portable } from '../../../golden/both-arithmetics'
import { noPulse } from '../../../golden/train'
import { halfCircle } from './circle-inputs'
import { gaussianNetwork } from './gaussian-network'

const relu = activationOf({ kind: 'relu' })

/** Derivatives of all outputs by all weights, by central differences. */
function kernelByDifferences(
  network: NeuronBlock,
  { inputs, sampleCount, inputDimension: d }: KernelInputs,
  phi: (x: number) => number,
  weights: Float64Array,
): number[][] {
  const outputs = (): number[] =>
    Array.from({ length: sampleCount * network.outputCount }, (_, index) => {
      const [i, k] = [Math.floor(index / network.outputCount), index % network.outputCount]
      let sum = 0
      for (let j = 0; j < network.neurons; j++) {
        let z = 0
        for (let c = 0; c < d; c++) z += network.hiddenWeights[j * d + c]! * inputs[i * d + c]!
        z = network.preactivationScale * z + (network.biases?.[j] ?? 0)
        sum += network.nodeScales[j]! * network.outputWeights[j * network.outputCount + k]! * phi(z)
      }
      return sum
    })
  const gradients = [...weights.keys()].map((at) => {
    const kept = weights[at]!
    weights[at] = kept + 1e-5
    const above = outputs()
    weights[at] = kept - 1e-5
    const below = outputs()
    weights[at] = kept
    return above.map((value, index) => (value - below[index]!) / 2e-5)
  })
  return gradients[0]!.map((_, a) => gradients[0]!.map((_unused, b) => gradients.reduce((sum, row) => sum + row[a]! * row[b]!, 0)))
}

function expectSame(matrix: Float64Array, expected: number[][]): void {
  const order = expected.length
  expect(matrix).toHaveLength(order * order)
  for (let a = 0; a < order; a++) {
    for (let b = 0; b < order; b++) {
      expect(Math.abs(matrix[a * order + b]! - expected[a]![b]!)).toBeLessThan(1e-8)
      expect(matrix[a * order + b]).toBe(matrix[b * order + a])
    }
  }
}

describe('kernels at finite width', () => {
  // a small network with everything that may be there
  const inputs: KernelInputs = {
    inputs: Float64Array.from({ length: 12 }, (_, index) => Math.sin(1 + index * index)),
    sampleCount: 4,
    inputDimension: 3,
  }
  const network: NeuronBlock = {
    ...gaussianNetwork(7, 3, 2, 3),
    biases: Float64Array.from({ length: 7 }, (_, j) => Math.cos(j)),
    nodeScales: Float64Array.from({ length: 7 }, (_, j) => 1 / (j + 1)),
    preactivationScale: 0.7,
  }
  const tanh = activationOf({ kind: 'tanh' })
  const differences = (weights: Float64Array): number[][] => kernelByDifferences(network, inputs, Math.tanh, weights)
  const ofOutput = (all: number[][], k: number): number[][] =>
    all.filter((_, a) => a % 2 === k).map((row) => row.filter((_, b) => b % 2 === k))

  it.each([native, portable])('are the products of the derivatives, $id arithmetic', (arithmetic) => {
    const hidden = differences(network.hiddenWeights)
    const bias = differences(network.biases!)
    const output = differences(network.outputWeights)
    for (const k of [0, 1]) {
      expectSame(hiddenKernel(arithmetic, blocksOf(network, 3), inputs, tanh, noPulse, k), ofOutput(hidden, k))
      expectSame(biasKernel(arithmetic, [network], inputs, tanh, noPulse, k), ofOutput(bias, k))
      expectSame(outputKernel(arithmetic, blocksOf(network, 2), inputs, tanh, noPulse), ofOutput(output, k))
    }
    expectSame(multipleOutputKernel(arithmetic, [network], 2, inputs, tanh, noPulse), hidden)
  })

  it('two neurons by hand', () => {
    const hand: NeuronBlock = {
      neurons: 2,
      outputCount: 1,
      hiddenWeights: Float64Array.of(1, 0, -1, 2),
      biases: null,
      outputWeights: Float64Array.of(1, 2),
      nodeScales: new Float64Array(2).fill(Math.SQRT1_2),
      preactivationScale: 1,
    }
    const given: KernelInputs = { inputs: Float64Array.of(1, 0, 0.6, 0.8), sampleCount: 2, inputDimension: 2 }
    const gram = hiddenKernel(native, [hand], given, relu, noPulse)
    const expected = [0.5, 0.3, 0.3, 2.5]
    for (const [index, value] of gram.entries()) expect(value).toBeCloseTo(expected[index]!, 14)
    const values = native.symmetricEigenvalues(gram, 2, noPulse)
    expect(values[0]).toBeCloseTo(0.45596935, 8)
    expect(values[1]).toBeCloseTo(2.54403065, 8)
  })

  it('many neurons come close to the limit, like m^(-1/2)', () => {
    const points = halfCircle(6)
    const limit = hiddenLimitMatrix(native, relu, points, UNIT_LAW, noPulse)
    for (const neurons of [1000, 100_000]) {
      const kernel = hiddenKernel(native, [gaussianNetwork(neurons, 2)], points, relu, noPulse)
      const largest = kernel.reduce((most, value, index) => Math.max(most, Math.abs(value - limit[index]!)), 0)
      expect(largest).toBeLessThan(4 / Math.sqrt(neurons))
      expect(largest).toBeGreaterThan(0.1 / Math.sqrt(neurons))
    }
  })

  it('full circle of even n: exactly singular at every width', () => {
    const angles = Array.from({ length: 10 }, (_, i) => (Math.PI * i) / 5)
    const full = { inputs: Float64Array.from(angles.flatMap((a) => [Math.cos(a), Math.sin(a)])), sampleCount: 10, inputDimension: 2 }
    const rank = (kind: 'relu' | 'tanh'): number => {
      const kernel = hiddenKernel(native, [gaussianNetwork(3000, 2)], full, activationOf({ kind }), noPulse)
      return native.symmetricEigenvalues(kernel, 10, noPulse).filter((value) => value > 1e-13).length
    }
    expect(rank('relu')).toBe(7)
    expect(rank('tanh')).toBe(5)
  })
})

describe('several outputs and cross-entropy', () => {
  const points = halfCircle(6)
  const limit = hiddenLimitMatrix(native, relu, points, UNIT_LAW, noPulse)

  it('the limit has every eigenvalue of one output as often as there are outputs', () => {
    const one = native.symmetricEigenvalues(limit, 6, noPulse)
    const three = native.symmetricEigenvalues(multipleOutputLimit(limit, 6, 3), 18, noPulse)
    for (const [index, value] of three.entries()) expect(Math.abs(value - one[Math.floor(index / 3)]!)).toBeLessThan(1e-14)
    expect(one[0]).toBeCloseTo(0.04869, 5)
  })

  it('finite width: near the limit, and the softmax Jacobian leaves n zeros and a third of the rest', () => {
    const kernel = multipleOutputKernel(native, [gaussianNetwork(20_000, 2, 3)], 3, points, relu, noPulse)
    const values = native.symmetricEigenvalues(kernel, 18, noPulse)
    expect(Math.abs(values[0]! / 0.04869 - 1)).toBeLessThan(0.04)
    const uniform = new Float64Array(18).fill(1 / 3)
    const rates = native.symmetricEigenvalues(crossEntropyRateMatrix(native, kernel, uniform, 3), 18, noPulse)
    expect(rates.filter((value) => Math.abs(value) < 1e-14)).toHaveLength(6)
    expect(Math.abs(rates[6]! / 0.01623 - 1)).toBeLessThan(0.04)
    const exact = native.symmetricEigenvalues(crossEntropyRateMatrix(native, multipleOutputLimit(limit, 6, 3), uniform, 3), 18, noPulse)
    expect(exact[6]).toBeCloseTo(0.01623, 5)
  })

  it('the rate matrix has the trace of J K for any outputs', () => {
    const outputs = Float64Array.from({ length: 18 }, (_, index) => 3 * Math.sin(index * index))
    const probabilities = softmax(outputs, 3)
    for (let i = 0; i < 6; i++) expect(probabilities[3 * i]! + probabilities[3 * i + 1]! + probabilities[3 * i + 2]!).toBeCloseTo(1, 15)
    expect(probabilities[1]! / probabilities[0]!).toBeCloseTo(Math.exp(outputs[1]! - outputs[0]!), 12)
    const kernel = multipleOutputKernel(native, [gaussianNetwork(50, 2, 3)], 3, points, relu, noPulse)
    const jacobian = softmaxJacobian(probabilities, 3)
    const product = native.multiply(jacobian, kernel, 18, 18, 18)
    const rates = crossEntropyRateMatrix(native, kernel, probabilities, 3)
    const square = native.multiply(product, product, 18, 18, 18)
    const trace = (matrix: Float64Array): number => [...Array(18).keys()].reduce((sum, i) => sum + matrix[i * 19]!, 0)
    expect(trace(rates)).toBeCloseTo(trace(product), 12)
    expect(rates.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(trace(square), 12)
    // without overflow
    expect(softmax(Float64Array.of(1000, 999, -1000), 3)[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 15)
  })
})
