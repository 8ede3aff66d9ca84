import { LabError } from '../../contract'
import type { DeepArray, DeepState } from '../../science/arithmetic/deep-network'
import type { Snapshot } from '../experiment'
import type { DeepTrainingSpec } from './spec'

/** What is summed up over the batches of an epoch, and what the summary keeps of earlier epochs. */
export interface Account {
  examples: number
  /** of the losses of all examples so far */
  lossSum: number
  correct: number
  bestTestAccuracy: number
}

export const newAccount = (): Account => ({ examples: 0, lossSum: 0, correct: 0, bestTestAccuracy: NaN })

const ACCOUNT = Object.keys(newAccount()) as (keyof Account)[]
const ARRAYS = ['parameters', 'velocity', 'runningStatistics'] as const satisfies readonly (keyof DeepState)[]

/** Everything a run needs to go on bit for bit; data and batches are drawn again from the seed. */
export function takeSnapshot(state: DeepState, account: Account): Snapshot {
  const arrays = Object.fromEntries(ARRAYS.map((name) => [name, state[name].slice()]))
  return { step: state.step, numbers: { ...account }, arrays }
}

/** @throws LabError `invalid-file` when something is missing or of the wrong precision */
export function fromSnapshot(
  { step, numbers, arrays }: Snapshot,
  precision: DeepTrainingSpec['precision'],
): { state: DeepState; account: Account } {
  const type = precision === 'float32' ? Float32Array : Float64Array
  const array = (name: string): DeepArray => {
    const values = arrays[name]
    if (values instanceof type) return values
    throw incomplete(name)
  }
  const [parameters, velocity, runningStatistics] = ARRAYS.map(array) as [DeepArray, DeepArray, DeepArray]
  const account = newAccount()
  for (const name of ACCOUNT) {
    const value = numbers[name]
    if (value === undefined) throw incomplete(name)
    account[name] = value
  }
  return { state: { step, parameters, velocity, runningStatistics }, account }
}

function incomplete(name: string): LabError {
  return new LabError('invalid-file', `The checkpoint has no ${name}. The run can be started again from its spec and seed.`)
}
