import type { Activation } from '../activations'
import { hermiteExpansion, type HermiteCoefficients } from './hermite'
import { LEAST_ORDER, poleExpansion } from './pole-expansion'

export type Part = 'value' | 'derivative'

/**
 * Hermite coefficients of phi(scale x) or phi'(scale x): exact for polynomials, to full relative accuracy for tanh, sigmoid, softplus and
 * swish, by quadrature otherwise.
 */
export function activationHermite(activation: Activation, part: Part, count: number, scale = 1): HermiteCoefficients {
  const { spec } = activation
  if (spec.kind === 'polynomial')
    return {
      coefficients: polynomialHermite(part === 'value' ? spec.coefficients : differentiated(spec.coefficients), scale, count),
      floor: 0,
    }
  const f = part === 'value' ? activation.value : activation.derivative
  const breaks = activation.kinks.map((kink) => kink / scale)
  const exact = part === 'value' ? poleExpansion(spec, scale, count) : derivativePoleExpansion(activation, scale, count)
  const byQuadrature = hermiteExpansion((x) => f(scale * x), breaks, exact ? Math.min(count, LEAST_ORDER) : count)
  if (!exact) return byQuadrature
  exact.set(byQuadrature.coefficients)
  return { coefficients: exact, floor: count <= LEAST_ORDER ? byQuadrature.floor : 0 }
}

/** c_k of phi'(scale x) is sqrt(k + 1) / scale times c_(k+1) of phi(scale x) */
function derivativePoleExpansion(activation: Activation, scale: number, count: number): Float64Array | null {
  const value = poleExpansion(activation.spec, scale, count + 1)
  return value && Float64Array.from({ length: count }, (_, k) => (Math.sqrt(k + 1) * value[k + 1]!) / scale)
}

function differentiated(coefficients: readonly number[]): number[] {
  return coefficients.slice(1).map((coefficient, k) => (k + 1) * coefficient)
}

/** From x^n = sum over m of n! / (2^m m! (n - 2m)!) He_(n-2m)(x) */
function polynomialHermite(coefficients: readonly number[], scale: number, count: number): Float64Array {
  const result = new Float64Array(count)
  let power = 1
  coefficients.forEach((coefficient, n) => {
    // n (n-1) ... (j+1) / (2^m m!) for j = n - 2m
    let factor = 1
    for (let m = 0; 2 * m <= n; m++) {
      const j = n - 2 * m
      if (j < count) result[j]! += coefficient * power * factor * rootOfFactorial(j)
      factor *= (j * (j - 1)) / (2 * (m + 1))
    }
    power *= scale
  })
  return result
}

function rootOfFactorial(n: number): number {
  let factorial = 1
  for (let k = 2; k <= n; k++) factorial *= k
  return Math.sqrt(factorial)
}
