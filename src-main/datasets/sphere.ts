import { RandomStream, spherePoints } from '../science/random'

/**
 * Independent uniform points on the unit sphere from the stream `data` of a seed.
 * @returns row-major sampleCount x inputDimension
 */
export function sphereInputs(seed: number, inputDimension: number, sampleCount: number): Float64Array {
  return spherePoints(new RandomStream(seed, 'data'), inputDimension, 0, sampleCount)
}
