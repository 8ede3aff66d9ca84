/**
 * The bounds of arXiv 2002.01523 on kernels after L layers, for inputs with separation delta (Assumption A: |<x_i, x_j>| <= 1 - delta for
 * i != j; Assumption B: lambda_min of the Gram matrix of the inputs >= delta) and nonlinearity mu. Thresholds are Infinity when no depth
 * reaches them: delta or mu is 0. Where the proofs give more than the statements, both are here.
 */

/** L_0(delta): layers until correlations are at most 1/2 (the ceiling as in the paper's appendix). */
export function escapeDepth(separation: number, nonlinearity: number): number {
  if (!(separation > 0) || !(nonlinearity > 0)) return Infinity
  return Math.max(0, Math.ceil(-Math.log(2 * separation) / Math.log1p(nonlinearity / 2)))
}

/** B(L, delta) of theorem 3: no two different inputs have a larger correlation after L layers. */
export function correlationBound(depth: number, separation: number, nonlinearity: number): number {
  const escaped = escapeDepth(separation, nonlinearity)
  if (depth <= escaped) return 1 - separation * power(1 + nonlinearity / 2, depth)
  return power(1 - nonlinearity / 2, depth - escaped) / 2
}

/** L_1 of corollary 4: from here on the condition number of the top-layer kernel is bounded. */
export function kernelThreshold(sampleCount: number, separation: number, nonlinearity: number): number {
  return Math.ceil(Math.log(sampleCount) / decayRate(nonlinearity)) + escapeDepth(separation, nonlinearity)
}

/** L_2 of corollary 6, for the tangent kernel. */
export function tangentThreshold(sampleCount: number, separation: number, nonlinearity: number): number {
  return Math.ceil((2 * Math.log(2 * sampleCount)) / decayRate(nonlinearity)) + 2 * escapeDepth(separation, nonlinearity)
}

/** A bound as it is stated and as its proof gives it; NaN where it does not speak. */
export interface StatedBound {
  stated: number
  proved: number
}

/** Corollary 4: kappa <= 1 + 2 n (1 - mu/2)^(L - L_1); the proof has no n. */
export function conditionBound(depth: number, sampleCount: number, separation: number, nonlinearity: number): StatedBound {
  const beyond = depth - kernelThreshold(sampleCount, separation, nonlinearity)
  if (!(beyond >= 0)) return { stated: NaN, proved: NaN }
  const excess = 2 * power(1 - nonlinearity / 2, beyond)
  return { stated: 1 + sampleCount * excess, proved: 1 + excess }
}

/** Corollary 8, under Assumption B and at any depth: kappa <= 1 + (n / delta) (1 + mu/2)^(-L). */
export function spectralConditionBound(depth: number, sampleCount: number, smallestEigenvalue: number, nonlinearity: number): number {
  return smallestEigenvalue > 0 ? 1 + sampleCount / smallestEigenvalue / power(1 + nonlinearity / 2, depth) : Infinity
}

/** Theorem 7, under Assumption B: lambda_min >= 1 - B(L, delta). */
export function smallestEigenvalueBound(depth: number, smallestEigenvalue: number, nonlinearity: number): number {
  return 1 - correlationBound(depth, smallestEigenvalue, nonlinearity)
}

/** Theorem 5: entries of the tangent kernel over its diagonal are at most 2 B(L/2, delta) from L = 2 L_0 on. */
export function tangentCorrelationBound(depth: number, separation: number, nonlinearity: number): number {
  return depth >= 2 * escapeDepth(separation, nonlinearity) ? 2 * correlationBound(depth / 2, separation, nonlinearity) : NaN
}

/** Corollary 6: kappa <= 1 + 4 n (1 - mu/2)^(L/2 - L_2), which says something from L = 2 L_2 on; the proof has L/2 - L_0. */
export function tangentConditionBound(depth: number, sampleCount: number, separation: number, nonlinearity: number): StatedBound {
  const threshold = tangentThreshold(sampleCount, separation, nonlinearity)
  if (!(depth >= threshold)) return { stated: NaN, proved: NaN }
  const excess = (from: number): number => 4 * sampleCount * power(1 - nonlinearity / 2, depth / 2 - from)
  return { stated: 1 + excess(threshold), proved: 1 + excess(escapeDepth(separation, nonlinearity)) }
}

/** Corollary 10, under Assumption B, from L = 4 L_0 on: kappa <= 1 + (2 n / delta) (1 + mu/2)^(-L/2). */
export function spectralTangentConditionBound(
  depth: number,
  sampleCount: number,
  smallestEigenvalue: number,
  nonlinearity: number,
): number {
  if (!(depth >= 4 * escapeDepth(smallestEigenvalue, nonlinearity))) return NaN
  return 1 + (2 * sampleCount) / smallestEigenvalue / power(1 + nonlinearity / 2, depth / 2)
}

/** Lemma 21: shat(1 - gap) is at most this. */
export function dualBound(gap: number, nonlinearity: number): number {
  return gap <= 1 / 2 ? 1 - (1 + nonlinearity / 2) * gap : (1 - nonlinearity / 2) * (1 - gap)
}

/** Lemma 26: |shat'(rho)| / shat'(1) is at most this. */
export function slopeBound(rho: number, nonlinearity: number): number {
  return 1 - nonlinearity * (1 - Math.abs(rho))
}

function decayRate(nonlinearity: number): number {
  return -Math.log1p(-nonlinearity / 2)
}

/** base^exponent for base > 0, accurate for bases near 1. */
function power(base: number, exponent: number): number {
  return Math.exp(exponent * Math.log1p(base - 1))
}
