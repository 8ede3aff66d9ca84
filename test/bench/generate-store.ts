import type { Environment, ExperimentSpec, SpectrumRecord } from '../../src-main/contract'
import { openStore, type Store } from '../../src-main/store'
import type { RunEnd } from '../../src-main/store/store'

export interface StoreSize {
  runs: number
  /** of all series of all runs together */
  points: number
  /** series of a run; the points are spread evenly over all of them */
  seriesPerRun?: number
  /** cells that the runs are spread over; ten runs a cell when absent */
  cells?: number
}

const SERIES = ['residualNorm', 'activationChanges', 'hiddenWeightDistance', 'outputWeightDistance', 'lossHalfSum', 'gradientNorm']
/** runs stored in one transaction */
const TOGETHER = 250
const START = Date.UTC(2026, 0, 1)

const ENVIRONMENT: Environment = {
  appVersion: '0.1.0',
  buildHash: 'generated',
  arithmetic: 'native',
  arithmeticHash: 'generated',
  cpuModel: 'generated',
  cpuFeatures: '',
  threads: 1,
  platform: 'generated',
  runtime: 'generated',
}

/**
 * Fills a home folder with finished runs through the store's own face, as the lab would. Values are made up from a fixed sequence; they
 * look like training curves and mean nothing.
 * @returns the opened store
 */
export function generateStore(home: string, { runs, points, seriesPerRun = 5, cells = Math.ceil(runs / 10) }: StoreSize): Store {
  let now = START
  const store = openStore({ home, now: () => now })
  const engine = store.registerEngine({ kind: 'terminal', pid: process.pid, bootId: 'generated' }, now)
  const perCell = Math.ceil(runs / cells)
  const request = Array.from({ length: cells }, (_, index) => ({
    hash: index.toString(16).padStart(64, '0'),
    spec: specOf(index),
    seeds: Array.from({ length: Math.max(0, Math.min(perCell, runs - index * perCell)) }, (_, seed) => seed),
  }))
  store.createStudy(
    {
      title: 'Generated',
      recipeId: null,
      size: null,
      baseSeed: 0,
      inputs: {},
      cells: request.map((cell, index) => ({ ...cell, axes: { hiddenWidth: 10 + index }, note: null })),
    },
    now,
  )
  const { queued } = store.enqueue(request, engine, now)
  const uniform = sequence()
  const perSeries = Math.floor(points / runs / seriesPerRun)
  const steps = Float64Array.from({ length: perSeries }, (_, step) => step)
  for (let first = 0; first < queued.length; first += TOGETHER) {
    now += 1000
    store.heartbeat(engine, now)
    const started = queued.slice(first, first + TOGETHER)
    const ended = started.map((runId) => ({ runId, end: endOf(perSeries, steps, seriesPerRun, uniform) }))
    store.settle(engine, { started, ended }, now)
  }
  return store
}

function endOf(perSeries: number, steps: Float64Array, seriesPerRun: number, uniform: () => number): RunEnd {
  const rate = 1e-3 * (1 + uniform())
  const series = Array.from({ length: seriesPerRun }, (_, number) => {
    const name = SERIES[number] ?? `series${number}`
    return { name, steps, values: steps.map((step) => 1 / (1 + rate * step) + 1e-4 * uniform()) }
  })
  return {
    state: uniform() < 0.02 ? 'diverged' : 'finished',
    stopReason: 'converged',
    error: null,
    batch: {
      series,
      spectra: [spectrum('hiddenKernel', 0, 100, uniform), spectrum('hiddenKernel', perSeries, 100, uniform)],
      summary: summaryOf(perSeries, uniform),
      artifacts: [],
      events: [],
      step: perSeries,
      progress: 1,
      computeSeconds: 10 * uniform(),
      environment: ENVIRONMENT,
    },
  }
}

function specOf(index: number): ExperimentSpec {
  return {
    experiment: 'two-layer-relu',
    version: 1,
    data: { kind: 'sphere', inputDimension: 100, sampleCount: 100 + 100 * (index % 20) },
    model: { hiddenWidth: 10 + index, hiddenWeights: { kind: 'gaussian' }, outputWeights: { kind: 'signs' } },
    labels: { kind: 'gaussian', variance: 'hiddenWidth' },
    training: {
      stepSizes: { kind: 'two-rate', hidden: 1e-4 * (1 + (index % 7)), output: 1e-4 },
      stopResidual: 1e-2,
      safetyValve: true,
      maxSteps: 1_000_000,
    },
    measurements: { hiddenKernel: true, outputKernel: true, spectrumSteps: 0, frozenKernelPredictor: false },
  }
}

function summaryOf(steps: number, uniform: () => number): Record<string, number | null> {
  const summary: Record<string, number | null> = { steps, diverging: NaN, notMeasured: null }
  for (let index = 0; index < 24; index++) summary[`quantity${index}`] = uniform() * 10 ** (index % 7)
  return summary
}

function spectrum(name: string, step: number, order: number, uniform: () => number): SpectrumRecord {
  const values = Float64Array.from({ length: order }, (_, index) => index + uniform())
  const health = { symmetryError: 0, traceError: 1e-16, residual: null, noiseFloor: 1e-14, method: 'generated' }
  return { name, step, order, values, complete: true, health }
}

/** Numbers in [0, 1) from a linear congruential sequence: quick, and the same every time. */
function sequence(): () => number {
  let state = 1
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
