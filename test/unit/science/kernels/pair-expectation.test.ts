import { describe, expect, it } from 'vitest'
import { activationOf, normalCdf, normalDensity } from '../../../../src-main/science/activations'
import { dualFunction, gaussianExpectation } from '../../../../src-main/science/gaussian'
import { pairExpectation, type KinkedFunction } from '../../../../src-main/science/kernels/pair-expectation'

const shiftedReLU = (kink: number): KinkedFunction => ({ value: (x) => Math.max(0, x - kink), kinks: [kink] })

/** E max(s u - k, 0) max(t v - k, 0), the expectation over v given u in closed form. */
function byClosedForm(kink: number, rho: number, s: number, t: number): number {
  const deviation = t * Math.sqrt(1 - rho * rho)
  return gaussianExpectation(
    (u) => {
      const mean = t * rho * u - kink
      return Math.max(0, s * u - kink) * (mean * normalCdf(mean / deviation) + deviation * normalDensity(mean / deviation))
    },
    [kink / s],
  )
}

describe('E psi(s u) psi(t v)', () => {
  it.each([-0.5, 0, 0.8])('kink at %f, any scales', (kink) => {
    for (const rho of [-0.95, 0.4, 0.999]) {
      for (const [s, t] of [
        [1, 1],
        [0.5, 2],
        [3, 0.7],
      ] as const) {
        expect(Math.abs(pairExpectation(shiftedReLU(kink), rho, s, t) - byClosedForm(kink, rho, s, t))).toBeLessThan(1e-11)
      }
    }
  })

  it.each(['relu', 'elu', 'tanh'] as const)('%s of equal scales: the dual function', (kind) => {
    const activation = activationOf({ kind })
    const derivative = { value: (x: number) => activation.derivative(x), kinks: activation.kinks }
    for (const scale of [0.6, 1]) {
      const dual = dualFunction(activation, 'derivative', scale)
      for (const rho of [-1, -0.7, 0.2, 0.99, 1])
        expect(Math.abs(pairExpectation(derivative, rho, scale, scale) - dual(rho))).toBeLessThan(1e-12)
    }
  })

  it('a scale of 0 leaves a constant', () => {
    const constant = pairExpectation(shiftedReLU(-0.5), 0.3, 0, 2)
    expect(constant).toBeCloseTo(0.5 * gaussianExpectation((v) => Math.max(0, 2 * v + 0.5), [-0.25]), 11)
  })
})
