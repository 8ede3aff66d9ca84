import type { TwoLayerProblem, TwoLayerWeights } from '../../science/arithmetic/two-layer'
import type { Activation } from '../../science/activations'
import { blocksOf, outputRows, preactivationsOf, type NeuronBlock } from '../../science/kernels/finite-width'
import { transposed } from '../../science/kernels/gram'
import type { RunContext } from '../experiment'

/** Each round of refinement removes what rounding left of the residual. */
const REFINEMENTS = 2

/**
 * Output weights of minimal norm that fit the labels best with the hidden layer as it is (arXiv 1902.04674, section 3): the least-squares
 * solution from the singular values of the features, never from their product. Directions with a singular value below
 * max(m, n) epsilon times the largest are left out.
 */
export function outputLeastSquares(
  context: RunContext,
  problem: TwoLayerProblem,
  activation: Activation,
  weights: TwoLayerWeights,
): Float64Array {
  const { sampleCount: n, inputDimension, hiddenWidth, targets } = problem
  const { arithmetic } = context
  const pulse = (): void => context.pulse()
  const columns = transposed(problem.inputs, n, inputDimension)
  const network: NeuronBlock = {
    neurons: hiddenWidth,
    outputCount: 1,
    hiddenWeights: weights.hiddenWeights,
    biases: problem.biases ? weights.biases : null,
    outputWeights: weights.outputWeights,
    nodeScales: problem.nodeScales,
    preactivationScale: problem.preactivationScale,
  }
  const rowsOf = outputRows(activation, n)
  function* features(): Generator<{ first: number; neurons: number; rows: Float64Array }> {
    let first = 0
    for (const block of blocksOf(network)) {
      yield { first, neurons: block.neurons, rows: rowsOf(block, preactivationsOf(arithmetic, block, columns, n)) }
      first += block.neurons
      pulse()
    }
  }

  const triangle = new Float64Array(n * n)
  for (const { rows, neurons } of features()) arithmetic.addToTriangle(triangle, n, rows, neurons, pulse)
  const { values, vectors } = arithmetic.factorEigensystem(triangle, n, n, pulse)
  const tolerance = Math.max(hiddenWidth, n) * Number.EPSILON
  const floor = tolerance * tolerance * (values.at(-1) ?? 0)
  const inverse = values.map((value) => (value > floor ? 1 / value : 0))
  const byColumn = transposed(vectors, n, n)

  const solution = new Float64Array(hiddenWidth)
  let residual = targets
  for (let round = 0; round <= REFINEMENTS; round++) {
    const coefficients = arithmetic.multiply(vectors, residual, n, n, 1).map((value, k) => value * (inverse[k] ?? 0))
    const dual = arithmetic.multiply(byColumn, coefficients, n, n, 1)
    const fitted = new Float64Array(n)
    for (const { first, neurons, rows } of features()) {
      const change = arithmetic.multiply(rows, dual, neurons, n, 1)
      change.forEach((value, row) => (solution[first + row]! += value))
      const outputs = arithmetic.multiply(solution.subarray(first, first + neurons), rows, 1, neurons, n)
      outputs.forEach((value, i) => (fitted[i]! += value))
    }
    residual = targets.map((y, i) => y - fitted[i]!)
  }
  return solution
}
