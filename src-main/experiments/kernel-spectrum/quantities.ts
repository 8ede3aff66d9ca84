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
  number('hermiteBound', 'Best Hermite bound', '', 'Largest of the lower bounds of arXiv 1908.05660, lemma I.1', LOG),
  count('hermiteBoundOrder', 'Its order', 'r', 'The bound with the coefficient c_r and the power r + 1'),
  number(
    'directionProbability',
    'Neurons that move the weakest mode',
    "\\mathbb P(\\|\\sum_iz_i\\phi'(w^\\top x_i)x_i\\|\\ge0.1/\\sqrt n)",
    'Share among random weights, z the eigenvector of the smallest eigenvalue',
    LOG,
  ),
  number('classLambdaMin', 'Smallest eigenvalue, all outputs', '', 'Of the kernel of all outputs', LOG),
  number(
    'classLambdaMinPrinted',
    'The same as printed',
    '',
    'Without the inner products, as arXiv 1908.05660, M.3, prints the kernel',
    LOG,
  ),
  number(
    'classOffDiagonal',
    'Between outputs',
    '',
    'Largest entry of the kernel of all outputs that belongs to two different outputs',
    LOG,
  ),
  count('zeroRates', 'Zero rates', '', 'Eigenvalues of softmax Jacobian times kernel that are 0, at equal probabilities', 'eigenvalues'),
  number(
    'smallestRate',
    'Smallest rate',
    '',
    'Of the eigenvalues of softmax Jacobian times kernel that are not 0, at equal probabilities',
    LOG,
  ),
  number('limitDistance', 'Distance from infinite width', '\\|K-K^\\infty\\|_2', 'Spectral norm', LOG),
  number('limitNorm', 'Norm at infinite width', '\\|K^\\infty\\|_2', 'Spectral norm'),
  number(
    'eigenvalueShift',
    'Largest change of an eigenvalue',
    '\\max_i|\\lambda_i(K)-\\lambda_i(K^\\infty)|',
    'At most the spectral norm (Weyl)',
    LOG,
  ),
  number('gershgorinBelow', 'Gershgorin, below', '', 'min over i of K_ii - sum_j |K_ij|: no eigenvalue is smaller'),
  number('gershgorinAbove', 'Gershgorin, above', '', 'max over i of K_ii + sum_j |K_ij|: no eigenvalue is larger'),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

/** Over the order r of a Hermite coefficient in place of a step. */
export const SERIES = [
  number(
    'hermiteBound',
    'Hermite bound',
    'c_r^2\\lambda_{\\min}((X^\\top X)^{\\circ(r+1)})',
    'Lower bound of the smallest eigenvalue',
    LOG,
  ),
  number(
    'powerEigenvalue',
    'Smallest eigenvalue of the power',
    '\\lambda_{\\min}((X^\\top X)^{\\circ(r+1)})',
    'Of the products <x_i, x_j>^(r + 1)',
    LOG,
  ),
] as const satisfies readonly Quantity[]

export type SeriesId = (typeof SERIES)[number]['id']
