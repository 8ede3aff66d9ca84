import type { Experiment } from '../experiment'
import { checkSpec, resolveDeepFiles } from './check'
import { costOf } from './cost'
import { forking } from './forking'
import { AXES, axisValuesOf, titleOf } from './naming'
import { LAYER_SERIES, QUANTITIES, SERIES } from './quantities'
import { runDeepTraining } from './run'
import type { DeepTrainingSpec } from './spec'

/** Training of deep networks with and without normalisation layers (arXiv 2002.01523, section 7 and appendix I). */
export const deepTraining: Experiment<DeepTrainingSpec> = {
  info: {
    id: 'deep-training',
    title: 'Training of a deep network',
    quantities: [...QUANTITIES],
    series: [...SERIES, ...LAYER_SERIES],
    steps: { label: 'Update', symbol: 't', unit: '' },
  },
  axes: AXES,
  axisValues: axisValuesOf,
  title: titleOf,
  cost: costOf,
  check: checkSpec,
  resolveFiles: resolveDeepFiles,
  fork: forking,
  run: runDeepTraining,
}
