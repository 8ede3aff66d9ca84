import { describe, expect, it } from 'vitest'
import { nodeWeights, riemannZeta, zipfSquareSum } from '../../../../src-main/science/two-layer'

const sum = (values: Float64Array, of: (value: number) => number): number => values.reduce((total, value) => total + of(value), 0)

describe('node scales', () => {
  // arXiv 2302.01002: values computed independently for m = 2000
  it.each([
    [1, null, 0.0005, 0.0005, 0.0005, 0.0005, 0.0223606798, 44.72135955],
    [0.5, 0.7, 0.1756235407, 0.06540102, 0.000253374481, 0.0382970733, 0.1221666298, 35.9171391],
    [0.5, 0.5, 0.3043059498, 0.0762639874, 0.000250076014, 0.1004358052, 0.2103350186, 33.73342037],
    [0.2, 0.5, 0.4865895196, 0.1217223799, 0.000100121622, 0.2563356614, 0.4104042403, 23.1421779],
    [0, 0.4, 0.7454454366, 0.1317773808, 4.16716667e-9, 0.5762092425, 0.7091252638, 3.450985478],
  ])('gamma %d, alpha %s', (gamma, alpha, first, second, last, squares, threeHalves, roots) => {
    const weights = nodeWeights(2000, gamma, { kind: 'zipf', exponent: alpha ?? 0.5 })
    // to the digits of the reference
    expect(sum(weights, (value) => value)).toBeCloseTo(1, 12)
    expect(weights[0]).toBeCloseTo(first, 10)
    expect(weights[1]).toBeCloseTo(second, 10)
    expect(weights[1999]).toBeCloseTo(last, last < 1e-6 ? 17 : 12)
    expect(sum(weights, (value) => value * value)).toBeCloseTo(squares, 10)
    expect(sum(weights, (value) => value * Math.sqrt(value))).toBeCloseTo(threeHalves, 10)
    expect(sum(weights, Math.sqrt)).toBeCloseTo(roots, 8)
  })

  it('other profiles', () => {
    expect([...nodeWeights(4, 0, { kind: 'finite', count: 2 })]).toEqual([0.5, 0.5, 0, 0])
    expect([...nodeWeights(3, 0.25, { kind: 'list', values: [3, 1] })]).toEqual([0.25 / 3 + 0.75 * 0.75, 0.25 / 3 + 0.75 * 0.25, 0.25 / 3])
    const geometric = nodeWeights(3, 0, { kind: 'geometric', ratio: 0.5 })
    expect(geometric[0]! / geometric[2]!).toBeCloseTo(4, 13)
    expect(() => nodeWeights(3, 0, { kind: 'list', values: [0] })).toThrow(RangeError)
  })
})

describe('zeta', () => {
  it('has its closed forms', () => {
    expect(riemannZeta(2) / (Math.PI ** 2 / 6)).toBeCloseTo(1, 14)
    expect(riemannZeta(4) / (Math.PI ** 4 / 90)).toBeCloseTo(1, 14)
    // Apery's constant
    expect(riemannZeta(3)).toBeCloseTo(1.2020569031595942, 14)
    // zeta(1.5)
    expect(riemannZeta(1.5)).toBeCloseTo(2.612375348685488, 13)
    expect(riemannZeta(1)).toBeNaN()
  })

  it.each([
    [0.1, 0.9980147654],
    [0.2, 0.93096794],
    [0.3, 0.7677087954],
    [0.4, 0.5762028419],
    [0.5, 0.4],
    [0.6, 0.2544393955],
    [0.9, 0.0160729038],
    [0.95, 0.0040587944],
  ])('sum of squares of the Zipf profile, alpha = %d', (alpha, expected) => {
    expect(zipfSquareSum(alpha)).toBeCloseTo(expected, 10)
  })
})
