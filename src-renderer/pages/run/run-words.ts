import type { QueueView, RunDetail, RunState } from '../../../src-main/contract'
import { RESUMABLE_STATES } from '../../../src-main/contract'
import { numberText } from '../../components/format-number'
import { formatDuration, formatRate } from '../../components/format-time'

/** One line under the title: how far, how fast, how long; or how it ended. */
export function runStateLine(run: RunDetail, queue: QueueView): string {
  const steps = `step ${numberText(run.step, 'integer')}`
  if (run.state === 'running') {
    const live = queue.running.find((each) => each.runId === run.id)
    const parts = [steps, `${Math.round(run.progress * 100)}\u202f%`]
    if (live && live.stepsPerSecond > 0) parts.push(formatRate(live.stepsPerSecond, 'steps'))
    if (live?.secondsLeft !== null && live?.secondsLeft !== undefined) parts.push(`${formatDuration(live.secondsLeft)} left`)
    return parts.join(', ')
  }
  if (run.state === 'queued') {
    const place = queue.order.indexOf(run.id)
    const where = queue.held ? 'the queue is held' : place < 0 ? 'waits for a core' : `place ${place + 1} in the queue`
    return run.step > 0 ? `${where}, continues from ${steps}` : where
  }
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : ''
  return `at ${steps}, ${formatDuration(run.computeSeconds)} of computing${attempt}`
}

export type MainAct = 'pause' | 'resume' | 'rerun'

/** The one act a run of this state asks for. */
export function mainAct(state: RunState): MainAct {
  if (state === 'running' || state === 'queued') return 'pause'
  return RESUMABLE_STATES.includes(state) ? 'resume' : 'rerun'
}

export interface Ending {
  tone: 'warn' | 'bad'
  happened: string
  /** what was kept and what to do */
  rest: string
}

/** For a run that did not end as hoped: what happened, what was kept, what to do. Null for all others. */
export function endingOf(run: RunDetail): Ending | null {
  const last = run.checkpoints.reduce<number | null>(
    (best, checkpoint) => (best === null || checkpoint.step > best ? checkpoint.step : best),
    null,
  )
  const fromCheckpoint = last === null ? 'There is no checkpoint; it would begin again.' : `The checkpoint at step ${last} was kept.`
  switch (run.state) {
    case 'diverged':
      return divergedEnding(run)
    case 'failed':
      // the message of an error says all three by itself
      if (run.error !== null) return { tone: 'bad', happened: run.error.message, rest: '' }
      return { tone: 'bad', happened: 'The run could not be computed.', rest: `Measurements up to there were kept. ${fromCheckpoint}` }
    case 'interrupted':
      return {
        tone: 'warn',
        happened: 'The program ended while this run was being computed.',
        rest: `${fromCheckpoint} Resume continues and gives the same numbers, bit for bit.`,
      }
    case 'cancelled':
      return { tone: 'warn', happened: 'The run was cancelled.', rest: `${fromCheckpoint} Resume continues it.` }
    default:
      return null
  }
}

const KEPT = 'Every measurement up to there was kept; the run counts as a result.'

function divergedEnding(run: RunDetail): Ending {
  const step = numberText(run.step, 'integer')
  const { finalResidualNorm: final, abortResidualBefore: before, abortResidualLinear: linear } = run.summary
  if (run.stopReason === 'not-finite') {
    return {
      tone: 'warn',
      happened: `The error became ${final === Infinity ? 'infinite' : 'not a number'} at step ${step}.`,
      rest: `${KEPT} A smaller step size may converge; the product of step size and largest eigenvalue says how far it was from stability.`,
    }
  }
  if (run.stopReason !== 'residual-increased') {
    return {
      tone: 'warn',
      happened: `The run stopped at step ${step}: ${run.stopReason ?? 'no reason was recorded'}.`,
      rest: `${KEPT} The log says more.`,
    }
  }
  const rise = typeof before === 'number' ? ` from ${numberText(before)} to ${numberText(final)}` : ''
  return {
    tone: 'warn',
    happened: `The error rose${rise} in step ${step}, and the safety valve stopped the run.${causeOfRise(before, linear)}`,
    rest: `${KEPT} A smaller step size, or the run without the safety valve, shows whether it would have recovered.`,
  }
}

function causeOfRise(before: number | null | undefined, linear: number | null | undefined): string {
  if (typeof before !== 'number' || typeof linear !== 'number') return ''
  if (linear <= before) return ` Without the activations that flipped in this step it would have fallen to ${numberText(linear)}.`
  return ` Without any flip it would have risen too, to ${numberText(linear)}: the step size is too large for the kernel.`
}

/** `hiddenKernel` as "Hidden kernel". */
export function nameOfSpectrum(name: string): string {
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
