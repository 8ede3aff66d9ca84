import type { Quantity } from '../../contract'

type Named<Id extends string> = Quantity & { id: Id }

function number<Id extends string>(id: Id, label: string, symbol: string, description: string, more: Partial<Quantity> = {}): Named<Id> {
  return { label, symbol, unit: '', digits: 5, scale: 'linear', description, ...more, id }
}

const LOG = { scale: 'log' } as const

/** Scalars of a run, in the order in which tables offer them. */
export const QUANTITIES = [
  number('draws', 'Draws', '', 'Independent initialisations', { digits: 'integer', unit: 'draws' }),
  number('scaleSum', 'Sum of the node scales', '\\sum_j\\lambda_{mj}', '1 up to rounding'),
  number('scaleRootSum', 'Sum of their roots', '\\sum_j\\sqrt{\\lambda_{mj}}', 'Between sqrt(gamma m) and sqrt(m)'),
  number('scaleThreeHalvesSum', 'Sum of their powers 3/2', '\\sum_j\\lambda_{mj}^{3/2}', '', LOG),
  number('scaleSquareSum', 'Sum of their squares', '\\sum_j\\lambda_{mj}^2', '', LOG),
  number('scaleCubeSum', 'Sum of their cubes', '\\sum_j\\lambda_{mj}^3', '', LOG),
  number(
    'scaleThreeHalvesLimit',
    'Limit of the powers 3/2',
    '(1-\\gamma)^{3/2}\\sum_j\\tilde\\lambda_j^{3/2}',
    'For infinitely many nodes',
  ),
  number('scaleSquareLimit', 'Limit of the squares', '(1-\\gamma)^2\\sum_j\\tilde\\lambda_j^2', 'For infinitely many nodes'),
  number('scaleCubeLimit', 'Limit of the cubes', '(1-\\gamma)^3\\sum_j\\tilde\\lambda_j^3', 'For infinitely many nodes'),
  number('meanKernelLambdaMin', 'Smallest eigenvalue of the mean kernel', '\\kappa_n', 'Of the mean tangent Gram matrix', LOG),
  number('kernelVariance', 'Variance of the kernel of one node', 'C_0(X)', 'Squared Frobenius norm of its deviation, on average'),
  number(
    'squaredDeviation',
    'Mean squared deviation of the kernel',
    '\\mathrm E\\|\\Theta_m-\\Theta^*\\|_F^2',
    'Average over the draws; in the Frobenius norm',
    LOG,
  ),
  number('squaredDeviationError', 'Its standard error', '', 'Of the average over the draws', LOG),
  number('squaredDeviationExact', 'Its exact value', 'C_0\\textstyle\\sum_j\\lambda_{mj}^2', 'By theory', LOG),
  number('meanLambdaMin', 'Mean smallest eigenvalue', '\\mathrm E\\lambda_{\\min}(\\Theta_m)', 'Over the draws', LOG),
  number('leastLambdaMin', 'Least smallest eigenvalue', '', 'Over the draws', LOG),
  number(
    'aboveHalfShare',
    'Draws above half of gamma kappa',
    '\\Pr(\\lambda_{\\min}(\\Theta^{(1)}_m)>\\gamma\\kappa_n/2)',
    'Share of the draws, symmetric part of the kernel',
  ),
  number(
    'partExcess',
    'Excess of the symmetric part',
    '',
    'Largest of lambda_min(Theta^(1)) - lambda_min(Theta) over |Theta|; positive only by rounding',
  ),
  number('requiredWidth', 'Width of proposition D.1', '8n\\log(n/\\delta)/(\\kappa_nd)', 'For delta = 0.1', LOG),
  number(
    'weightVelocityRatio',
    'Velocity of the weights over theorem 4.3',
    '',
    'Component of the average velocity of w_1 along the predicted one, over its norm',
  ),
  number('weightVelocityRatioError', 'Its standard error', '', 'Of the average over the draws'),
  number('weightVelocityDeviation', 'Largest deviation from theorem 4.3', '', 'Over the components, in standard errors'),
  number(
    'kernelVelocityRatio',
    'Velocity of the kernel over theorem 4.4, corrected',
    '',
    'Component of the average velocity of the kernel along the predicted one with d^2, over its norm',
  ),
  number('kernelVelocityRatioError', 'Its standard error', '', 'Of the average over the draws'),
  number('kernelVelocityDeviation', 'Largest deviation from theorem 4.4, corrected', '', 'Over the pairs of points, in standard errors'),
  number(
    'kernelVelocityPrintedRatio',
    'Velocity of the kernel over theorem 4.4, as printed',
    '',
    'The same with d^(3/2), as the paper prints it',
  ),
  number('kernelVelocityPrintedRatioError', 'Its standard error', '', 'Of the average over the draws'),
  number(
    'limitSquaredDeviation',
    'Mean squared deviation of the limit kernel',
    '\\mathrm E\\|\\Theta_\\infty-\\Theta^*\\|_F^2',
    'Average over sequences of nodes; in the Frobenius norm',
    LOG,
  ),
  number('limitSquaredDeviationError', 'Its standard error', '', 'Of the average over sequences', LOG),
  number('limitSquaredDeviationMean', 'Its exact value', 'C_0(1-\\gamma)^2\\textstyle\\sum_j\\tilde\\lambda_j^2', '', LOG),
  number(
    'limitEntryRatio',
    'Largest entry over its bound',
    '',
    'Over widths and entries of Theta_m - Theta_inf; at most 1 up to the truncation of the sequence',
  ),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

/** Quantities recorded for every draw, or for every width. */
export const SERIES = [
  number('lambdaMin', 'Smallest eigenvalue', '\\lambda_{\\min}(\\Theta_m)', 'Of the tangent kernel, one for each draw', LOG),
  number('symmetricLambdaMin', 'Smallest eigenvalue, symmetric part', '\\lambda_{\\min}(\\Theta^{(1)}_m)', 'One for each draw', LOG),
  number(
    'limitDistance',
    'Distance to the limit',
    '\\|\\Theta_m-\\Theta_\\infty\\|_F',
    'For every width m; root mean square over sequences',
    LOG,
  ),
  number('tailMass', 'Mass of the nodes left out', '1-\\textstyle\\sum_{j\\le m}\\tilde\\lambda_j', 'For every width m', LOG),
] as const satisfies readonly Quantity[]

export type SeriesId = (typeof SERIES)[number]['id']
