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
