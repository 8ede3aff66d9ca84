import type { Activation } from '../activations'
import { activationHermite, type Part } from './activation-hermite'
import { clampCorrelation } from './angle'
import { closedFormDual, mehlerSum } from './closed-form-duals'
import { gaussianExpectation } from './expectation'
import { quadratureDual } from './quadrature-duals'

/** Terms of the Mehler series that are tried for smooth activations, and the part of E psi^2 that may be missing. */
const TERMS = [64, 128, 256, 512]
const MISSING = 2e-15

/**
 * The dual of an activation: rho -> E psi(s u) psi(s v) for u, v standard normal with correlation rho, where psi is phi or phi' and s the
 * scale. Closed forms where there are any; for smooth activations Mehler's series sum c_k^2 rho^k, complete to 2e-15 of E psi^2; otherwise
 * quadrature that splits at kinks. Within 1e-12 E psi^2 of the true value for all rho in [-1, 1]; a rho that rounding has put outside is
 * taken for the end.
 *
 * The step function has derivative 0 almost everywhere, and so has its dual.
 */
export function dualFunction(activation: Activation, which: Part, scale = 1): (rho: number) => number {
  const dual = closedFormDual(activation, which, scale) ?? mehlerDual(activation, which, scale) ?? kinkedDual(activation, which, scale)
  return (rho) => dual(clampCorrelation(rho))
}

function mehlerDual(activation: Activation, which: Part, scale: number): ((rho: number) => number) | null {
  if (activation.smoothness.kind === 'jump') return null
  const f = activation[which]
  const meanSquare = gaussianExpectation((x) => f(scale * x) * f(scale * x), [])
  for (const count of TERMS) {
    const series = mehlerSum(activationHermite(activation, which, count, scale).coefficients)
    if (Math.abs(series(1) - meanSquare) <= MISSING * meanSquare) return series
  }
  return null
}

function kinkedDual({ kinks, ...activation }: Activation, which: Part, scale: number): (rho: number) => number {
  const f = activation[which]
  return quadratureDual(
    (x) => f(scale * x),
    kinks.map((kink) => kink / scale),
  )
}
