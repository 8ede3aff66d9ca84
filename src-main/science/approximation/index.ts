export { chebyshevCoefficients, chebyshevPoints, chebyshevSum, truncationError } from './chebyshev'
export { minimaxError, type MinimaxError } from './minimax'
export { logisticDegree, printedTanhDegree, swishDerivativeDegree, tanhDegree } from './polynomial-degrees'
