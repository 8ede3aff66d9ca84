import { Matrix, SVD } from 'ml-matrix'

/**
 * Principal angles between the spans of orthonormal vectors, ascending, in radians, as many as the smaller span has dimensions. Small angles
 * come from their sines, large ones from their cosines, so that each has an error of some units of rounding (Bjorck and Golub, Numerical
 * methods for computing angles between linear subspaces, Math. Comp. 27, 1973).
 * @param a a row of length n for each vector
 * @param b the same with as many rows or fewer or more
 */
export function principalAngles(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const [larger, smaller] = a.length >= b.length ? [rowsOf(a, n), rowsOf(b, n)] : [rowsOf(b, n), rowsOf(a, n)]
  const products = smaller.mmul(larger.transpose())
  const cosines = singularValues(products)
  // what of the smaller span is perpendicular to the larger
  const sines = singularValues(Matrix.sub(smaller, products.mmul(larger))).reverse()
  return Float64Array.from(cosines, (cosine, k) => {
    const sine = sines[k] ?? NaN
    return sine < cosine ? Math.asin(Math.min(1, sine)) : Math.acos(Math.min(1, cosine))
  })
}

function rowsOf(vectors: Float64Array, n: number): Matrix {
  return Matrix.from1DArray(vectors.length / n, n, vectors)
}

/** Descending, as many as there are rows. */
function singularValues(matrix: Matrix): number[] {
  const { diagonal } = new SVD(matrix.transpose(), { computeLeftSingularVectors: false, computeRightSingularVectors: false })
  return Array.from({ length: matrix.rows }, (_, k) => diagonal[k] ?? 0)
}
