import { basename } from 'node:path'
import {
  dimensionOf,
  LabError,
  STATISTICS_VERSION,
  type Answers,
  type DatasetPart,
  type DatasetRole,
  type DatasetSourceView,
  type DatasetStatistics,
  type DatasetView,
  type ExportFormat,
  type RequestArgument,
} from '../contract'
import type { Store } from '../store'
import { readRowBytes, readRows } from '../worker/array-file'
import type { DataResults, DataTask, DataWorkerSetup } from '../worker/data-protocol'
import { DataThread } from '../worker/data-thread'
import type { EventHub } from './event-hub'

/** More than the arrays of any data set: five a part. */
const TEMPORARIES = 64
/** Sources that a window may have open at once. */
const SOURCES_KEPT = 20

interface Source {
  view: DatasetSourceView
  /** path of a model that turns the images into vectors, null for none */
  model: string | null
}

/** Data sets as window and terminal ask for them. Reading and computing happens in threads of their own. */
export class Datasets {
  private readonly making: DataThread
  private readonly examining: DataThread
  private readonly sources = new Map<number, Source>()
  private readonly jobs = new Map<string, () => void>()
  private nextSource = 1

  constructor(
    private readonly store: Store,
    private readonly hub: EventHub,
    workerFile: string,
    setup: DataWorkerSetup,
    private readonly now: () => number,
  ) {
    this.making = new DataThread(workerFile, setup)
    this.examining = new DataThread(workerFile, setup)
  }

  /** Looks at files and folders that a person chose. @throws LabError `invalid-file` when nothing in them is known */
  async openSource(paths: string[]): Promise<DatasetSourceView> {
    const findings = await this.making.start({ kind: 'recognise', paths }, () => undefined).result
    const sourceId = this.nextSource++
    const view: DatasetSourceView = { sourceId, names: paths.map((path) => basename(path)), findings }
    this.sources.set(sourceId, { view, model: null })
    for (const old of [...this.sources.keys()].slice(0, -SOURCES_KEPT)) this.sources.delete(old)
    return view
  }

  /**
   * From now on the images of a source are replaced by what an ONNX model makes of them; null for the images themselves.
   * @param model path that a person chose
   */
  useModel(sourceId: number, model: string | null): { name: string } | null {
    const source = this.sources.get(sourceId)
    if (source === undefined) throw closed()
    source.model = model
    return model === null ? null : { name: basename(model) }
  }

  list(): DatasetView[] {
    return this.store.listDatasets()
  }

  get(datasetId: number): DatasetView {
    const dataset = this.store.getDataset(datasetId)
    if (dataset === null) throw new LabError('not-found', `There is no data set ${datasetId}.`)
    return dataset
  }

  preview({ job, samples, ...plan }: RequestArgument<'datasets.preview'>): Promise<Answers['datasets.preview']> {
    return this.run(this.making, { kind: 'preview', samples, ...this.planned(plan) }, job)
  }

  async import({ job, name, ...plan }: RequestArgument<'datasets.import'>): Promise<Answers['datasets.import']> {
    const temporaries = Array.from({ length: TEMPORARIES }, () => this.store.temporaryBlobPath())
    const { dataset, blobs } = await this.run(this.making, { kind: 'import', temporaries, ...this.planned(plan) }, job)
    const stored = this.store.putDataset({ ...dataset, name }, blobs, this.now())
    this.hub.datasetsChanged()
    return stored
  }

  stop(job: string): boolean {
    const stop = this.jobs.get(job)
    stop?.()
    return stop !== undefined
  }

  rename(datasetId: number, name: string): number {
    const changed = this.store.renameDataset(datasetId, name)
    this.hub.datasetsChanged()
    return changed
  }

  remove(datasetId: number): boolean {
    const removed = this.store.removeDataset(datasetId, this.now())
    this.hub.datasetsChanged()
    return removed
  }

  restore(datasetId: number): boolean {
    const restored = this.store.restoreDataset(datasetId)
    this.hub.datasetsChanged()
    return restored
  }

  labels(datasetId: number, role: DatasetRole): Float64Array | null {
    const { part } = this.part(datasetId, role)
    return part.labels === null ? null : this.rows(part.labels.sha256, 1, allRows(part.count))
  }

