import { pairDistance, rowNorms, transposed } from './gram'
import { spanBasis } from './span'

/** Points that differ by less than this, relative to their norm, are the same up to rounding. */
const SAME_POINT = 64 * Number.EPSILON

/** Points that are equal, with their labels. */
interface Group {
  count: number
  mean: number
  /** sum of squares about the mean */
  scatter: number
  /** index of one of its points */
  point: number
}

/**
 * The smallest |f(X) - y| that any two-layer network without biases reaches: equal points have equal outputs, and where phi(z) - phi(-z) is
 * a multiple of z (ReLU, softplus, swish, GELU) f(x) - f(-x) is linear in x (arXiv 1902.04674, assumption 1 and section 4).
 * @param inputs row-major sampleCount x inputDimension
 * @param linearOddPart whether phi(z) - phi(-z) is a multiple of z; otherwise opposite points set no floor
 */
export function structuralFloor(inputs: Float64Array, targets: Float64Array, inputDimension: number, linearOddPart: boolean): number {
  const groups = equalPoints(inputs, targets, inputDimension)
  const scatter = groups.reduce((sum, group) => sum + group.scatter, 0)
  return Math.sqrt(scatter + (linearOddPart ? oddResidual(groups, inputs, inputDimension) : 0))
}

function equalPoints(inputs: Float64Array, targets: Float64Array, inputDimension: number): Group[] {
  const norms = rowNorms(inputs, targets.length, inputDimension)
  const found: number[][] = []
  for (let i = 0; i < targets.length; i++) {
    const group = found.find(([first]) => pairDistance(inputs, inputDimension, i, first ?? NaN, 1) <= SAME_POINT * norms[i]!)
    if (group === undefined) found.push([i])
    else group.push(i)
  }
  return found.map((members) => {
    const mean = members.reduce((sum, i) => sum + targets[i]!, 0) / members.length
    const scatter = members.reduce((sum, i) => sum + (targets[i]! - mean) * (targets[i]! - mean), 0)
    return { point: members[0] ?? NaN, count: members.length, mean, scatter }
  })
}

/** min over u of the sum over opposite points of w (difference of their mean labels - <u, x>)^2, w = n n' / (n + n'). */
function oddResidual(groups: readonly Group[], inputs: Float64Array, inputDimension: number): number {
  const rows: number[] = []
  const differences: number[] = []
  for (const [index, group] of groups.entries()) {
    const x = inputs.subarray(group.point * inputDimension, (group.point + 1) * inputDimension)
    const norm = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0))
    const opposite = groups
      .slice(index + 1)
      .find(({ point }) => norm > 0 && pairDistance(inputs, inputDimension, group.point, point, -1) <= SAME_POINT * norm)
    if (opposite === undefined) continue
    const weight = Math.sqrt((group.count * opposite.count) / (group.count + opposite.count))
    for (const value of x) rows.push(weight * value)
    differences.push(weight * (group.mean - opposite.mean))
  }
  const lines = differences.length
  if (lines === 0) return 0
  const { dimension, basis } = spanBasis(transposed(Float64Array.from(rows), lines, inputDimension), inputDimension, lines)
  let rest = differences
  for (let k = 0; k < dimension; k++) {
    const along = rest.reduce((sum, value, l) => sum + value * basis[k * lines + l]!, 0)
    rest = rest.map((value, l) => value - along * basis[k * lines + l]!)
  }
  return rest.reduce((sum, value) => sum + value * value, 0)
}
