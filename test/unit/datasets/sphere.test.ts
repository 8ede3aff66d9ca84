import { expect, it } from 'vitest'
import { sphereInputs } from '../../../src-main/datasets'
import { RandomStream, spherePoints } from '../../../src-main/science/random'

it('sphere inputs are the stream "data" of the seed, a row a point', () => {
  const inputs = sphereInputs(9, 4, 6)
  expect(inputs).toEqual(spherePoints(new RandomStream(9, 'data'), 4, 0, 6))
  expect(inputs).not.toEqual(spherePoints(new RandomStream(9, 'labels'), 4, 0, 6))
})
