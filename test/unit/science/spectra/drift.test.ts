import { describe, expect, it } from 'vitest'
import { eigenvalueDrift, frobeniusNorm, kernelDrift, principalAngles } from '../../../../src-main/science/spectra/drift'
import { native, portable } from '../../../golden/both-arithmetics'
import { noPulse } from '../../../golden/train'

const f = (...values: number[]): Float64Array => Float64Array.from(values)

describe.each([native, portable])('drift of kernels, $id arithmetic', (arithmetic) => {
  it('of matrices with a known difference', () => {
    // difference diag(1, -2): norms 2 and sqrt 5; reference diag(4, 3)
    const drift = kernelDrift(arithmetic, f(5, 0, 0, 1), f(4, 0, 0, 3), 2, noPulse)
    expect(drift.spectral).toBeCloseTo(2, 14)
    expect(drift.frobenius).toBeCloseTo(Math.sqrt(5), 14)
    expect(drift.relativeSpectral).toBeCloseTo(0.5, 14)
    expect(drift.relativeFrobenius).toBeCloseTo(Math.sqrt(5) / 5, 14)
    expect(drift.alignment).toBeCloseTo(23 / (Math.sqrt(26) * 5), 14)
    const scaled = kernelDrift(arithmetic, f(8, 2, 2, 6), f(4, 1, 1, 3), 2, noPulse)
    expect(scaled.alignment).toBeCloseTo(1, 14)
    expect(scaled.relativeSpectral).toBeCloseTo(1, 14)
  })

  it('principal angles of planes at known angles, also tiny ones', () => {
    for (const [small, large] of [
      [0.3, 1.2],
      [1e-9, 0.7],
      [0, Math.PI / 2],
      [1e-12, 1e-6],
    ] as const) {
      const order = 5
      const identity = new Float64Array(25)
      for (let i = 0; i < order; i++) identity[i * 6] = 1
      // the leading vectors e_3, e_4 are turned towards e_0, e_1
      const turned = Float64Array.from(identity)
      for (const [row, into, angle] of [
        [3, 0, small],
        [4, 1, large],
      ] as const) {
        turned[row * order + row] = Math.cos(angle)
        turned[row * order + into] = Math.sin(angle)
      }
      // a rotation within the plane changes nothing
      for (let i = 0; i < order; i++) {
        const [a, b] = [turned[3 * order + i]!, turned[4 * order + i]!]
        turned[3 * order + i] = 0.6 * a + 0.8 * b
        turned[4 * order + i] = -0.8 * a + 0.6 * b
      }
      const angles = principalAngles(arithmetic, turned, identity, order, 2, noPulse)
      expect(Math.abs(angles[0]! - small)).toBeLessThan(1e-15)
      expect(Math.abs(angles[1]! - large)).toBeLessThan(1e-15 + 1e-15 * large)
    }
  })
})

it('norms and eigenvalue drift', () => {
  expect(frobeniusNorm(f(3e200, 4e200))).toBeCloseTo(5e200, -190)
  expect(frobeniusNorm(f(0, 0))).toBe(0)
  expect([...eigenvalueDrift(f(1, 3, 0, 2), f(2, 3, 0, 0))]).toEqual([0.5, 0, 0, Infinity])
})
