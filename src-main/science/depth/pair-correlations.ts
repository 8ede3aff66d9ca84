import type { Arithmetic } from '../arithmetic/arithmetic'
import { directions, innerProducts, pairDistance, rowNorms } from '../kernels/gram'
import type { KernelInputs } from '../kernels/kernel-inputs'

/** Correlations of all pairs i > j, in the order (1, 0), (2, 0), (2, 1), (3, 0), ...; those of a vector with itself are exactly 1. */
export interface PairCorrelations {
  readonly order: number
  readonly rho: Float64Array
  /** 1 - |rho| to full relative accuracy */
  readonly gap: Float64Array
}

/** Above this |rho| the gap comes from the distance of the pair. */
const NEARLY_PARALLEL = 0.99

/**
 * Of the directions of inputs of any length.
 * @throws RangeError for an input of length 0, which has no direction
 */
export function inputCorrelations(arithmetic: Arithmetic, { inputs, sampleCount, inputDimension }: KernelInputs): PairCorrelations {
  const norms = rowNorms(inputs, sampleCount, inputDimension)
  const zero = norms.indexOf(0)
  if (zero >= 0) throw new RangeError(`Input ${zero} (counted from 0) is the zero vector: it has no direction.`)
  const unit = directions(inputs, norms, inputDimension)
  const products = innerProducts(arithmetic, unit, sampleCount, inputDimension)
  return correlationsOf(sampleCount, (i, j) => {
    const rho = Math.max(-1, Math.min(1, products[i * sampleCount + j]!))
    if (Math.abs(rho) < NEARLY_PARALLEL) return { rho, gap: 1 - Math.abs(rho) }
    const distance = pairDistance(unit, inputDimension, i, j, rho < 0 ? -1 : 1)
    return { rho, gap: (distance * distance) / 2 }
  })
}

/** Of a matrix with ones on its diagonal, row-major order x order; entries beyond [-1, 1] by rounding are 1 or -1. */
export function matrixCorrelations(matrix: ArrayLike<number>, order: number): PairCorrelations {
  return correlationsOf(order, (i, j) => {
    const rho = Math.max(-1, Math.min(1, matrix[i * order + j] ?? NaN))
    return { rho, gap: 1 - Math.abs(rho) }
  })
}

function correlationsOf(order: number, of: (i: number, j: number) => { rho: number; gap: number }): PairCorrelations {
  const rho = new Float64Array((order * (order - 1)) / 2)
  const gap = new Float64Array(rho.length)
  let pair = 0
  for (let i = 0; i < order; i++) {
    for (let j = 0; j < i; j++, pair++) {
      const each = of(i, j)
      rho[pair] = each.rho
      gap[pair] = each.gap
    }
  }
  return { order, rho, gap }
}

/** The matrix of packed values of pairs, row-major, symmetric, with the given diagonal. */
export function matrixOfPairs(pairs: Float64Array, order: number, diagonal: number): Float64Array {
  const matrix = new Float64Array(order * order)
  let pair = 0
  for (let i = 0; i < order; i++) {
    for (let j = 0; j < i; j++, pair++) matrix[i * order + j] = matrix[j * order + i] = pairs[pair]!
    matrix[i * order + i] = diagonal
  }
  return matrix
}

/** 1 - max |rho|: the delta of Assumption A. 1 for a single input. */
export function separation({ gap }: PairCorrelations): number {
  return gap.reduce((least, each) => Math.min(least, each), 1)
}
