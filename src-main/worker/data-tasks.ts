import { LabError, type DatasetPreview, type DatasetStatistics } from '../contract'
import { importFiles, recogniseFiles, type Imported } from '../datasets/import'
import {
  applyPipeline,
  bytesOf,
  countsOf,
  draftOf,
  sourceValues,
  valuesOf,
  writeDataset,
  type Draft,
  type StepTools,
} from '../datasets/pipeline'
import { describePart, examinedPlaces } from '../datasets/statistics'
import { ArrayFiles, readRows } from './array-file'
import type { DataResults, DataTask } from './data-protocol'
import { exportPart } from './dataset-export'
import { KernelTasks } from './kernel-tasks'
import type { TaskPort } from './task-progress'

/** Samples of a part that a preview takes its statistics from. */
const PREVIEW_SAMPLES = 512
/** All pairs of more samples take too long and too much memory to be looked at in passing. */
const EXAMINED_SAMPLES = 10_000

const READING = { from: 0, to: 0.35 }
const STEPS = { from: 0.35, to: 0.6 }
const WRITING = { from: 0.6, to: 1 }

type TaskOf<Kind extends DataTask['kind']> = Extract<DataTask, { kind: Kind }>

/** What the thread does, one task after the other. Keeps what was read last, for the next preview or the import of it. */
export class DataTasks {
  private readonly kernels = new KernelTasks()
  private lastRead: { key: string; imported: Imported } | null = null

  async run(task: DataTask, port: TaskPort): Promise<DataResults[DataTask['kind']]> {
    switch (task.kind) {
      case 'recognise':
        return await recogniseFiles(task.paths, (done, total, what) => {
          port.checkStop()
          port.report.report(done, total, what, 'bytes')
        })
      case 'preview':
        return await this.preview(task, port)
      case 'import':
        return await this.import(task, port)
      case 'statistics':
        return statistics(task, port)
      case 'export':
        return exportPart(task, port)
      case 'kernels':
        return this.kernels.compare(task, port)
      case 'modes':
        return this.kernels.modes(task, port)
    }
  }

  private async read({ paths, choices }: TaskOf<'preview' | 'import'>, port: TaskPort): Promise<Imported> {
    const key = JSON.stringify([paths, choices])
    if (this.lastRead?.key === key) return this.lastRead.imported
    // two whole sources would not fit
    this.lastRead = null
    port.report.enter(READING)
    const imported = await importFiles(paths, choices, (done, total, what) => {
      port.checkStop()
      // a model tells images, the files bytes
      port.report.report(done, total, what, what === 'features' ? 'share' : 'bytes')
    })
    this.lastRead = { key, imported }
    return imported
  }

  private async preview(task: TaskOf<'preview'>, port: TaskPort): Promise<DatasetPreview> {
    const source = await this.read(task, port)
    const { draft, records } = applyPipeline(draftOf(source), task.pipeline, tools(port, PREVIEW_SAMPLES))
    const sampled = Math.max(...draft.parts.map(({ rows }) => rows.length)) > PREVIEW_SAMPLES
    return {
      records,
      shape: draft.shape,
      originalShape: source.shape,
      classNames: draft.classNames,
      parts: draft.parts.map(({ role, rows, labels, targets }) => ({
        role,
        count: rows.length,
        classCounts: draft.classNames === null || labels === null ? null : countsOf(labels, draft.classNames.length),
        hasLabels: labels !== null,
        targetColumns: targets?.columns ?? null,
      })),
      bytes: draft.parts.reduce((sum, part) => sum + bytesOf(draft, part), 0),
      statisticsFrom: sampled ? PREVIEW_SAMPLES : null,
      samples: previewSamples(draft, task.samples),
    }
  }

  private async import(task: TaskOf<'import'>, port: TaskPort): Promise<DataResults['import']> {
    const source = await this.read(task, port)
    const files = new ArrayFiles([...task.temporaries])
    try {
      port.report.enter(STEPS)
      const { draft, records } = applyPipeline(draftOf(source), task.pipeline, tools(port, Infinity), (index) =>
        port.report.report(index, task.pipeline.length, `Step ${index + 1} of ${task.pipeline.length}`, 'share'),
      )
      port.report.enter(WRITING)
      const dataset = writeDataset(
        draft,
        records,
        () => files.sink(),
        (done, total) => {
          port.checkStop()
          port.report.report(done, total, 'Writing arrays', 'bytes')
        },
      )
      this.lastRead = null
      return { dataset, blobs: files.finished }
    } catch (error) {
      files.discard()
      throw error
    }
  }
}

function tools({ arithmetic, checkStop }: TaskPort, mostStatisticsSamples: number): StepTools {
  return { arithmetic, pulse: checkStop, mostStatisticsSamples }
}

function previewSamples(draft: Draft, wanted: number): DatasetPreview['samples'] {
  const [part] = draft.parts
  if (part === undefined) throw new LabError('invalid-request', 'No part is left.')
  const count = Math.min(wanted, part.rows.length, PREVIEW_SAMPLES)
  return {
    role: part.role,
    labels: Array.from({ length: count }, (_, i) => part.labels?.[i] ?? null),
    originals: sourceValues(draft.source, part.rows.subarray(0, count)),
    values: count === 0 ? new Float64Array() : valuesOf(draft, part, 0, count),
  }
}

function statistics(task: TaskOf<'statistics'>, { arithmetic, report, checkStop, now }: TaskPort): DatasetStatistics {
  const places = examinedPlaces(task.count, EXAMINED_SAMPLES)
  const part = {
    role: task.role,
    total: task.count,
    inputs: readRows(task.inputsFile, task.dimension, places),
    dimension: task.dimension,
    classes: task.labelsFile === null ? null : readRows(task.labelsFile, 1, places),
    classCount: task.classCount,
  }
  const progress = (share: number, what: string): void => {
    checkStop()
    report.report(share, 1, what, 'share')
  }
  const result = describePart(arithmetic, part, progress, now)
  // pairs are named by their places in the part, not among those examined
  const placed = <Pair extends { first: number; second: number }>(pair: Pair): Pair => ({
    ...pair,
    first: places[pair.first] ?? NaN,
    second: places[pair.second] ?? NaN,
  })
  const { closest } = result.directions
  return {
    ...result,
    distances: { ...result.distances, closest: result.distances.closest.map(placed) },
    directions: { ...result.directions, closest: closest === null ? null : placed(closest) },
  }
}
