import { describe, expect, it } from 'vitest'
import { activationOf } from '../../../../src-main/science/activations'
import { activationHermite, printedTanhDecay, tanhDecay, tanhTailOrder } from '../../../../src-main/science/gaussian'

const { coefficients } = activationHermite(activationOf({ kind: 'tanh' }), 'derivative', 1601)

describe('decay of the coefficients of the derivative of tanh', () => {
  it.each([
    [10, 2.67, 2.589],
    [100, 0.446, 3.17],
    [400, 9.4e-3, 3.327],
    [1600, 2e-6, 3.407],
  ])('at k = %i: over the printed law and over the true one', (k, printed, corrected) => {
    const size = Math.abs(coefficients[k]!)
    expect(size / printedTanhDecay(k) / printed).toBeCloseTo(1, 1)
    expect(size / tanhDecay(k)).toBeCloseTo(corrected, 3)
  })

  it('leaves tails below the stated order, by more and more', () => {
    const ratios = [16, 64, 256].map((p) => {
      const tail = coefficients.subarray(p + 1).reduceRight((total, c) => total + c * c, 0)
      return tail / tanhTailOrder(p)
    })
    expect(ratios[0]).toBeLessThan(1e-2)
    expect(ratios[1]! / ratios[0]!).toBeLessThan(1e-2)
    expect(ratios[2]! / ratios[1]!).toBeLessThan(1e-4)
  })
})
