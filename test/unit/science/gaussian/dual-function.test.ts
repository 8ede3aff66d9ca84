import { describe, expect, it } from 'vitest'
import type { ActivationSpec } from '../../../../src-main/contract'
import { activationOf } from '../../../../src-main/science/activations'
import {
  activationConstants,
  activationHermite,
  dualFunction,
  gaussianExpectation,
  tabulatedDual,
} from '../../../../src-main/science/gaussian'
import { DUAL_VALUES } from '../../../golden/dual-values'
import { BUILT_IN } from '../activations/catalogue'

const dual = (spec: ActivationSpec, part: 'value' | 'derivative', scale?: number) => dualFunction(activationOf(spec), part, scale)

describe('values made elsewhere', () => {
  it.each(DUAL_VALUES)('%s %s at %d', (kind, part, rho, expected) => {
    const value = dual({ kind } as ActivationSpec, part)(rho)
    expect(Math.abs(value - expected)).toBeLessThan(2e-14)
  })

  // arXiv 1908.05660's specification, check A3: correlation cos 36 degrees
  it.each<[ActivationSpec, 'value' | 'derivative', number]>([
    [{ kind: 'step' }, 'value', 0.4],
    [{ kind: 'tanh' }, 'derivative', 0.42116488078],
    [{ kind: 'swish' }, 'derivative', 0.35283171098],
    [{ kind: 'elu' }, 'derivative', 0.64520839692],
    [{ kind: 'relu-power', power: 2 }, 'derivative', 0.41715572613],
    [{ kind: 'relu-power', power: 3 }, 'derivative', 0.28766370409],
    [{ kind: 'erf' }, 'derivative', 0.50400271411],
  ])('%o %s at cos 36 degrees', (spec, part, expected) => {
    expect(Math.abs(dual(spec, part)((1 + Math.sqrt(5)) / 4) - expected)).toBeLessThan(6e-12)
  })

  // arXiv 1902.04674's specification, check A2
  it.each<[ActivationSpec, 'value' | 'derivative', number, number]>([
    [{ kind: 'softplus' }, 'derivative', 0.5, 0.271428325632],
    [{ kind: 'softplus' }, 'derivative', -1, 0.206620964142],
    [{ kind: 'softplus' }, 'value', 0.5, 0.780078165207],
    [{ kind: 'relu' }, 'derivative', 0.5, 1 / 3],
    [{ kind: 'relu' }, 'value', 0.5, 0.304498890522],
    [{ kind: 'relu' }, 'value', 0, 1 / (2 * Math.PI)],
  ])('%o %s at %d', (spec, part, rho, expected) => {
    expect(Math.abs(dual(spec, part)(rho) - expected)).toBeLessThan(6e-13)
  })

  // arXiv 2002.01523's specification, check A3: duals of the normalised functions
  it.each<[ActivationSpec, number, number]>([
    [{ kind: 'relu' }, 0.5, 0.42642234],
    [{ kind: 'relu' }, 0.9, 0.86729806],
    [{ kind: 'relu' }, -0.9, -0.45294993],
    [{ kind: 'normrelu', kink: -1.5975 }, 0.5, 0.49473604],
    [{ kind: 'normrelu', kink: -1.5975 }, 0.9, 0.89727087],
    [{ kind: 'normrelu', kink: -1.5975 }, -0.9, -0.88355365],
    [{ kind: 'erf' }, 0.5, 0.46570375],
    [{ kind: 'erf' }, -0.9, -0.88183736],
    [{ kind: 'tanh' }, 0.5, 0.4725514],
    [{ kind: 'tanh' }, 0.9, 0.88564096],
    [{ kind: 'selu' }, 0.5, 0.49056913],
    [{ kind: 'selu' }, 0.9, 0.89525931],
    [{ kind: 'selu' }, -1, -0.96639405],
  ])('normalised %o at %d', (spec, rho, expected) => {
    const { mean, variance } = activationConstants(activationOf(spec))
    expect(Math.abs((dual(spec, 'value')(rho) - mean * mean) / variance - expected)).toBeLessThan(6e-9)
  })

  it('tanh: normalised dual of a deep network at .1, .5, .9, .99 and its slope', () => {
    const { meanSquare, derivativeMeanSquare } = activationConstants(activationOf({ kind: 'tanh' }))
    const values = [0.1, 0.5, 0.9, 0.99].map((rho) => dual({ kind: 'tanh' }, 'value')(rho) / meanSquare)
    ;[0.093103, 0.4725514, 0.885641, 0.9882596].forEach((expected, k) => expect(values[k]).toBeCloseTo(expected, 7))
    expect(derivativeMeanSquare / meanSquare).toBeCloseTo(1.177807, 6)
  })
})

