import { cosine, sine } from '../activations'
import { gaussLegendre } from '../gaussian'

const PANELS = 48
const NODES = 20

/**
 * Eigenvalues of f -> E_y kernel(x . y) f(y), y uniform on the unit sphere of R^d, for spherical harmonics of degree 0, 1, ... (Funk and
 * Hecke): means of kernel(cos theta) P_k(cos theta) over the angle theta, P_k the zonal polynomial with P_k(1) = 1.
 * @param dimension d >= 2
 */
export function sphereOperatorEigenvalues(kernel: (rho: number) => number, dimension: number, degrees: number): Float64Array {
  const { nodes, weights } = gaussLegendre(NODES)
  const totals = new Float64Array(degrees)
  let mass = 0
  for (let panel = 0; panel < PANELS; panel++) {
    for (let node = 0; node < NODES; node++) {
      const theta = (Math.PI / PANELS) * (panel + (1 + nodes[node]!) / 2)
      const t = cosine(theta)
      const density = weights[node]! * Math.exp((dimension - 2) * Math.log(sine(theta)))
      mass += density
      const value = density * kernel(t)
      let [before, here] = [0, 1]
      for (let k = 0; k < degrees; k++) {
        totals[k]! += value * here
        // (k + d - 2) P_(k+1) = (2k + d - 2) t P_k - k P_(k-1)
        const after = k === 0 ? t : ((2 * k + dimension - 2) * t * here - k * before) / (k + dimension - 2)
        ;[before, here] = [here, after]
      }
    }
  }
  return totals.map((total) => total / mass)
}

/** Depth of lemma 54 for N points of separation delta: ceil(log N / -log(1 - mu/2)) plus L_0(delta). */
export function operatorDepth(pointCount: number, nonlinearity: number, escape: number): number {
  return Math.ceil(Math.log(pointCount) / -Math.log1p(-nonlinearity / 2)) + escape
}

/** 8 ln N / N, lemma 54's bound of the norm of the operator at that depth. */
export function operatorBound(pointCount: number): number {
  return (8 * Math.log(pointCount)) / pointCount
}
