import { describe, expect, it } from 'vitest'
import { activationKernel, activationOf } from '../../../../src-main/science/activations'
import { builtInActivations, type ActivationKernel } from '../../../../src-main/science/arithmetic/two-layer'
import {
  activationLayer,
  batchNormalisation,
  feedForward,
  normRelu,
  problemOf,
  randomBatch,
  relu,
  sharedBatch,
} from '../../../golden/deep-networks'
import { linear, relativeDifference, trainersOf, unevenNetworks, updateOf, vector } from '../../../golden/deep-trainers'
import { noPulse } from '../../../golden/train'

describe.each([
  ['float64', 1e-12],
  // sums of a hundred terms of either sign, each rounded by 6e-8, some of them after cancellation in a normalisation
  ['float32', 2e-4],
] as const)('native training in %s is the portable one', (precision, tolerance) => {
  it.each(Object.entries(unevenNetworks))('through %s', (_, network) => {
    // several blocks and a part of one: blocks of images have at most 16 examples, those of vectors 64
    const many = network.input.height > 1 ? 37 : 70
    for (const [loss, count, batchSize] of [
      ['cross-entropy', 21, 32],
      ['squared', many, many],
    ] as const) {
      const problem = problemOf(network, { loss, precision, batchSize, threads: 2 })
      const [fast, reference] = trainersOf(problem, 3)
      const batch = randomBatch(problem, count, 11)
      const [actual, expected] = [fast.gradient(batch, noPulse), reference.gradient(batch, noPulse)]
      expect(Math.abs(actual.loss / expected.loss - 1)).toBeLessThan(tolerance)
      expect(actual.correct).toBe(expected.correct)
      expect(actual.notFiniteLayer).toBeNull()
      expect(relativeDifference(actual.gradient, expected.gradient)).toBeLessThan(tolerance)
      expect(Math.abs(actual.gradientNorm / expected.gradientNorm - 1)).toBeLessThan(tolerance)
      for (const statistic of ['outputRms', 'gradientRms', 'parameterGradientNorm', 'parameterNorm'] as const)
        expect(relativeDifference(actual.layers[statistic], expected.layers[statistic])).toBeLessThan(tolerance)
      const layers = network.layers.map((_layer, place) => place)
      for (const batchStatistics of loss === 'squared' ? [false, true] : []) {
        const evaluated = [fast, reference].map((trainer) => trainer.evaluate(batch.inputs, count, { layers, batchStatistics }, noPulse))
        expect(relativeDifference(evaluated[0]!.outputs, evaluated[1]!.outputs)).toBeLessThan(tolerance)
        for (const place of layers)
          expect(relativeDifference(evaluated[0]!.layers[place]!, evaluated[1]!.layers[place]!)).toBeLessThan(tolerance)
      }
      for (const seed of [1, 2]) {
        const next = randomBatch(problem, count, seed)
        const [one, other] = [fast.step(next, updateOf(problem), noPulse), reference.step(next, updateOf(problem), noPulse)]
        expect(Math.abs(one.loss / other.loss - 1)).toBeLessThan(tolerance)
      }
      for (const name of ['parameters', 'velocity', 'runningStatistics'] as const)
        expect(relativeDifference(fast.state[name], reference.state[name])).toBeLessThan(tolerance)
      expect(fast.state.step).toBe(2)
    }
  })

  const built = builtInActivations.map((id): [string, ActivationKernel] => [
    id,
    { kind: 'built-in', id, parameters: id === 'polynomial' ? [0.1, 1, -0.3] : [] },
  ])
  const formula = activationKernel(activationOf({ kind: 'expression', expression: 'x * exp(-x^2)', kinks: [] }))
  it.each([...built, ['a formula', formula] as [string, ActivationKernel]])('through the activation %s', (_, activation) => {
    const network = { input: vector(4), layers: [linear(37), activationLayer(activation), linear(3)] }
    const problem = problemOf(network, { precision, batchSize: 16 })
    const [fast, reference] = trainersOf(problem, 5)
    const batch = randomBatch(problem, 11, 12)
    expect(relativeDifference(fast.gradient(batch, noPulse).gradient, reference.gradient(batch, noPulse).gradient)).toBeLessThan(tolerance)
  })

  it('with shares of classes', () => {
    const problem = problemOf(unevenNetworks['linear layers of odd sizes'], { precision, batchSize: 70, threads: 2 })
    const [fast, reference] = trainersOf(problem, 3)
    const batch = sharedBatch(problem, 70, 11)
    const [actual, expected] = [fast.gradient(batch, noPulse), reference.gradient(batch, noPulse)]
    expect(Math.abs(actual.loss / expected.loss - 1)).toBeLessThan(tolerance)
    expect(Math.abs(actual.correct / expected.correct - 1)).toBeLessThan(1e-14)
    expect(actual.correct).not.toBe(Math.round(actual.correct))
    expect(relativeDifference(actual.gradient, expected.gradient)).toBeLessThan(tolerance)
  })

  it('over many steps', () => {
    for (const [network, steps] of [
      [feedForward(20, 24, 6, 5, normRelu), 12],
      [feedForward(20, 24, 4, 5, relu, [batchNormalisation]), 12],
      // the portable arithmetic takes long for it
      [unevenNetworks['a residual network'], 3],
    ] as const) {
      const problem = problemOf(network, { precision, batchSize: 48, threads: 2 })
      const [fast, reference] = trainersOf(problem, 7)
      for (let step = 0; step < steps; step++)
        for (const trainer of [fast, reference]) trainer.step(randomBatch(problem, 40 + (step % 3), step + 1), updateOf(problem), noPulse)
      // differences grow along the way
      expect(relativeDifference(fast.state.parameters, reference.state.parameters)).toBeLessThan(20 * tolerance)
    }
  })
})