  samples({ datasetId, role, which, samples }: RequestArgument<'datasets.samples'>): Float64Array {
    const { dataset, part } = this.part(datasetId, role)
    const beyond = samples.find((sample) => sample >= part.count)
    if (beyond !== undefined)
      throw new LabError('not-found', `The part ${role} of ${dataset.name} has no sample ${beyond} (counted from 0).`)
    if (which === 'stored') return this.rows(part.inputs.sha256, dimensionOf(dataset.shape), samples)
    if (part.originals === null) throw new LabError('not-found', `${dataset.name} keeps no samples as they came.`)
    const { sha256 } = part.originals
    return this.fromFile(sha256, (path) => Float64Array.from(readRowBytes(path, dimensionOf(dataset.originalShape), samples)))
  }

  async statistics({ datasetId, role, compute, job }: RequestArgument<'datasets.statistics'>): Promise<DatasetStatistics | null> {
    const known = this.store.datasetStatistics(datasetId, role, STATISTICS_VERSION) as DatasetStatistics | null
    if (known !== null || !compute) return known
    const { dataset, part } = this.part(datasetId, role)
    const { classNames } = dataset
    const task: DataTask = {
      kind: 'statistics',
      role,
      count: part.count,
      dimension: dimensionOf(dataset.shape),
      inputsFile: this.store.blobPath(part.inputs.sha256),
      labelsFile: classNames === null || part.labels === null ? null : this.store.blobPath(part.labels.sha256),
      classCount: classNames?.length ?? 0,
    }
    const computed = await this.run(this.examining, task, job)
    if (!this.store.readOnly) this.store.putDatasetStatistics(datasetId, role, STATISTICS_VERSION, computed)
    return computed
  }

  /** @param output path of the file, or of the files without what tells them apart */
  export(datasetId: number, role: DatasetRole, format: ExportFormat, output: string, job: string): Promise<DataResults['export']> {
    const { dataset, part } = this.part(datasetId, role)
    const arrays = [part.inputs, part.labels, part.targets].flatMap((array) => (array === null ? [] : [array.sha256]))
    const files = Object.fromEntries(arrays.map((sha256) => [sha256, this.store.blobPath(sha256)]))
    return this.run(this.examining, { kind: 'export', dataset, part, format, output, files }, job)
  }

  async close(): Promise<void> {
    await Promise.all([this.making.close(), this.examining.close()])
  }

  private planned(plan: Omit<RequestArgument<'datasets.preview'>, 'job' | 'samples'>) {
    const source = this.sources.get(plan.sourceId)
    const finding = source?.view.findings[plan.finding]
    if (source === undefined || finding === undefined) throw closed()
    const features = source.model === null ? {} : { features: { model: source.model } }
    return { paths: finding.paths, choices: { ...finding.choices, ...plan.choices, ...features }, pipeline: plan.pipeline }
  }

  private async run<Task extends DataTask>(thread: DataThread, task: Task, job: string): Promise<DataResults[Task['kind']]> {
    if (this.jobs.has(job)) throw new LabError('invalid-request', `There is a job ${job} already.`)
    const started = thread.start(task, (progress) => this.hub.jobProgress({ job, ...progress }))
    this.jobs.set(job, started.stop)
    try {
      return await started.result
    } finally {
      this.jobs.delete(job)
    }
  }

  private part(datasetId: number, role: DatasetRole): { dataset: DatasetView; part: DatasetPart } {
    const dataset = this.get(datasetId)
    const part = dataset.parts.find((each) => each.role === role)
    if (part === undefined) throw new LabError('not-found', `${dataset.name} has no part ${role}.`)
    return { dataset, part }
  }

  private rows(sha256: string, dimension: number, rows: ArrayLike<number>): Float64Array {
    return this.fromFile(sha256, (path) => readRows(path, dimension, rows))
  }

  private fromFile<T>(sha256: string, read: (path: string) => T): T {
    try {
      return read(this.store.blobPath(sha256))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new LabError(
        'database-damaged',
        `The file ${sha256} in the folder blobs of ${this.store.home} is missing or damaged: ${reason}. Import the data set again to mend it.`,
        [],
        { cause: error },
      )
    }
  }
}

function allRows(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i)
}

function closed(): LabError {
  return new LabError('not-found', 'The files are not open any more. Hand them in again.')
}
