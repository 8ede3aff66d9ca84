import { LabError } from '../../contract'
import type { TwoLayerState } from '../../science/arithmetic/two-layer'
import type { Snapshot } from '../experiment'
import type { Measured } from './measured'
import type { KernelRecorder } from './kernel-recorder'
import { NeuronPaths } from './neuron-paths'
import { QUANTITIES } from './quantities'
import type { TrainingAccount } from './training-account'

export interface Progress {
  state: TwoLayerState
  account: TrainingAccount
  measured: Measured
  /** size of the integrator's next step, null for methods without one */
  plannedStep: number | null
  /** null when the spec does not ask for them */
  paths: NeuronPaths | null
  kernels: Pick<KernelRecorder, 'toArrays'>
}

const MEASURED = 'measured.'
const ACCOUNT = ['pathLength', 'halfwayResidual', 'initialResidualNorm'] as const satisfies readonly (keyof TrainingAccount)[]

/** Everything a run needs to go on bit for bit; data and weights at the start are drawn again from the seed. */
export function takeSnapshot({ state, account, measured, plannedStep, paths, kernels }: Progress): Snapshot {
  const { step, residualNorm, previousResidualNorm, loss, gradientNorm } = state
  return {
    step,
    numbers: {
      residualNorm,
      previousResidualNorm,
      loss,
      gradientNorm,
      ...account,
      ...(plannedStep === null ? {} : { plannedStep }),
      ...Object.fromEntries([...measured].map(([id, value]) => [MEASURED + id, value])),
    },
    arrays: {
      hiddenWeights: state.hiddenWeights.slice(),
      biases: state.biases.slice(),
      outputWeights: state.outputWeights.slice(),
      outputs: state.outputs.slice(),
      ...paths?.toArrays(),
      ...kernels.toArrays(),
    },
  }
}

export function fromSnapshot({ step, numbers, arrays }: Snapshot): Omit<Progress, 'kernels'> {
  const float = (name: string): Float64Array => {
    const values = arrays[name]
    if (values instanceof Float64Array) return values
    throw incomplete(name)
  }
  const number = (name: string): number => {
    const value = numbers[name]
    if (value === undefined) throw incomplete(name)
    return value
  }
  const measured: Measured = new Map()
  for (const { id } of QUANTITIES) {
    const value = numbers[MEASURED + id]
    if (value !== undefined) measured.set(id, value)
  }
  const [pathLength, halfwayResidual, initialResidualNorm] = ACCOUNT.map(number)
  return {
    state: {
      step,
      hiddenWeights: float('hiddenWeights'),
      biases: float('biases'),
      outputWeights: float('outputWeights'),
      outputs: float('outputs'),
      residualNorm: number('residualNorm'),
      previousResidualNorm: number('previousResidualNorm'),
      loss: number('loss'),
      gradientNorm: number('gradientNorm'),
    },
    account: {
      pathLength: pathLength ?? NaN,
      halfwayResidual: halfwayResidual ?? NaN,
      initialResidualNorm: initialResidualNorm ?? NaN,
      // not in those of runs from before plateaus were looked for
      plateauResidual: numbers.plateauResidual ?? NaN,
    },
    measured,
    plannedStep: numbers.plannedStep ?? null,
    paths: 'neuronPaths' in arrays ? NeuronPaths.fromArrays(arrays) : null,
  }
}

function incomplete(name: string): LabError {
  return new LabError('invalid-file', `The checkpoint has no ${name}. The run can be started again from its spec and seed.`)
}
