import type { Arithmetic } from '../science/arithmetic/arithmetic'
import type { TaskProgress } from './data-protocol'

const INTERVAL_MILLISECONDS = 100
/** Before this share the time left is a guess that nobody wants. */
const FORECAST_SHARE = 0.03

/** The part of a task that is being done: from where to where on the way from 0 to 1. */
export interface Phase {
  from: number
  to: number
}

/** Tells how far a task is, not more often than a person can see. */
export class TaskReport {
  private readonly started: number
  private phaseStarted: number
  private phase: Phase = { from: 0, to: 1 }
  private told = -Infinity

  constructor(
    private readonly now: () => number,
    private readonly tell: (progress: TaskProgress) => void,
  ) {
    this.started = now()
    this.phaseStarted = this.started
  }

  enter(phase: Phase): void {
    this.phase = phase
    this.phaseStarted = this.now()
    this.told = -Infinity
  }

  /** @param unit `bytes` when done and total count bytes, for a rate */
  report(done: number, total: number, what: string, unit: 'bytes' | 'share'): void {
    const now = this.now()
    if (now - this.told < INTERVAL_MILLISECONDS) return
    this.told = now
    const share = this.phase.from + (this.phase.to - this.phase.from) * (total > 0 ? Math.min(1, done / total) : 1)
    const seconds = (now - this.phaseStarted) / 1000
    this.tell({
      what,
      share,
      bytesPerSecond: unit === 'bytes' && seconds > 0.2 ? done / seconds : null,
      secondsLeft: share < FORECAST_SHARE ? null : (((now - this.started) / 1000) * (1 - share)) / share,
    })
  }
}

/** What a task works with. */
export interface TaskPort {
  arithmetic: Arithmetic
  report: TaskReport
  /** @throws LabError `stopped` when somebody has asked for it */
  checkStop: () => void
  now: () => number
}
