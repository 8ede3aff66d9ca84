import type { ExperimentSpec, MeasurementBatch, SpectrumRecord } from '../../src-main/contract'

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
