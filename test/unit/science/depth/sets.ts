import { activationOf, type Activation } from '../../../../src-main/science/activations'
import type { ActivationSpec } from '../../../../src-main/contract'
import { matrixCorrelations } from '../../../../src-main/science/depth/pair-correlations'

/** Unit vectors in the plane at the angles k pi / 8, k = 0..7. */
export function fan(): Float64Array {
  return Float64Array.from({ length: 16 }, (_, index) => {
    const angle = (Math.floor(index / 2) * Math.PI) / 8
    return index % 2 === 0 ? Math.cos(angle) : Math.sin(angle)
  })
}

/** Gram matrix of the fan, from its angles. */
export function fanGram(): Float64Array {
  return Float64Array.from({ length: 64 }, (_, index) => Math.cos(((Math.floor(index / 8) - (index % 8)) * Math.PI) / 8))
}

export const FAN = matrixCorrelations(fanGram(), 8)

/** .01 I + .99 1 1^T */
export const EQUICORRELATED = matrixCorrelations(
  Float64Array.from({ length: 100 }, (_, index) => (Math.floor(index / 10) === index % 10 ? 1 : 0.99)),
  10,
)

export const NORMRELU: ActivationSpec = { kind: 'normrelu', kink: -1.5975 }
export const H2: ActivationSpec = { kind: 'polynomial', coefficients: [-Math.SQRT1_2, 0, Math.SQRT1_2] }
export const formula = (expression: string, ...kinks: number[]): ActivationSpec => ({ kind: 'expression', expression, kinks })

/** arctan, which the catalogue does not have */
export const ARCTAN: Activation = {
  ...activationOf({ kind: 'tanh' }),
  spec: formula('x'),
  name: 'arctan',
  value: (x) => Math.atan(x),
  derivative: (x) => 1 / (1 + x * x),
}
