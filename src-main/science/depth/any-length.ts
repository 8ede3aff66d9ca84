import { normReluConstants, normalCdf, sine, cosine } from '../activations'
import type { Pulse } from '../arithmetic/pulse'
import { Pace } from '../arithmetic/pace'
import { gaussLegendre } from '../gaussian'
import { averagedPart, dualOfCovariance } from '../kernels/preactivation-dual'
import { lengthMoments } from './length-map'
import type { NormalisedActivation } from './normalised-activation'

/** Inputs of any length at a layer of infinite width. */
export interface LengthsAndCorrelations {
  /** kbar(x, x): squared lengths, all positive */
  readonly squaredLengths: Float64Array
  /** kbar(x, y) / sqrt(kbar(x, x) kbar(y, y)), row-major, ones on the diagonal */
  readonly correlations: Float64Array
}

/** Of a Gram matrix without zero inputs, row-major. @throws RangeError for an input of length 0 */
export function lengthsOf(gram: Float64Array, order: number): LengthsAndCorrelations {
  const squaredLengths = Float64Array.from({ length: order }, (_, i) => gram[i * order + i]!)
  const zero = squaredLengths.findIndex((length) => !(length > 0))
  if (zero >= 0) throw new RangeError(`Input ${zero} (counted from 0) has no length: depth does nothing defined to it.`)
  return { squaredLengths, correlations: correlationsOf(gram, squaredLengths) }
}

function correlationsOf(gram: Float64Array, squaredLengths: Float64Array): Float64Array {
  const order = squaredLengths.length
  return gram.map((value, index) => {
    const [i, j] = [Math.floor(index / order), index % order]
    return i === j ? 1 : Math.max(-1, Math.min(1, value / Math.sqrt(squaredLengths[i]! * squaredLengths[j]!)))
  })
}

/**
 * The joint recursion of lengths and correlations through one layer (arXiv 2002.01523, appendix D): squared lengths go through the length map,
 * inner products through the dual of two variances. NormReLU by an integral (Price's theorem), positively homogeneous and smooth
 * activations by their series, others by quadrature, some milliseconds a pair.
 */
export function nextLayer(
  normalised: NormalisedActivation,
  { squaredLengths, correlations }: LengthsAndCorrelations,
  pulse: Pulse,
): LengthsAndCorrelations {
  const order = squaredLengths.length
  const moments = Array.from(squaredLengths, (g) => lengthMoments(normalised, g))
  const next = Float64Array.from(moments, ({ length }) => length)
  const { spec } = normalised.activation
  if (spec.kind === 'normrelu') {
    const gram = normReluProducts(
      spec.kink,
      squaredLengths,
      correlations,
      moments.map(({ mean }) => mean),
      pulse,
    )
    return { squaredLengths: next, correlations: correlationsOf(gram, next) }
  }
  const deviations = squaredLengths.map(Math.sqrt)
  const raw = dualOfCovariance(averagedPart(normalised.activation, 'value'), correlations, deviations, pulse)
  const { mean, scale } = normalised
  const rawMeans = moments.map((each) => mean + scale * each.mean)
  const gram = raw.map((value, index) => {
    const [i, j] = [Math.floor(index / order), index % order]
    return (value - mean * (rawMeans[i]! + rawMeans[j]!) + mean * mean) / (scale * scale)
  })
  return { squaredLengths: next, correlations: correlationsOf(gram, next) }
}

const NODES = 64

function normReluProducts(
  kink: number,
  squaredLengths: Float64Array,
  correlations: Float64Array,
  means: readonly number[],
  pulse: Pulse,
): Float64Array {
  const order = squaredLengths.length
  const { scale } = normReluConstants(kink)
  const { nodes, weights } = gaussLegendre(NODES)
  const thresholds = squaredLengths.map((g) => kink / Math.sqrt(g))
  const upper = thresholds.map((h) => normalCdf(-h))
  const pace = new Pace(pulse)
  const gram = new Float64Array(order * order)
  for (let i = 0; i < order; i++) {
    for (let j = 0; j < i; j++) {
      const [h, k, rho] = [thresholds[i]!, thresholds[j]!, correlations[i * order + j]!]
      // (h^2 + k^2 - 2 h k sin t) / (2 cos^2 t), split so that equal lengths stay finite at the ends
      const end = Math.asin(rho)
      let integral = 0
      for (let node = 0; node < NODES; node++) {
        const t = (end * (1 + nodes[node]!)) / 2
        const [s, c] = [sine(t), cosine(t)]
        const exponent = ((h - k) * (h - k)) / (2 * c * c) + (h * k) / (1 + s)
        integral += weights[node]! * (rho - s) * Math.exp(-exponent)
      }
      integral *= end / 2 / (2 * Math.PI)
      const covariance = Math.sqrt(squaredLengths[i]! * squaredLengths[j]!) * (rho * upper[i]! * upper[j]! + integral)
      gram[i * order + j] = gram[j * order + i] = means[i]! * means[j]! + scale * scale * covariance
    }
    pace.beat()
  }
  return gram
}
