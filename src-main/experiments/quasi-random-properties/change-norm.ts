import type { Arithmetic, Pulse, TwoLayerReluProblem } from '../../science/arithmetic/arithmetic'

/**
 * Spectral norm of (A_t - A_0) * X, the column-wise Khatri-Rao product (arXiv 2212.02323, (60)). With P and N the activations that came and went,
 * (P - N)^T (P - N) = 2 (P^T P + N^T N) - (P + N)^T (P + N), each a count of common ones.
 */
export function changeNorm(
  arithmetic: Arithmetic,
  problem: TwoLayerReluProblem,
  before: Uint32Array,
  after: Uint32Array,
  pulse: Pulse,
): number {
  const ones = new Float64Array(problem.hiddenWidth).fill(1)
  const gram = (bits: (word: number, index: number) => number): Float64Array =>
    arithmetic.hiddenGram(problem, ones, before.map(bits), pulse)
  const came = gram((word, index) => ~word & (after[index] ?? 0))
  const went = gram((word, index) => word & ~(after[index] ?? 0))
  const changed = gram((word, index) => word ^ (after[index] ?? 0))
  const square = came.map((value, index) => 2 * (value + (went[index] ?? NaN)) - (changed[index] ?? NaN))
  const largest = arithmetic.symmetricEigenvalues(square, problem.sampleCount, pulse).at(-1) ?? NaN
  return Math.sqrt(Math.max(0, largest))
}
