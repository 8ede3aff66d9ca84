import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { LabError, layerOfSeries, type SeriesPoints, type StudyView } from '../../../src-main/contract'
import { throttle } from '../../charts/throttle'
import { listenToLab, request } from '../../stores/lab'
import { cellLabels, EPOCH_MEASURES, type TrainingRun } from './training-figures'

/** Names that one request may ask for. */
const MOST_NAMES = 100
const LIVE_INTERVAL = 1000

type Cell = StudyView['cells'][number]

export interface UsedTrainingRuns {
  runs: Readonly<ShallowRef<readonly TrainingRun[]>>
  error: Readonly<ShallowRef<LabError | null>>
  /** set while the first answer for the cells is awaited */
  pending: Readonly<ShallowRef<boolean>>
}

/** What the runs of cells have recorded once an epoch. A run that has ended is read once. */
export function useTrainingRuns(cells: () => readonly Cell[], axes: () => StudyView['axes']): UsedTrainingRuns {
  const runs = shallowRef<readonly TrainingRun[]>([])
  const error = shallowRef<LabError | null>(null)
  const pending = shallowRef(false)
  const ended = new Map<number, ReadonlyMap<string, SeriesPoints>>()
  let generation = 0

  async function seriesOf(runId: number, hasEnded: boolean): Promise<ReadonlyMap<string, SeriesPoints>> {
    const known = ended.get(runId)
    if (known !== undefined) return known
    const { series } = await request('runs.get', { runId })
    const names = series
      .map(({ name }) => name)
      .filter((name) => layerOfSeries(name) !== null || EPOCH_MEASURES.some(({ id }) => id === name))
    const found: SeriesPoints[] = []
    for (let first = 0; first < names.length; first += MOST_NAMES)
      found.push(...(await request('runs.series', { runId, names: names.slice(first, first + MOST_NAMES) })))
    const read = new Map(found.map((points) => [points.name, points]))
    if (hasEnded) ended.set(runId, read)
    return read
  }

  async function read(): Promise<void> {
    const mine = ++generation
    const wanted = cells()
    const labels = cellLabels(wanted, axes())
    pending.value = runs.value.length === 0
    try {
      const found: TrainingRun[] = []
      for (const { hash, runs: own } of wanted) {
        for (const { id, state } of own) {
          if (state === 'queued') continue
          found.push({
            cellHash: hash,
            label: labels.get(hash) ?? '',
            series: await seriesOf(id, state === 'finished' || state === 'diverged'),
          })
          if (mine !== generation) return
        }
      }
      runs.value = found
      error.value = null
    } catch (caught) {
      if (mine === generation) error.value = LabError.from(caught)
    }
    if (mine === generation) pending.value = false
  }

  const live = throttle(() => void read(), LIVE_INTERVAL)
  watch(
    () =>
      cells()
        .map(({ hash }) => hash)
        .join(),
    () => {
      runs.value = []
      void read()
    },
    { immediate: true },
  )
  watch(
    () =>
      cells()
        .flatMap((cell) => cell.runs.map(({ id, state, progress }) => `${id} ${state} ${progress}`))
        .join(),
    live.call,
  )
  const stop = listenToLab((event) => {
    if (event.kind === 'series-grown' && cells().some((cell) => cell.runs.some(({ id }) => id === event.runId))) live.call()
  })
  onScopeDispose(() => {
    generation++
    live.cancel()
    stop()
  })
  return { runs, error, pending }
}
