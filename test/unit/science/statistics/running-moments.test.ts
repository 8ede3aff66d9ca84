import { expect, it } from 'vitest'
import { describe as statistics, RunningMoments } from '../../../../src-main/science/statistics'

it('means and standard errors of what came so far, also from a checkpoint', () => {
  const values = [
    [3, 1e9],
    [1, 1e9 + 2],
    [4, 1e9 + 1],
    [1, 1e9 + 5],
  ]
  const whole = RunningMoments.ofSize(2)
  values.forEach((value) => whole.add(value))
  const half = RunningMoments.ofSize(2)
  values.slice(0, 2).forEach((value) => half.add(value))
  expect([...half.standardErrors()].every(Number.isFinite)).toBe(true)
  const resumed = RunningMoments.from(half.toState())
  values.slice(2).forEach((value) => resumed.add(value))
  expect(resumed.toState()).toEqual(whole.toState())
  expect(half.count).toBe(2)
  for (const k of [0, 1]) {
    const { mean, standardDeviation } = statistics(values.map((value) => value[k]!))
    expect(whole.means()[k]).toBeCloseTo(mean, 12)
    expect(whole.standardErrors()[k]).toBeCloseTo(standardDeviation! / 2, 12)
  }
})

it('one vector has no standard error', () => {
  const moments = RunningMoments.ofSize(1)
  moments.add([2])
  expect(moments.standardErrors()[0]).toBeNaN()
})
