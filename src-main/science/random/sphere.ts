import { normals } from './normal'
import type { RandomStream } from './random-stream'

/**
 * Independent uniform points [fromPoint, fromPoint + count) on the unit sphere of R^dimension, row-major count x dimension: point j is the
 * vector of the normals [j dimension, (j + 1) dimension) of the stream, divided by its Euclidean norm.
 */
export function spherePoints(stream: RandomStream, dimension: number, fromPoint: number, count: number): Float64Array {
  const points = normals(stream, fromPoint * dimension, count * dimension)
  for (let j = 0; j < count; j++) {
    const point = points.subarray(j * dimension, (j + 1) * dimension)
    let sum = 0
    for (const x of point) sum += x * x
    const norm = Math.sqrt(sum)
    for (let i = 0; i < dimension; i++) point[i] = (point[i] ?? 0) / norm
  }
  return points
}
