import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import {
  LabError,
  pipelineField,
  type DatasetPreview,
  type JobProgress,
  type DatasetSourceView,
  type ImportChoices,
  type Reply,
} from '../../../src-main/contract'
import { listenToLab, request, shell } from '../../stores/lab'
import { newStep, stepProblems, type StepDraft } from './step-forms'

const PREVIEW_PAUSE = 250
const PREVIEWED_SAMPLES = 24

let lastKey = 0

/** The import that is being prepared. Kept while other pages are shown. */
export const useImport = defineStore('import', () => {
  const source = shallowRef<DatasetSourceView | null>(null)
  const finding = ref(0)
  const choices = shallowRef<ImportChoices>({})
  const name = ref('')
  /** name of the model that makes vectors of the images, null for none */
  const model = ref<string | null>(null)
  const steps = shallowRef<readonly StepDraft[]>([])
  const preview = shallowRef<DatasetPreview | null>(null)
  const previewError = shallowRef<LabError | null>(null)
  const previewing = ref(false)
  const openError = shallowRef<LabError | null>(null)
  const opening = ref(false)
  const importError = shallowRef<LabError | null>(null)
  const importJob = ref<string | null>(null)
  const progress = shallowRef<JobProgress | null>(null)

  const found = computed(() => source.value?.findings[finding.value] ?? null)
  const wrong = computed(() => steps.value.some(({ value }) => stepProblems(value).length > 0))
  const importing = computed(() => importJob.value !== null)

  let previewJob: string | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  listenToLab((event) => {
    if (event.kind !== 'job-progress') return
    if (event.progress.job === importJob.value || event.progress.job === previewJob) progress.value = event.progress
  })

  /** Looks at what was chosen or dropped. */
  async function open(ask: () => Promise<DatasetSourceView | null>): Promise<void> {
    opening.value = true
    openError.value = null
    try {
      const opened = await ask()
      if (opened !== null) {
        source.value = opened
        chooseFinding(0)
      }
    } catch (error) {
      openError.value = LabError.from(error)
    }
    opening.value = false
  }

  const openDialog = (folder: boolean) => open(() => shell('shell.openData', { folder }))
  const openDropped = (files: File[]) => open(async () => unwrap(await window.gramscope.openDropped(files)))

  function chooseFinding(place: number): void {
    finding.value = place
    choices.value = {}
    if (model.value !== null) void chooseModel(true)
    steps.value = found.value?.kind === 'images' ? [draftOf({ kind: 'unit-interval', range: 'bytes', statistics: 'train' })] : []
    name.value = proposedName(source.value, place)
    preview.value = null
    importError.value = null
    previewSoon(0)
  }

  function choose(change: ImportChoices): void {
    choices.value = { ...choices.value, ...change }
    previewSoon()
  }

  /** @param none the images themselves again */
  async function chooseModel(none: boolean): Promise<void> {
    if (source.value === null) return
    try {
      model.value = (await shell('shell.openModel', { sourceId: source.value.sourceId, none }))?.name ?? null
      preview.value = null
      previewSoon(0)
    } catch (error) {
      previewError.value = LabError.from(error)
    }
  }

  function add(kind: string): void {
    const roles = (preview.value?.parts ?? found.value?.parts ?? []).map(({ role }) => role)
    steps.value = [...steps.value, draftOf(newStep(kind, roles))]
    previewSoon()
  }

  function change(key: number, field: string, value: unknown): void {
    steps.value = steps.value.map((step) => (step.key === key ? { ...step, value: { ...step.value, [field]: value } } : step))
    previewSoon()
  }

  function remove(key: number): void {
    steps.value = steps.value.filter((step) => step.key !== key)
    previewSoon()
  }

  /** @param by -1 for earlier, 1 for later */
  function move(key: number, by: -1 | 1): void {
    const from = steps.value.findIndex((step) => step.key === key)
    const step = steps.value[from]
    const to = from + by
    if (step === undefined || to < 0 || to >= steps.value.length) return
    steps.value = steps.value.toSpliced(from, 1).toSpliced(to, 0, step)
    previewSoon()
  }

  function previewSoon(pause = PREVIEW_PAUSE): void {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => void showPreview(), pause)
  }

  async function showPreview(): Promise<void> {
    timer = null
    if (previewJob !== null) void request('datasets.stop', { job: previewJob })
    previewJob = null
    const plan = planned()
    if (plan === null || importing.value) return
    const job = newJob('preview')
    previewJob = job
    previewing.value = true
    try {
      const answer = await request('datasets.preview', { ...plan, job, samples: PREVIEWED_SAMPLES })
      if (previewJob !== job) return
      preview.value = answer
      previewError.value = null
    } catch (error) {
      if (previewJob !== job) return
      previewError.value = LabError.from(error)
    }
    previewJob = null
    previewing.value = false
    if (!importing.value) progress.value = null
  }

  function planned() {
    const parsed = pipelineField.safeParse(steps.value.map(({ value }) => value))
    if (source.value === null || found.value === null || !parsed.success) return null
    return { sourceId: source.value.sourceId, finding: finding.value, choices: choices.value, pipeline: parsed.data }
  }

  /** @returns the data set, null when it was stopped or failed */
  async function importNow(): Promise<{ datasetId: number; existed: boolean } | null> {
    const plan = planned()
    if (plan === null || importing.value) return null
    const job = newJob('import')
    if (previewJob !== null) void request('datasets.stop', { job: previewJob })
    importJob.value = job
    importError.value = null
    try {
      return await request('datasets.import', { ...plan, job, name: name.value.trim() === '' ? 'data' : name.value.trim() })
    } catch (error) {
      const problem = LabError.from(error)
      importError.value = problem.code === 'stopped' ? null : problem
      return null
    } finally {
      importJob.value = null
      progress.value = null
    }
  }

  async function stop(): Promise<void> {
    if (importJob.value !== null) await request('datasets.stop', { job: importJob.value })
  }

  function close(): void {
    if (timer !== null) clearTimeout(timer)
    if (previewJob !== null) void request('datasets.stop', { job: previewJob })
    previewJob = null
    source.value = null
    preview.value = null
    previewError.value = null
    openError.value = null
    previewing.value = false
  }

  return {
    source,
    finding,
    found,
    choices,
    name,
    steps,
    preview,
    previewError,
    previewing,
    openError,
    opening,
    importError,
    importing,
    progress,
    wrong,
    openDialog,
    openDropped,
    chooseFinding,
    choose,
    model,
    chooseModel,
    add,
    change,
    remove,
    move,
    importNow,
    stop,
    close,
  }
})

function draftOf(value: Record<string, unknown>): StepDraft {
  return { key: ++lastKey, value }
}

function newJob(kind: string): string {
  return `${kind}-${crypto.randomUUID()}`
}

function unwrap<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value
  throw LabError.fromShape(reply.error)
}

/** The first file or folder without the endings of its format. */
function proposedName(source: DatasetSourceView | null, place: number): string {
  const path = source?.findings[place]?.paths[0] ?? source?.names[0] ?? 'data'
  const file = path.split(/[\\/]/).findLast((part) => part !== '') ?? 'data'
  return file.replace(/(\.(tar|gz|tgz|zip|bin|npy|npz|csv|tsv|idx|safetensors))+$/i, '')
}
