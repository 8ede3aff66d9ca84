import type { Quantity } from '../../contract'
import { INTEGER, LOGARITHMIC, quantity } from '../named-quantity'

export const QUANTITIES = [
  quantity('leastTestError', 'Least test error', '', 'Mean squared, over the depths', LOGARITHMIC),
  quantity('bestDepth', 'Depth of the least test error', 'L', '', INTEGER),
  quantity('deepestTestError', 'Test error at the largest depth', '', 'Mean squared', LOGARITHMIC),
  quantity('nullError', 'Error of the prediction 0', '', 'Mean squared, on the test points'),
  quantity(
    'weightNorm',
    'Squared norm of a linear target',
    '\\|v^\\star\\|^2',
    'In the space of the kernel at the largest depth',
    LOGARITHMIC,
  ),
  quantity('nonlinearity', 'Nonlinearity', '\\mu', ''),
  quantity(
    'separationQuantile',
    'Separation',
    '\\Delta(N,\\gamma)',
    'Quantile of 1 - max |<x_i, x_j>| over draws of N points',
    LOGARITHMIC,
  ),
  quantity('lemmaDepth', 'Depth of lemma 54', '', '', INTEGER),
  quantity('operatorNorm', 'Norm of the kernel operator', '\\|\\Sigma\\|', 'At that depth, on the uniform sphere', LOGARITHMIC),
  quantity('operatorBound', 'Bound of the norm', '8\\ln N/N', 'Lemma 54'),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

/** Over the number of hidden layers in place of a step. */
export const SERIES = [
  quantity('testError', 'Test error', '', 'Mean squared', LOGARITHMIC),
  quantity('trainingError', 'Training error', '', 'Mean squared: 0 up to rounding where the kernel has full rank', LOGARITHMIC),
  quantity('conditionNumber', 'Condition number', '\\kappa', 'Of the kernel at the training points', LOGARITHMIC),
] as const satisfies readonly Quantity[]

export type SeriesId = (typeof SERIES)[number]['id']
