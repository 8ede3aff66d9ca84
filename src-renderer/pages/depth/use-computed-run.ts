import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { LabError, RESULT_STATES, type ExperimentSpec, type Preflight, type RunDetail } from '../../../src-main/contract'
import { listenToLab, request, useLab } from '../../stores/lab'

/** What takes longer waits to be asked for. */
const LIVE_SECONDS = 5
const TYPING_PAUSE = 350
const SEED = 1

export interface ComputedRun {
  /** the run as it stands; null before there is one */
  readonly run: Readonly<ShallowRef<RunDetail | null>>
  readonly error: Readonly<ShallowRef<LabError | null>>
  /** set while the run has to be asked for, as it is expected to take long or the queue is held */
  readonly waiting: Readonly<ShallowRef<Preflight | null>>
  compute(): Promise<void>
}

/** The run of a spec, computed when there is none yet. The last run stays until the next one is there. */
export function useComputedRun(wanted: () => ExperimentSpec | null): ComputedRun {
  const lab = useLab()
  const run = shallowRef<RunDetail | null>(null)
  const error = shallowRef<LabError | null>(null)
  const waiting = shallowRef<Preflight | null>(null)
  let generation = 0
  let followed: number | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function attempt(mine: number, act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (caught) {
      if (mine === generation) error.value = LabError.from(caught)
    }
  }

  async function follow(mine: number, runId: number): Promise<void> {
    followed = runId
    const detail = await request('runs.get', { runId })
    if (mine !== generation) return
    if (RESULT_STATES.includes(detail.state) || run.value === null || run.value.id === detail.id) run.value = detail
    if (detail.error !== null) error.value = new LabError('internal', detail.error.message)
  }

  async function enqueue(mine: number, spec: ExperimentSpec): Promise<void> {
    waiting.value = null
    const { runIds } = await request('specs.enqueue', { spec, seeds: [SEED] })
    if (mine === generation && runIds[0] !== undefined) await follow(mine, runIds[0])
  }

  async function look(spec: ExperimentSpec): Promise<void> {
    const mine = ++generation
    await attempt(mine, async () => {
      const preflight = await request('specs.preflight', { spec })
      if (mine !== generation) return
      const known = preflight.existing.findLast(({ seed, state }) => seed === SEED && ['finished', 'running', 'queued'].includes(state))
      if (known !== undefined) await follow(mine, known.runId)
      else if (preflight.fits && preflight.estimatedSeconds <= LIVE_SECONDS && !lab.queue.held) await enqueue(mine, spec)
      else waiting.value = preflight
    })
  }

  watch(
    () => JSON.stringify(wanted()),
    () => {
      clearTimeout(timer)
      generation++
      error.value = null
      waiting.value = null
      const spec = wanted()
      if (spec !== null) timer = setTimeout(() => void look(spec), run.value === null ? 0 : TYPING_PAUSE)
    },
    { immediate: true },
  )

  const stop = listenToLab((event) => {
    if (event.kind !== 'runs-changed' || followed === null || !event.runIds.includes(followed)) return
    const [mine, runId] = [generation, followed]
    void attempt(mine, () => follow(mine, runId))
  })
  onScopeDispose(() => {
    generation++
    clearTimeout(timer)
    stop()
  })

  return {
    run,
    error,
    waiting,
    compute: async () => {
      const spec = wanted()
      if (spec === null) return
      const mine = ++generation
      await attempt(mine, () => enqueue(mine, spec))
    },
  }
}
