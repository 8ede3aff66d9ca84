/** What can be said of an activation before anything is trained: its regularity, its moments, its Hermite coefficients, its duals. */
export interface ActivationDescription {
  name: string
  /** TeX of phi(x) and phi'(x) */
  formula: string
  derivativeFormula: string
  smoothness: { kind: 'jump'; order: number; size: number } | { kind: 'polynomial'; degree: number } | { kind: 'smooth' }
  kinks: readonly number[]
  /** sup |phi'| and sup |phi''| over the real line; Infinity when unbounded */
  derivativeBound: number
  secondDerivativeBound: number
  /** moments under z ~ N(0, 1) */
  moments: {
    mean: number
    meanSquare: number
    derivativeMean: number
    derivativeMeanSquare: number
    derivativeVariance: number
    /** (E phi^2)^(-1/2) */
    normalisation: number
  }
  value: GaussianDescription
  derivative: GaussianDescription
}

/** Of psi = phi or phi' under the normal distribution. */
export interface GaussianDescription {
  /** c_k = E psi(z) He_k(z) / sqrt(k!), k = 0, 1, ... */
  hermite: Float64Array
  /** coefficients of this size or less cannot be told from 0; 0 where they are exact */
  hermiteFloor: number
  /** from -1 to 1, denser at both ends */
  correlations: Float64Array
  /** E psi(u) psi(v) for standard normal u, v of these correlations */
  dual: Float64Array
  closedForm: ClosedForm | null
}

/** A function of the correlation rho that has a name; theta = arccos rho. */
export interface ClosedForm {
  name: string
  /** TeX */
  formula: string
}
