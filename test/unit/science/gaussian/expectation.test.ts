import { describe, expect, it } from 'vitest'
import { gaussLegendre, gaussianExpectation } from '../../../../src-main/science/gaussian'

describe('Gauss-Legendre rules', () => {
  it.each([1, 2, 5, 20, 33])('%i nodes are exact to degree 2n - 1 and no further', (count) => {
    const { nodes, weights } = gaussLegendre(count)
    const moment = (degree: number): number => nodes.reduce((total, x, k) => total + weights[k]! * x ** degree, 0)
    for (let degree = 0; degree < 2 * count; degree++) expect(moment(degree)).toBeCloseTo(degree % 2 === 1 ? 0 : 2 / (degree + 1), 14)
    if (count <= 5) expect(Math.abs(moment(2 * count) - 2 / (2 * count + 1))).toBeGreaterThan(1e-4)
  })

  it('has the published nodes of 5 points', () => {
    const { nodes, weights } = gaussLegendre(5)
    expect(nodes[4]).toBeCloseTo(0.906179845938664, 15)
    expect(weights[2]).toBeCloseTo(128 / 225, 15)
  })
})

describe('gaussianExpectation', () => {
  it.each<[string, (x: number) => number, number[], number]>([
    ['1', () => 1, [], 1],
    ['x^2', (x) => x * x, [], 1],
    ['x^20', (x) => x ** 20, [], 654729075],
    ['x^40', (x) => x ** 40, [], 3.198309867728778e23],
    ['exp(x)', (x) => Math.exp(x), [], Math.exp(0.5)],
    ['exp(3x)', (x) => Math.exp(3 * x), [], Math.exp(4.5)],
    ['cos(7x)', (x) => Math.cos(7 * x), [], Math.exp(-24.5)],
    ['max(x, 0)', (x) => Math.max(x, 0), [0], 1 / Math.sqrt(2 * Math.PI)],
    ['|x - 1|', (x) => Math.abs(x - 1), [1], 1.1666309411753726],
    // not told of the jumps: the panels close in on them
    ['x > 1/3', (x) => (x > 1 / 3 ? 1 : 0), [], 0.36944134018176367],
    // a pole 0.01 i beside the line: sqrt(pi/2) exp(a^2/2) erfc(a / sqrt 2) / a with a = 1/100
    ['1 / (1 + 10^4 x^2)', (x) => 1 / (1 + 1e4 * x * x), [], 0.01243376471249035],
  ])('E %s', (_, f, breaks, expected) => {
    const value = gaussianExpectation(f, breaks)
    expect(Math.abs(value - expected)).toBeLessThan(1e-14 * Math.max(1, Math.abs(expected)))
  })

  it('is not a number where f is not', () => {
    expect(gaussianExpectation((x) => Math.sqrt(x), [0])).toBeNaN()
  })
})
