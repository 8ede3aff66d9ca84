import { describe, expect, it } from 'vitest'
import type { DeepArray } from '../../../../src-main/science/arithmetic/deep-network'
import { parameterParts } from '../../../../src-main/science/deep'
import { feedForward, problemOf, randomBatch, relu } from '../../../golden/deep-networks'
import { copyOf, trainersOf, updateOf } from '../../../golden/deep-trainers'
import { noPulse } from '../../../golden/train'

describe('what is not finite', () => {
  const network = feedForward(3, 4, 2, 2, relu)
  const first = (path: string): number => parameterParts(network).find((part) => part.path === path)!.first

  it.each([0, 2, 4])('is reported with the first layer, %i, whatever comes after it', (place) => {
    const problem = problemOf(network, { batchSize: 8 })
    const trainers = trainersOf(problem, 3)
    const batch = randomBatch(problem, 5, 1)
    for (const { state } of trainers) state.parameters[first(`layers.${place}`)] = place === 4 ? NaN : -Infinity
    for (const trainer of trainers) {
      const before = copyOf(trainer.state)
      const result = trainer.step(batch, updateOf(problem), noPulse)
      expect(result.notFiniteLayer).toBe(place)
      expect(result.gradientNorm).toBeNaN()
      expect(trainer.state).toEqual(before)
    }
    const [actual, expected] = trainers.map((trainer) => trainer.gradient(batch, noPulse))
    expect(actual!.layers.gradientRms).toEqual(expected!.layers.gradientRms)
    expect(actual!.layers.parameterGradientNorm).toEqual(expected!.layers.parameterGradientNorm)
    expect(actual!.layers.parameterNorm).toEqual(expected!.layers.parameterNorm)
    expect(actual!.gradient).toEqual(expected!.gradient)
  })

  it.each([
    ['an output of a layer on the way back', [1e-250, 1e120, 1e120], 1e100, 1, 1],
    ['the weights of a layer', [1e-200, 1, 1], 1e110, 1e200, 0],
  ] as const)('is reported for the gradient by %s', (_, values, target, input, expected) => {
    const problem = problemOf(network, { loss: 'squared', batchSize: 8 })
    for (const trainer of trainersOf(problem, 3)) {
      trainer.state.parameters.fill(0)
      for (const [index, value] of values.entries()) {
        const part = parameterParts(network).find(({ path }) => path === `layers.${2 * index}`)!
        trainer.state.parameters.fill(value, part.first, part.first + part.count)
      }
      const inputs: DeepArray = new Float64Array(3).fill(input)
      const before = copyOf(trainer.state)
      const result = trainer.step({ count: 1, inputs, targets: Float64Array.of(target, target) }, updateOf(problem), noPulse)
      expect(result.loss).toBeLessThan(Infinity)
      expect(result.notFiniteLayer).toBe(expected)
      expect(trainer.state).toEqual(before)
    }
  })
})
