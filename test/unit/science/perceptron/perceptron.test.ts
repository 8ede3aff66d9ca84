import { describe, expect, it } from 'vitest'
import { descend, drawPerceptron, perceptronGradient, perceptronOutputs, type Perceptron } from '../../../../src-main/science/perceptron'
import { normals, RandomStream } from '../../../../src-main/science/random'
import { portable } from '../../../fixtures/arithmetic'

const COUNT = 7
const inputs = normals(new RandomStream(1, 'inputs'), 0, 3 * COUNT)
const targets = normals(new RandomStream(1, 'targets'), 0, 2 * COUNT)

const loss = (network: Perceptron): number => {
  const outputs = perceptronOutputs(portable, network, inputs, COUNT)
  return outputs.reduce((sum, value, i) => sum + (value - (targets[i] ?? NaN)) ** 2, 0) / (2 * COUNT)
}

describe.each([
  ['one hidden layer', [3, 5, 2]],
  ['two hidden layers', [3, 5, 4, 2]],
  ['no hidden layer', [3, 2]],
])('a perceptron with %s', (_, sizes) => {
  it('starts uniform on +-1 / sqrt(inputs of the layer)', () => {
    const network = drawPerceptron(3, 'test', sizes)
    for (const [layer, values] of [...network.weights, ...network.biases].entries()) {
      const bound = 1 / Math.sqrt(sizes[layer % (sizes.length - 1)] ?? NaN)
      expect(Math.max(...values.map(Math.abs))).toBeLessThan(bound)
      expect(new Set(values).size).toBe(values.length)
    }
  })

  it('has the gradient of its loss, by central differences', () => {
    const network = drawPerceptron(3, 'test', sizes)
    const gradient = perceptronGradient(portable, network, inputs, targets, COUNT)
    expect(gradient.loss).toBeCloseTo(loss(network), 14)
    const h = 1e-6
    for (const kind of ['weights', 'biases'] as const) {
      network[kind].forEach((values, layer) =>
        values.forEach((value, i) => {
          values[i] = value + h
          const above = loss(network)
          values[i] = value - h
          const below = loss(network)
          values[i] = value
          expect(gradient[kind][layer]?.[i], `${kind} ${layer} ${i}`).toBeCloseTo((above - below) / (2 * h), 8)
        }),
      )
    }
  })

  it('falls along its gradient', () => {
    const network = drawPerceptron(3, 'test', sizes)
    const before = loss(network)
    for (let step = 0; step < 50; step++) descend(network, perceptronGradient(portable, network, inputs, targets, COUNT), 0.05)
    expect(loss(network)).toBeLessThan(before)
  })
})

it('values by hand: one neuron, active and not', () => {
  const network: Perceptron = {
    sizes: [1, 1, 1],
    weights: [Float64Array.of(2), Float64Array.of(-3)],
    biases: [Float64Array.of(1), Float64Array.of(5)],
  }
  expect([...perceptronOutputs(portable, network, Float64Array.of(1, -1), 2)]).toEqual([-4, 5])
})
