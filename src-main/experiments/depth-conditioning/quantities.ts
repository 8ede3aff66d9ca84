import type { Quantity } from '../../contract'
import { INTEGER, LOGARITHMIC, quantity } from '../named-quantity'

const RATIO = 'Largest over the depths at which the bound speaks; above 1 the bound would be broken'

/** Scalars of a run, in the order in which tables offer them. */
export const QUANTITIES = [
  quantity('sampleCount', 'Points', 'n', '', INTEGER),
  quantity('separation', 'Separation', '\\delta', '1 - max |<x_i, x_j>| of the directions (Assumption A)', LOGARITHMIC),
  quantity(
    'inputLambdaMin',
    'Smallest eigenvalue of the inputs',
    '\\lambda_{\\min}(K^{(0)})',
    'Assumption B; 0 when not resolved',
    LOGARITHMIC,
  ),
  quantity('nonlinearity', 'Nonlinearity', '\\mu', '1 - (E z s(z))^2 of the normalised activation'),
  quantity('slopeAtOne', 'Slope of the dual at 1', "\\hat s'(1)", 'Factor per layer of the gap of nearly equal inputs'),
  quantity('escapeDepth', 'Depth of theorem 3', 'L_0', 'Layers after which the theorem has all correlations at 1/2', INTEGER),
  quantity('kernelThreshold', 'Threshold of corollary 4', 'L_1', 'From here on the condition number is bounded', INTEGER),
  quantity('tangentThreshold', 'Threshold of corollary 6', 'L_2', 'The same for the tangent kernel', INTEGER),
  quantity('halfDepth', 'Layers until 1/2', '', 'First depth at which no correlation is above 1/2 in size', INTEGER),
  quantity('conditionNumber', 'Condition number', '\\kappa', 'Of the kernel of the top layer, at the largest depth', LOGARITHMIC),
  quantity('lambdaMin', 'Smallest eigenvalue', '\\lambda_{\\min}', 'Of the kernel of the top layer, at the largest depth', LOGARITHMIC),
  quantity('tangentConditionNumber', 'Condition number of the tangent kernel', '\\kappa(\\Theta)', 'At the largest depth', LOGARITHMIC),
  quantity(
    'lastHiddenLambdaMin',
    'Smallest eigenvalue, last hidden layer',
    '\\lambda_{\\min}(G^\\infty_L)',
    'Tangent kernel of the last hidden layer alone, derivative of the activation as it is (arXiv 1908.05660, appendix J); 0 when not resolved',
    LOGARITHMIC,
  ),
  quantity('rawLambdaMin', 'Smallest eigenvalue, not normalised', '', 'Of E s(z_i) s(z_j), one hidden layer, mean kept', LOGARITHMIC),
  quantity(
    'rawResolution',
    'Not normalised: smallest over largest eigenvalue',
    '',
    'Below 1e-12 the smallest is not resolved',
    LOGARITHMIC,
  ),
  quantity('correlationRatio', 'Largest correlation over B', '', `Theorem 3. ${RATIO}`),
  quantity('conditionRatio', 'Excess of the condition number over its bound', '', `Corollary 4, as its proof gives it. ${RATIO}`),
  quantity('statedConditionRatio', 'The same, bound as stated', '', `Corollary 4. ${RATIO}`),
  quantity('spectralRatio', 'Excess over the bound from the inputs', '', `Corollary 8. ${RATIO}`),
  quantity('smallestEigenvalueRatio', 'Bound of the smallest eigenvalue over it', '', `Theorem 7. ${RATIO}`),
  quantity('tangentCorrelationRatio', 'Largest tangent correlation over 2B', '', `Theorem 5. ${RATIO}`),
  quantity('tangentConditionRatio', 'Excess of the tangent kernel over its bound', '', `Corollary 6, as its proof gives it. ${RATIO}`),
  quantity('spectralTangentRatio', 'Excess of the tangent kernel over the bound from the inputs', '', `Corollary 10. ${RATIO}`),
  quantity('fixedPoint', 'Limit of the correlations', '\\bar\\rho', 'With the mean of the activation kept'),
  quantity('fixedPointRate', 'Factor per layer near the limit, at most', '', 'Theorem 11; 1 where the approach is a power of the depth'),
  quantity('fixedPointSlope', 'Slope of the dual at the limit', "\\hat s'(\\bar\\rho)", ''),
  quantity('largestLengthError', 'Largest distance of a squared length from 1', '', 'At the largest depth', LOGARITHMIC),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

/** Over the number of hidden layers in place of a step. */
export const SERIES = [
  quantity(
    'conditionNumber',
    'Condition number',
    '\\kappa',
    'Of the kernel of the top layer; infinite when singular to 1e-12',
    LOGARITHMIC,
  ),
  quantity('conditionExcess', 'Condition number less 1', '\\kappa-1', 'Of the kernel of the top layer', LOGARITHMIC),
  quantity('lambdaMin', 'Smallest eigenvalue', '\\lambda_{\\min}', 'Of the kernel of the top layer', LOGARITHMIC),
  quantity('largestCorrelation', 'Largest correlation', '\\max_{i\\ne j}|K_{ij}|', '', LOGARITHMIC),
  quantity('meanCorrelation', 'Mean correlation', '', 'Over all pairs, with sign'),
  quantity('meanAbsoluteCorrelation', 'Mean size of a correlation', '', 'Over all pairs', LOGARITHMIC),
  quantity('correlationBound', 'Bound of the largest correlation', 'B_\\mu(L,\\delta)', 'Theorem 3', LOGARITHMIC),
  quantity('conditionBound', 'Bound of the condition number', '', 'Corollary 4 as stated, from its threshold on', LOGARITHMIC),
  quantity('conditionBoundProved', 'Bound of the condition number, from the proof', '', 'Without the factor n', LOGARITHMIC),
  quantity('spectralConditionBound', 'Bound from the inputs', '', 'Corollary 8, at any depth', LOGARITHMIC),
  quantity('smallestEigenvalueBound', 'Bound of the smallest eigenvalue', '1-B_\\mu(L,\\delta)', 'Theorem 7', LOGARITHMIC),
  quantity('tangentConditionNumber', 'Condition number of the tangent kernel', '\\kappa(\\Theta)', '', LOGARITHMIC),
  quantity('tangentConditionExcess', 'The same - 1', '\\kappa(\\Theta)-1', '', LOGARITHMIC),
  quantity('tangentLargest', 'Largest entry of the tangent kernel over its diagonal', '', '', LOGARITHMIC),
  quantity(
    'lastHiddenLambdaMin',
    'Smallest eigenvalue, last hidden layer',
    '\\lambda_{\\min}(G^\\infty_L)',
    'Only where it is resolved',
    LOGARITHMIC,
  ),
  quantity('logTangentDiagonal', 'Logarithm of the diagonal of the tangent kernel', '\\ln\\Theta_{ii}', ''),
  quantity('tangentCorrelationBound', 'Bound of that entry', '2B_\\mu(L/2,\\delta)', 'Theorem 5', LOGARITHMIC),
  quantity('tangentConditionBound', 'Bound of the tangent condition number', '', 'Corollary 6 as its proof gives it', LOGARITHMIC),
  quantity(
    'topSteps',
    'Steps of the top layer',
    '',
    'Until the loss is 1e-6 of its start, alternating labels, step size n / (2 lambda_max)',
    LOGARITHMIC,
  ),
  quantity('topStepsBest', 'Steps of the top layer, best step size', '', 'Step size n / (lambda_min + lambda_max)', LOGARITHMIC),
  quantity('tangentSteps', 'Steps of all layers', '', 'With the tangent kernel as it is at the start, best step size', LOGARITHMIC),
  quantity('shortest', 'Smallest squared length', '', 'Of the inputs after the layers'),
  quantity('longest', 'Largest squared length', '', 'Of the inputs after the layers'),
] as const satisfies readonly Quantity[]

export type SeriesId = (typeof SERIES)[number]['id']
