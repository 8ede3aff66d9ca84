/**
 * What gradient descent would do if its kernel stayed as it is at the start: e_t = (I - K)^t e_0 with the symmetric positive semidefinite
 * K = eta_w H_0 + eta_z G_0 (arXiv 2212.02323, section 2). Everything is in the eigenbasis of K.
 */

/** Beyond this no step count is exact in float64. */
const MOST_STEPS = Number.MAX_SAFE_INTEGER

/**
 * First t with |(I - K)^t e_0| < tolerance, infinity when there is none.
 * @param eigenvalues of K
 * @param coefficients of e_0 along the unit eigenvectors, in the same order
 */
export function frozenKernelSteps(eigenvalues: Float64Array, coefficients: Float64Array, tolerance: number): number {
  const squaredNorm = squaredNormAfter(eigenvalues, coefficients)
  const reached = (t: number): boolean => squaredNorm(t) < tolerance * tolerance
  if (reached(0)) return 0

  // the squared norm is convex in t: it falls until it is reached, or until it grows again when some eigenvalue exceeds 2
  let last = 1
  while (!reached(last)) {
    if (squaredNorm(last + 1) >= squaredNorm(last)) {
      last = firstWhere(0, last, (t) => squaredNorm(t + 1) >= squaredNorm(t))
      if (!reached(last)) return Infinity
      break
    }
    last *= 2
    if (last > MOST_STEPS) return Infinity
  }
  return firstWhere(0, last, reached)
}

/** |(I - K)^t e_0|. */
export function frozenKernelNorm(eigenvalues: Float64Array, coefficients: Float64Array, steps: number): number {
  return Math.sqrt(squaredNormAfter(eigenvalues, coefficients)(steps))
}

function squaredNormAfter(eigenvalues: Float64Array, coefficients: Float64Array): (steps: number) => number {
  const squares = coefficients.map((c) => c * c)
  // logarithms of |1 - lambda| keep high powers of factors near 1 accurate; the sign of the factor is lost in the square
  const logFactors = eigenvalues.map((lambda) => (lambda < 1 ? Math.log1p(-lambda) : Math.log(lambda - 1)))
  return (t) =>
    squares.reduce((total, square, k) => total + (t === 0 || square === 0 ? square : square * Math.exp(2 * t * (logFactors[k] ?? 0))), 0)
}

/** Least t in (below, holds] with the monotone condition, which holds at `holds` and not at `below`. */
function firstWhere(below: number, holds: number, condition: (t: number) => boolean): number {
  while (holds - below > 1) {
    const middle = Math.floor((below + holds) / 2)
    if (condition(middle)) holds = middle
    else below = middle
  }
  return holds
}

/**
 * Distance that the weights of one layer travel under the frozen kernel until the error is gone, when only that layer is trained with
 * step size eta: eta |J^T K^-1 e_0| = sqrt(eta e_0^T K^-1 e_0), with K = eta (kernel of the layer); equals sqrt(e_0^T H_0^-1 e_0) for the
 * hidden layer. NaN when the smallest eigenvalue is not above the noise floor, as then the distance is not resolved.
 */
export function frozenKernelDistance(eigenvalues: Float64Array, coefficients: Float64Array, stepSize: number): number {
  return Math.sqrt(stepSize * resolvedEigenvalues(eigenvalues).reduce((total, lambda, k) => total + square(coefficients[k]) / lambda, 0))
}

/**
 * K^-1 e_0 from the eigensystem of K, for distances when both layers are trained: the hidden layer travels
 * eta_w sqrt(a^T H_0 a), the output layer eta_z sqrt(a^T G_0 a) with a = K^-1 e_0.
 * @param vectors row k is the unit eigenvector of eigenvalue k
 */
export function frozenKernelSolution(eigenvalues: Float64Array, vectors: Float64Array, coefficients: Float64Array): Float64Array {
  const order = eigenvalues.length
  const solution = new Float64Array(order)
  resolvedEigenvalues(eigenvalues).forEach((lambda, k) => {
    const weight = (coefficients[k] ?? 0) / lambda
    for (let j = 0; j < order; j++) solution[j] = (solution[j] ?? 0) + weight * (vectors[k * order + j] ?? 0)
  })
  return solution
}

function square(value: number | undefined): number {
  return (value ?? NaN) * (value ?? NaN)
}

/** The eigenvalues, with those under the noise floor order * epsilon * largest replaced by NaN. */
function resolvedEigenvalues(eigenvalues: Float64Array): Float64Array {
  const largest = eigenvalues.reduce((most, lambda) => Math.max(most, Math.abs(lambda)), 0)
  const floor = eigenvalues.length * Number.EPSILON * largest
  return eigenvalues.map((lambda) => (lambda > floor ? lambda : NaN))
}
