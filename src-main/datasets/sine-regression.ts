import { cosSinPi } from '../science/cos-sin-pi'
import { normals, RandomStream, spherePoints } from '../science/random'
import { pointOf, type LabelledPoints, type PointSet } from './point-set'

export interface SineRegression {
  inputDimension: number
  /** of the training set */
  sampleCount: number
  testCount: number
  /** standard deviation of the noise on every target, training and test; 1 in the paper, 0.1 in the authors' code */
  noise: number
}

/**
 * The simulated regression of arXiv 2302.01002 (appendix J): x uniform on the unit sphere, y = (5 / d) sum_j sin(pi x_j) + noise.
 * Inputs and noise of the training set come from the streams `data` and `labels`, those of the test set from `test-data` and
 * `test-labels`, so that neither set changes with the size of the other.
 */
export function sineRegression(given: SineRegression, seed: number): { train: LabelledPoints; test: LabelledPoints } {
  return {
    train: drawn(given, given.sampleCount, new RandomStream(seed, 'data'), new RandomStream(seed, 'labels')),
    test: drawn(given, given.testCount, new RandomStream(seed, 'test-data'), new RandomStream(seed, 'test-labels')),
  }
}

function drawn({ inputDimension, noise }: SineRegression, sampleCount: number, data: RandomStream, labels: RandomStream): LabelledPoints {
  const points = { inputs: spherePoints(data, inputDimension, 0, sampleCount), inputDimension, sampleCount }
  const errors = normals(labels, 0, sampleCount)
  return { ...points, targets: sineTargets(points).map((value, i) => value + noise * errors[i]!), outputCount: 1 }
}

/** (5 / d) sum_j sin(pi x_j) of each point, without noise. */
export function sineTargets(points: PointSet): Float64Array {
  return Float64Array.from({ length: points.sampleCount }, (_, i) => {
    let sum = 0
    for (const value of pointOf(points, i)) sum += cosSinPi(value).sine
    return (5 / points.inputDimension) * sum
  })
}
