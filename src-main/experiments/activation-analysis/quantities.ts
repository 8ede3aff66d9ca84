import type { Quantity } from '../../contract'

type Named<Id extends string> = Quantity & { id: Id }

function number<Id extends string>(id: Id, label: string, symbol: string, description: string, more: Partial<Quantity> = {}): Named<Id> {
  return { label, symbol, unit: '', digits: 6, scale: 'linear', description, ...more, id }
}

const LOG = { scale: 'log' } as const
const COUNT = { digits: 'integer' } as const

/** Scalars of a run, in the order in which tables offer them; a run has those of its kind of analysis. */
export const QUANTITIES = [
  number('decayRate', 'Rate of decay', 's', 'Slope of ln |c_k| over sqrt(2k + 1), upper half of the larger ones of each pair of orders'),
  number('decayPower', 'Power of decay', '', 'Slope of ln |c_k| over ln k, upper half of the larger ones of each pair of orders'),
  number('resolvedCount', 'Resolved coefficients', '', 'Coefficients above the noise floor', COUNT),
  number('vanishingCount', 'Vanishing coefficients', '', 'Coefficients not above the noise floor', COUNT),
  number('noiseFloor', 'Noise floor', '', 'Coefficients below are not resolved', LOG),
  number('squareSum', 'Sum of the squares', '\\sum_kc_k^2', 'Of the coefficients that were computed'),
  number('meanSquare', 'Second moment', '\\mathbb E\\,\\psi(z)^2', 'What all squares sum up to'),
  number('degree', 'Degree', 'p', 'As the statement says it', COUNT),
  number('truncationError', 'Error of the Chebyshev series', '', 'Largest on the interval, cut at that degree', LOG),
  number('leastErrorBelow', 'No polynomial is closer', '', 'Lower bound of the error of the best polynomial of that degree', LOG),
  number('leastErrorAbove', 'Error of the best polynomial', '', 'Of that degree, as it was found', LOG),
  number('tolerance', 'Error wanted', '\\epsilon', 'Of the statement', LOG),
  number('smallLowerSlack', 'Slack below', '', 'min over t of P(|v| >= t sigma) - (1 - 0.8 t)'),
  number('smallUpperSlack', 'Slack above', '', 'min over t of (1 - 2t/3) - P(|v| >= t sigma)'),
  number('maximumProbability', 'Probability of a small maximum', '', 'That n normal variables are at most 3 sqrt(ln n) in size', {
    digits: 10,
  }),
  number('maximumBound', 'Its lower bound', '1-2n^{-3.5}', 'Lemma C.5 with k = 3', { digits: 10 }),
  number('orthogonalityError', 'Error of the Hermite identity', '', 'max over a, b of |E He_a(u) He_b(v) - r^a delta_ab|', LOG),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

/** Over the order k in place of a step. */
export const SERIES = [
  number('coefficientSize', 'Size of the Hermite coefficient', '|c_k|', 'Over the order k; those not resolved are left out', LOG),
  number(
    'tailSquares',
    'Squares of the coefficients after',
    '\\sum_{j>k}c_j^2',
    'Over the order k, of the coefficients that were computed',
    LOG,
  ),
] as const satisfies readonly Quantity[]
