import type { Quantity } from '../../contract'
import { INTEGER, LOGARITHMIC, quantity } from '../named-quantity'

export const QUANTITIES = [
  quantity('conditionNumber', 'Condition number', '\\kappa', 'Of the kernel that is trained with, at the start', LOGARITHMIC),
  quantity('lambdaMin', 'Smallest eigenvalue', '\\lambda_{\\min}', 'Of that kernel', LOGARITHMIC),
  quantity('lambdaMax', 'Largest eigenvalue', '\\lambda_{\\max}', 'Of that kernel'),
  quantity('stepSize', 'Step size', '\\eta', 'Of the loss (1/n) sum (f - y)^2', LOGARITHMIC),
  quantity('predictedSteps', 'Predicted steps to 1e-6', '', 'Of the loss at the start, with a kernel that stays as it is', INTEGER),
  quantity('stepsToTarget', 'Steps to 1e-6', '', 'Of the loss at the start', INTEGER),
  quantity('envelopeRatio', 'Loss over the envelope', '', 'Largest over the steps; theorem 13: exp(-t / (4 kappa))'),
  quantity(
    'predictionError',
    'Largest relative difference from the prediction',
    '',
    'Over the steps with a loss above 1e-12 of its start',
    LOGARITHMIC,
  ),
  quantity('startLoss', 'Loss at the start', '', '(1/n) sum (f - y)^2'),
  quantity('endLoss', 'Loss at the end', '', '(1/n) sum (f - y)^2', LOGARITHMIC),
  quantity('predictedEndLoss', 'Predicted loss at the end', '', 'With the tangent kernel of the start', LOGARITHMIC),
  quantity(
    'tangentDrift',
    'Change of the tangent kernel',
    '\\|\\Theta_t-\\Theta_0\\|_F/\\|\\Theta_0\\|_F',
    'From start to end',
    LOGARITHMIC,
  ),
  quantity('decayRate', 'Rate of decay', '', '-ln of the factor of the loss in a step, over the second half of the steps', LOGARITHMIC),
  quantity(
    'stochasticRatio',
    'Loss at the average iterate over that at the start',
    '',
    'Mean over the sequences; theorem 45 says at most 1/2',
    LOGARITHMIC,
  ),
  quantity('stochasticSteps', 'Steps of theorem 45', '8n\\beta/\\lambda_{\\min}', '', INTEGER),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

export const SERIES = [
  quantity('lossRatio', 'Loss over its start', '', '', LOGARITHMIC),
  quantity('predictedLossRatio', 'Predicted loss over its start', '', 'With a kernel that stays as it is at the start', LOGARITHMIC),
  quantity('envelope', 'Envelope', 'e^{-t/(4\\kappa)}', 'Theorem 13, at its step size', LOGARITHMIC),
] as const satisfies readonly Quantity[]

export type SeriesId = (typeof SERIES)[number]['id']
