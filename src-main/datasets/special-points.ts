import { cosine, sine } from '../science/activations'
import { normals, RandomStream, spherePoints } from '../science/random'
import { normalisedPoints } from './preprocessing'
import { pointOf, type PointSet } from './point-set'

/**
 * Point sets that meet or break one assumption of the papers on purpose: points at a known distance, opposite points, equal points,
 * orthonormal points. All are unit vectors; what is random is uniform on the sphere, from the stream `data`.
 */

/**
 * Pairs of points at a chosen distance: points 2k and 2k + 1 are `distance` apart, the pairs are independent. With an odd count the last
 * point is alone. For distance e <= sqrt 2 the pair has <x, x'> = 1 - e^2 / 2 and sqrt(1 - <x, x'>^2) = e sqrt(1 - e^2 / 4).
 * @param inputDimension at least 2
 * @param distance 0 .. 2
 */
export function pairedPoints(seed: number, inputDimension: number, sampleCount: number, distance: number): PointSet {
  if (inputDimension < 2) throw new RangeError('Pairs of unit vectors at any distance need two dimensions')
  if (!(distance >= 0 && distance <= 2)) throw new RangeError(`Unit vectors are between 0 and 2 apart, not ${distance}`)
  const stream = new RandomStream(seed, 'data')
  const pairs = Math.ceil(sampleCount / 2)
  const centres = { inputs: spherePoints(stream, inputDimension, 0, pairs), inputDimension, sampleCount: pairs }
  const directions = { ...centres, inputs: normals(stream, pairs * inputDimension, pairs * inputDimension) }
  const cosine = 1 - (distance * distance) / 2
  const sine = distance * Math.sqrt(1 - (distance * distance) / 4)
  const inputs = new Float64Array(2 * pairs * inputDimension)
  for (let pair = 0; pair < pairs; pair++) {
    const centre = pointOf(centres, pair)
    const direction = orthogonalUnit(pointOf(directions, pair), centre)
    inputs.set(centre, 2 * pair * inputDimension)
    inputs.set(
      centre.map((value, k) => cosine * value + sine * direction[k]!),
      (2 * pair + 1) * inputDimension,
    )
  }
  return { inputs: inputs.slice(0, sampleCount * inputDimension), inputDimension, sampleCount }
}

/** The unit vector along the part of v that is orthogonal to the unit vector u; projected twice, so that it is so to rounding. */
function orthogonalUnit(v: Float64Array, u: Float64Array): Float64Array {
  let vector = v
  for (let pass = 0; pass < 2; pass++) {
    const along = vector.reduce((sum, value, k) => sum + value * u[k]!, 0)
    const rest = vector.map((value, k) => value - along * u[k]!)
    vector = normalisedPoints({ inputs: rest, inputDimension: rest.length, sampleCount: 1 }).points.inputs
  }
  return vector
}

/** [A; -A]: the second half are the negatives of the first, so that no point has a direction of its own. @param sampleCount even */
export function antipodalPoints(seed: number, inputDimension: number, sampleCount: number): PointSet {
  if (sampleCount % 2 !== 0) throw new RangeError(`${sampleCount} points are not pairs`)
  const half = spherePoints(new RandomStream(seed, 'data'), inputDimension, 0, sampleCount / 2)
  const inputs = new Float64Array(2 * half.length)
  inputs.set(half)
  inputs.set(
    half.map((value) => -value),
    half.length,
  )
  return { inputs, inputDimension, sampleCount }
}

/**
 * Points of which some are there twice: the last `duplicates` points are copies of the first ones.
 * @param duplicates at most half of the points
 */
export function duplicatedPoints(seed: number, inputDimension: number, sampleCount: number, duplicates: number): PointSet {
  const distinct = sampleCount - duplicates
  if (duplicates < 0 || duplicates > distinct) throw new RangeError(`${duplicates} of ${sampleCount} points cannot be copies of others`)
  const points = spherePoints(new RandomStream(seed, 'data'), inputDimension, 0, distinct)
  const inputs = new Float64Array(sampleCount * inputDimension)
  inputs.set(points)
  inputs.set(points.subarray(0, duplicates * inputDimension), points.length)
  return { inputs, inputDimension, sampleCount }
}

/** The first unit vectors of R^inputDimension: X = I. @param sampleCount at most the dimension */
export function orthonormalPoints(inputDimension: number, sampleCount: number): PointSet {
  if (sampleCount > inputDimension) throw new RangeError(`R^${inputDimension} has no ${sampleCount} orthonormal points`)
  const inputs = new Float64Array(sampleCount * inputDimension)
  for (let i = 0; i < sampleCount; i++) inputs[i * inputDimension + i] = 1
  return { inputs, inputDimension, sampleCount }
}

/** n unit vectors in n dimensions with <x_i, x_j> = correlation for all i != j: sqrt(1 - correlation) e_i + b (1, ..., 1). @param correlation 0 .. 1 */
export function equicorrelatedPoints(sampleCount: number, correlation: number): PointSet {
  if (!(correlation >= 0 && correlation <= 1))
    throw new RangeError(`Any number of unit vectors may have the correlation 0 to 1, not ${correlation}`)
  const own = Math.sqrt(1 - correlation)
  const shared = (Math.sqrt(own * own + sampleCount * correlation) - own) / sampleCount
  const inputs = new Float64Array(sampleCount * sampleCount).fill(shared)
  for (let i = 0; i < sampleCount; i++) inputs[i * sampleCount + i] = own + shared
  return { inputs, inputDimension: sampleCount, sampleCount }
}

/** Unit vectors in the plane at equal angles, neighbours with the inner product 1 - neighbourGap to full relative accuracy of the gap. */
export function arcPoints(sampleCount: number, neighbourGap: number): PointSet {
  const angle = 2 * Math.asin(Math.sqrt(neighbourGap / 2))
  const inputs = new Float64Array(2 * sampleCount)
  for (let i = 0; i < sampleCount; i++) {
    inputs[2 * i] = cosine(i * angle)
    inputs[2 * i + 1] = sine(i * angle)
  }
  return { inputs, inputDimension: 2, sampleCount }
}
