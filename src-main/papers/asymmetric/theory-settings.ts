import type { AsymmetricNetwork } from '../../contract/asymmetric-network-field'
import type { ActivationSpec, AxisValues } from '../../contract'
import type { ScaleSetting } from './settings'

/** What the recipes of the theory laboratory share. */

export const THEORY_ACTIVATIONS = {
  swish: { kind: 'swish' },
  tanh: { kind: 'tanh' },
  ReLU: { kind: 'relu' },
} as const satisfies Record<string, ActivationSpec>
export type TheoryActivation = keyof typeof THEORY_ACTIVATIONS

export function theoryModel(
  activation: TheoryActivation,
  { symmetricShare, exponent }: ScaleSetting,
  hiddenWidth: number,
): AsymmetricNetwork {
  return {
    hiddenWidth,
    activation: THEORY_ACTIVATIONS[activation],
    weightVariance: 1,
    symmetricShare,
    profile: { kind: 'zipf', exponent: exponent ?? 0.5 },
  }
}

/** On an axis that says nothing about a cell. */
export const NOT_APPLICABLE = '\u2013'

/** Axis value as a number, NaN where a cell has none. */
export const numberOf = (axes: AxisValues, axis: string): number => Number(axes[axis] ?? NaN)

/** Standard errors by which an average over many draws may be off: less likely than one in a thousand over some hundred averages. */
export const MOST_ERRORS = 4.5

/** The largest of |value - expected| / error. */
export function largestDeviation(compared: readonly { value: number; expected: number; error: number }[]): number {
  return compared.reduce((most, { value, expected, error }) => {
    const difference = Math.abs(value - expected)
    return difference === 0 ? most : Math.max(most, difference / error)
  }, 0)
}
