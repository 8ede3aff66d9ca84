import type {
  ComparedKernels,
  ComparedModes,
  DatasetFinding,
  DatasetPart,
  DatasetPreview,
  DatasetRole,
  DatasetStatistics,
  DatasetView,
  ExperimentSpec,
  ExportFormat,
  LabErrorShape,
  PipelineStep,
} from '../contract'
import type { ImportChoices } from '../datasets/import'
import type { WrittenDataset } from '../datasets/pipeline'
import type { ArithmeticDecision } from '../science/arithmetic/load'

/** What a thread is started with that imports, examines and exports data sets, or makes kernels of stored runs again. */
export interface DataWorkerSetup {
  decision: ArithmeticDecision
  threads: number
}

interface Making {
  paths: string[]
  choices: ImportChoices
  pipeline: PipelineStep[]
}

/** A file whose name is the hash of its content. */
export interface NamedFile {
  path: string
  sha256: string
}

/** A stored run whose kernels are made again from spec, seed and what it has left. */
export interface RebuiltRun {
  /** which entry of the comparison it belongs to */
  entry: number
  runId: number
  seed: number
  spec: ExperimentSpec
  /** at which its weights are known */
  step: number
  /** its last step */
  end: number
  artifacts: Record<string, NamedFile & { type: 'float64' | 'uint32' }>
  /** arrays that its spec names, by their hash */
  arrays: Record<string, NamedFile>
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
  /** `most`: numbers (of eight bytes) that may be kept while it lasts */
  | { kind: 'kernels'; runs: RebuiltRun[]; base: number | null; name: string; leading: number; most: number }
  | { kind: 'modes'; runs: RebuiltRun[] }

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
  kernels: ComparedKernels
  modes: ComparedModes
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
