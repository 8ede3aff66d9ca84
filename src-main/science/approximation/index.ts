export { chebyshevCoefficients, chebyshevPoints, chebyshevSum, truncationError } from './chebyshev'
export { minimaxError } from './minimax'
export { logisticDegree, printedTanhDegree, swishDerivativeDegree, tanhDegree } from './polynomial-degrees'
