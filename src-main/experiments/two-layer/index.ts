import type { Experiment } from '../experiment'
import { checkSpec } from './check'
import { costOf } from './cost'
import { forking } from './forking'
import { resolveGivenFiles } from './given-arrays'
import { AXES, axisValuesOf, titleOf } from './naming'
import { QUANTITIES, SERIES } from './quantities'
import { runTwoLayer } from './run'
import type { TwoLayerSpec } from './spec'

/** Training of a two-layer network with any activation, scaling and method (arXiv 1908.05660, 1902.04674, 2302.01002). */
export const twoLayer: Experiment<TwoLayerSpec> = {
  info: { id: 'two-layer', title: 'Training of a two-layer network', quantities: [...QUANTITIES], series: [...SERIES] },
  axes: AXES,
  axisValues: axisValuesOf,
  title: titleOf,
  cost: costOf,
  check: checkSpec,
  resolveFiles: resolveGivenFiles,
  fork: forking,
  run: runTwoLayer,
}
