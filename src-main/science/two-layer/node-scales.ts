/** Weights lambda~_j, j = 1, 2, ..., of the asymmetric part of the node scales; only their ratios matter (arXiv 2302.01002, section 2). */
export type ScaleProfile =
  /** j^(-1 / exponent), 0 < exponent < 1 */
  | { kind: 'zipf'; exponent: number }
  /** 1 for the first `count` nodes, 0 for the others */
  | { kind: 'finite'; count: number }
  /** ratio^(j - 1), 0 < ratio < 1 */
  | { kind: 'geometric'; ratio: number }
  /** as given, 0 for the nodes beyond */
  | { kind: 'list'; values: readonly number[] }

/**
 * lambda_mj = gamma / m + (1 - gamma) lambda~_j / sum_k lambda~_k for j = 1..m (arXiv 2302.01002, equation 1); they sum to 1.
 * @param width m
 * @param symmetricShare gamma, 0 to 1
 * @throws RangeError when no node has any weight
 */
export function nodeWeights(width: number, symmetricShare: number, profile: ScaleProfile): Float64Array {
  const weights = profileWeights(width, profile)
  const total = sumFromSmallest(weights)
  if (!(total > 0)) throw new RangeError('The profile of the node scales gives weight to no node')
  return weights.map((weight) => symmetricShare / width + ((1 - symmetricShare) * weight) / total)
}

function profileWeights(width: number, profile: ScaleProfile): Float64Array {
  switch (profile.kind) {
    case 'zipf':
      return Float64Array.from({ length: width }, (_, index) => Math.exp(-Math.log(index + 1) / profile.exponent))
    case 'finite':
      return Float64Array.from({ length: width }, (_, index) => (index < profile.count ? 1 : 0))
    case 'geometric':
      return Float64Array.from({ length: width }, (_, index) => Math.exp(index * Math.log(profile.ratio)))
    case 'list':
      return Float64Array.from({ length: width }, (_, index) => profile.values[index] ?? 0)
  }
}

/** The profiles fall by many orders of magnitude: the small ones are added first. */
function sumFromSmallest(values: Float64Array): number {
  return values.toSorted().reduce((sum, value) => sum + value, 0)
}

/** Riemann zeta(s) for s > 1, to a few units in the last place: direct sum and the Euler-Maclaurin formula for the rest. */
export function riemannZeta(s: number): number {
  if (!(s > 1)) return NaN
  const cut = 20
  let sum = 0
  for (let k = cut - 1; k >= 1; k--) sum += Math.exp(-s * Math.log(k))
  const power = Math.exp(-s * Math.log(cut))
  // B_2j / (2j)!
  const bernoulli = [1 / 12, -1 / 720, 1 / 30_240, -1 / 1_209_600, 1 / 47_900_160, -691 / 1_307_674_368_000, 1 / 74_724_249_600]
  let tail = (power * cut) / (s - 1) + power / 2
  let factor = (s * power) / cut
  bernoulli.forEach((coefficient, index) => {
    tail += coefficient * factor
    factor *= ((s + 2 * index + 1) * (s + 2 * index + 2)) / (cut * cut)
  })
  return sum + tail
}

/**
 * sum_j lambda~_j^2 of the infinite Zipf profile, zeta(2 / alpha) / zeta(1 / alpha)^2: times (1 - gamma)^2 the index of feature learning
 * (arXiv 2302.01002, equation 35 and figure 1).
 */
export function zipfSquareSum(exponent: number): number {
  const total = riemannZeta(1 / exponent)
  return riemannZeta(2 / exponent) / (total * total)
}
