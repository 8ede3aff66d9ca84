import type { Arithmetic } from '../arithmetic/arithmetic'

/** Transpose of a row-major rows x columns matrix. */
export function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(matrix.length)
  for (let i = 0; i < rows; i++) for (let k = 0; k < columns; k++) result[k * rows + i] = matrix[i * columns + k]!
  return result
}

/** Copies the lower triangle onto the upper one, in place. */
export function mirrorLowerTriangle(matrix: Float64Array, order: number): Float64Array {
  for (let i = 0; i < order; i++) for (let k = 0; k < i; k++) matrix[k * order + i] = matrix[i * order + k]!
  return matrix
}

/**
 * P = X X^T of row-major inputs X, sampleCount x inputDimension; exactly symmetric.
 * @throws RangeError when the inputs have another length
 */
export function innerProducts(arithmetic: Arithmetic, inputs: Float64Array, sampleCount: number, inputDimension: number): Float64Array {
  checkInputs(inputs, sampleCount, inputDimension)
  const products = arithmetic.multiply(inputs, transposed(inputs, sampleCount, inputDimension), sampleCount, inputDimension, sampleCount)
  return mirrorLowerTriangle(products, sampleCount)
}

/** The same for unit rows: the diagonal exactly 1, everything within [-1, 1], as arccos and powers need it (arXiv 1902.04674, spec 2.1). */
export function unitInnerProducts(arithmetic: Arithmetic, inputs: Float64Array, sampleCount: number, inputDimension: number): Float64Array {
  const products = innerProducts(arithmetic, inputs, sampleCount, inputDimension)
  for (let index = 0; index < products.length; index++) products[index] = Math.max(-1, Math.min(1, products[index]!))
  for (let i = 0; i < sampleCount; i++) products[i * sampleCount + i] = 1
  return products
}

/** |x_i| of every row. */
export function rowNorms(inputs: Float64Array, sampleCount: number, inputDimension: number): Float64Array {
  checkInputs(inputs, sampleCount, inputDimension)
  return Float64Array.from({ length: sampleCount }, (_, i) => {
    let sum = 0
    for (let k = i * inputDimension; k < (i + 1) * inputDimension; k++) sum += inputs[k]! * inputs[k]!
    return Math.sqrt(sum)
  })
}

/** Rows divided by their norms; rows of norm 0 stay 0. */
export function directions(inputs: Float64Array, norms: Float64Array, inputDimension: number): Float64Array {
  return inputs.map((value, index) => {
    const norm = norms[Math.floor(index / inputDimension)]!
    return norm === 0 ? 0 : value / norm
  })
}

/** |x_i - sign x_j| from the coordinates, accurate for points that are close. */
export function pairDistance(inputs: Float64Array, inputDimension: number, i: number, j: number, sign: 1 | -1): number {
  let sum = 0
  for (let k = 0; k < inputDimension; k++) {
    const difference = inputs[i * inputDimension + k]! - sign * inputs[j * inputDimension + k]!
    sum += difference * difference
  }
  return Math.sqrt(sum)
}

function checkInputs(inputs: Float64Array, sampleCount: number, inputDimension: number): void {
  if (inputs.length !== sampleCount * inputDimension)
    throw new RangeError(`inputs has ${inputs.length} entries, ${sampleCount} x ${inputDimension} are needed.`)
}
