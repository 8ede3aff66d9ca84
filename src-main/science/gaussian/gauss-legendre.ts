import { cosSinPi } from '../cos-sin-pi'

/** Nodes and weights on [-1, 1], ascending. */
export interface QuadratureRule {
  nodes: Float64Array
  weights: Float64Array
}

const known = new Map<number, QuadratureRule>()

/** Gauss-Legendre rule, exact for polynomials of degree 2 count - 1; the roots by Newton's method. */
export function gaussLegendre(count: number): QuadratureRule {
  const found = known.get(count)
  if (found) return found
  const nodes = new Float64Array(count)
  const weights = new Float64Array(count)
  for (let k = 0; k < (count + 1) / 2; k++) {
    let x = cosSinPi((k + 0.75) / (count + 0.5)).cosine
    // quadratic convergence from a start that is good to three digits or more
    for (let step = 0; step < 6; step++) {
      const { value, slope } = legendreWithSlope(count, x)
      x -= value / slope
    }
    if (2 * k + 1 === count) x = 0
    const { slope } = legendreWithSlope(count, x)
    nodes[k] = -x
    nodes[count - 1 - k] = x
    weights[k] = weights[count - 1 - k] = 2 / ((1 - x) * (1 + x) * slope * slope)
  }
  const rule = { nodes, weights }
  known.set(count, rule)
  return rule
}

function legendreWithSlope(degree: number, x: number): { value: number; slope: number } {
  let [before, value] = [1, x]
  for (let k = 2; k <= degree; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k]
  return { value, slope: (degree * (before - x * value)) / ((1 - x) * (1 + x)) }
}
