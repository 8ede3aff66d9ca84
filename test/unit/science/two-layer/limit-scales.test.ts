import { expect, it } from 'vitest'
import { limitPowerSum, limitWeights, nodeWeights, type ScaleProfile } from '../../../../src-main/science/two-layer'

const total = (values: Float64Array): number => values.reduceRight((sum, value) => sum + value, 0)

it.each<[ScaleProfile, number]>([
  [{ kind: 'zipf', exponent: 0.4 }, 0.5762028419],
  [{ kind: 'zipf', exponent: 0.5 }, 0.4],
  [{ kind: 'finite', count: 8 }, 1 / 8],
  [{ kind: 'geometric', ratio: 0.5 }, 1 / 3],
  [{ kind: 'list', values: [3, 1] }, 10 / 16],
])('%o: weights of the whole sequence and sums of their powers', (profile, squares) => {
  const weights = limitWeights(profile, 20_000)
  expect(total(weights)).toBeCloseTo(1, 4)
  expect(limitPowerSum(profile, 2)).toBeCloseTo(squares, 9)
  for (const power of [1.5, 3])
    expect(limitPowerSum(profile, power)).toBeCloseTo(total(weights.map((value) => (value > 0 ? Math.exp(power * Math.log(value)) : 0))), 5)
  // a network has the same weights over their sum
  const [first, second] = nodeWeights(50, 0, profile)
  expect(second! / first!).toBeCloseTo(weights[1]! / weights[0]!, 14)
})

it('a list without weight is refused', () => {
  expect(() => limitWeights({ kind: 'list', values: [0] }, 3)).toThrow(RangeError)
})
