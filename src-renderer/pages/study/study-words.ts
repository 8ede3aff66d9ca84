import type { AxisValues, Axis, QueueView, StudyView } from '../../../src-main/contract'
import { countOf } from '../../components/count-of'
import { numberText } from '../../components/format-number'
import { formatDuration, formatRate } from '../../components/format-time'
import { describeStates } from '../../components/run-states'
import { studyProgress } from '../../components/study-progress'

/** "23 of 40 runs, 310 steps/s, 4 min left"; a study at rest says what became of its runs. */
export function studyStateLine(study: StudyView, queue: QueueView): string {
  const { summary } = study
  const { active, done, total, open } = studyProgress(summary)
  if (!active) {
    const rest = open > 0 && summary.missing > 0 ? `, ${summary.missing} not run` : ''
    return `${countOf(summary.cells, 'cell')}, ${describeStates(summary.byState)}${rest}`
  }
  const parts = [`${numberText(done, 'integer')} of ${countOf(total, 'run')}`]
  const rate = stepsPerSecond(study, queue)
  if (queue.held) parts.push('the queue is held')
  else if (rate > 0) parts.push(formatRate(rate, 'steps'))
  if (summary.secondsLeft !== null && !queue.held) parts.push(`${formatDuration(summary.secondsLeft)} left`)
  return parts.join(', ')
}

function stepsPerSecond(study: StudyView, queue: QueueView): number {
  const own = new Set(study.cells.flatMap((cell) => cell.runs.map((run) => run.id)))
  return queue.running.reduce((sum, run) => sum + (own.has(run.runId) ? run.stepsPerSecond : 0), 0)
}

export function axisValueText(value: number | string | undefined): string {
  return typeof value === 'number' ? numberText(value, 'exact') : (value ?? '–')
}

/** "S = 100, m = 300" in plain characters. */
export function cellName(axes: readonly Axis[], values: AxisValues): string {
  return axes.map((axis) => `${axis.label} ${axisValueText(values[axis.id])}`).join(', ')
}
