import { describe, expect, it } from 'vitest'
import type { ActivationSpec } from '../../../../src-main/contract'
import { activationOf } from '../../../../src-main/science/activations'
import { activationConstants, activationHermite, hermiteCoefficients, hermiteExpansion } from '../../../../src-main/science/gaussian'

const TANH = activationOf({ kind: 'tanh' })
const SWISH = activationOf({ kind: 'swish' })

function relativeError(actual: number | undefined, expected: number): number {
  return Math.abs(actual! / expected - 1)
}

describe('coefficients of derivatives to ten digits (arXiv 1908.05660 specification, section 2.3)', () => {
  it.each<[ActivationSpec, number[]]>([
    [{ kind: 'relu' }, [0.5, 0.39894228, 0, -0.1628675, 0, 0.10925484, 0, -0.08429194, 0, 0.0695373, 0, -0.0596711]],
    [{ kind: 'tanh' }, [0.60570551, 0, -0.257100756, 0, 0.139860515, 0, -0.0831967593, 0, 0.0522597943, 0, -0.0341341736, 0, 0.0229789358]],
    [{ kind: 'swish' }, [0.5, 0.350845444, 0, -0.0756100176, 0, 0.0240723519, 0, -0.00882569382, 0, 0.00354964552, 0, -0.001531000695]],
    [{ kind: 'elu' }, [0.761578292, 0.261578292, -0.0971310078, -0.0560786135, 0.0533944452, 0.0238787218, -0.0348546555]],
    [{ kind: 'selu' }, [0.985231116, 0.17766951, -0.170765961, 0.0166204307]],
    [{ kind: 'penalised-tanh', negativeSlope: 0.25 }, [0.378565944, 0.113037156, -0.160687973]],
  ])('%o', (spec, expected) => {
    const { coefficients } = activationHermite(activationOf(spec), 'derivative', expected.length)
    expected.forEach((value, k) => expect(Math.abs(coefficients[k]! - value), `c_${k}`).toBeLessThan(6e-9))
  })
})

describe('coefficients far below the rounding of float64', () => {
  const tanh = activationHermite(TANH, 'derivative', 1601)
  const swish = activationHermite(SWISH, 'derivative', 801)

  it.each([
    [100, 1.7297676e-6],
    [400, 3.9410537e-13],
    [1600, 1.3089062e-26],
  ])('c_%i of tanh', (k, expected) => {
    expect(relativeError(tanh.coefficients[k], expected)).toBeLessThan(3e-8)
    expect(tanh.floor).toBe(0)
  })

  it.each([
    [101, 3.5421389e-12],
    [401, 1.4737617e-25],
  ])('c_%i of swish', (k, expected) => {
    expect(relativeError(swish.coefficients[k], expected)).toBeLessThan(3e-8)
  })

  it('odd ones of tanh and even ones of swish vanish exactly', () => {
    for (let k = 13; k < 800; k += 2) {
      expect(tanh.coefficients[k]).toBe(0)
      expect(swish.coefficients[k + 1]).toBe(0)
    }
  })

  it('join the coefficients by quadrature, for values, derivatives and other scales', () => {
    const specs: ActivationSpec[] = [{ kind: 'tanh' }, { kind: 'sigmoid' }, { kind: 'softplus' }, { kind: 'swish' }]
    for (const activation of specs.map(activationOf))
      for (const part of ['value', 'derivative'] as const)
        for (const scale of [1, 0.6, 2]) {
          const exact = activationHermite(activation, part, 60, scale).coefficients
          const { coefficients, floor } = hermiteExpansion((x) => activation[part](scale * x), [], 60)
          for (let k = 0; k < 60; k++) expect(Math.abs(coefficients[k]! - exact[k]!), `${activation.name} ${part} ${k}`).toBeLessThan(floor)
        }
  })
})

