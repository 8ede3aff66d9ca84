import type { ActivationDescription, GaussianDescription } from '../../../src-main/contract'
import { csvText } from '../../../src-main/contract'
import type { ChartModel, CurveLook } from '../../charts/chart-model'
import { numberText } from '../../components/format-number'
import { powerText } from '../../charts/spectrum-model'
import { curveOf, PLAIN } from './drawn-spectrum'

/** An activation among those that are shown. */
export interface DrawnActivation {
  id: string
  label: string
  look: CurveLook
  description: ActivationDescription
}

export type Part = 'value' | 'derivative'

/** Middles of stems that stand side by side. */
const STEM_DISTANCE = 2.5

/** |c_k| of phi or phi' on a logarithmic scale, as far as it is above the rounding of its computation. */
export function hermiteModel(drawn: readonly DrawnActivation[], part: Part): ChartModel {
  const floor = Math.max(0, ...drawn.map(({ description }) => description[part].hermiteFloor))
  const noise = drawn.filter(({ description }) => countOfNoise(description[part]) > 0)
  return {
    ...PLAIN,
    title: part === 'value' ? 'Hermite coefficients of the activation' : 'Hermite coefficients of the derivative',
    caption: noise
      .map(
        ({ label, description }) =>
          `${label}: ${countOfNoise(description[part])} of ${description[part].hermite.length} not above ${numberText(description[part].hermiteFloor, 2)} and not drawn`,
      )
      .join('; '),
    x: { label: 'Degree', symbol: 'k', unit: '', scale: 'linear', integer: true },
    y: { label: 'Coefficient', symbol: part === 'value' ? '|c_k(\\phi)|' : "|c_k(\\phi')|", unit: '', scale: 'log', integer: false },
    curves: drawn.map((each, i) => {
      const { hermite, hermiteFloor } = each.description[part]
      const degrees = [...hermite.keys()].filter((k) => isSignificant(hermite[k] ?? 0, hermiteFloor))
      return {
        ...curveOf(
          each,
          'stems',
          Float64Array.from(degrees),
          Float64Array.from(degrees, (k) => Math.abs(hermite[k] ?? 0)),
        ),
        shift: STEM_DISTANCE * (i - (drawn.length - 1) / 2),
      }
    }),
    floor: floor > 0 ? { at: floor, label: `rounding ${powerText(floor, 2)}` } : null,
  }
}

const isSignificant = (coefficient: number, floor: number) => Math.abs(coefficient) > floor
const countOfNoise = ({ hermite, hermiteFloor }: GaussianDescription) => hermite.filter((c) => !isSignificant(c, hermiteFloor)).length

/** The dual function over all correlations. */
export function dualModel(drawn: readonly DrawnActivation[], part: Part): ChartModel {
  const symbol = part === 'value' ? '\\mathbb{E}\\,\\phi(u)\\phi(v)' : "\\mathbb{E}\\,\\phi'(u)\\phi'(v)"
  return {
    ...PLAIN,
    title: part === 'value' ? 'Dual of the activation' : 'Dual of the derivative',
    caption: '',
    x: { label: 'Correlation', symbol: '\\rho', unit: '', scale: 'linear', integer: false },
    y: { label: 'Dual', symbol, unit: '', scale: 'linear', integer: false },
    curves: drawn.map((each) => curveOf(each, 'series', each.description[part].correlations, each.description[part].dual)),
  }
}

/** The coefficients with their signs and all digits, those that are rounding too. */
export function hermiteCsv(drawn: readonly DrawnActivation[], part: Part): string {
  const rows = drawn.flatMap(({ label, description }) =>
    [...description[part].hermite].map((c, k) => [
      label,
      k,
      c,
      description[part].hermiteFloor,
      isSignificant(c, description[part].hermiteFloor) ? 'yes' : 'no',
    ]),
  )
  return csvText(['activation', 'degree', 'coefficient', 'rounding', 'above rounding'], rows, [
    `Coefficients of ${part === 'value' ? 'phi' : "phi'"} in the orthonormal Hermite polynomials He_k / sqrt(k!)`,
  ])
}
