import type { Quantity } from '../../contract'
import { INTEGER, LOGARITHMIC, quantity } from '../named-quantity'

export const QUANTITIES = [
  quantity('draws', 'Networks', '', '', INTEGER),
  quantity(
    'kernelDeviation',
    'Deviation of the kernel',
    '\\max_{ij}|K_{ij}-\\bar K_{ij}|',
    'Top layer, mean over the networks',
    LOGARITHMIC,
  ),
  quantity('kernelDeviationSpread', 'Its standard deviation', '', 'Over the networks', LOGARITHMIC),
  quantity(
    'tangentDeviation',
    'Deviation of the tangent kernel',
    '',
    'Largest over the entries, over the diagonal at infinite width',
    LOGARITHMIC,
  ),
  quantity(
    'printedTangentDeviation',
    'Deviation from the tangent kernel as printed',
    '',
    'The same against equation 7 as it is extracted, whose index is one too high',
    LOGARITHMIC,
  ),
  quantity(
    'meanTangentDeviation',
    'Deviation of the mean tangent kernel',
    '',
    'Of the mean over the networks, whose noise is smaller',
    LOGARITHMIC,
  ),
  quantity('printedMeanTangentDeviation', 'The same from the kernel as printed', '', 'Equation 7 as it is extracted', LOGARITHMIC),
  quantity('lengthLow', 'Squared length, 5 %', '\\|\\Phi\\|^2', 'Quantile over inputs and networks, top layer'),
  quantity('lengthMedian', 'Squared length, median', '\\|\\Phi\\|^2', 'Over inputs and networks, top layer'),
  quantity('lengthHigh', 'Squared length, 95 %', '\\|\\Phi\\|^2', 'Quantile over inputs and networks, top layer', LOGARITHMIC),
  quantity('signedCorrelation', 'Mean correlation', '\\mathbb E\\rho', 'Over pairs and networks, top layer'),
  quantity('absoluteCorrelation', 'Mean size of a correlation', '\\mathbb E|\\rho|', 'Over pairs and networks, top layer'),
  quantity('plateau', 'Where the size levels off', '\\sqrt{2/(\\pi m(1-(1-\\mu)^2))}', 'Predicted, for layers that are rescaled'),
  quantity('nonlinearity', 'Nonlinearity', '\\mu', ''),
  quantity('lengthSlope', 'Stability index', '\\chi', 'Slope of the length map at 1'),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

/** Over the number of hidden layers in place of a step. */
export const SERIES = [
  quantity('kernelDeviation', 'Deviation of the kernel', '\\max_{ij}|K_{ij}-\\bar K_{ij}|', 'Mean over the networks', LOGARITHMIC),
  quantity('signedCorrelation', 'Mean correlation', '\\mathbb E\\rho', 'Over pairs and networks'),
  quantity('absoluteCorrelation', 'Mean size of a correlation', '\\mathbb E|\\rho|', 'Over pairs and networks', LOGARITHMIC),
  quantity('limitCorrelation', 'Mean correlation at infinite width', '', 'Over pairs'),
  quantity('squaredLength', 'Mean squared length', '\\mathbb E\\|\\Phi\\|^2', 'Over inputs and networks'),
] as const satisfies readonly Quantity[]

export type SeriesId = (typeof SERIES)[number]['id']
