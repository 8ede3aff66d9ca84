import { LabError, RESULT_STATES, type RunState } from '../contract'
import type { Lab } from '../lab/lab'
import { secondsLeft } from '../lab/studies'
import { duration, type Console } from './console'

const POLL_MILLISECONDS = 250
/** Looking through thousands of runs, for what has ended or for the time left, takes at most this share of the time. */
const LOOKING_SHARE = 0.02
const ENDED: readonly RunState[] = ['finished', 'diverged', 'failed', 'cancelled', 'paused', 'interrupted']

/** Set by Ctrl C: what runs is checkpointed and can be resumed. */
export interface Interruption {
  requested: boolean
}

export interface Session {
  lab: Lab
  /** runs that this terminal executes */
  mine: Set<number>
  console: Console
  interruption: Interruption
}

/**
 * Executes these runs, and those they start from, here and waits until each has ended, here or in another process that has the same home
 * open. Shows progress.
 * @throws LabError when interrupted, or when runs failed
 */
export async function executeRuns(session: Session, asked: number[]): Promise<Partial<Record<RunState, number>>> {
  const { lab, mine, console, interruption } = session
  await calibrateOnce(session)
  const runIds = [...new Set([...lab.store.sourceRuns(asked), ...asked])]
  const started = Date.now()
  runIds.forEach((id) => mine.add(id))
  await lab.request('queue.release', {})
  const secondsLeft = forecast(lab, runIds)
  for (;;) {
    const looked = performance.now()
    const states = lab.store.countByState({ ids: runIds })
    const looking = performance.now() - looked
    const ended = ENDED.reduce((sum, state) => sum + (states[state] ?? 0), 0)
    const running = lab.running()
    const steps = running.reduce((sum, run) => sum + run.stepsPerSecond, 0)
    const partly = running.reduce((sum, run) => sum + run.progress, 0)
    const left = secondsLeft()
    console.progress(
      (ended + partly) / Math.max(1, runIds.length),
      `${ended} of ${runIds.length} runs, ${Math.round(steps)} steps/s${left === null ? '' : `, ${duration(left)} left`}`,
      Date.now() - started,
    )
    if (ended >= runIds.length) return finished(states, runIds.length)
    if (interruption.requested)
      throw new LabError('not-allowed', 'Interrupted. What was running is checkpointed; "lab resume" continues it.')
    const pause = Math.max(POLL_MILLISECONDS, looking / LOOKING_SHARE)
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

/** @returns what answers the seconds left, seldom afresh when that is much work */
function forecast(lab: Lab, runIds: number[]): () => number | null {
  let left: number | null = null
  let next = -Infinity
  return () => {
    const start = performance.now()
    if (start < next) return left
    const { rows } = lab.store.queryRuns({ filter: { ids: runIds }, offset: 0, limit: runIds.length })
    left = secondsLeft(rows, lab.machine(), lab.concurrency())
    next = start + (performance.now() - start) / LOOKING_SHARE
    return left
  }
}

function finished(states: Partial<Record<RunState, number>>, total: number): Partial<Record<RunState, number>> {
  const good = RESULT_STATES.reduce((sum, state) => sum + (states[state] ?? 0), 0)
  if (good < total) {
    const parts = Object.entries(states).map(([state, count]) => `${count} ${state}`)
    throw new LabError('internal', `Not every run has a result: ${parts.join(', ')}. "lab show <run>" says why.`)
  }
  return states
}

/** A forecast of the time needs to know how fast this machine is; measured once for a home, about half a second. */
async function calibrateOnce({ lab, console }: Session): Promise<void> {
  if (lab.calibrated) return
  const result = await lab.calibrate()
  if (result !== null) console.say(`This machine: ${result.gemmGflops.toFixed(1)} GFLOP/s in matrix products, one core`)
}
