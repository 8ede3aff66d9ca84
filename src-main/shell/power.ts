import type { Answers, RequestArgument, RequestName } from '../contract'

/** What is asked of the laboratory; {@link LabClient} answers it. */
export interface PowerLab {
  request<N extends RequestName>(name: N, argument: RequestArgument<N>): Promise<Answers[N]>
}

/** Of Electron's monitor, what is listened to. */
export interface PowerMonitor {
  on(event: 'suspend' | 'resume' | 'on-battery' | 'on-ac', listener: () => void): unknown
  isOnBatteryPower(): boolean
}

type Cause = 'sleep' | 'battery'

const NOTES: Readonly<Record<Cause, string>> = {
  sleep: 'Paused while the machine slept.',
  battery: 'Paused while the machine ran on its battery.',
}

const STAYS = 'The queue was held, so it stays paused until it is resumed.'

/**
 * Pauses what runs when the machine goes to sleep and, where the settings ask for it, when it goes on battery; nothing else starts
 * meanwhile. Afterwards exactly these runs go on. What the user has paused or held stays as it is.
 */
export class PowerKeeper {
  readonly #causes = new Set<Cause>()
  #paused: number[] = []
  #holds = false
  /** one change after the other: sleep may come while runs are still being paused */
  #last: Promise<void> = Promise.resolve()

  constructor(
    private readonly lab: PowerLab,
    private readonly monitor: PowerMonitor,
  ) {}

  /** Begins to listen. Failures to pause are reported to `failed`: the laboratory may be closing. */
  watch(failed: (error: unknown) => void): void {
    const then = (change: () => Promise<void>) => (): void => {
      this.#last = this.#last.then(change).catch(failed)
    }
    this.monitor.on(
      'suspend',
      then(() => this.#begin('sleep')),
    )
    this.monitor.on(
      'resume',
      then(() => this.#end('sleep')),
    )
    this.monitor.on(
      'on-battery',
      then(async () => {
        if ((await this.lab.request('settings.get', {})).pauseOnBattery) await this.#begin('battery')
      }),
    )
    this.monitor.on(
      'on-ac',
      then(() => this.#end('battery')),
    )
  }

  /** The setting was changed: it holds at once. */
  async settingsChanged(): Promise<void> {
    const change = async (): Promise<void> => {
      const { pauseOnBattery } = await this.lab.request('settings.get', {})
      if (pauseOnBattery && this.monitor.isOnBatteryPower()) await this.#begin('battery')
      else await this.#end('battery')
    }
    const next = this.#last.then(change)
    this.#last = next.catch(() => undefined)
    await next
  }

  async #begin(cause: Cause): Promise<void> {
    const first = this.#causes.size === 0
    this.#causes.add(cause)
    if (!first) return
    const { held, running } = await this.lab.request('queue.get', {})
    if (!held) {
      await this.lab.request('queue.hold', {})
      this.#holds = true
    }
    const runIds = running.map(({ runId }) => runId)
    if (runIds.length === 0) return
    await this.lab.request('runs.pause', { runIds })
    this.#paused = runIds
    // nothing starts by itself in a queue that its user holds
    for (const runId of runIds) await this.#note(runId, held ? `${NOTES[cause]} ${STAYS}` : NOTES[cause])
  }

  async #end(cause: Cause): Promise<void> {
    if (!this.#causes.delete(cause) || this.#causes.size > 0) return
    const [runIds, holds] = [this.#paused, this.#holds]
    this.#paused = []
    this.#holds = false
    // resuming releases the queue, which a user who held it before would not want
    if (runIds.length > 0 && holds) await this.lab.request('runs.resume', { runIds })
    if (holds) await this.lab.request('queue.release', {})
  }

  /** At the step where the run stands, unless somebody has noted something there. */
  async #note(runId: number, text: string): Promise<void> {
    const { step, stepNotes } = await this.lab.request('runs.get', { runId })
    if (stepNotes.some((note) => note.step === step)) return
    await this.lab.request('runs.setStepNote', { runId, step, text })
  }
}
