import type { ActivationSpec, Axis, CellPlan, PointData } from '../../contract'
import type { KernelSpectrumSpec } from '../../experiments/kernel-spectrum/spec'
import { activationOf } from '../../science/activations'

export const PAPER = 'arXiv 1908.05660'

export const ACTIVATION_AXIS: Axis = { id: 'activation', label: 'Activation', symbol: '\\phi' }
export const GEOMETRY_AXIS: Axis = { id: 'geometry', label: 'Points on', symbol: 'X' }
export const SAMPLE_COUNT_AXIS: Axis = { id: 'sampleCount', label: 'Points', symbol: 'n' }
export const WIDTH_AXIS: Axis = { id: 'hiddenWidth', label: 'Hidden width', symbol: 'm' }

/** The four activations of the paper's figures. */
export const PAPER_ACTIVATIONS: readonly ActivationSpec[] = [{ kind: 'relu' }, { kind: 'elu' }, { kind: 'tanh' }, { kind: 'swish' }]

export type Geometry = 'half' | 'full' | 'full-with-constant'

export const GEOMETRY_NAMES: Readonly<Record<Geometry, string>> = {
  half: 'half circle',
  full: 'full circle',
  'full-with-constant': 'full circle with constant',
}

/** The paper lifts the circle to ten dimensions; no kernel depends on it. */
export const LIFTED_TO = 10

export function circle(geometry: Geometry, sampleCount: number): PointData {
  return { kind: 'circle', geometry, sampleCount, liftDimension: LIFTED_TO }
}

export type Width = 'infinite' | number

export function spectrumCell(activation: ActivationSpec, geometry: Geometry, sampleCount: number, width: Width, seeds: number[]): CellPlan {
  const spec: KernelSpectrumSpec = {
    experiment: 'kernel-spectrum',
    version: 1,
    data: circle(geometry, sampleCount),
    preprocessing: { scaling: 'none', smoothing: 0 },
    model: {
      activation,
      layer: 'hidden',
      weightVariance: 1,
      biasVariance: 0,
      width: width === 'infinite' ? { kind: 'infinite' } : { kind: 'finite', hiddenWidth: width, outputWeights: 'gaussian' },
    },
    measurements: { route: 'best' },
  }
  return {
    spec,
    seeds,
    axes: {
      activation: activationOf(activation).name,
      geometry: GEOMETRY_NAMES[geometry],
      sampleCount,
      hiddenWidth: width,
    },
  }
}
