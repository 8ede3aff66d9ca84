import type { Experiment } from '../experiment'
import { checkSpec } from './check'
import { costOf } from './cost'
import { forking } from './forking'
import { resolveGivenFiles } from './given-shapes'
import { AXES, axisValuesOf, titleOf } from './naming'
import { QUANTITIES, SERIES } from './quantities'
import { runTwoLayerRelu } from './run'
import type { TwoLayerReluSpec } from './spec'

/** Two-rate gradient descent on a two-layer ReLU network (arXiv 2212.02323). */
export const twoLayerRelu: Experiment<TwoLayerReluSpec> = {
  info: { id: 'two-layer-relu', title: 'Training of a two-layer ReLU network', quantities: [...QUANTITIES], series: [...SERIES] },
  axes: AXES,
  axisValues: axisValuesOf,
  title: titleOf,
  cost: costOf,
  check: checkSpec,
  resolveFiles: resolveGivenFiles,
  fork: forking,
  run: runTwoLayerRelu,
}
