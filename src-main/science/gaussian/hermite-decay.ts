/** How the Hermite coefficients c_k of the derivative of tanh (k even) decay, as arXiv 1908.05660 states it and as it is. */

/** |c_k| goes like exp(-rate sqrt(2k + 1)): the poles of tanh' are i pi/2 away from the line. */
const TANH_DECAY_RATE = Math.PI / (2 * Math.SQRT2)

/** (2k+1)^(-1/4) exp(-(pi/4) sqrt(2k+1)), equation 34 as printed: |c_k| over this goes to 0. */
export function printedTanhDecay(k: number): number {
  const root = Math.sqrt(2 * k + 1)
  return Math.exp((-Math.PI / 4) * root) / Math.sqrt(root)
}

/** (2k+1)^(1/4) exp(-(pi / (2 sqrt 2)) sqrt(2k+1)): |c_k| over this settles near 3.4 for even k. */
export function tanhDecay(k: number): number {
  const root = Math.sqrt(2 * k + 1)
  return Math.exp(-TANH_DECAY_RATE * root) * Math.sqrt(root)
}

/** sqrt p exp(-pi sqrt p / (4 sqrt 2)), the order of theorem F.7's bound of the sum of c_k^2 over k > p: it holds, and is loose. */
export function tanhTailOrder(p: number): number {
  return Math.sqrt(p) * Math.exp((-Math.PI * Math.sqrt(p)) / (4 * Math.SQRT2))
}
