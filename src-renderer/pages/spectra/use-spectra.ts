import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { LabError, RESULT_STATES, type Preflight, type RunDetail, type SpectrumRecord } from '../../../src-main/contract'
import type { ArrayChoice } from '../datasets/array-choices'
import { coalesce } from '../../stores/coalesce'
import { listenToLab, request, useLab } from '../../stores/lab'
import { MOST_OVERLAYS, readAddress, writeAddress } from './address'
import { FIRST_FIELDS, problemsByField, readOverlay, withActivation, type OverlayFields, type Problems, type ReadOverlay } from './overlay'

/** Name of the spectrum that a run of this experiment records. */
const KERNEL = 'kernel'
const TYPING_PAUSE = 350
const REFRESH_INTERVAL = 150
/** What is expected to take longer, or has more points, waits to be asked for. */
const LIVE_SECONDS = 1
const LIVE_POINTS = 400

/** What came of an overlay: its run, and its spectrum when that has ended. */
export interface OverlayResult {
  run: RunDetail
  spectrum: SpectrumRecord | null
}

export interface Overlay {
  key: number
  hidden: boolean
  fields: OverlayFields
  read: ReadOverlay
  /** what only the lab can tell of the fields */
  refused: Problems
  /** null while the lab has not been asked yet */
  preflight: Preflight | null
  result: OverlayResult | null
  /** it could not be looked up, queued or read */
  error: LabError | null
}

/** In the words of the list: what stands in the way, what is going on, or what came of it. */
export type OverlayState = 'wrong' | 'looking' | 'not computed' | RunDetail['state']

export function stateOf({ read, refused, preflight, result, error }: Overlay): OverlayState {
  if (read.problems !== null || Object.keys(refused).length > 0 || error !== null) return 'wrong'
  if (result !== null) return result.run.state
  return preflight === null ? 'looking' : 'not computed'
}

export function problemsOf({ read, refused }: Overlay): Problems {
  return read.problems ?? refused
}