describe.each(BUILT_IN)('the dual of $kind', (spec) => {
  const phi = activationOf(spec)

  it.each([0.3, 1, 1.7])('has the moments of one variable at the correlations 1, 0 and -1, scale %d', (scale) => {
    const kinks = phi.kinks.map((kink) => kink / scale)
    for (const part of ['value', 'derivative'] as const) {
      const psi = (x: number): number => phi[part](scale * x)
      const of = dualFunction(phi, part, scale)
      const mean = gaussianExpectation(psi, kinks)
      const size = gaussianExpectation((x) => psi(x) ** 2, kinks)
      const tolerance = 3e-14 * size
      expect(Math.abs(of(1) - size), `${part} at 1`).toBeLessThanOrEqual(tolerance)
      expect(Math.abs(of(0) - mean * mean), `${part} at 0`).toBeLessThanOrEqual(tolerance)
      const opposite = gaussianExpectation((x) => psi(x) * psi(-x), [...kinks, ...kinks.map((kink) => -kink)])
      expect(Math.abs(of(-1) - opposite), `${part} at -1`).toBeLessThanOrEqual(tolerance)
      // what rounding puts outside of [-1, 1] is taken for the end
      expect(of(1 + 1e-15)).toBe(of(1))
      expect(of(-1 - 1e-15)).toBe(of(-1))
    }
  })

  it("has the derivative's dual as its derivative", () => {
    if (spec.kind === 'step') return expect(dualFunction(phi, 'derivative')(0.3)).toBe(0)
    const [value, derivative] = [dualFunction(phi, 'value'), dualFunction(phi, 'derivative')]
    const h = 2 ** -10
    for (const rho of [-0.8, -0.2, 0.45, 0.9]) {
      const slope = (8 * (value(rho + h) - value(rho - h)) - (value(rho + 2 * h) - value(rho - 2 * h))) / (12 * h)
      expect(Math.abs(slope - derivative(rho)), `at ${rho}`).toBeLessThan(3e-9 * Math.max(1, derivative(1)))
    }
  })
})

describe('smooth activations by quadrature agree with their series', () => {
  it.each(['tanh', 'swish', 'softplus', 'gelu'] as const)('%s', (kind) => {
    const smooth = activationOf({ kind })
    // a kink that is none sends the same function through the quadratures
    for (const kinks of [[0], [0.5, -1]]) {
      const forced = dualFunction({ ...smooth, kinks, smoothness: { kind: 'jump', order: 1, size: 0 } }, 'value')
      for (const rho of [-0.9999, -0.6, 0.35, 0.97, 0.9999])
        expect(Math.abs(forced(rho) - dualFunction(smooth, 'value')(rho)), `at ${rho}, kinks ${kinks.join()}`).toBeLessThan(1e-13)
    }
  })
})

describe('formulas', () => {
  it.each<[string, ActivationSpec]>([
    ['max(x, 0)', { kind: 'relu' }],
    ['x > 0 ? x : exp(x) - 1', { kind: 'elu' }],
    ['1.0500009681 * (max(x + 1.5975, 0) - 1.6208793133)', { kind: 'normrelu', kink: -1.5975 }],
    ['tanh(x)', { kind: 'tanh' }],
    ['x^3', { kind: 'polynomial', coefficients: [0, 0, 0, 1] }],
  ])('%s has the dual of %o', (expression, spec) => {
    for (const part of ['value', 'derivative'] as const) {
      const given = dual({ kind: 'expression', expression }, part)
      const builtIn = dual(spec, part)
      // the constants of NormReLU are written with 10 decimals
      const tolerance = (spec.kind === 'normrelu' ? 1e-9 : 1e-13) * builtIn(1)
      for (const rho of [-1, -0.99999, -0.7, 0.2, 0.9, 0.9999, 0.9999999, 1])
        expect(Math.abs(given(rho) - builtIn(rho)), `${part} at ${rho}`).toBeLessThan(tolerance)
    }
  })

  it('a jump away from 0: the dual leaves its value at 1 like the angle', () => {
    const given = dual({ kind: 'expression', expression: 'x > 0.5 ? 3 : 1' }, 'value')
    const slope = (theta: number): number => (given(1) - given(1 - 2 * Math.sin(theta / 2) ** 2)) / theta
    // jump^2 density(1/2) / sqrt(2 pi)
    const expected = (4 * Math.exp(-0.125)) / (2 * Math.PI)
    for (const theta of [1e-3, 1e-4, 1e-5]) expect(Math.abs(slope(theta) / expected - 1)).toBeLessThan(2 * theta + 1e-9)
  })
})

