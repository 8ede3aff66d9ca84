import { riemannZeta, zipfSquareSum, type ScaleProfile } from './node-scales'

/**
 * lambda~_j for j = 1..count of the infinite sequence, normalised so that all of them together sum to 1 (arXiv 2302.01002, section 2). Those of a
 * network of width m are these over their sum up to m.
 * @throws RangeError when no node has any weight
 */
export function limitWeights(profile: ScaleProfile, count: number): Float64Array {
  const weight = weightOf(profile)
  return Float64Array.from({ length: count }, (_, index) => weight(index))
}

function weightOf(profile: ScaleProfile): (index: number) => number {
  switch (profile.kind) {
    case 'zipf': {
      const total = riemannZeta(1 / profile.exponent)
      return (index) => Math.exp(-Math.log(index + 1) / profile.exponent) / total
    }
    case 'finite':
      return (index) => (index < profile.count ? 1 / profile.count : 0)
    case 'geometric':
      return (index) => (1 - profile.ratio) * Math.exp(index * Math.log(profile.ratio))
    case 'list': {
      const total = profile.values.reduce((sum, value) => sum + value, 0)
      if (!(total > 0)) throw new RangeError('The profile of the node scales gives weight to no node')
      return (index) => (profile.values[index] ?? 0) / total
    }
  }
}

/** sum_j lambda~_j^r of the infinite sequence for r > 1: sum_j lambda_mj^r tends to (1 - gamma)^r times this (arXiv 2302.01002, appendix B.2). */
export function limitPowerSum(profile: ScaleProfile, power: number): number {
  const raised = (value: number): number => (value === 0 ? 0 : Math.exp(power * Math.log(value)))
  switch (profile.kind) {
    case 'zipf':
      return power === 2
        ? zipfSquareSum(profile.exponent)
        : riemannZeta(power / profile.exponent) / raised(riemannZeta(1 / profile.exponent))
    case 'finite':
      return profile.count / raised(profile.count)
    case 'geometric':
      return raised(1 - profile.ratio) / (1 - raised(profile.ratio))
    case 'list': {
      const total = profile.values.reduce((sum, value) => sum + value, 0)
      return profile.values.reduce((sum, value) => sum + raised(value / total), 0)
    }
  }
}