/** Slope of log |c_k| against sqrt(2k + 1) by least squares over every other k */
function decay(coefficients: Float64Array, from: number, to: number): number {
  const points: [number, number][] = []
  for (let k = from; k <= to; k += 2) points.push([Math.sqrt(2 * k + 1), Math.log(Math.abs(coefficients[k]!))])
  const mean = (index: 0 | 1): number => points.reduce((total, point) => total + point[index], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  return points.reduce((total, [u, v]) => total + (u - x) * (v - y), 0) / points.reduce((total, [u]) => total + (u - x) * (u - x), 0)
}

describe('decay', () => {
  it('of tanh is exp(-pi/(2 sqrt 2) sqrt(2k + 1)) and of swish its square, not the printed exp(-pi/4 sqrt(2k + 1))', () => {
    const tanh = activationHermite(TANH, 'derivative', 1601).coefficients
    expect(decay(tanh, 10, 100)).toBeCloseTo(-1.0387, 3)
    expect(decay(tanh, 400, 800)).toBeCloseTo(-1.0949, 4)
    expect(decay(tanh, 800, 1600)).toBeCloseTo(-1.0998, 4)
    expect(decay(activationHermite(SWISH, 'derivative', 702).coefficients, 401, 701)).toBeCloseTo(-2.2024, 3)
  })

  it('of the step function: k^1.5 c_k^2 goes to 1 / (sqrt 2 pi^1.5)', () => {
    const { coefficients } = activationHermite(activationOf({ kind: 'relu' }), 'derivative', 1002)
    expect(1001 ** 1.5 * coefficients[1001]! ** 2).toBeCloseTo(0.127019, 6)
  })
})

describe('quadrature', () => {
  it('of a step anywhere has the closed form, however high the order', () => {
    // c_k = h_(k-1)(a) density(a) / sqrt k
    const a = 0.7
    const { coefficients, floor } = hermiteExpansion((x) => (x > a ? 1 : 0), [a], 2000)
    let [before, here] = [0, 1]
    for (let k = 1; k < 2000; k++) {
      const exact = (here * Math.exp((-a * a) / 2)) / Math.sqrt(2 * Math.PI * k)
      expect(Math.abs(coefficients[k]! - exact), `c_${k}`).toBeLessThan(floor)
      ;[before, here] = [here, (a * here - Math.sqrt(k - 1) * before) / Math.sqrt(k)]
    }
    expect(floor).toBeLessThan(3e-16)
  })

  it('of tanh keeps to the stated floor where the coefficients are below it', () => {
    const exact = activationHermite(TANH, 'derivative', 2000).coefficients
    const { coefficients, floor } = hermiteExpansion(TANH.derivative, [], 2000)
    for (let k = 0; k < 2000; k++) expect(Math.abs(coefficients[k]! - exact[k]!), `c_${k}`).toBeLessThan(floor)
    expect(floor).toBeLessThan(3e-16)
  })

  it('of a polynomial is exact', () => {
    // x^3 = He_3 + 3 He_1
    const coefficients = hermiteCoefficients((x) => x * x * x, [], 6)
    ;[0, 3, 0, Math.sqrt(6), 0, 0].forEach((value, k) => expect(coefficients[k]).toBeCloseTo(value, 13))
    const exact = activationHermite(activationOf({ kind: 'polynomial', coefficients: [0, 0, 0, 1] }), 'value', 6)
    ;[0, 3, 0, Math.sqrt(6), 0, 0].forEach((value, k) => expect(exact.coefficients[k]).toBeCloseTo(value, 15))
  })

  it('Lemma I.3: the (p-1)-th coefficient of the derivative of x^p is p sqrt((p-1)!)', () => {
    for (const [p, expected] of [
      [2, 2],
      [3, 3 * Math.SQRT2],
    ] as const) {
      const coefficients = [...new Array<number>(p).fill(0), 1]
      expect(activationHermite(activationOf({ kind: 'polynomial', coefficients }), 'derivative', 5).coefficients[p - 1]).toBeCloseTo(
        expected,
        14,
      )
    }
  })
})

describe('Parseval', () => {
  it('softplus and its derivative with 60 terms', () => {
    const softplus = activationOf({ kind: 'softplus' })
    const sum = (part: 'value' | 'derivative'): number =>
      activationHermite(softplus, part, 60).coefficients.reduce((total, c) => total + c * c, 0)
    expect(sum('derivative')).toBeCloseTo(0.29337903585809, 13)
    expect(sum('value')).toBeCloseTo(0.9212459088593, 13)
  })

  it('is far from complete for the step function with 200 terms', () => {
    const { coefficients } = activationHermite(activationOf({ kind: 'relu' }), 'derivative', 200)
    expect(coefficients.reduce((total, c) => total + c * c, 0)).toBeCloseTo(0.49102, 5)
  })

  it('holds for a polynomial of degree 20', () => {
    const activation = activationOf({ kind: 'polynomial', coefficients: Array.from({ length: 21 }, (_, k) => 1 / (1 + k * k)) })
    const { coefficients } = activationHermite(activation, 'value', 21)
    const total = coefficients.reduce((sum, c) => sum + c * c, 0)
    expect(relativeError(total, activationConstants(activation).meanSquare)).toBeLessThan(1e-13)
  })
})
