import { describe, expect, it } from 'vitest'
import { phaseCells, planPoint, type PhaseCell, type PhasePoint } from '../../../../src-main/papers/moderate/phase-cells'
import { fastArithmetic } from '../../../fixtures/arithmetic'
import { computeEvidence } from '../../../fixtures/evidence'

const TRIALS = 4

function cell(point: PhasePoint): PhaseCell {
  const [found] = phaseCells(computeEvidence([planPoint(point, TRIALS, 1)], fastArithmetic()))
  if (found === undefined) throw new Error('there is no cell')
  return found
}

const values = ({ ended }: PhaseCell, quantity: string): number[] => ended.map(({ summary }) => summary[quantity] ?? NaN)
const mean = (all: readonly number[]): number => all.reduce((sum, value) => sum + value, 0) / all.length

/** Cells of Figure 2a, few trials each; all of them with ten trials are among the long tests. */
describe('cells of the phase diagrams', () => {
  // about 1480 and 1260 steps in an independent computation
  it.each(['softplus', 'relu'] as const)('k = d = 25, n = 100, %s: every trial fits in some 1500 steps', (activation) => {
    const corner = cell({ activation, sampleCount: 100, hiddenWidth: 25, inputDimension: 25 })
    expect(corner.successes).toBe(TRIALS)
    expect(mean(values(corner, 'steps'))).toBeGreaterThan(1000)
    expect(mean(values(corner, 'steps'))).toBeLessThan(2200)
  })

  it('as many parameters as points are too few, and an odd width is the even one below', () => {
    const at = (hiddenWidth: number, inputDimension: number): number =>
      cell({ activation: 'softplus', sampleCount: 100, hiddenWidth, inputDimension }).successes
    expect(at(4, 25)).toBe(0)
    expect(at(7, 19)).toBeLessThanOrEqual(1)
    expect(at(8, 19)).toBeGreaterThanOrEqual(TRIALS - 1)
  })
})
