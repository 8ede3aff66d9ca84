import { dimensionOf } from '../../contract'
import { transposed } from '../../science/kernels/gram'
import { normals, RandomStream } from '../../science/random'
import { forEachBlock, type Draft, type DraftPart, type Transform } from './draft'
import { groupStatistics } from './part-statistics'
import { countsText, impossible, shown, statisticsParts, withTransform, type StepFunction, type StepTools } from './step'

/** Steps that make new coordinates of all numbers of a sample. */

export const principalComponents: StepFunction<'principal-components'> = ({ count, whiten, statistics }, draft, tools) => {
  const dimension = dimensionOf(draft.shape)
  const chosen = statisticsParts(draft, statistics)
  const { mean, samples } = groupStatistics(draft, chosen, 1, tools)
  if (count > dimension) throw impossible(`the samples have ${dimension} numbers, fewer than the ${count} components`)
  const covariance = covarianceOf(draft, chosen, mean, tools)
  const { values, vectors } = tools.arithmetic.symmetricEigenpairs(covariance, dimension, dimension - count, dimension - 1, tools.pulse)
  const variances = values.toReversed()
  const largest = variances[0] ?? 0
  const floor = dimension * Number.EPSILON * largest
  const resolved = variances.filter((variance) => variance > floor).length
  if (whiten && resolved < count)
    throw impossible(
      `only ${resolved} components have a variance above the rounding of the largest (${shown(floor)}); at most those can be whitened`,
    )
  const axes = new Float64Array(dimension * count)
  for (let j = 0; j < count; j++) {
    const axis = vectors.subarray((count - 1 - j) * dimension, (count - j) * dimension)
    const scale = signOf(axis) / (whiten ? Math.sqrt(variances[j]!) : 1)
    for (let k = 0; k < dimension; k++) axes[k * count + j] = scale * axis[k]!
  }
  const trace = Array.from({ length: dimension }, (_, k) => covariance[k * dimension + k]!).reduce((a, b) => a + b, 0)
  const share = variances.reduce((a, b) => a + b, 0) / trace
  return {
    draft: withTransform(draft, projection(axes, mean, count, tools), { dimension: count }),
    says: `${count} of ${dimension.toLocaleString('en')} directions, with ${shown(100 * share)} % of the variance (${shown(variances.at(-1) ?? NaN)} to ${shown(largest)})${whiten ? ', each divided by its standard deviation' : ''}, from ${samples.toLocaleString('en')} samples of ${countsText(chosen)}`,
  }
}

export const randomProjection: StepFunction<'random-projection'> = ({ dimension: to, seed }, draft, tools) => {
  const from = dimensionOf(draft.shape)
  const scale = 1 / Math.sqrt(to)
  const axes = normals(new RandomStream(seed, 'random-projection'), 0, from * to).map((value) => scale * value)
  return {
    draft: withTransform(draft, projection(axes, null, to, tools), { dimension: to }),
    says: `${from.toLocaleString('en')} numbers projected on ${to.toLocaleString('en')} random directions, seed ${seed}: random features, not those of a trained network`,
  }
}

/** (1/n) sum (x - mean)(x - mean)^T */
function covarianceOf(draft: Draft, parts: readonly DraftPart[], mean: Float64Array, tools: StepTools): Float64Array {
  const dimension = mean.length
  const covariance = new Float64Array(dimension * dimension)
  let samples = 0
  for (const part of parts)
    forEachBlock(draft, part, tools.mostStatisticsSamples, (values, _, count) => {
      tools.pulse()
      subtract(values, mean)
      const product = tools.arithmetic.multiply(transposed(values, count, dimension), values, dimension, count, dimension)
      for (let k = 0; k < product.length; k++) covariance[k]! += product[k]!
      samples += count
    })
  for (let i = 0; i < dimension; i++)
    for (let k = 0; k <= i; k++) {
      const value = covariance[i * dimension + k]! / samples
      covariance[i * dimension + k] = value
      covariance[k * dimension + i] = value
    }
  return covariance
}

/** (x - mean) A @param axes A, row-major dimension x count */
function projection(axes: Float64Array, mean: Float64Array | null, count: number, tools: StepTools): Transform {
  return ({ values, dimension, rows }) => {
    if (mean !== null) subtract(values, mean)
    return { values: tools.arithmetic.multiply(values, axes, rows.length, dimension, count), dimension: count, rows }
  }
}

function subtract(values: Float64Array, mean: Float64Array): void {
  for (let k = 0; k < values.length; k++) values[k]! -= mean[k % mean.length]!
}

/** Of the two directions of an axis, the one in which the entry of largest magnitude, the first of equals, is positive. */
function signOf(axis: Float64Array): 1 | -1 {
  let largest = 0
  for (const value of axis) if (Math.abs(value) > Math.abs(largest)) largest = value
  return largest < 0 ? -1 : 1
}
