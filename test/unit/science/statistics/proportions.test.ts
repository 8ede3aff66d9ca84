import { describe, expect, it } from 'vitest'
import { fitLogistic, wilsonInterval } from '../../../../src-main/science/statistics'

describe('Wilson interval', () => {
  // the intervals of arXiv 1902.04674's specification: 10/10 and 0/10
  it.each([
    [10, 10, 0.7225, 1],
    [0, 10, 0, 0.2775],
    [8, 10, 0.4902, 0.9433],
    [0, 0, 0, 1],
  ])('%d of %d', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials)
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })
})

describe('logistic fit', () => {
  it('finds the law from its exact expectations', () => {
    const counts = [-2, -1, 0, 0.5, 1, 2, 3].map((x) => ({ x, trials: 1000, successes: 1000 / (1 + Math.exp(-1.7 * (x - 0.4))) }))
    const fit = fitLogistic(counts)
    expect(fit?.midpoint).toBeCloseTo(0.4, 9)
    expect(fit?.slope).toBeCloseTo(1.7, 9)
  })

  it('agrees with the two-point solution', () => {
    // two abscissae: the fitted probabilities are the observed shares
    const fit = fitLogistic([
      { x: 1, trials: 10, successes: 2 },
      { x: 2, trials: 10, successes: 7 },
    ])
    const [low, high] = [Math.log(0.2 / 0.8), Math.log(0.7 / 0.3)]
    expect(fit?.slope).toBeCloseTo(high - low, 10)
    expect(fit?.midpoint).toBeCloseTo(1 - low / (high - low), 10)
  })

  it('has no maximum when a threshold separates successes from failures', () => {
    expect(
      fitLogistic([
        { x: 0, trials: 5, successes: 0 },
        { x: 1, trials: 5, successes: 5 },
      ]),
    ).toBeNull()
    expect(fitLogistic([{ x: 0, trials: 5, successes: 2 }])).toBeNull()
    expect(fitLogistic([])).toBeNull()
  })
})