describe('the closed forms of polynomials and linear parts', () => {
  it('x^2 and x^3', () => {
    for (const rho of [-1, -0.3, 0.8]) {
      expect(dual({ kind: 'polynomial', coefficients: [0, 0, 1] }, 'derivative')(rho)).toBeCloseTo(4 * rho, 14)
      expect(dual({ kind: 'polynomial', coefficients: [0, 0, 0, 1] }, 'derivative')(rho)).toBeCloseTo(9 + 18 * rho * rho, 13)
      expect(dual({ kind: 'polynomial', coefficients: [0, 1] }, 'derivative')(rho)).toBe(1)
      expect(dual({ kind: 'polynomial', coefficients: [0, 0, 0.5] }, 'derivative')(rho)).toBeCloseTo(rho, 15)
    }
  })

  it('leaky ReLU as printed: a^2 + a (1 - a) + (1 - a)^2 (pi - theta) / (2 pi)', () => {
    const a = 0.2
    for (const rho of [-0.9, 0.1, 0.7])
      expect(dual({ kind: 'leaky-relu', negativeSlope: a }, 'derivative')(rho)).toBeCloseTo(
        a * a + a * (1 - a) + ((1 - a) * (1 - a) * (Math.PI - Math.acos(rho))) / (2 * Math.PI),
        15,
      )
  })

  it('a truncated series would be useless for ReLU, the closed form is exact near the ends', () => {
    const step = dual({ kind: 'relu' }, 'derivative')
    expect(step(1)).toBe(0.5)
    expect(step(-1)).toBe(0)
    // pi - arccos(-1 + 1e-12) = sqrt(2e-12) to first order
    expect(step(-1 + 2 ** -40) / (Math.sqrt(2 ** -39) / (2 * Math.PI))).toBeCloseTo(1, 11)
    const { coefficients } = activationHermite(activationOf({ kind: 'relu' }), 'derivative', 200)
    expect(step(1) - coefficients.reduce((total, c) => total + c * c, 0)).toBeGreaterThan(8e-3)
  })
})

describe('arguments of other variances', () => {
  it('swish, input dimension 4 and 50: E phi(z / sqrt d)^2 and E phi phi', () => {
    // arXiv 2302.01002's specification, 6.2
    for (const [d, c1, g1] of [
      [4, 0.0722491242, 0.0853865435],
      [50, 0.005073774226, 0.0074383594],
    ] as const) {
      const swish = activationOf({ kind: 'swish' })
      const scale = 1 / Math.sqrt(d)
      expect(dualFunction(swish, 'value', scale)(1)).toBeCloseTo(c1, 10)
      expect(gaussianExpectation((z) => swish.value(scale * z) * swish.derivative(scale * z), [])).toBeCloseTo(g1, 10)
    }
    const relu = activationOf({ kind: 'relu' })
    expect(gaussianExpectation((z) => (relu.value(z) * relu.derivative(z)) / Math.sqrt(50), [0])).toBeCloseTo(0.0564189584, 10)
  })
})

describe('tabulatedDual', () => {
  it.each<[ActivationSpec, 'value' | 'derivative', number, number]>([
    [{ kind: 'relu' }, 'derivative', 1e-12, 16],
    [{ kind: 'relu' }, 'value', 1e-12, 16],
    [{ kind: 'tanh' }, 'derivative', 1e-12, 64],
    [{ kind: 'elu' }, 'derivative', 1e-12, 32],
    [{ kind: 'elu' }, 'value', 1e-12, 32],
    [{ kind: 'normrelu', kink: -1.5975 }, 'value', 1e-12, 64],
    [{ kind: 'expression', expression: 'max(x - 1, -0.5)' }, 'value', 1e-7, 32],
  ])('%o %s is met within the tolerance everywhere', (spec, part, tolerance, degree) => {
    const exact = dual(spec, part)
    const table = tabulatedDual(exact, tolerance)
    expect(table.degree).toBeLessThanOrEqual(degree)
    expect(table.measuredError).toBeLessThanOrEqual(tolerance)
    for (const rho of [-1, -1 + 1e-9, -0.999, -0.51, 0.013, 0.499, 0.87, 0.99999, 1 - 1e-12, 1])
      expect(Math.abs(table.value(rho) - exact(rho)), `at ${rho}`).toBeLessThan(2 * tolerance)
  })

  it('refuses a function that no series of degree 1024 gives', () => {
    expect(() => tabulatedDual((rho) => (rho > 0.3 ? 1 : 0), 1e-6)).toThrow(RangeError)
  })
})
