import type { Quantity } from '../../contract'
import { INTEGER, LOGARITHMIC, quantity } from '../named-quantity'

/** Scalars of a run, in the order in which tables offer them; a run has those of its kind of analysis. */
export const QUANTITIES = [
  quantity('mean', 'Mean', '\\mathbb E\\,s(z)', 'Of the activation as it is', { digits: 10 }),
  quantity('scale', 'Standard deviation', '', 'Of the activation as it is', { digits: 10 }),
  quantity('linearCoefficient', 'Linear coefficient', 'a_1', 'E z s(z) of the normalised activation', { digits: 10 }),
  quantity('nonlinearity', 'Nonlinearity', '\\mu', '1 - a_1^2', { digits: 10 }),
  quantity('slopeAtOne', 'Slope of the dual at 1', "\\hat s'(1)", 'Infinite for activations that jump', { digits: 10 }),
  quantity('lengthSlope', 'Stability index', '\\chi', 'Slope of the length map at 1: above 1 lengths run away at finite width', {
    digits: 10,
  }),
  quantity('dualBoundRatio', 'Lemma 21', '', 'Largest of dual over its bound; at most 1 when the lemma holds'),
  quantity('slopeBoundRatio', 'Lemma 26', '', 'Largest of |slope| / slope at 1 over its bound'),
  quantity('dualAtHalf', 'Dual at 1/2', '\\hat s(1/2)', 'Of the normalised activation', { digits: 10 }),
  quantity('uncentredLimit', 'Limit of the correlations, mean kept', '\\bar\\rho', 'Theorem 11'),
  quantity('uncentredRate', 'Factor per layer near that limit, at most', '', 'Theorem 11; 1 where the approach is a power of the depth'),
  quantity('uncentredSlope', 'Slope of the dual at that limit', "\\hat s'(\\bar\\rho)", ''),
  quantity('contractionRate', 'Contraction of lengths', '\\alpha', "min(2 f(1/2) - 1, 1 - f'(1)); theorem 12", { digits: 10 }),
  quantity('contractionBelow', 'Contraction below 1', '\\alpha^-', '2 f(1/2) - 1'),
  quantity('contractionAbove', 'Contraction above 1', '\\alpha^+', "1 - f'(1)"),
  quantity('lengthAtHalf', 'Length map at 1/2', 'f(1/2)', ''),
  quantity('biasAtHalf', 'Bias at 1/2', '', 'Part of the squared length that all inputs share'),
  quantity('biasAtTwo', 'Bias at 2', '', ''),
  quantity('largestSecondDifference', 'Largest second difference of the length map', '', 'Not above 0 for a concave map'),
  quantity('smallestBiasDifference', 'Smallest second difference of the bias', '', 'Not below 0 for a convex one'),
  quantity('leastLength', 'Smallest value of the length map', '', 'On the interval'),
  quantity('leastLengthAt', 'Where it is', '', ''),
  quantity('limitFromAbove', 'Length map iterated from the right end', '', '300 times'),
  quantity('limitFromBelow', 'Length map iterated from the left end', '', '300 times'),
  quantity('lengthRatio', 'Length error over its bound', '', 'Theorem 37; largest over the layers'),
  quantity('correlationRatio', 'Correlation over its bound', '', 'Theorems 12 and 42; largest over the layers that they are about'),
  quantity('settlingDepth', 'Layers until lengths count as 1', '\\hat L', 'Theorem 42'),
  quantity('correlationGrowth', 'Largest growth of |correlation| in a layer', '', 'Lemma 41: not above 0 for odd activations'),
  quantity('topCorrelation', 'Correlation after all layers', '', '', { digits: 8 }),
  quantity('batchDifference', 'Batch normalisation', '', 'Largest difference of the outputs for s and its normalised form', LOGARITHMIC),
  quantity('layerAfterDifference', 'Layer normalisation of activations', '', 'The same', LOGARITHMIC),
  quantity('layerBeforeDifference', 'Layer normalisation of pre-activations', '', 'The same', LOGARITHMIC),
  quantity('samples', 'Samples', '', '', INTEGER),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

/** Over samples of an interval, from 0, or over layers. */
export const SERIES = [
  quantity('value', 'Value', 's(x)', 'At the samples of the interval'),
  quantity('length', 'Squared length after the layer', 'f(g)', 'At the samples of the interval'),
  quantity('bias', 'Bias', '', 'At the samples of the interval'),
  quantity('dual', 'Dual', '\\hat s', 'At equally spaced correlations from -1 to 1'),
  quantity('dualBound', 'Bound of the dual', '', 'Lemma 21, at the correlations above 0'),
  quantity('kinkNonlinearity', 'Nonlinearity of NormReLU', '\\mu(c)', 'At the samples of the interval of kinks'),
  quantity('kinkLengthSlope', 'Stability index of NormReLU', '\\chi(c)', 'At the samples of the interval of kinks'),
  quantity('kinkScale', 'Scale of NormReLU', '\\lambda(c)', 'At the samples of the interval of kinks'),
  quantity('firstLength', 'Squared length of the first input', '', 'After the layers'),
  quantity('secondLength', 'Squared length of the second input', '', 'After the layers'),
  quantity('correlation', 'Correlation', '\\rho', 'After the layers'),
  quantity('correlationBound', 'Bound of the correlation', '', 'Theorem 42'),
] as const satisfies readonly Quantity[]
