import type { DatasetStatistics } from '../../../src-main/contract'
import { numberText } from '../../components/format-number'

export interface AssumptionRow {
  what: string
  paper: string
  /** null where it is a number and not a condition */
  met: boolean | null
  measured: string
}

/** Norms that differ from 1 by rounding only. */
const UNIT = 1e-12

/** What the papers assume of their inputs, with what these are. */
export function assumptionRows(statistics: DatasetStatistics): AssumptionRow[] {
  const { norms, directions, distances, intrinsicDimension, examined, dimension, spectralNorm } = statistics
  const symmetric = (dimension * (dimension + 1)) / 2
  const unit = norms.unitDeviation <= UNIT
  return [
    {
      what: 'Unit vectors',
      paper: '1908.05660, assumption 1; 1902.04674; 2302.01002',
      met: unit,
      measured: unit
        ? `norms differ from 1 by at most ${numberText(norms.unitDeviation, 2)}`
        : `norms from ${numberText(norms.smallest)} to ${numberText(norms.largest)}`,
    },
    {
      what: 'No sample is 0',
      paper: 'all',
      met: norms.zero === 0,
      measured: norms.zero === 0 ? `smallest norm ${numberText(norms.smallest)}` : `${norms.zero} samples are 0`,
    },
    {
      what: 'No two samples parallel, at distance δ from each other’s lines',
      paper: '1908.05660, assumption 2',
      met: directions.parallel === 0,
      measured: `δ = min √(1 − r²) = ${numberText(directions.lineSeparation)}${directions.parallel > 0 ? `, ${directions.parallel} parallel pairs` : ''}`,
    },
    {
      what: 'Separated up to sign: |x_i − x_j| and |x_i + x_j| at least δ',
      paper: '1902.04674, assumption 1',
      met: directions.parallel === 0,
      measured: `δ = ${numberText(directions.distanceSeparation)} (of the directions)`,
    },
    {
      what: 'No two samples equal',
      paper: 'all',
      met: distances.duplicates === 0,
      measured:
        distances.duplicates === 0 ? `smallest distance ${numberText(distances.smallest)}` : `${distances.duplicates} pairs are equal`,
    },
    {
      what: 'Few dimensions d′, of the order of (log n)^0.75, for which the kernels of smooth activations are proved to be ill-conditioned',
      paper: '1908.05660, theorem 4.4',
      met: null,
      measured: `d′ = ${numberText(intrinsicDimension.span, 'integer')}, (log n)^0.75 = ${numberText(logPower(examined), 3)}`,
    },
    {
      what: 'The vectors x_i ⊗ x_i may be independent: n at most d (d + 1) / 2',
      paper: '1902.04674, σ_min(X ∗ X)',
      met: examined <= symmetric,
      measured: `n = ${numberText(examined, 'integer')}, d (d + 1) / 2 = ${numberText(symmetric, 'integer')}`,
    },
    { what: 'Spectral norm of the inputs', paper: '1902.04674, theorem 2.1', met: null, measured: `|X| = ${numberText(spectralNorm)}` },
  ]
}

function logPower(n: number): number {
  return Math.log(n) ** 0.75
}
