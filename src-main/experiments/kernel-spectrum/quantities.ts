import type { Quantity } from '../../contract'

type Named<Id extends string> = Quantity & { id: Id }

function number<Id extends string>(id: Id, label: string, symbol: string, description: string, more: Partial<Quantity> = {}): Named<Id> {
  return { label, symbol, unit: '', digits: 6, scale: 'linear', description, ...more, id }
}

function count<Id extends string>(id: Id, label: string, symbol: string, description: string, unit = ''): Named<Id> {
  return number(id, label, symbol, description, { digits: 'integer', unit })
}

const LOG = { scale: 'log' } as const

/** Scalars of a run, in the order in which tables offer them. */
export const QUANTITIES = [
  number('lambdaMin', 'Smallest eigenvalue', '\\lambda_{\\min}', 'Not above the noise floor: only its being small is known', LOG),
  number('lambdaMax', 'Largest eigenvalue', '\\lambda_{\\max}', '', LOG),
  number(
    'conditionNumber',
    'Condition number',
    '\\lambda_{\\max}/\\lambda_{\\min}',
    'Infinite when the smallest eigenvalue is not resolved',
    LOG,
  ),
  number('trace', 'Trace', '\\operatorname{tr}', 'Sum of the eigenvalues'),
  count('resolvedCount', 'Resolved eigenvalues', '', 'Eigenvalues above the noise floor', 'eigenvalues'),
  count('sampleCount', 'Points', 'n', 'Order of the kernel', 'points'),
  number('noiseFloor', 'Noise floor', '', 'Eigenvalues below are not resolved', LOG),
  number(
    'lineSeparation',
    'Separation of lines',
    '\\delta',
    'min sqrt(1 - r^2) over pairs of points (arXiv 1908.05660, assumption 2); 0 for parallel points',
  ),
  number(
    'distanceSeparation',
    'Separation of points',
    '\\delta',
    "min of |x - x'| and |x + x'| over pairs of directions (arXiv 1902.04674, assumption 1)",
  ),
  count('spanDimension', 'Dimension of the span', "d'", 'Of the inputs'),
  number('inputNorm', 'Norm of the inputs', '\\|X\\|', 'Largest singular value'),
  number('unitNormDeviation', 'Deviation from unit norm', '\\max_i|\\|x_i\\|-1|', 'Largest over the points', LOG),
  count('duplicatePairs', 'Equal points', '', 'Pairs of equal inputs', 'pairs'),
  count('antipodalPairs', 'Opposite points', '', 'Pairs x, -x', 'pairs'),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']
