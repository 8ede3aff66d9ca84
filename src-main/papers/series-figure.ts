import type { FigureCurve, FigurePoint, FigureView, RunRecord } from '../contract'
import { describe } from '../science/statistics'
import type { StudyEvidence } from './paper'

/** What a panel draws from a run: a series, and what is done to its values. */
export interface Panel {
  id: string
  title: string
  caption: string
  series: string
  /** steps of training when absent */
  x?: FigureView['x']
  y: FigureView['y']
  value?: (value: number, run: RunRecord) => number
}

/** Mean over the runs of each cell with a band of one standard deviation, at the steps that all of them recorded. */
export function panelFigure(panel: Panel, evidence: StudyEvidence, nameOf: (cell: StudyEvidence['cells'][number]) => string): FigureView {
  const runsOf = new Map<string, RunRecord[]>()
  for (const run of evidence.runs) runsOf.set(run.cellHash, [...(runsOf.get(run.cellHash) ?? []), run])
  const curves = evidence.cells.flatMap((cell): FigureCurve[] => {
    const points = meanCurve(runsOf.get(cell.hash) ?? [], panel, evidence, cell.hash)
    const name = nameOf(cell)
    return points.length === 0 ? [] : [{ id: cell.hash, label: name, kind: 'measured', group: name, points }]
  })
  return {
    id: panel.id,
    title: panel.title,
    caption: panel.caption,
    x: panel.x ?? { label: 'Step', symbol: 't', unit: '', scale: 'linear' },
    y: panel.y,
    curves,
    markers: [],
  }
}

function meanCurve(runs: readonly RunRecord[], { series, value }: Panel, evidence: StudyEvidence, cellHash: string): FigurePoint[] {
  const byStep = new Map<number, number[]>()
  let used = 0
  for (const run of runs) {
    const recorded = evidence.series(run.id, series)
    if (recorded === null) continue
    used++
    recorded.steps.forEach((step, i) => {
      const measured = recorded.values[i] ?? NaN
      byStep.set(step, [...(byStep.get(step) ?? []), value ? value(measured, run) : measured])
    })
  }
  return [...byStep]
    .filter(([, values]) => values.length === used)
    .sort(([a], [b]) => a - b)
    .map(([x, values]) => {
      const { mean, count } = describe(values)
      // of the population, as the paper's figures
      const deviation = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) * (each - mean), 0) / count)
      return { x, y: mean, ...(count > 1 ? { low: mean - deviation, high: mean + deviation } : {}), count, cellHash }
    })
}
