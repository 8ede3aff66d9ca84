import type { Quantity } from '../../contract'
import { INTEGER, LOGARITHMIC, quantity } from '../named-quantity'

export const QUANTITIES = [
  quantity('advantage', 'Advantage of the best query', '\\lambda_{\\max}(M)/|S|', 'At the largest depth', LOGARITHMIC),
  quantity('floor', 'Floor', '1/|S|', 'No depth goes below', LOGARITHMIC),
  quantity('nonlinearity', 'Nonlinearity', '\\mu', ''),
  quantity('kernelAccuracy', 'Accuracy of kernel regression', '', 'On the test points, mean over the teachers'),
  quantity('kernelAccuracyError', 'Its standard error', '', 'Over the teachers'),
  quantity('linearAccuracy', 'Accuracy of least squares', '', 'On the test points, mean over the teachers'),
  quantity('linearAccuracyError', 'Its standard error', '', 'Over the teachers'),
  quantity('teachers', 'Teachers', '', '', INTEGER),
] as const satisfies readonly Quantity[]

export type QuantityId = (typeof QUANTITIES)[number]['id']

/** Over the number of hidden layers in place of a step. */
export const SERIES = [
  quantity('advantage', 'Advantage of the best query', '\\lambda_{\\max}(M)/|S|', '', LOGARITHMIC),
] as const satisfies readonly Quantity[]
