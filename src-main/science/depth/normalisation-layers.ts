import type { LayerFunction } from './finite-width'

type Value = LayerFunction['value']

/** (v - mean) / standard deviation, biased, of rows or columns of a units x batch matrix; `epsilon` is added to the variance. */
function standardised(values: Float64Array, batch: number, over: 'batch' | 'units', epsilon: number): Float64Array {
  const units = values.length / batch
  const result = new Float64Array(values.length)
  const [groups, size] = over === 'batch' ? [units, batch] : [batch, units]
  const at = (group: number, k: number): number => (over === 'batch' ? group * batch + k : k * batch + group)
  for (let group = 0; group < groups; group++) {
    let mean = 0
    for (let k = 0; k < size; k++) mean += values[at(group, k)]! / size
    let variance = 0
    for (let k = 0; k < size; k++) variance += ((values[at(group, k)]! - mean) * (values[at(group, k)]! - mean)) / size
    const deviation = Math.sqrt(variance + epsilon)
    for (let k = 0; k < size; k++) result[at(group, k)] = (values[at(group, k)]! - mean) / deviation
  }
  return result
}

/** Batch normalisation of pre-activations: over the batch, unit by unit. */
export function batchNormalised(values: Float64Array, batch: number, epsilon: number): Float64Array {
  return standardised(values, batch, 'batch', epsilon)
}

/** Layer normalisation: over the units, example by example. */
export function layerNormalised(values: Float64Array, batch: number, epsilon: number): Float64Array {
  return standardised(values, batch, 'units', epsilon)
}

/** Outputs (W_2 after normalisation) of two layers with one draw of weights, for each way of normalising; units x batch. */
export interface NormalisedOutputs {
  batch: Float64Array
  layerAfter: Float64Array
  layerBefore: Float64Array
}

/**
 * What a second layer passes on when its pre-activations are batch normalised, when the activations of the first one are layer normalised,
 * and when its pre-activations are layer normalised: the first two are the same for s and (s - mean) / scale (arXiv 2002.01523, lemma 1).
 * @param preactivations of the first layer, units x batch
 * @param weights W_2, row-major, as many rows as wanted x units
 */
export function normalisedOutputs(
  multiply: (a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number) => Float64Array,
  preactivations: Float64Array,
  batch: number,
  weights: Float64Array,
  s: Value,
): NormalisedOutputs {
  const units = preactivations.length / batch
  const rows = weights.length / units
  const activations = preactivations.map((z) => s(z))
  const next = multiply(weights, activations, rows, units, batch)
  return {
    batch: batchNormalised(next, batch, 0).map((z) => s(z)),
    layerAfter: multiply(weights, layerNormalised(activations, batch, 0), rows, units, batch),
    layerBefore: layerNormalised(next, batch, 0).map((z) => s(z)),
  }
}
