import { fitPowerLaw } from '../../science/statistics'
import type { StudyEvidence } from '../paper'
import type { StudyCell } from '../study-cells'
import { numberOf } from './theory-settings'

const LEAST_WIDTH = 100
const EXPONENT_TOLERANCE = 0.08

/** How the kernel of growing networks comes near its limit: a power of the width, fitted to one run. */
export interface Rate {
  name: string
  cell: StudyCell
  exponent: number
  holds: boolean
  points: { x: number; y: number }[]
}

export function rates(cells: readonly StudyCell[], evidence: StudyEvidence): Rate[] {
  return cells.flatMap((of) => {
    const [run] = of.ended
    const recorded = run === undefined ? null : evidence.series(run.id, 'limitDistance')
    if (recorded === null) return []
    const points = Array.from(recorded.steps, (x, k) => ({ x, y: recorded.values[k] ?? NaN }))
    const law = fitPowerLaw(
      points.filter(({ x }) => x >= LEAST_WIDTH).map(({ x }) => x),
      points.filter(({ x }) => x >= LEAST_WIDTH).map(({ y }) => y),
    )
    if (law === null) return []
    const gamma = numberOf(of.axes, 'symmetricShare')
    const tail = 1 - 1 / numberOf(of.axes, 'exponent')
    const parts = gamma === 1 ? [-1 / 2] : gamma === 0 ? [tail] : [-1 / 2, tail]
    const slower = Math.max(...parts)
    const holds =
      Math.abs(law.exponent - slower) <= EXPONENT_TOLERANCE ||
      (parts.length > 1 && law.exponent <= slower && law.exponent >= Math.max(-1 / 2, Math.min(...parts)) - EXPONENT_TOLERANCE)
    return [{ name: `${String(of.axes['activation'])}, ${String(of.axes['setting'])}`, cell: of, exponent: law.exponent, holds, points }]
  })
}
