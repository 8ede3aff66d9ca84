/** Inputs of a network, a row for each point. */
export interface PointSet {
  /** X, row-major sampleCount x inputDimension */
  inputs: Float64Array
  inputDimension: number
  sampleCount: number
}

/** Inputs and what a network shall answer to them. */
export interface LabelledPoints extends PointSet {
  /** row-major sampleCount x outputCount */
  targets: Float64Array
  outputCount: number
}

/** Row i of a point set, a view. */
export function pointOf({ inputs, inputDimension }: PointSet, i: number): Float64Array {
  return inputs.subarray(i * inputDimension, (i + 1) * inputDimension)
}

/** Euclidean norms of the points. */
export function pointNorms(points: PointSet): Float64Array {
  return Float64Array.from({ length: points.sampleCount }, (_, i) => {
    let sum = 0
    for (const value of pointOf(points, i)) sum += value * value
    return Math.sqrt(sum)
  })
}
