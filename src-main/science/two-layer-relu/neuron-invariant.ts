/**
 * R_nu = eta_w z_nu^2 - eta_z |W_nu|^2 of each neuron (arXiv 2212.02323, appendix F): conserved by gradient flow; one step of gradient
 * descent changes it by exactly eta_w eta_z (eta_z (grad_z)_nu^2 - eta_w |(grad_W)_nu|^2).
 */

export interface StepSizes {
  /** eta_w */
  hidden: number
  /** eta_z */
  output: number
}

/** @param hiddenWeights row-major, one row a neuron */
export function neuronInvariants(hiddenWeights: Float64Array, outputWeights: Float64Array, stepSizes: StepSizes): Float64Array {
  return outputWeights.map(
    (z, neuron) => stepSizes.hidden * z * z - stepSizes.output * rowNormSquared(hiddenWeights, neuron, outputWeights.length),
  )
}

/** The exact change of every neuron's invariant in one step along the given gradients. */
export function invariantStep(hiddenGradient: Float64Array, outputGradient: Float64Array, stepSizes: StepSizes): Float64Array {
  return outputGradient.map(
    (g, neuron) =>
      stepSizes.hidden *
      stepSizes.output *
      (stepSizes.output * g * g - stepSizes.hidden * rowNormSquared(hiddenGradient, neuron, outputGradient.length)),
  )
}

function rowNormSquared(matrix: Float64Array, row: number, rows: number): number {
  const columns = matrix.length / rows
  let sum = 0
  for (let i = row * columns; i < (row + 1) * columns; i++) sum += (matrix[i] ?? NaN) * (matrix[i] ?? NaN)
  return sum
}
