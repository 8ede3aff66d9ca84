import { Pace } from '../arithmetic/pace'
import type { Pulse } from '../arithmetic/pulse'
import type { CorrelationMap } from './correlation-map'
import type { PairCorrelations } from './pair-correlations'

/** Kernels of a network of some hidden layers of infinite width, at inputs of length 1. */
export interface DepthKernels {
  /** L */
  depth: number
  /** of the top hidden layer: shat^(L) of every pair; the diagonal is 1 */
  kernel: PairCorrelations
  /**
   * The tangent kernel of all hidden layers and the output layer over its diagonal, for every pair; null for activations that jump. Kept as
   * a ratio, as the diagonal grows like shat'(1)^L.
   */
  tangent: Float64Array | null
  /** natural logarithm of the diagonal of the tangent kernel; NaN for activations that jump */
  logTangentDiagonal: number
}

/**
 * Kernels of depth 0, 1, 2, ... (arXiv 2002.01523, equations 5 to 7): S_l = shat(S_(l-1)) and T_l = S_l + T_(l-1) o shat'(S_(l-1)), S_0 = T_0
 * the correlations of the inputs. The paper as it is extracted takes shat' at S_l in T_l (`printedIndex`), which differentiating a network of
 * one layer refutes; for comparison only.
 */
export function* depthKernels(
  map: CorrelationMap,
  inputs: PairCorrelations,
  pulse: Pulse,
  printedIndex = false,
): Generator<DepthKernels, never> {
  const pace = new Pace(pulse)
  const defined = Number.isFinite(map.slopeAtOne)
  let kernel = inputs
  let tangent = defined ? Float64Array.from(inputs.rho) : null
  // 1 over the diagonal of the tangent kernel
  let share = 1
  let logDiagonal = 0
  for (let depth = 0; ; depth++) {
    yield { depth, kernel, tangent, logTangentDiagonal: defined ? logDiagonal : NaN }
    const rho = new Float64Array(kernel.rho.length)
    const gap = new Float64Array(rho.length)
    const nextTangent = tangent && new Float64Array(rho.length)
    const grown = 1 + share / map.slopeAtOne
    share /= share + map.slopeAtOne
    logDiagonal += Math.log(map.slopeAtOne * grown)
    for (let pair = 0; pair < rho.length; pair++) {
      const before = { rho: kernel.rho[pair]!, gap: kernel.gap[pair]! }
      const after = map.next(before)
      rho[pair] = after.rho
      gap[pair] = after.gap
      if (tangent && nextTangent) {
        const factor = map.slope(printedIndex ? after : before) / map.slopeAtOne
        nextTangent[pair] = share * after.rho + (1 - share) * tangent[pair]! * factor
      }
      if (pair % 1024 === 0) pace.beat()
    }
    kernel = { order: inputs.order, rho, gap }
    tangent = nextTangent
  }
}

/** The kernels of one depth. */
export function kernelsAtDepth(
  map: CorrelationMap,
  inputs: PairCorrelations,
  depth: number,
  pulse: Pulse,
  printedIndex = false,
): DepthKernels {
  for (const kernels of depthKernels(map, inputs, pulse, printedIndex)) if (kernels.depth === depth) return kernels
  throw new RangeError(`There are no kernels of depth ${depth}`)
}
