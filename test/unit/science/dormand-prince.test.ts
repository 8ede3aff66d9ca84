import { describe, expect, it } from 'vitest'
import { integrate, StepTooSmallError, type IntegratorState } from '../../../src-main/science/dormand-prince'

const start = (y: number[], field: (y: Float64Array, derivative: Float64Array) => void): IntegratorState => {
  const state = { t: 0, y: Float64Array.from(y), derivative: new Float64Array(y.length), stepSize: 1e-3 }
  field(state.y, state.derivative)
  return state
}
const nothing = (): void => undefined

describe('Dormand-Prince integrator', () => {
  const rotation = (y: Float64Array, derivative: Float64Array): void => {
    derivative[0] = -(y[1] ?? NaN)
    derivative[1] = y[0] ?? NaN
  }

  it.each([1e-6, 1e-9, 1e-12])('follows the rotation to about the tolerance %d', (tolerance) => {
    const state = start([1, 0], rotation)
    integrate(rotation, state, 10, tolerance, nothing)
    expect(state.t).toBe(10)
    const error = Math.hypot((state.y[0] ?? NaN) - Math.cos(10), (state.y[1] ?? NaN) - Math.sin(10))
    expect(error).toBeLessThan(50 * tolerance)
    expect(error).toBeGreaterThan(0)
  })

  it('stops at every asked time and goes on as if it had not', () => {
    const stepwise = start([1, 0], rotation)
    for (const until of [0.5, 1, 1.25, 7, 10]) integrate(rotation, stepwise, until, 1e-10, nothing)
    const whole = start([1, 0], rotation)
    integrate(rotation, whole, 10, 1e-10, nothing)
    expect(stepwise.y[0]).toBeCloseTo(whole.y[0] ?? NaN, 8)
  })

  it('a copy of its state continues bit for bit', () => {
    const one = start([1, 0], rotation)
    integrate(rotation, one, 3, 1e-8, nothing)
    const copy = structuredClone(one)
    integrate(rotation, one, 6, 1e-8, nothing)
    integrate(rotation, copy, 6, 1e-8, nothing)
    expect(copy.y).toEqual(one.y)
  })

  it('says when it cannot follow', () => {
    // y' = y^2 from 1 is infinite at t = 1
    const blowUp = (y: Float64Array, derivative: Float64Array): void => {
      derivative[0] = (y[0] ?? NaN) * (y[0] ?? NaN)
    }
    expect(() => integrate(blowUp, start([1], blowUp), 2, 1e-8, nothing)).toThrow(StepTooSmallError)
  })
})
