import type { FigureCurve, FigureTile, FigureView } from '../../contract'
import { wilsonInterval, type LogisticFit } from '../../science/statistics'
import { phaseBoundary } from './phase-boundary'
import { HIDDEN_WIDTH_AXIS, INPUT_DIMENSION_AXIS, type PhaseCell } from './phase-cells'

/** What a run of the lab says when it stopped, as readers of a diagram say it. */
const FAILURES: Readonly<Record<string, string>> = {
  'dead-points': 'stuck at dead points',
  stalled: 'stalled',
  'step-budget': 'still falling at the end of the budget',
  diverged: 'diverged',
  'not-finite': 'diverged',
}

interface PhaseFigure {
  title: string
  sampleCount: number
  fit: LogisticFit | null
  /** with ReLU a point at which no neuron is active has no gradient */
  deadPoints: boolean
}

/** Success probability over width and dimension, with the line n = kd and where the fitted probability is one half. */
export function phaseFigure(cells: readonly PhaseCell[], { title, sampleCount, fit, deadPoints }: PhaseFigure): FigureView {
  const largest = (of: (cell: PhaseCell) => number): number => cells.reduce((most, cell) => Math.max(most, of(cell)), 1)
  const width = largest(({ hiddenWidth }) => hiddenWidth)
  const height = largest(({ inputDimension }) => inputDimension)
  const step = tileHeight(cells)
  const hyperbola = (product: number): FigureCurve['points'] =>
    Array.from({ length: 200 }, (_, i) => 0.5 + ((width + 0.5 - 0.5) * i) / 199)
      .map((x) => ({ x, y: product / x }))
      .filter(({ y }) => y <= height + step / 2)
  const curves: FigureCurve[] = [
    { id: 'parameters', label: 'n = kd', kind: 'theory', group: 'n = kd', points: hyperbola(sampleCount) },
    ...(fit === null
      ? []
      : [
          {
            id: 'fit',
            label: 'fitted probability one half',
            kind: 'fit' as const,
            group: 'fit',
            points: hyperbola(sampleCount * Math.exp(fit.midpoint)),
          },
        ]),
  ]
  const { inferred } = phaseBoundary(cells)
  return {
    id: 'phase-diagram',
    title,
    caption:
      `Share of trials that reach a relative error below 0.0025 within 15,000 steps of gradient descent, n = ${sampleCount} points. ` +
      (deadPoints ? 'Hovering a tile tells how its failures failed.' : 'D: every trial diverged.'),
    x: { label: HIDDEN_WIDTH_AXIS.label, symbol: HIDDEN_WIDTH_AXIS.symbol, unit: '', scale: 'linear' },
    y: { label: INPUT_DIMENSION_AXIS.label, symbol: INPUT_DIMENSION_AXIS.symbol, unit: '', scale: 'linear' },
    curves,
    markers: [],
    tiles: {
      label: 'Success probability',
      symbol: '',
      low: 0,
      high: 1,
      width: 1,
      height: step,
      palette: 'probability',
      tiles: cells.map((cell) => inferredTile(cell, inferred.get(cell.hash)) ?? tileOf(cell)),
      marks: { D: 'every trial diverged' },
    },
  }
}

function tileHeight(cells: readonly PhaseCell[]): number {
  const dimensions = [...new Set(cells.map(({ inputDimension }) => inputDimension))].sort((a, b) => a - b)
  return dimensions.slice(1).reduce((least, value, i) => Math.min(least, value - (dimensions[i] ?? NaN)), Infinity) || 1
}

/** Of a cell that waits for nobody: one that is still to be computed shows nothing before. */
function inferredTile({ hiddenWidth, inputDimension, hash, waits }: PhaseCell, value: 0 | 1 | undefined): FigureTile | null {
  if (value === undefined || waits) return null
  const text = `not run; every trial of the cells around it ${value === 1 ? 'succeeded' : 'failed'}`
  return { x: hiddenWidth, y: inputDimension, value, done: 0, text, cellHash: hash, inferred: true }
}

function tileOf(cell: PhaseCell): FigureTile {
  const { ended, successes, planned } = cell
  const diverged = ended.filter(({ state }) => state === 'diverged').length
  return {
    x: cell.hiddenWidth,
    y: cell.inputDimension,
    value: ended.length === 0 ? null : successes / ended.length,
    done: ended.length / planned,
    text: tileText(cell),
    ...(ended.length > 0 && diverged === ended.length ? { mark: 'D' } : {}),
    cellHash: cell.hash,
  }
}

function tileText({ ended, successes, planned }: PhaseCell): string {
  if (ended.length === 0) return `0 of ${planned} trials ended`
  const { low, high } = wilsonInterval(successes, ended.length)
  const reasons = new Map<string, number>()
  for (const { stopReason } of ended) {
    const failure = stopReason === null ? undefined : FAILURES[stopReason]
    if (failure !== undefined) reasons.set(failure, (reasons.get(failure) ?? 0) + 1)
  }
  const failures = [...reasons].map(([reason, count]) => `${count} ${reason}`).join(', ')
  const trials =
    ended.length < planned ? `${successes} of ${ended.length} succeeded, ${planned} planned` : `${successes} of ${ended.length} succeeded`
  return `${trials}, 95 % interval ${low.toFixed(2)} to ${high.toFixed(2)}${failures === '' ? '' : `; ${failures}`}`
}
