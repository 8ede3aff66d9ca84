/** Sum of the diagonal of a row-major square matrix. */
export function trace(matrix: Float64Array, order: number): number {
  let sum = 0
  for (let j = 0; j < order; j++) sum += matrix[j * order + j] ?? NaN
  return sum
}

/** Side of the tiles in which a matrix is compared with its transpose, so that both stay in the cache. */
const TILE = 64

/** max |a_jk - a_kj| / max |a_jk| of a row-major square matrix, 0 for the zero matrix. */
export function symmetryError(matrix: Float64Array, order: number): number {
  let difference = 0
  let largest = 0
  for (let firstRow = 0; firstRow < order; firstRow += TILE) {
    for (let firstColumn = 0; firstColumn <= firstRow; firstColumn += TILE) {
      for (let j = firstRow; j < Math.min(firstRow + TILE, order); j++) {
        for (let k = firstColumn; k < Math.min(firstColumn + TILE, j + 1); k++) {
          const lower = matrix[j * order + k] ?? NaN
          const upper = matrix[k * order + j] ?? NaN
          difference = Math.max(difference, Math.abs(lower - upper))
          largest = Math.max(largest, Math.abs(lower), Math.abs(upper))
        }
      }
    }
  }
  return largest === 0 ? 0 : difference / largest
}

/** Whether no entry is NaN or infinite. */
export function isFiniteMatrix(matrix: Float64Array): boolean {
  let zero = 0
  for (let index = 0; index < matrix.length; index++) zero += (matrix[index] ?? NaN) * 0
  return zero === 0
}

/** order * machine epsilon * largest eigenvalue: eigenvalues computed from the matrix are not resolved below this. */
export function noiseFloor(order: number, largestEigenvalue: number): number {
  return order * Number.EPSILON * Math.abs(largestEigenvalue)
}

/** A v of a row-major square matrix; when the rows are unit vectors, the coefficients of v along them. */
export function timesVector(matrix: Float64Array, vector: Float64Array): Float64Array {
  const order = vector.length
  return Float64Array.from({ length: order }, (_, k) => {
    let coefficient = 0
    for (let j = 0; j < order; j++) coefficient += (matrix[k * order + j] ?? 0) * (vector[j] ?? 0)
    return coefficient
  })
}

/** v^T A v of a row-major square matrix. */
export function quadraticForm(matrix: Float64Array, vector: Float64Array): number {
  return timesVector(matrix, vector).reduce((total, value, k) => total + value * (vector[k] ?? 0), 0)
}
