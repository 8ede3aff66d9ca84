import type { Axis, AxisValues } from '../../contract'
import { activationOf } from '../../science/activations'
import type { StatisticalQueriesSpec } from './spec'

export const AXES: Axis[] = [
  { id: 'activation', label: 'Activation', symbol: 's' },
  { id: 'inputDimension', label: 'Dimension', symbol: 'd' },
  { id: 'depth', label: 'Layers', symbol: 'L' },
  { id: 'analysis', label: 'Analysis', symbol: '' },
]

const NAMES = { exact: 'best query', students: 'students' } as const

export function axisValuesOf({ activation, inputDimension, analysis }: StatisticalQueriesSpec): AxisValues {
  return { activation: activationOf(activation).name, inputDimension, depth: analysis.depth, analysis: NAMES[analysis.kind] }
}

/** Short title that tells cells apart, e.g. "students of random networks, ReLU, d = 10, L = 8". */
export function titleOf({ activation, inputDimension, analysis }: StatisticalQueriesSpec): string {
  const what = analysis.kind === 'exact' ? 'best query against random networks' : 'students of random networks'
  const depth = analysis.kind === 'exact' ? `up to ${analysis.depth} layers` : `L = ${analysis.depth}, m = ${analysis.hiddenWidth}`
  return [what, activationOf(activation).name, `d = ${inputDimension}`, depth].join(', ')
}
