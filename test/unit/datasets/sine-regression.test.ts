import { expect, it } from 'vitest'
import { normalisedPoints, sineRegression, sineTargets, sphereInputs } from '../../../src-main/datasets'
import { normals, RandomStream } from '../../../src-main/science/random'
import { Mulberry32 } from '../../fixtures/mulberry32'

const given = { inputDimension: 50, sampleCount: 100, testCount: 40, noise: 1 }

it('the noise-free targets are those of the reference instance', () => {
  const random = new Mulberry32(42)
  const raw = { inputs: random.normals(200), inputDimension: 10, sampleCount: 20 }
  const { points } = normalisedPoints(raw)
  const noise = random.normals(20)
  expect(points.inputs[0]!).toBeCloseTo(-0.4147774346, 10)
  expect(sineTargets(points)[0]! + noise[0]!).toBeCloseTo(-2.2064816372, 10)
})

it('training inputs are the sphere of the stream "data", their noise is the stream "labels"', () => {
  const { train } = sineRegression(given, 8)
  expect(train.inputs).toEqual(sphereInputs(8, 50, 100))
  const noise = normals(new RandomStream(8, 'labels'), 0, 100)
  expect(train.targets).toEqual(sineTargets(train).map((value, i) => value + noise[i]!))
  expect(train.outputCount).toBe(1)
})

it('a set does not change with the size of the other', () => {
  const { train, test } = sineRegression(given, 8)
  expect(sineRegression({ ...given, testCount: 7 }, 8).train).toEqual(train)
  expect(sineRegression({ ...given, sampleCount: 7 }, 8).test).toEqual(test)
  expect(test.inputs.subarray(0, 50)).not.toEqual(train.inputs.subarray(0, 50))
})

it('noise has the given size', () => {
  const many = { ...given, sampleCount: 4000 }
  const quiet = sineRegression({ ...many, noise: 0 }, 8).train.targets
  const noisy = sineRegression({ ...many, noise: 0.1 }, 8).train.targets
  const variance = noisy.reduce((sum, value, i) => sum + (value - quiet[i]!) ** 2, 0) / 4000
  expect(Math.abs(variance / 0.01 - 1)).toBeLessThan(4 * Math.sqrt(2 / 4000))
})
