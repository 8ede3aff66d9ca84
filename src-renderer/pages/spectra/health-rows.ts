import type { SpectrumRecord, Summary } from '../../../src-main/contract'
import type { Digits } from '../../components/format-number'
import { unresolved } from '../../charts/spectrum-model'

/** What is known of a spectrum and of the points behind it. */
export interface ExaminedSpectrum {
  spectrum: SpectrumRecord
  /** of the run; empty where it measured nothing of it, such as in the course of a training */
  summary: Summary
}

export interface HealthCell {
  value: number | null
  digits: Digits
  /** said instead of, or after, the number */
  text: string
  /** whether the papers' assumption holds; null where nothing is assumed */
  holds: boolean | null
}

export interface HealthRow {
  id: string
  label: string
  /** LaTeX, may be empty */
  symbol: string
  /** on hover */
  meaning: string
  cell: (of: ExaminedSpectrum) => HealthCell
}

export interface HealthGroup {
  title: string
  rows: HealthRow[]
}

const plain = (value: number | null | undefined, digits: Digits = 4, text = ''): HealthCell => ({
  value: value ?? null,
  digits,
  text,
  holds: null,
})

/** The papers need exact arithmetic; up to the rounding of coordinates is what can be asked. */
const ROUNDING = 64 * Number.EPSILON
const UNIT_NORM = 1e-12

const checked = (value: number | null | undefined, holds: (value: number) => boolean, digits: Digits = 4): HealthCell => ({
  ...plain(value, digits),
  holds: value === null || value === undefined ? null : holds(value),
})

export const HEALTH: HealthGroup[] = [
  {
    title: 'Spectrum',
    rows: [
      {
        id: 'lambdaMin',
        label: 'Smallest eigenvalue',
        symbol: '\\lambda_{\\min}',
        meaning: 'The theorems need it to be positive. Not above the noise floor only its being small is known',
        cell: ({ spectrum }) => {
          const smallest = spectrum.values[0] ?? null
          const resolved = smallest !== null && smallest > spectrum.health.noiseFloor
          return { ...plain(smallest), text: resolved ? '' : 'not resolved', holds: resolved ? true : null }
        },
      },
      {
        id: 'lambdaMax',
        label: 'Largest eigenvalue',
        symbol: '\\lambda_{\\max}',
        meaning: '',
        cell: ({ spectrum }) => plain(spectrum.values.at(-1)),
      },
      {
        id: 'condition',
        label: 'Condition number',
        symbol: '\\lambda_{\\max}/\\lambda_{\\min}',
        meaning: 'Infinite when the smallest eigenvalue is not resolved',
        cell: ({ spectrum }) => plain(conditionNumber(spectrum)),
      },
      {
        id: 'floor',
        label: 'Noise floor',
        symbol: '',
        meaning: 'Eigenvalues that are not above it are not resolved',
        cell: ({ spectrum }) => plain(spectrum.health.noiseFloor, 3),
      },
      {
        id: 'resolved',
        label: 'Resolved',
        symbol: '',
        meaning: 'Eigenvalues above the noise floor',
        cell: ({ spectrum }) => {
          const known = spectrum.values.length
          const of = spectrum.complete ? `of ${known}` : `of ${known} known, order ${spectrum.order}`
          return plain(known - unresolved(spectrum), 'integer', of)
        },
      },
      {
        id: 'symmetry',
        label: 'Symmetry error',
        symbol: '',
        meaning: 'Largest difference of an entry and its mirror, relative to the largest entry',
        cell: ({ spectrum }) => plain(spectrum.health.symmetryError, 2),
      },
      {
        id: 'trace',
        label: 'Trace error',
        symbol: '',
        meaning: 'Sum of the eigenvalues against the trace, relative',
        cell: ({ spectrum }) => plain(spectrum.health.traceError, 2),
      },
      {
        id: 'residual',
        label: 'Residual',
        symbol: '|Av-\\lambda v|/|A|',
        meaning: 'Largest of the checked pairs; not known where no eigenvectors were computed',
        cell: ({ spectrum }) => plain(spectrum.health.residual, 2),
      },
      {
        id: 'method',
        label: 'Method',
        symbol: '',
        meaning: 'How the eigenvalues were computed',
        cell: ({ spectrum }) => plain(null, 4, spectrum.health.method),
      },
    ],
  },
  {
    title: 'What the papers assume of the points',
    rows: [
      {
        id: 'unitNorm',
        label: 'Unit norms, deviation',
        symbol: '\\max_i|\\|x_i\\|-1|',
        meaning: 'Every point has norm 1 (arXiv 1908.05660, assumption 1), here to 1e-12',
        cell: ({ summary }) => checked(summary.unitNormDeviation, (deviation) => deviation <= UNIT_NORM, 2),
      },
      {
        id: 'lineSeparation',
        label: 'Separation of lines',
        symbol: '\\delta',
        meaning: 'min of sqrt(1 - r²) over pairs is positive (arXiv 1908.05660, assumption 2)',
        cell: ({ summary }) => checked(summary.lineSeparation, (delta) => delta > ROUNDING),
      },
      {
        id: 'distanceSeparation',
        label: 'Separation of points',
        symbol: '\\delta',
        meaning: "min of |x - x'| and |x + x'| over pairs is positive (arXiv 1902.04674, assumption 1)",
        cell: ({ summary }) => checked(summary.distanceSeparation, (delta) => delta > ROUNDING),
      },
      {
        id: 'duplicates',
        label: 'Equal pairs',
        symbol: 'x_i=x_j',
        meaning: 'No two points are equal',
        cell: ({ summary }) => checked(summary.duplicatePairs, (pairs) => pairs === 0, 'integer'),
      },
      {
        id: 'antipodes',
        label: 'Opposite pairs',
        symbol: 'x_i=-x_j',
        meaning: 'No two points are opposite',
        cell: ({ summary }) => checked(summary.antipodalPairs, (pairs) => pairs === 0, 'integer'),
      },
      {
        id: 'span',
        label: 'Dimension of the span',
        symbol: "d'",
        meaning: 'Nothing is assumed of it; bounds for smooth activations depend on it',
        cell: ({ summary }) => plain(summary.spanDimension, 'integer'),
      },
    ],
  },
]

/** Infinite for a singular matrix, and for one that cannot be told from a singular one; null where the smallest is not known. */
export function conditionNumber({ values, health }: SpectrumRecord): number | null {
  const [smallest, largest] = [values[0], values.at(-1)]
  if (smallest === undefined || largest === undefined) return null
  return smallest > health.noiseFloor ? largest / smallest : Infinity
}
