import { describe, expect, it } from 'vitest'
import { cosSinPi } from '../../../src-main/science/cos-sin-pi'
import { normals, RandomStream, uniforms } from '../../../src-main/science/random'
import { errorInUlp, exactCosSinPi } from '../../fixtures/exact-cos-sin-pi'

function worstError(points: Iterable<number>): number {
  let worst = 0
  for (const x of points) {
    const exact = exactCosSinPi(x)
    const { cosine, sine } = cosSinPi(x)
    worst = Math.max(worst, errorInUlp(cosine, exact.cosine), errorInUlp(sine, exact.sine))
  }
  return worst
}

describe('cos(pi x) and sin(pi x)', () => {
  it('are within one unit in the last place of the exact values', () => {
    expect(worstError(uniforms(new RandomStream(1, 'test'), 0, 400).map((u) => 4 * u - 2))).toBeLessThan(0.6)
    expect(worstError(normals(new RandomStream(2, 'test'), 0, 60).map((z) => 1000 * z))).toBeLessThan(0.6)
  })

  it('keep their relative accuracy beside their zeros and at tiny arguments', () => {
    const beside = [0.25, 0.5, 0.75, 1, 1.5, 2, 101].flatMap((x) => [x * (1 + 2 ** -52), x * (1 - 2 ** -53), x + 2 ** -30])
    expect(worstError(beside)).toBeLessThan(0.9)
    expect(worstError([1e-5, 1e-20, -3e-100, 1e-270, 1e-300])).toBeLessThan(1)
  })

  it('are exact at multiples of 1/2, without negative zeros', () => {
    for (const period of [-4, -2, 0, 2, 2 ** 40, -(2 ** 52)]) {
      expect(cosSinPi(period)).toEqual({ cosine: 1, sine: 0 })
      expect(cosSinPi(period + 1)).toEqual({ cosine: -1, sine: 0 })
    }
    expect(cosSinPi(0.5)).toEqual({ cosine: 0, sine: 1 })
    expect(cosSinPi(1.5)).toEqual({ cosine: 0, sine: -1 })
    expect(cosSinPi(-0.5)).toEqual({ cosine: 0, sine: -1 })
    expect(cosSinPi(1e300)).toEqual({ cosine: 1, sine: 0 })
  })

  it('of fractions are exactly symmetric under quarter turns', () => {
    for (let i = 0; i < 48; i++) {
      const { cosine, sine } = cosSinPi(i, 24)
      expect(cosSinPi(i + 12, 24)).toEqual({ cosine: 0 - sine, sine: cosine })
      expect(cosSinPi(i - 480, 24)).toEqual({ cosine, sine })
      expect(cosine).toBeCloseTo(Math.cos((Math.PI * i) / 24), 14)
    }
    expect(cosSinPi(7, 49)).toEqual(cosSinPi(1 / 7))
  })

  it('have the values of known angles', () => {
    expect(cosSinPi(0.25).sine).toBe(Math.SQRT1_2)
    expect(cosSinPi(0.25).cosine).toBe(Math.SQRT1_2)
    expect(cosSinPi(1 / 3).cosine).toBeCloseTo(0.5, 15)
    // sin 18 degrees = (sqrt 5 - 1) / 4
    expect(cosSinPi(0.1).sine).toBe(0.30901699437494745)
  })

  it('have no value where the argument has none', () => {
    expect(cosSinPi(NaN)).toEqual({ cosine: NaN, sine: NaN })
  })
})
