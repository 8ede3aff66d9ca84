import type { PhaseActivation } from './phase-cells'

/**
 * Independent computation of the phase diagrams with another program and another random generator: the paper prints a coloured figure and
 * no numbers. Compared with, never shown as a result of the paper.
 */
export interface PhaseReference {
  activation: PhaseActivation
  sampleCount: number
  /** 2 floor(k/2) d / n at which the fitted success probability is one half, over all cells with d >= 8, and how far it may be off */
  midpoint: number
  midpointTolerance: number
}

export const PHASE_REFERENCE: readonly PhaseReference[] = [
  { activation: 'softplus', sampleCount: 100, midpoint: 1.35, midpointTolerance: 0.07 },
  { activation: 'relu', sampleCount: 100, midpoint: 1.82, midpointTolerance: 0.12 },
  { activation: 'softplus', sampleCount: 200, midpoint: 1.3, midpointTolerance: 0.07 },
  { activation: 'relu', sampleCount: 200, midpoint: 1.63, midpointTolerance: 0.12 },
]

/** Cells that a correct implementation fills so, with ten trials: the least and the most successes. */
export interface CellReference {
  activation: PhaseActivation
  sampleCount: number
  hiddenWidth: number
  inputDimension: number
  least: number
  most: number
}

const cell = (
  activation: PhaseActivation,
  sampleCount: number,
  hiddenWidth: number,
  inputDimension: number,
  least: number,
  most: number,
): CellReference => ({ activation, sampleCount, hiddenWidth, inputDimension, least, most })

export const CELL_REFERENCE: readonly CellReference[] = [
  cell('softplus', 100, 25, 25, 9, 10),
  cell('softplus', 100, 8, 25, 9, 10),
  cell('softplus', 100, 8, 20, 9, 10),
  cell('softplus', 100, 15, 15, 9, 10),
  cell('softplus', 100, 4, 25, 0, 0),
  cell('softplus', 100, 5, 25, 0, 0),
  cell('softplus', 100, 10, 10, 0, 0),
  cell('softplus', 100, 3, 25, 0, 0),
  cell('softplus', 100, 7, 19, 0, 2),
  cell('softplus', 100, 8, 19, 9, 10),
  cell('softplus', 100, 25, 5, 0, 1),
  cell('relu', 100, 25, 25, 9, 10),
  cell('relu', 100, 8, 25, 2, 9),
  cell('relu', 100, 6, 20, 0, 1),
  cell('softplus', 200, 14, 25, 8, 10),
  cell('softplus', 200, 10, 20, 0, 0),
]
