import { normals } from './normal'
import type { RandomStream } from './random-stream'

/**
 * A uniformly distributed (Haar) orthonormal frame: the factor Q of the QR decomposition, with positive diagonal of R, of the Gaussian
 * matrix of the stream's first dimension x columns normals (F. Mezzadri, Notices of the AMS 54, 2007, 592-604). By Householder
 * reflections, so that Q^T Q = I to rounding whatever was drawn.
 *
 * @param columns 1 .. dimension
 * @returns Q, row-major dimension x columns
 */
export function orthonormalFrame(stream: RandomStream, dimension: number, columns: number): Float64Array {
  if (columns > dimension) throw new RangeError(`R^${dimension} has no ${columns} orthonormal vectors`)
  const matrix = normals(stream, 0, dimension * columns)
  const reflections = Array.from({ length: columns }, (_, k) => reflectColumn(matrix, dimension, columns, k))
  const frame = new Float64Array(dimension * columns)
  for (let k = 0; k < columns; k++) frame[k * columns + k] = matrix[k * columns + k]! < 0 ? -1 : 1
  for (const [k, vector] of [...reflections.entries()].reverse()) reflect(frame, columns, k, 0, vector)
  return frame
}

/** Brings column k of the matrix to its diagonal and returns the unit vector, of R^(dimension - k), of the reflection that does. */
function reflectColumn(matrix: Float64Array, dimension: number, columns: number, k: number): Float64Array {
  const vector = Float64Array.from({ length: dimension - k }, (_, i) => matrix[(k + i) * columns + k]!)
  const first = vector[0]!
  vector[0] = first + (first < 0 ? -norm(vector) : norm(vector))
  const length = norm(vector)
  for (let i = 0; i < vector.length; i++) vector[i]! /= length
  reflect(matrix, columns, k, k, vector)
  return vector
}

/** (I - 2 v v^T) on rows from `row` on and columns from `column` on. */
function reflect(matrix: Float64Array, columns: number, row: number, column: number, vector: Float64Array): void {
  for (let j = column; j < columns; j++) {
    let along = 0
    for (let i = 0; i < vector.length; i++) along += vector[i]! * matrix[(row + i) * columns + j]!
    for (let i = 0; i < vector.length; i++) matrix[(row + i) * columns + j]! -= 2 * along * vector[i]!
  }
}

function norm(vector: Float64Array): number {
  let sum = 0
  for (const value of vector) sum += value * value
  return Math.sqrt(sum)
}
