import { LabError } from '../../contract'
import type { TwoLayerReluState } from '../../science/arithmetic/arithmetic'
import type { Snapshot } from '../experiment'
import { Measured } from './measured'
import { TrainingAccount } from './training-account'

const MEASURED = 'measured.'
const ACCOUNT = 'account.'

export interface Progress {
  state: TwoLayerReluState
  labels: Float64Array
  account: TrainingAccount
  measured: Measured
}

/** Everything a run needs to go on bit for bit; the inputs X are drawn again from the seed. */
export function takeSnapshot({ state, labels, account, measured }: Progress): Snapshot {
  const { step, everChangedCount, residualNorm, previousResidualNorm, ...arrays } = copyState(state)
  return {
    step,
    numbers: {
      everChangedCount,
      residualNorm,
      previousResidualNorm,
      ...withPrefix(ACCOUNT, account.toNumbers()),
      ...measured.toNumbers(MEASURED),
    },
    arrays: {
      ...arrays,
      initialHiddenWeights: state.initialHiddenWeights.slice(),
      initialOutputWeights: state.initialOutputWeights.slice(),
      initialActivations: state.initialActivations.slice(),
      labels: labels.slice(),
    },
  }
}

export function fromSnapshot({ step, numbers, arrays }: Snapshot, stopResidual: number): Progress {
  const float = (name: string): Float64Array => {
    const values = arrays[name]
    if (values instanceof Float64Array) return values
    throw incomplete(name)
  }
  const bits = (name: string): Uint32Array => {
    const values = arrays[name]
    if (values instanceof Uint32Array) return values
    throw incomplete(name)
  }
  const number = (name: string): number => {
    const value = numbers[name]
    if (value === undefined) throw incomplete(name)
    return value
  }
  const accountNumbers = Object.entries(numbers).flatMap(([name, value]) =>
    name.startsWith(ACCOUNT) ? [[name.slice(ACCOUNT.length), value] as const] : [],
  )
  return {
    state: {
      step,
      hiddenWeights: float('hiddenWeights'),
      outputWeights: float('outputWeights'),
      initialHiddenWeights: float('initialHiddenWeights'),
      initialOutputWeights: float('initialOutputWeights'),
      outputs: float('outputs'),
      activations: bits('activations'),
      initialActivations: bits('initialActivations'),
      everChanged: bits('everChanged'),
      lastFlips: bits('lastFlips'),
      everChangedCount: number('everChangedCount'),
      residualNorm: number('residualNorm'),
      previousResidualNorm: number('previousResidualNorm'),
    },
    labels: float('labels'),
    account: TrainingAccount.fromNumbers(stopResidual, Object.fromEntries(accountNumbers)),
    measured: Measured.fromNumbers(numbers, MEASURED),
  }
}

/** A copy of a state that training does not change; the initial weights and activations, which never change, are shared. */
export function copyState(state: TwoLayerReluState): TwoLayerReluState {
  return {
    ...state,
    hiddenWeights: state.hiddenWeights.slice(),
    outputWeights: state.outputWeights.slice(),
    outputs: state.outputs.slice(),
    activations: state.activations.slice(),
    everChanged: state.everChanged.slice(),
    lastFlips: state.lastFlips.slice(),
  }
}

/** The same into an earlier copy, whose memory is used again. */
export function copyStateInto(copy: TwoLayerReluState, state: TwoLayerReluState): void {
  copy.step = state.step
  copy.everChangedCount = state.everChangedCount
  copy.residualNorm = state.residualNorm
  copy.previousResidualNorm = state.previousResidualNorm
  copy.hiddenWeights.set(state.hiddenWeights)
  copy.outputWeights.set(state.outputWeights)
  copy.outputs.set(state.outputs)
  copy.activations.set(state.activations)
  copy.everChanged.set(state.everChanged)
  copy.lastFlips.set(state.lastFlips)
}

function withPrefix(prefix: string, numbers: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [prefix + name, value]))
}

function incomplete(name: string): LabError {
  return new LabError('invalid-file', `The checkpoint has no ${name}. The run can be started again from its spec and seed.`)
}
