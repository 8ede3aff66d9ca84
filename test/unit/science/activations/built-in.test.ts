import { describe, expect, it } from 'vitest'
import type { ActivationSpec } from '../../../../src-main/contract'
import { activationOf, normReluConstants, normReluKink } from '../../../../src-main/science/activations'
import { BUILT_IN } from './catalogue'

const POINTS = Array.from({ length: 161 }, (_, k) => -8 + k / 10 + 0.013)

describe.each(BUILT_IN)('$kind', (spec) => {
  const phi = activationOf(spec)

  it('has the derivatives of its value away from kinks', () => {
    const h = 2 ** -16
    for (const x of POINTS) {
      const scale = Math.max(1, Math.abs(phi.value(x)), Math.abs(phi.secondDerivative(x)))
      const slope = (phi.value(x + h) - phi.value(x - h)) / (2 * h)
      expect(Math.abs(slope - phi.derivative(x)), `phi' at ${x}`).toBeLessThan(1e-8 * scale)
      const curvature = (phi.derivative(x + h) - phi.derivative(x - h)) / (2 * h)
      expect(Math.abs(curvature - phi.secondDerivative(x)), `phi'' at ${x}`).toBeLessThan(1e-8 * scale)
    }
  })

  it('has the stated bounds, and they are attained', () => {
    const wide = Array.from({ length: 40001 }, (_, k) => -40 + k / 500)
    for (const [f, bound] of [
      [phi.derivative, phi.derivativeBound],
      [phi.secondDerivative, phi.secondDerivativeBound],
    ] as const) {
      const largest = Math.max(...wide.map((x) => Math.abs(f(x))))
      if (bound === Infinity) expect(largest).toBeGreaterThan(30)
      else {
        expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-15))
        expect(largest).toBeGreaterThanOrEqual(bound * (1 - 1e-5))
      }
    }
  })

  it('jumps at its kink as stated, and the derivative there is the limit from the left', () => {
    const { smoothness, kinks } = phi
    if (smoothness.kind !== 'jump') return expect(kinks).toEqual([])
    const kink = kinks[0]!
    const below = kink - 1e-9
    expect(phi.derivative(kink)).toBeCloseTo(phi.derivative(below), 7)
    expect(phi.secondDerivative(kink)).toBeCloseTo(phi.secondDerivative(below), 7)
    const jumps = [phi.value, phi.derivative, phi.secondDerivative].map((f) => Math.abs(f(kink + 1e-9) - f(below)))
    jumps.slice(0, smoothness.order).forEach((jump) => expect(jump).toBeLessThan(1e-7))
    if (smoothness.order <= 2) expect(jumps[smoothness.order]).toBeCloseTo(smoothness.size, 7)
  })
})

describe('values', () => {
  it.each<[ActivationSpec, number, number]>([
    // mpmath, 30 digits
    [{ kind: 'softplus' }, -50, 1.9287498479639178e-22],
    [{ kind: 'softplus' }, 800, 800],
    [{ kind: 'sigmoid' }, -700, 9.85967654375977e-305],
    [{ kind: 'gelu' }, -10, -7.619853024160526e-23],
    [{ kind: 'elu' }, -1e-12, -9.999999999995e-13],
    [{ kind: 'swish' }, -30, -2.8072868906517896e-12],
  ])('%o at %d', (spec, x, expected) => {
    expect(Math.abs(activationOf(spec).value(x) / expected - 1)).toBeLessThan(1e-13)
  })

  it('keeps the tail of the derivative of tanh', () => {
    // 1 / cosh(20)^2
    expect(activationOf({ kind: 'tanh' }).derivative(20) / 1.6993417021166355e-17).toBeCloseTo(1, 13)
  })

  it('swish: slope and curvature at 0, largest slope, least value', () => {
    const swish = activationOf({ kind: 'swish' })
    expect([swish.derivative(0), swish.secondDerivative(0), swish.secondDerivativeBound]).toEqual([0.5, 0.5, 0.5])
    expect(swish.derivativeBound).toBeCloseTo(1.099839320129, 12)
    expect(swish.derivative(2.39935728)).toBeCloseTo(1.099839320129, 12)
    expect(swish.value(-1.27846)).toBeCloseTo(-0.278464543, 9)
    expect(swish.derivative(-1.278464543)).toBeCloseTo(0, 8)
  })
})

