import { describe, expect, it } from 'vitest'
import { native, portable } from '../../../golden/both-arithmetics'
import { noPulse } from '../../../golden/train'
import { randomInstance, relativeDifference, shapeName, shapes } from './random-instance'

const frozen = { hidden: false, output: true }
const cases = [...shapes, { n: 30, width: 450, samples: 400 }].map((shape) => ({ shape, name: shapeName(shape) }))

function signs(values: Float64Array): Float64Array {
  return values.map((value) => (value < 0 ? -1 : 1))
}

function asymmetry(matrix: Float64Array, order: number): number {
  let largest = 0
  for (let j = 0; j < order; j++)
    for (let k = 0; k < j; k++) largest = Math.max(largest, Math.abs(matrix[j * order + k]! - matrix[k * order + j]!))
  return largest
}

describe('kernel matrices, native against portable', () => {
  it.each(cases)('$name', ({ shape }) => {
    const { problem, hiddenWeights, outputWeights } = randomInstance(23, shape, frozen)
    const { activations } = portable.startTwoLayerRelu(problem, hiddenWeights, outputWeights).state
    const matrices = [native, portable].map((arithmetic) => ({
      withSigns: arithmetic.hiddenGram(problem, signs(outputWeights), activations, noPulse),
      weighted: arithmetic.hiddenGram(problem, outputWeights, activations, noPulse),
      output: arithmetic.outputGram(problem, hiddenWeights, noPulse),
      byNeuron: arithmetic.outputGramByNeuron(problem, hiddenWeights, noPulse),
    }))
    const [actual, expected] = matrices
    for (const name of ['withSigns', 'weighted', 'output', 'byNeuron'] as const) {
      expect(relativeDifference(actual![name], expected![name]), name).toBeLessThan(1e-10)
      expect(asymmetry(actual![name], name === 'byNeuron' ? shape.width : shape.samples), name).toBe(0)
    }
  })

  it('does not depend on the number of threads or on slices', () => {
    const { problem, hiddenWeights, outputWeights } = randomInstance(29, { n: 64, width: 700, samples: 600 }, frozen)
    const { activations } = native.startTwoLayerRelu(problem, hiddenWeights, outputWeights).state
    const [one, three] = [1, 3].map((threads) => ({
      withSigns: native.hiddenGram({ ...problem, threads }, signs(outputWeights), activations, noPulse),
      weighted: native.hiddenGram({ ...problem, threads }, outputWeights, activations, noPulse),
      output: native.outputGram({ ...problem, threads }, hiddenWeights, noPulse),
      byNeuron: native.outputGramByNeuron({ ...problem, threads }, hiddenWeights, noPulse),
    }))
    expect(three).toEqual(one)
  })

  it('gives way to the pulse and stops when it throws', () => {
    const { problem, hiddenWeights } = randomInstance(31, { n: 300, width: 2000, samples: 1800 }, frozen)
    let pulses = 0
    const cancelled = (): void => {
      if (++pulses === 2) throw new Error('cancelled')
    }
    expect(() => native.outputGram(problem, hiddenWeights, cancelled)).toThrow('cancelled')
    expect(pulses).toBe(2)
  })
})

describe('products', () => {
  it.each([
    [1, 1, 1],
    [3, 5, 1],
    [150, 40, 70],
    [300, 301, 1],
    [0, 3, 2],
    [2, 0, 3],
  ])('%i x %i x %i', (rows, inner, columns) => {
    const entry = (_: number, index: number): number => ((index * 7919) % 101) / 50 - 1
    const a = new Float64Array(rows * inner).map(entry)
    const b = new Float64Array(inner * columns).map(entry)
    expect(relativeDifference(native.multiply(a, b, rows, inner, columns), portable.multiply(a, b, rows, inner, columns))).toBeLessThan(
      1e-13,
    )
  })
})
