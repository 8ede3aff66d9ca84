import { cosSinPi } from '../science/cos-sin-pi'
import { RandomStream, uniforms } from '../science/random'
import type { PointSet } from './point-set'

/**
 * Where points lie on the unit circle (arXiv 1908.05660, section 7, which leaves it open); i = 0 .. n - 1:
 * - half: angle pi i / n, so that no two points are parallel and neighbouring lines meet under pi / n
 * - full: angle 2 pi i / n; for even n the points come in antipodal pairs
 * - full-with-constant: (cos, sin, 1) / sqrt 2 of the same angles, unit vectors of R^3
 * - random: independent uniform angles of the stream `data`
 */
export type CircleGeometry = 'half' | 'full' | 'full-with-constant' | 'random'

/** Points on a circle, in the plane or, with the constant coordinate, in R^3. Only `random` depends on the seed. */
export function circlePoints(geometry: CircleGeometry, sampleCount: number, seed: number): PointSet {
  const inputDimension = geometry === 'full-with-constant' ? 3 : 2
  const inputs = new Float64Array(sampleCount * inputDimension)
  directions(geometry, sampleCount, seed).forEach(({ cosine, sine }, i) => {
    const point = inputDimension === 2 ? [cosine, sine] : [cosine * Math.SQRT1_2, sine * Math.SQRT1_2, Math.SQRT1_2]
    inputs.set(point, i * inputDimension)
  })
  return { inputs, inputDimension, sampleCount }
}

function directions(geometry: CircleGeometry, sampleCount: number, seed: number): { cosine: number; sine: number }[] {
  if (geometry === 'random') return Array.from(uniforms(new RandomStream(seed, 'data'), 0, sampleCount), (u) => cosSinPi(2 * u))
  const arc = geometry === 'half' ? 1 : 2
  return Array.from({ length: sampleCount }, (_, i) => cosSinPi(arc * i, sampleCount))
}
