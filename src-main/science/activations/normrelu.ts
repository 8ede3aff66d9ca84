import { normalCdf, normalDensity } from './error-function'

/** NormReLU with kink c is scale (max(x - c, 0) + shift), with mean 0 and second moment 1 under N(0, 1) (arXiv 2002.01523, eq. 4). */
export interface NormReluConstants {
  /** b(c) = (1 - Phi(c)) c - phi(c) */
  shift: number
  /** lambda(c) = Var(max(z - c, 0))^(-1/2) */
  scale: number
}

export function normReluConstants(kink: number): NormReluConstants {
  const upper = normalCdf(-kink)
  const lower = normalCdf(kink)
  const density = normalDensity(kink)
  const variance = upper * lower * kink * kink + (upper - lower) * density * kink + upper - density * density
  return { shift: upper * kink - density, scale: 1 / Math.sqrt(variance) }
}

const LEAST_KINK = -10
const LARGEST_KINK = 10

/**
 * Kink of the NormReLU with the given scale, which grows from 1 without bound with the kink: 1.0507009874, the scale of SELU, belongs to
 * -1.5907658564, and not to the -1.5975 of the paper.
 * @throws RangeError for a scale of a kink outside of [-10, 10]
 */
export function normReluKink(scale: number): number {
  let [from, to] = [LEAST_KINK, LARGEST_KINK]
  if (!(scale > normReluConstants(from).scale && scale < normReluConstants(to).scale))
    throw new RangeError(`No NormReLU with its kink in [${LEAST_KINK}, ${LARGEST_KINK}] has the scale ${scale}`)
  for (;;) {
    const middle = (from + to) / 2
    if (middle <= from || middle >= to) return middle
    if (normReluConstants(middle).scale < scale) from = middle
    else to = middle
  }
}
