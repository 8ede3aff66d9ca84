import type { DatasetRole, ExportFormat, LabErrorShape, LabEvent, RequestName } from '../contract'
import type { LabOptions } from './lab'

/** What the lab's own thread is started with. */
export type LabThreadSetup = Pick<LabOptions, 'home' | 'kind' | 'workerFile' | 'appRoot'>

export type ToLabThread =
  | { kind: 'request'; id: number; name: RequestName; argument: unknown }
  /** a spec that was read from a file by the shell; its arrays are read relative to `folder` */
  | { kind: 'prepare-spec'; id: number; spec: unknown; folder: string }
  /** files that a person chose or dropped */
  | { kind: 'open-data'; id: number; paths: string[] }
  | { kind: 'use-model'; id: number; sourceId: number; model: string | null }
  | { kind: 'export-dataset'; id: number; datasetId: number; role: DatasetRole; format: ExportFormat; output: string }
  /** runs and studies as one file, and back; paths come from a dialog */
  | { kind: 'export-bundle'; id: number; runIds: number[]; studyIds: number[]; states: boolean; path: string }
  | { kind: 'import-bundle'; id: number; path: string }
  | { kind: 'close' }

export type FromLabThread =
  | { kind: 'opened' }
  | { kind: 'failed'; error: LabErrorShape }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'refusal'; id: number; error: LabErrorShape }
  | { kind: 'events'; events: LabEvent[] }
  | { kind: 'closed' }
