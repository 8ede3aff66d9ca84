import { computed, reactive, shallowRef, watch } from 'vue'
import { LabError, type RunDetail, type SpectrumRecord } from '../../../src-main/contract'
import { request } from '../../stores/lab'
import { useRequest } from '../../stores/use-request'

/** A run whose spectra over its steps are looked at. */
export interface TrainedRun {
  readonly runId: number | null
  readonly run: RunDetail | null
  readonly matrices: readonly string[]
  readonly matrix: string
  /** of the chosen matrix, by step; those that have been read so far */
  readonly spectra: readonly SpectrumRecord[]
  readonly error: LabError | null
  readonly choose: (matrix: string) => void
  readonly reload: () => void
}

const INTERVAL = 1000

export function useTrainedRun(runId: () => number | null): TrainedRun {
  const detail = useRequest(
    'runs.get',
    () => {
      const id = runId()
      return id === null ? null : { runId: id }
    },
    {
      interval: INTERVAL,
      invalidatedBy: (event) =>
        (event.kind === 'runs-changed' && event.runIds.includes(runId() ?? -1)) ||
        (event.kind === 'series-grown' && event.runId === runId()),
    },
  )
  const chosen = shallowRef<string | null>(null)
  const loaded = shallowRef<ReadonlyMap<string, SpectrumRecord>>(new Map())
  const failed = shallowRef<LabError | null>(null)

  const run = computed(() => (detail.value?.id === runId() ? detail.value : null))
  const matrices = computed(() => [...new Set(run.value?.spectra.map(({ name }) => name))])
  const matrix = computed(() => (chosen.value !== null && matrices.value.includes(chosen.value) ? chosen.value : (matrices.value[0] ?? '')))
  const steps = computed(() => (run.value?.spectra ?? []).filter(({ name }) => name === matrix.value).map(({ step }) => step))
  const keyOf = (id: number, name: string, step: number) => `${id} ${name} ${step}`

  async function load(): Promise<void> {
    const [id, name] = [run.value?.id, matrix.value]
    if (id === undefined) return
    failed.value = null
    const missing = steps.value.filter((step) => !loaded.value.has(keyOf(id, name, step)))
    try {
      const found = await Promise.all(missing.map((step) => request('runs.spectrum', { runId: id, name, step })))
      loaded.value = new Map([...loaded.value, ...found.map((spectrum) => [keyOf(id, name, spectrum.step), spectrum] as const)])
    } catch (caught) {
      failed.value = LabError.from(caught)
    }
  }
  watch([() => run.value?.id, matrix, () => steps.value.length], load, { immediate: true })

  const spectra = computed(() => {
    const id = run.value?.id
    return id === undefined
      ? []
      : steps.value.toSorted((a, b) => a - b).flatMap((step) => loaded.value.get(keyOf(id, matrix.value, step)) ?? [])
  })
  return reactive({
    runId: computed(runId),
    run,
    matrices,
    matrix,
    spectra,
    error: computed(() => detail.error ?? failed.value),
    choose: (name: string) => (chosen.value = name),
    reload: () => {
      detail.refresh()
      void load()
    },
  })
}
