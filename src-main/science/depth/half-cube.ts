/**
 * The half cube S = {x in {-1, 1}^d / sqrt d : x_1 > 0} of arXiv 2002.01523, section 5: 2^(d-1) points, of which no two are opposite. The
 * correlation of two of them is 1 - 2 h / d for h differing coordinates, h = 0, ..., d - 1.
 */

/** All points, row-major 2^(d-1) x d; bit k of the index is the sign of coordinate k + 1. */
export function halfCubePoints(dimension: number): Float64Array {
  const count = 2 ** (dimension - 1)
  const entry = 1 / Math.sqrt(dimension)
  const points = new Float64Array(count * dimension)
  for (let i = 0; i < count; i++) {
    points[i * dimension] = entry
    for (let k = 1; k < dimension; k++) points[i * dimension + k] = (i >>> (k - 1)) & 1 ? -entry : entry
  }
  return points
}

/**
 * Eigenvalues of the matrix kernel(correlation(x, y)) over the half cube, divided by its 2^(d-1) points: the matrix is a convolution on the
 * group of sign changes, whose characters of k signs share the eigenvalue sum_h kernel_h K_h(k) / 2^(d-1), K_h the Krawtchouk polynomials.
 * @param kernel its values at h = 0, ..., d - 1 differing coordinates
 * @returns d eigenvalues, of the characters of k = 0, ..., d - 1 signs; k has multiplicity binomial(d - 1, k)
 */
export function halfCubeEigenvalues(kernel: ArrayLike<number>): Float64Array {
  const free = kernel.length - 1
  return Float64Array.from({ length: free + 1 }, (_, k) => {
    // K_h(k) / 2^free by the generating function (1 - t)^k (1 + t)^(free - k)
    let polynomial = [1]
    for (let factor = 0; factor < free; factor++) {
      const sign = factor < k ? -1 : 1
      const next = new Array<number>(polynomial.length + 1).fill(0)
      polynomial.forEach((value, h) => {
        next[h]! += value / 2
        next[h + 1]! += (sign * value) / 2
      })
      polynomial = next
    }
    return polynomial.reduce((sum, value, h) => sum + value * kernel[h]!, 0)
  })
}

/**
 * E (E_x g(x) sgn f(x))^2 over networks f, at most, over all g with |g| <= 1 in mean square (theorem 53, equation 24): the largest eigenvalue of
 * (2 / pi) arcsin(rho_L(x, y)) over the number of points. The average over the output weights is exact.
 * @param topCorrelation correlation after the hidden layers as a function of that of the inputs
 */
export function queryAdvantage(dimension: number, topCorrelation: (rho: number) => number): number {
  const kernel = Array.from(
    { length: dimension },
    (_, h) => (2 / Math.PI) * Math.asin(h === 0 ? 1 : topCorrelation(1 - (2 * h) / dimension)),
  )
  return halfCubeEigenvalues(kernel).reduce((most, value) => Math.max(most, value), 0)
}

/** 1 / |S|: no kernel with ones on its diagonal has less. */
export function queryFloor(dimension: number): number {
  return 2 ** (1 - dimension)
}
