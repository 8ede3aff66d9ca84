import type { ActivationSpec } from '../../contract'
import type { ActivationProgram } from './program'

/** How smooth a function is: what decides how fast its kernel's eigenvalues decay (arXiv 1908.05660, section 4.1). */
export type Smoothness =
  /** `order` is the least r with a jump in the r-th derivative, `size` the largest jump there */
  { kind: 'jump'; order: number; size: number } | { kind: 'polynomial'; degree: number } | { kind: 'smooth' }

/** An activation phi of a network. */
export interface Activation {
  readonly spec: ActivationSpec
  /** for people, such as "ReLU" or "ELU (as printed)" */
  readonly name: string
  /** TeX of phi(x) */
  readonly formula: string
  /** TeX of phi'(x) */
  readonly derivativeFormula: string
  readonly value: (x: number) => number
  /** phi'; at a kink the limit from the left, so that ReLU has 0 at 0. The step function has 0 everywhere. */
  readonly derivative: (x: number) => number
  /** phi'' without the point masses at jumps of phi'; at a kink the limit from the left */
  readonly secondDerivative: (x: number) => number
  /** points where phi or one of its derivatives jumps, ascending */
  readonly kinks: readonly number[]
  readonly smoothness: Smoothness
  /** sup |phi'| over the real line, jumps of phi left out; Infinity when unbounded */
  readonly derivativeBound: number
  /** sup |phi''| over the real line, jumps of phi' left out; Infinity when unbounded */
  readonly secondDerivativeBound: number
  /** Code of phi and phi' of an activation given by a formula */
  readonly programs?: { readonly value: ActivationProgram; readonly derivative: ActivationProgram }
}
