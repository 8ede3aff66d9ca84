import type { TwoLayerReluProblem } from '../../science/arithmetic/arithmetic'
import { activationWords } from '../../science/arithmetic/arithmetic'
import { permutation, RandomStream } from '../../science/random'
import type { RunContext } from '../experiment'
import type { QuantityId } from './quantities'

/** Shares of the neurons after whose deletion the kernel is looked at, in per cent. */
const SHARES = [5, 10, 20, 40] as const
/** The deletion that matters most is found in rounds of this share: after each the eigenvector is another. */
const ROUND = 5

/**
 * Smallest eigenvalue of H_0 over S without some of the neurons, (30) of arXiv 2212.02323, which is about any set of neurons that is kept. The sets
 * are random ones, and those found greedily: in every round the neurons that make most of v^T H v for the unit eigenvector v of the smallest
 * eigenvalue go.
 */
export function lambdaMinWithoutNeurons(
  problem: TwoLayerReluProblem,
  activations: Uint32Array,
  seed: number,
  context: RunContext,
): Partial<Record<QuantityId, number>> {
  const { hiddenWidth: S, sampleCount: m } = problem
  const pulse = (): void => context.pulse()
  const kernel = (kept: Float64Array): Float64Array => context.arithmetic.hiddenGram(problem, kept, activations, pulse)
  const smallest = (kept: Float64Array): number => (context.arithmetic.symmetricEigenvalues(kernel(kept), m, pulse)[0] ?? NaN) / S
  const found: Partial<Record<QuantityId, number>> = { lambdaMin: smallest(new Float64Array(S).fill(1)) }

  const order = permutation(new RandomStream(seed, 'deleted-neurons'), S)
  for (const share of SHARES) {
    const kept = new Float64Array(S).fill(1)
    order.subarray(0, countOf(share, S)).forEach((neuron) => (kept[neuron] = 0))
    found[`lambdaMinWithoutRandom${share}`] = smallest(kept)
  }

  const kept = new Float64Array(S).fill(1)
  let deleted = 0
  for (let share = ROUND; share <= Math.max(...SHARES); share += ROUND) {
    const { vectors } = context.arithmetic.symmetricEigenpairs(kernel(kept), m, 0, 0, pulse)
    const parts = partsOf(problem, activations, vectors.subarray(0, m))
    const byPart = Array.from(parts.keys())
      .filter((neuron) => kept[neuron] === 1)
      .sort((a, b) => (parts[b] ?? NaN) - (parts[a] ?? NaN) || a - b)
    for (const neuron of byPart.slice(0, countOf(share, S) - deleted)) kept[neuron] = 0
    deleted = countOf(share, S)
    const asked = SHARES.find((each) => each === share)
    if (asked !== undefined) found[`lambdaMinWithout${asked}`] = smallest(kept)
  }
  return found
}

const countOf = (share: number, neurons: number): number => Math.round((share / 100) * neurons)

/** |sum_j v_j A_nu,j X^j|^2 of every neuron: what it adds to v^T H v with z = 1. */
function partsOf(
  { inputDimension: n, hiddenWidth: S, sampleCount: m, inputs }: TwoLayerReluProblem,
  activations: Uint32Array,
  v: Float64Array,
) {
  const words = activationWords(m)
  const sum = new Float64Array(n)
  return Float64Array.from({ length: S }, (_, neuron) => {
    sum.fill(0)
    for (let j = 0; j < m; j++) {
      if ((((activations[neuron * words + (j >>> 5)] ?? 0) >>> (j & 31)) & 1) === 0) continue
      for (let i = 0; i < n; i++) sum[i] = (sum[i] ?? NaN) + (v[j] ?? NaN) * (inputs[j * n + i] ?? NaN)
    }
    return sum.reduce((total, value) => total + value * value, 0)
  })
}
