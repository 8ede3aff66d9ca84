import { normals, permutation, RandomStream, signs } from '../science/random'
import type { Eigensystem } from '../science/arithmetic/arithmetic'
import { pointOf, type PointSet } from './point-set'

/** Labels of `sampleCount` points, row-major sampleCount x outputCount where there are several outputs. */

/** Independent, -1 or +1 with equal chance, from the stream `labels`. */
export function signLabels(seed: number, sampleCount: number): Float64Array {
  return signs(new RandomStream(seed, 'labels'), 0, sampleCount)
}

/** Independent N(0, variance) from the stream `labels`. */
export function gaussianLabels(seed: number, sampleCount: number, variance: number): Float64Array {
  const scale = Math.sqrt(variance)
  return normals(new RandomStream(seed, 'labels'), 0, sampleCount).map((value) => scale * value)
}

/**
 * Labels along one eigenvector of a kernel matrix of the points. Of the two directions the one in which the entry of largest magnitude,
 * the first of equals, is positive.
 * @param index of the eigenvalue, 0 for the smallest
 * @param norm |y|
 */
export function eigenvectorLabels({ values, vectors }: Eigensystem, index: number, norm: number): Float64Array {
  const order = values.length
  if (!(index >= 0 && index < order)) throw new RangeError(`There is no eigenvector ${index} of ${order} (counted from 0)`)
  const vector = vectors.subarray(index * order, (index + 1) * order)
  let largest = 0
  for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value
  const scale = largest < 0 ? -norm : norm
  return vector.map((value) => scale * value)
}

/** A two-layer network that labels points: y_k = (1 / sqrt width) sum_j b_jk phi(<w_j, x>) with all w and b independent N(0, 1). */
export interface Teacher {
  width: number
  outputCount: number
  activation: { value(x: number): number }
}

/** Labels of a random teacher network, drawn from the streams `teacher-hidden-weights` (w, a row a neuron) and `teacher-output-weights`. */
export function teacherLabels(seed: number, points: PointSet, { width, outputCount, activation }: Teacher): Float64Array {
  const { sampleCount, inputDimension } = points
  const hidden = normals(new RandomStream(seed, 'teacher-hidden-weights'), 0, width * inputDimension)
  const output = normals(new RandomStream(seed, 'teacher-output-weights'), 0, width * outputCount)
  const scale = 1 / Math.sqrt(width)
  const labels = new Float64Array(sampleCount * outputCount)
  for (let i = 0; i < sampleCount; i++) {
    const point = pointOf(points, i)
    for (let j = 0; j < width; j++) {
      let preactivation = 0
      for (let k = 0; k < inputDimension; k++) preactivation += hidden[j * inputDimension + k]! * point[k]!
      const feature = scale * activation.value(preactivation)
      for (let k = 0; k < outputCount; k++) labels[i * outputCount + k]! += feature * output[j * outputCount + k]!
    }
  }
  return labels
}

/**
 * A row for each point with 1 in the column of its class and 0 elsewhere.
 * @param classes whole numbers 0 .. classCount - 1
 * @returns row-major sampleCount x classCount
 */
export function oneHotLabels(classes: ArrayLike<number>, classCount: number): Float64Array {
  const labels = new Float64Array(classes.length * classCount)
  for (let i = 0; i < classes.length; i++) {
    const label = classes[i]!
    if (!(Number.isInteger(label) && label >= 0 && label < classCount))
      throw new RangeError(`Point ${i} (counted from 0) has the class ${label}, not one of 0 to ${classCount - 1}`)
    labels[i * classCount + label] = 1
  }
  return labels
}

/**
 * The labels given to other points by a random permutation of the stream `label-permutation`: the same values, without what the inputs
 * say about them. Rows of several outputs stay together.
 * @returns the labels, and for each point the point whose label it got
 */
export function permutedLabels(seed: number, labels: Float64Array, outputCount: number): { labels: Float64Array; sources: Uint32Array } {
  const sources = permutation(new RandomStream(seed, 'label-permutation'), labels.length / outputCount)
  const permuted = new Float64Array(labels.length)
  sources.forEach((source, i) => permuted.set(labels.subarray(source * outputCount, (source + 1) * outputCount), i * outputCount))
  return { labels: permuted, sources }
}
