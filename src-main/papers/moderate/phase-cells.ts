import type { Axis, AxisValues, CellPlan, CellView, RunRecord } from '../../contract'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'
import { philoxBlock } from '../../science/random'
import type { StudyEvidence } from '../paper'

export const PAPER = 'arXiv 1902.04674'

export type PhaseActivation = 'softplus' | 'relu'

/** Step sizes of section 4, for the half-sum loss of equation (2.1): with the mean over the points nothing succeeds within the budget. */
const STEP_SIZES: Readonly<Record<PhaseActivation, number>> = { softplus: 0.15, relu: 0.1 }
const MOST_STEPS = 15_000
/** Relative error at which a run has succeeded, of section 4. */
export const SUCCESS = 2.5e-3

export const HIDDEN_WIDTH_AXIS: Axis = { id: 'hiddenWidth', label: 'Hidden width', symbol: 'k' }
export const INPUT_DIMENSION_AXIS: Axis = { id: 'inputDimension', label: 'Input dimension', symbol: 'd' }

export interface PhasePoint {
  activation: PhaseActivation
  sampleCount: number
  hiddenWidth: number
  inputDimension: number
}

/** One cell of a phase diagram; variations of the paper's recipe change the result of this. */
export function phaseSpec({ activation, sampleCount, hiddenWidth, inputDimension }: PhasePoint): TwoLayerSpec {
  return {
    experiment: 'two-layer',
    version: 1,
    data: { kind: 'sphere', inputDimension, sampleCount },
    preprocessing: { scaling: 'none', smoothing: 0 },
    labels: { kind: 'gaussian', variance: 1 },
    model: {
      hiddenWidth,
      activation: { kind: activation },
      preactivationScale: 'one',
      hiddenWeights: { kind: 'gaussian', variance: 1 },
      biases: { kind: 'none' },
      outputWeights: { kind: 'balanced' },
      nodeScales: { kind: 'one' },
    },
    loss: 'half-sum',
    training: {
      method: { kind: 'gradient-descent' },
      stepSizes: { kind: 'given', hidden: STEP_SIZES[activation], bias: 0, output: 0 },
      stop: { steps: MOST_STEPS, relativeResidual: SUCCESS, increase: false },
    },
    measurements: {
      recording: { kind: 'logarithmic', perDecade: 10 },
      kernels: [],
      kernelSteps: 0,
      limitKernel: false,
      lazyPrediction: false,
    },
  }
}

/**
 * Seed of a trial: the first word of Philox 4x32-10 with key (base, activation) and counter (n, k, d, trial). Inputs, labels and weights are
 * all drawn anew in every trial.
 */
export function trialSeeds(baseSeed: number, point: PhasePoint, trials: number): number[] {
  const words = new Uint32Array(4)
  return Array.from({ length: trials }, (_, trial) => {
    const { sampleCount, hiddenWidth, inputDimension } = point
    philoxBlock(sampleCount, hiddenWidth, inputDimension, trial, baseSeed, point.activation === 'relu' ? 1 : 0, words, 0)
    return words[0] ?? 0
  })
}

export function planPoint(point: PhasePoint, trials: number, baseSeed: number): CellPlan {
  return {
    spec: phaseSpec(point),
    seeds: trialSeeds(baseSeed, point, trials),
    axes: { hiddenWidth: point.hiddenWidth, inputDimension: point.inputDimension },
  }
}

/** A cell of a diagram with what became of its trials. */
export interface PhaseCell {
  hash: string
  axes: AxisValues
  hiddenWidth: number
  inputDimension: number
  /** 2 floor(k / 2): with odd k one output weight is 0 and its neuron never moves */
  effectiveWidth: number
  planned: number
  ended: RunRecord[]
  /** something of it is queued or running */
  waits: boolean
  successes: number
}

export function phaseCells(evidence: StudyEvidence): PhaseCell[] {
  const byCell = new Map<string, RunRecord[]>(evidence.cells.map((cell) => [cell.hash, []]))
  for (const run of evidence.runs) byCell.get(run.cellHash)?.push(run)
  return evidence.cells.map((cell) => phaseCell(cell, byCell.get(cell.hash) ?? []))
}

function phaseCell(cell: CellView, runs: readonly RunRecord[]): PhaseCell {
  const seeds = new Set(cell.seeds)
  const ended = runs.filter(({ seed }) => seeds.has(seed))
  const hiddenWidth = Number(cell.axes['hiddenWidth'])
  return {
    hash: cell.hash,
    axes: cell.axes,
    hiddenWidth,
    inputDimension: Number(cell.axes['inputDimension']),
    effectiveWidth: 2 * Math.floor(hiddenWidth / 2),
    planned: cell.seeds.length,
    ended,
    waits: cell.runs.some(({ state }) => state === 'queued' || state === 'running'),
    successes: ended.filter(({ stopReason }) => stopReason === 'converged').length,
  }
}
