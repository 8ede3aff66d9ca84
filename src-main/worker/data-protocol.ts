import type {
  DatasetFinding,
  DatasetPart,
  DatasetPreview,
  DatasetRole,
  DatasetStatistics,
  DatasetView,
  ExportFormat,
  LabErrorShape,
  PipelineStep,
} from '../contract'
import type { ImportChoices } from '../datasets/import'
import type { WrittenDataset } from '../datasets/pipeline'
import type { ArithmeticDecision } from '../science/arithmetic/load'

/** What the thread is started with that imports, examines and exports data sets. */
export interface DataWorkerSetup {
  decision: ArithmeticDecision
  threads: number
}

interface Making {
  paths: string[]
  choices: ImportChoices
  pipeline: PipelineStep[]
}

export type DataTask =
  | { kind: 'recognise'; paths: string[] }
  | ({ kind: 'preview'; samples: number } & Making)
  /** `temporaries`: names for the files of the arrays, more than there can be */
  | ({ kind: 'import'; temporaries: string[] } & Making)
  | {
      kind: 'statistics'
      role: DatasetRole
      count: number
      dimension: number
      inputsFile: string
      /** null without classes */
      labelsFile: string | null
      classCount: number
    }
  | { kind: 'export'; dataset: DatasetView; part: DatasetPart; format: ExportFormat; output: string; files: Record<string, string> }

/** A file that is durable under a temporary name. */
export interface PreparedArray {
  sha256: string
  bytes: number
  temporary: string
}

export interface DataResults {
  recognise: DatasetFinding[]
  preview: DatasetPreview
  import: { dataset: WrittenDataset; blobs: PreparedArray[] }
  statistics: DatasetStatistics
  export: { paths: string[] }
}

export interface TaskProgress {
  what: string
  /** 0 to 1 */
  share: number
  bytesPerSecond: number | null
  secondsLeft: number | null
}

export type ToDataWorker = { kind: 'task'; id: number; task: DataTask; stop: SharedArrayBuffer } | { kind: 'exit' }

export type FromDataWorker =
  | { kind: 'progress'; id: number; progress: TaskProgress }
  | { kind: 'done'; id: number; result: unknown }
  | { kind: 'failed'; id: number; error: LabErrorShape }