/** The spectra that are laid over each other. Kept while other pages are shown; the address of the page holds them too. */
export const useSpectra = defineStore('spectra', () => {
  const lab = useLab()
  const overlays = shallowRef<Overlay[]>([])
  const selectedKey = ref<number | null>(null)
  /** small spectra are computed as soon as they are asked about */
  const live = ref(true)
  /** what the inputs of data sets are called, by their hash */
  const arrayNames = shallowRef<ReadonlyMap<string, string>>(new Map())
  /** the run whose spectra over its steps are shown */
  const trainedRunId = ref<number | null>(null)
  /** says what the last answer belongs to; an answer to older fields is dropped */
  const revisions = new Map<number, number>()
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  let lastKey = 0
  let listening = false

  const address = computed(() => writeAddress(overlays.value))
  const selected = computed(() => overlays.value.find(({ key }) => key === selectedKey.value) ?? null)
  const computable = computed(() => overlays.value.filter(isComputable))
  const running = computed(() => overlays.value.filter((each) => ['queued', 'running'].includes(stateOf(each))))

  const byKey = (key: number) => overlays.value.find((each) => each.key === key)

  function patch(key: number, change: Partial<Overlay>): void {
    overlays.value = overlays.value.map((each) => (each.key === key ? { ...each, ...change } : each))
  }

  const isCurrent = (key: number, revision: number) => revisions.get(key) === revision

  function revise(key: number): number {
    const revision = (revisions.get(key) ?? 0) + 1
    revisions.set(key, revision)
    return revision
  }

  /** Asks the lab what it has of an overlay; small ones that it does not have are computed. */
  async function look(key: number): Promise<void> {
    timers.delete(key)
    const overlay = byKey(key)
    const revision = revise(key)
    if (overlay === undefined || overlay.read.spec === null) return
    const { spec, seed } = overlay.read
    try {
      const preflight = await request('specs.preflight', { spec })
      if (!isCurrent(key, revision)) return
      patch(key, { preflight })
      const own = preflight.existing.filter((run) => run.seed === seed)
      const known = own.findLast(({ state }) => state === 'finished') ?? own.at(-1)
      if (known !== undefined) await follow(key, known.runId, revision)
      else if (live.value && !lab.queue.held && isSmall(overlay.fields, preflight)) await enqueue(key, revision)
    } catch (caught) {
      if (isCurrent(key, revision)) refuse(key, LabError.from(caught))
    }
  }

  function refuse(key: number, error: LabError): void {
    const why = error.problems.length > 0 ? { refused: problemsByField(error.problems) } : { error }
    patch(key, { result: null, ...why })
  }

  async function enqueue(key: number, revision: number): Promise<void> {
    const read = byKey(key)?.read
    if (read === undefined || read.spec === null) return
    const { runIds } = await request('specs.enqueue', { spec: read.spec, seeds: [read.seed] })
    const [runId] = runIds
    if (runId !== undefined) await follow(key, runId, revision)
  }

  /** Reads the run as it stands, and its spectrum when there is one. */
  async function follow(key: number, runId: number, revision: number): Promise<void> {
    if (!isCurrent(key, revision)) return
    const run = await request('runs.get', { runId })
    const recorded = RESULT_STATES.includes(run.state) ? run.spectra.find(({ name }) => name === KERNEL) : undefined
    const spectrum = recorded === undefined ? null : await request('runs.spectrum', { runId, name: recorded.name, step: recorded.step })
    if (isCurrent(key, revision)) patch(key, { result: { run, spectrum }, error: null })
  }

  const changedRuns = new Set<number>()

  /** A run that was removed is looked for anew. */
  async function refresh(): Promise<void> {
    const ids = new Set(changedRuns)
    changedRuns.clear()
    await Promise.all(
      overlays.value.map(async ({ key, result }) => {
        if (result === null || !ids.has(result.run.id)) return
        const revision = revisions.get(key) ?? 0
        try {
          await follow(key, result.run.id, revision)
        } catch (caught) {
          const error = LabError.from(caught)
          if (!isCurrent(key, revision)) return
          patch(key, { result: null })
          if (error.code === 'not-found') await look(key)
          else refuse(key, error)
        }
      }),
    )
  }

  const refreshSoon = coalesce(refresh, REFRESH_INTERVAL, () => undefined)

  function listen(): void {
    if (listening) return
    listening = true
    listenToLab((event) => {
      if (event.kind !== 'runs-changed') return
      const shown = new Set(overlays.value.flatMap(({ result }) => result?.run.id ?? []))
      const concerned = event.runIds.filter((id) => shown.has(id))
      concerned.forEach((id) => changedRuns.add(id))
      if (concerned.length > 0) refreshSoon()
    })
  }

  function nameArrays(choices: readonly ArrayChoice[]): void {
    arrayNames.value = new Map(choices.map(({ array, dataset, part }) => [array.sha256, `${dataset.name}, ${part.role}`]))
  }

  function made(fields: OverlayFields, hidden = false): Overlay {
    listen()
    return { key: ++lastKey, hidden, fields, read: readOverlay(fields), refused: {}, preflight: null, result: null, error: null }
  }

  function lookSoon(key: number): void {
    clearTimeout(timers.get(key))
    // what is on its way belongs to the fields as they were
    revise(key)
    timers.set(
      key,
      setTimeout(() => void look(key), TYPING_PAUSE),
    )
  }

  /** Behind another one, or at the end. @returns false when there is no room for a further one */
  function add(fields: OverlayFields = nextFields(), after?: number): boolean {
    if (overlays.value.length >= MOST_OVERLAYS) return false
    const overlay = made(fields)
    const at = overlays.value.findIndex(({ key }) => key === after)
    overlays.value = overlays.value.toSpliced(at < 0 ? overlays.value.length : at + 1, 0, overlay)
    selectedKey.value = overlay.key
    void look(overlay.key)
    return true
  }

  /** The same as the last one but for the activation, which is what one compares. */
  function nextFields(): OverlayFields {
    const last = overlays.value.at(-1)?.fields
    if (last === undefined) return FIRST_FIELDS
    const used = new Set(overlays.value.map(({ fields }) => fields.activation))
    const next = (['relu', 'tanh', 'elu', 'swish', 'gelu', 'erf'] as const).find((kind) => !used.has(kind)) ?? 'relu'
    return withActivation(last, next)
  }

  function change(key: number, fields: OverlayFields): void {
    patch(key, { fields, read: readOverlay(fields), refused: {}, error: null, preflight: null, result: null })
    lookSoon(key)
  }

  /** @returns puts it back where it was */
  function remove(key: number): () => void {
    const at = overlays.value.findIndex((each) => each.key === key)
    const overlay = overlays.value[at]
    clearTimeout(timers.get(key))
    overlays.value = overlays.value.filter((each) => each.key !== key)
    if (selectedKey.value === key) selectedKey.value = null
    return () => {
      if (overlay === undefined) return
      overlays.value = overlays.value.toSpliced(at, 0, overlay)
      void look(key)
    }
  }

  function move(key: number, by: 1 | -1): void {
    const from = overlays.value.findIndex((each) => each.key === key)
    const [overlay] = overlays.value.slice(from, from + 1)
    const to = from + by
    if (overlay === undefined || to < 0 || to >= overlays.value.length) return
    overlays.value = overlays.value.toSpliced(from, 1).toSpliced(to, 0, overlay)
  }

  function setHidden(key: number, hidden: boolean): void {
    patch(key, { hidden })
  }

  /** Queues what is not computed yet. @throws LabError of the first that was refused, when all have been tried */
  async function compute(): Promise<void> {
    const refused: LabError[] = []
    for (const { key } of computable.value) {
      try {
        await enqueue(key, revise(key))
      } catch (caught) {
        const error = LabError.from(caught)
        refuse(key, error)
        refused.push(error)
      }
    }
    if (refused[0] !== undefined) throw refused[0]
  }

  async function cancel(key: number): Promise<void> {
    const result = byKey(key)?.result
    if (result) await request('runs.cancel', { runIds: [result.run.id] })
  }

  /** Takes over the overlays of an address unless they are those that are shown. @returns whether the text could be read */
  function open(text: string): boolean {
    if (text === address.value) return true
    const read = readAddress(text)
    if (read === null) return false
    overlays.value = read.map(({ fields, hidden }) => made(fields, hidden))
    selectedKey.value = null
    overlays.value.forEach(({ key }) => void look(key))
    return true
  }

  return {
    overlays,
    selectedKey,
    live,
    arrayNames,
    nameArrays,
    trainedRunId,
    address,
    selected,
    computable,
    running,
    add,
    change,
    remove,
    move,
    setHidden,
    compute,
    cancel,
    open,
    look,
  }
})

function isSmall(fields: OverlayFields, { estimatedSeconds }: Preflight): boolean {
  return estimatedSeconds <= LIVE_SECONDS && !(Number(fields.points) > LIVE_POINTS)
}

function isComputable(overlay: Overlay): boolean {
  return ['not computed', 'paused', 'failed', 'cancelled', 'interrupted'].includes(stateOf(overlay))
}
