import type { Axis, FieldProblem } from '../../contract'
import type { Cost, Experiment } from '../experiment'
import { QUANTITIES, SERIES } from './quantities'
import { runQuasiRandomProperties } from './run'
import type { QuasiRandomPropertiesSpec } from './spec'

const BYTES = 8
/** Numbers of one array: one ArrayBuffer holds at most 1.998 GiB in Electron. */
const LARGEST_ARRAY = 268_000_000
/** Kernels with eigenvalues of one run: deletions and measured steps. */
const KERNELS = 40
const TYPICAL_STEPS = 1000

const AXES: Axis[] = [
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'S' },
  { id: 'sampleCount', label: 'Points', symbol: 'm' },
]

function costOf({ inputDimension: n, hiddenWidth: S, sampleCount: m, hiddenStepSize, maxSteps }: QuasiRandomPropertiesSpec): Cost {
  const steps = hiddenStepSize === 0 ? 0 : Math.min(maxSteps, TYPICAL_STEPS)
  return {
    trainingFlops: steps * 4 * n * S * m,
    spectrumFlops: KERNELS * ((m * m * S) / 16 + 2 * m * m * n + (4 / 3) * m * m * m) + 2 * n * S * m,
    memoryBytes: (8 * m * m + 2 * S * m + 4 * S * n + 2 * m * n) * BYTES,
    expectedSteps: steps,
  }
}

function check({ inputDimension, hiddenWidth, sampleCount }: QuasiRandomPropertiesSpec): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (hiddenWidth * sampleCount > LARGEST_ARRAY)
    problems.push({ path: 'hiddenWidth', rule: `neurons times points is at most ${LARGEST_ARRAY}` })
  if (Math.max(hiddenWidth, sampleCount) * inputDimension > LARGEST_ARRAY)
    problems.push({ path: 'inputDimension', rule: `times neurons and times points is at most ${LARGEST_ARRAY}` })
  return problems
}

/** Quasi-random properties of a random instance and the robustness of its kernel (arXiv 2212.02323, section 3.1). */
export const quasiRandomProperties: Experiment<QuasiRandomPropertiesSpec> = {
  info: {
    id: 'quasi-random-properties',
    title: 'Quasi-random properties of a two-layer ReLU network',
    quantities: [...QUANTITIES],
    series: [...SERIES],
  },
  axes: AXES,
  axisValues: ({ inputDimension, hiddenWidth, sampleCount }) => ({ inputDimension, hiddenWidth, sampleCount }),
  title: ({ inputDimension, hiddenWidth, sampleCount }) => `properties, n = ${inputDimension}, S = ${hiddenWidth}, m = ${sampleCount}`,
  cost: costOf,
  check,
  resolveFiles: (spec) => spec,
  run: runQuasiRandomProperties,
}
