import type { FigureCurve, FigureView } from '../../contract'
import type { StudyEvidence } from '../paper'
import type { StudyCell } from '../study-cells'
import type { Rate } from './theory-limit-rate'
import { numberOf } from './theory-settings'

const BINS = 30

/** Density of the smallest eigenvalues over the draws of one cell. */
export function histogram(of: StudyCell, evidence: StudyEvidence): FigureView[] {
  const [run] = of.ended
  const series = run === undefined ? null : evidence.series(run.id, 'lambdaMin')
  if (run === undefined || series === null || series.values.length < 2) return []
  const [low, high] = [Math.min(...series.values), Math.max(...series.values)]
  const width = (high - low) / BINS
  const counts = new Array<number>(BINS).fill(0)
  for (const value of series.values) {
    const bin = Math.min(BINS - 1, Math.floor((value - low) / width))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const name = `${String(of.axes['activation'])}, ${String(of.axes['setting'])}, m = ${String(of.axes['hiddenWidth'])}`
  const rate = numberOf(of.axes, 'symmetricShare') * (run.summary['meanKernelLambdaMin'] ?? NaN)
  return [
    {
      id: `smallest-${String(of.axes['activation'])}-${of.hash}`,
      title: `Smallest eigenvalue at the start, ${name}`,
      caption: `Histogram over ${series.values.length} initialisations, as a density.`,
      x: { label: 'Smallest eigenvalue', symbol: '\\lambda_{\\min}(\\Theta_m)', unit: '', scale: 'linear' },
      y: { label: 'Density', symbol: '', unit: '', scale: 'linear' },
      curves: [
        {
          id: 'density',
          label: name,
          kind: 'measured',
          group: name,
          points: counts.map((count, bin) => ({
            x: low + (bin + 1 / 2) * width,
            y: count / series.values.length / width,
            cellHash: of.hash,
          })),
        },
      ],
      markers:
        rate > 0
          ? [
              { x: rate, label: '\u03b3 \u03ba', group: null },
              { x: rate / 2, label: '\u03b3 \u03ba / 2', group: null },
            ]
          : [],
    },
  ]
}

export function limitFigure(all: readonly Rate[]): FigureView[] {
  if (all.length === 0) return []
  const curves = all.map(({ name, cell: of, points }): FigureCurve => ({ id: of.hash, label: name, kind: 'measured', group: name, points }))
  return [
    {
      id: 'limit-distance',
      title: 'Distance of the kernel to its limit',
      caption: 'Root mean square over sequences of nodes, the same sequence for all widths.',
      x: { label: 'Hidden width', symbol: 'm', unit: '', scale: 'log' },
      y: { label: 'Frobenius norm', symbol: '\\|\\Theta_m-\\Theta_\\infty\\|_F', unit: '', scale: 'log' },
      curves,
      markers: [],
    },
  ]
}
