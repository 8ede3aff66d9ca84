import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import type { ExperimentSpec, MeasurementBatch, SpectrumRecord } from '../../src-main/contract'
import { openStore, type OpenOptions, type Store } from '../../src-main/store'

export const NOW = Date.UTC(2026, 0, 1)
export const LEASE = 15_000

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gramscope-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A store that is closed after the test, in a home that is gone then. */
export function temporaryStore(options: Partial<OpenOptions> = {}): Store {
  const { home = temporaryFolder(), now = () => NOW, ...rest } = options
  const store = openStore({ home, now, ...rest })
  onTestFinished(() => store.close())
  return store
}

/** A second connection to the same database, for looking behind the store's back. */
export function databaseOf(home: string, options: Database.Options = {}): Database.Database {
  const database = new Database(join(home, 'lab.sqlite'), options)
  onTestFinished(() => {
    database.close()
  })
  return database
}

export function specOf(
  change: { hiddenWidth?: number; sampleCount?: number; maxSteps?: number; labels?: 'gaussian' | 'local' } = {},
): ExperimentSpec {
  const { hiddenWidth = 100, sampleCount = 300, maxSteps = 1000, labels = 'gaussian' } = change
  return {
    experiment: 'two-layer-relu',
    version: 1,
    data: { kind: 'sphere', inputDimension: 100, sampleCount },
    model: { hiddenWidth, hiddenWeights: { kind: 'gaussian' }, outputWeights: { kind: 'signs' } },
    labels: labels === 'local' ? { kind: 'local' } : { kind: 'gaussian', variance: 'hiddenWidth' },
    training: { stepSizes: { kind: 'two-rate', hidden: 1e-4, output: 1e-4 }, stopResidual: 0.01, safetyValve: true, maxSteps },
    measurements: { hiddenKernel: true, outputKernel: false, spectrumSteps: 0, frozenKernelPredictor: false },
  }
}

/** A hash that stands for a cell; the lab computes real ones. */
export function hashOf(cell: number): string {
  return cell.toString(16).padStart(64, '0')
}

export function registerEngine(store: Store, now = NOW): number {
  return store.registerEngine({ kind: 'app', pid: process.pid, bootId: 'boot' }, now)
}

/** A run of cell 1 that `engine` is running. */
export function runningRun(store: Store, engine: number, seed = 0): number {
  store.enqueue([{ hash: hashOf(1), spec: specOf(), seeds: [seed] }], engine, NOW)
  const claimed = store.claimNext(engine, NOW, LEASE)
  if (claimed === null) throw new Error('There is nothing in the queue')
  return claimed.run.id
}

export function batchOf(change: Partial<MeasurementBatch> = {}): MeasurementBatch {
  return { series: [], spectra: [], summary: {}, artifacts: [], events: [], step: 0, progress: 0, computeSeconds: 0, ...change }
}

/** Points at consecutive steps. */
export function pointsOf(firstStep: number, values: readonly number[]): { steps: Float64Array; values: Float64Array } {
  return { steps: Float64Array.from(values, (_, index) => firstStep + index), values: Float64Array.from(values) }
}

export function spectrumOf(step: number, change: Partial<SpectrumRecord> = {}): SpectrumRecord {
  return {
    name: 'hiddenKernel',
    step,
    order: 3,
    values: Float64Array.of(1e-9, 1, 2),
    complete: true,
    health: { symmetryError: 0, traceError: 1e-16, residual: null, noiseFloor: 1e-15, method: 'test' },
    ...change,
  }
}

/** Runs `action` and answers the code of the LabError it throws. */
export function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code)
    throw error
  }
  return 'nothing was thrown'
}
