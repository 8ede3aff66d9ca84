import { z } from 'zod'
import type { JobProgress } from './job'

export interface AppInfo {
  version: string
  home: string
  platform: string
  runtime: string
  cores: number
  arithmetic: { id: 'native' | 'portable'; description: string; reason: string }
  /** measured once on this machine, null until the short benchmark has run */
  calibration: { gemmGflops: number; stepGflops: number; measuredAt: number } | null
  /** something the user must know: read-only home, restored or damaged database */
  warnings: { code: string; message: string; backups: string[] }[]
  /** whose data come with the lab, and under which licence */
  samples: SampleCredits[]
}

export interface SampleCredits {
  title: string
  citation: string
  source: string
  licence: string
  licenceUrl: string
}

export interface QueueView {
  held: boolean
  running: { runId: number; title: string; progress: number; stepsPerSecond: number; secondsLeft: number | null }[]
  queued: number
  paused: number
  interrupted: number
  concurrency: number
  coresInUse: number
  secondsLeft: number | null
  /** run ids in the order in which they will start; at most the first 200 */
  order: number[]
}

export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  concurrency: z.int().min(1).max(256).nullable().describe('Runs at once; null: one per core'),
  checkpointSeconds: z.int().min(1).max(86_400).describe('How often a running run is checkpointed'),
  keepStates: z.boolean().describe('Whether every run that can be forked keeps the state at its end'),
  pauseOnBattery: z.boolean().describe('Whether runs pause while the machine is on its battery'),
  railExpanded: z.boolean(),
  layout: z.record(z.string(), z.number()).describe('Sizes of panes by name'),
  tableColumns: z.record(z.string(), z.array(z.string())).describe('Columns shown by table'),
  spectra: z.string().max(50_000).describe('Spectra laid over each other, as in the address of their page'),
})
export type Settings = z.infer<typeof settingsSchema>

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  concurrency: null,
  checkpointSeconds: 30,
  keepStates: false,
  pauseOnBattery: false,
  railExpanded: false,
  layout: {},
  tableColumns: {},
  spectra: '',
}

/** What the window is told, at most ten times a second. */
export type LabEvent =
  | { kind: 'runs-changed'; runIds: number[] }
  | { kind: 'series-grown'; runId: number; step: number }
  | { kind: 'queue-changed' }
  | { kind: 'study-changed'; studyId: number }
  | { kind: 'settings-changed' }
  | { kind: 'claims-changed' }
  | { kind: 'datasets-changed' }
  | { kind: 'dashboards-changed' }
  | { kind: 'job-progress'; progress: JobProgress }