describe('smoothness', () => {
  it.each<[ActivationSpec, object]>([
    [{ kind: 'selu' }, { kind: 'jump', order: 1, size: 0.7073983535 }],
    [
      { kind: 'leaky-relu', negativeSlope: 1 },
      { kind: 'polynomial', degree: 1 },
    ],
    [{ kind: 'penalised-tanh', negativeSlope: 1 }, { kind: 'smooth' }],
    [
      { kind: 'polynomial', coefficients: [0, 1, 3, 0, 0] },
      { kind: 'polynomial', degree: 2 },
    ],
    [
      { kind: 'polynomial', coefficients: [0] },
      { kind: 'polynomial', degree: 0 },
    ],
    [{ kind: 'elu' }, { kind: 'jump', order: 2, size: 1 }],
    [{ kind: 'elu-as-printed' }, { kind: 'jump', order: 1, size: 1 }],
    [
      { kind: 'relu-power', power: 3 },
      { kind: 'jump', order: 3, size: 1 },
    ],
  ])('of %o', (spec, expected) => {
    const { smoothness } = activationOf(spec)
    const rounded = smoothness.kind === 'jump' ? { ...smoothness, size: Number(smoothness.size.toFixed(10)) } : smoothness
    expect(rounded).toEqual(expected)
  })
})

describe('NormReLU constants', () => {
  it('of the kink -1.5975', () => {
    const { shift, scale } = normReluConstants(-1.5975)
    expect(shift).toBeCloseTo(-1.6208793133, 10)
    expect(scale).toBeCloseTo(1.0500009681, 10)
    const phi = activationOf({ kind: 'normrelu', kink: -1.5975 })
    expect(phi.value(0)).toBeCloseTo(-0.024548, 6)
    expect(phi.value(-3)).toBeCloseTo(-1.7019248, 7)
    expect(phi.value(2)).toBeCloseTo(2.075454, 6)
  })

  it.each([
    [-3, -3.000382, 1.001251],
    [-2, -2.008491, 1.020516],
    [-1, -1.083315, 1.153864],
    [-0.5, -0.697797, 1.344202],
    [0, -0.398942, 1.712859],
    [0.5, -0.197797, 2.421685],
    [1, -0.083315, 3.823643],
  ])('of the kink %d', (kink, shift, scale) => {
    expect(normReluConstants(kink).shift).toBeCloseTo(shift, 6)
    expect(normReluConstants(kink).scale).toBeCloseTo(scale, 6)
  })
})

describe('the kink of a NormReLU', () => {
  it('with a given scale', () => {
    expect(normReluKink(1.0507009874)).toBeCloseTo(-1.5907658564, 9)
    expect(normReluKink(1.05)).toBeCloseTo(-1.5975094, 7)
    expect(normReluKink(normReluConstants(2.5).scale)).toBeCloseTo(2.5, 9)
  })

  it.each([1, 0.5, NaN, 1e20])('does not exist for the scale %d', (scale) => {
    expect(() => normReluKink(scale)).toThrow(RangeError)
  })
})

it('every kind has a name and formulas that are not empty', () => {
  for (const spec of BUILT_IN) {
    const { name, formula, derivativeFormula } = activationOf(spec)
    expect([name, formula, derivativeFormula].every((text) => text.length > 0)).toBe(true)
  }
  expect(activationOf({ kind: 'polynomial', coefficients: [1, -2, 0, 0.5] }).formula).toBe('0.5\\,x^{3} - 2\\,x + 1')
})
