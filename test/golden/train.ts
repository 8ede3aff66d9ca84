import type { Arithmetic, TrainingStatus, TwoLayerReluState } from '../../src-main/science/arithmetic/arithmetic'
import { popcount } from '../../src-main/science/arithmetic/bits'
import type { Instance } from './razborov-instance'

export const noPulse = (): void => undefined

export interface TrainingRun {
  status: TrainingStatus
  state: TwoLayerReluState
  initialResidualNorm: number
  /** |e| at the iterates 1, 2, ... */
  residualNorms: number[]
  hiddenWeightDistance: number
  outputWeightDistance: number
  /** number of activations that differ between start and end */
  changedAtEnd: number
}

/** Trains to the end of the stopping rules, or for `maxSteps`. */
export function train(arithmetic: Arithmetic, { problem, hiddenWeights, outputWeights }: Instance, maxSteps = 100_000): TrainingRun {
  const trainer = arithmetic.startTwoLayerRelu(problem, hiddenWeights, outputWeights)
  const run: TrainingRun = {
    status: 'running',
    state: trainer.state,
    initialResidualNorm: trainer.state.residualNorm,
    residualNorms: [],
    hiddenWeightDistance: 0,
    outputWeightDistance: 0,
    changedAtEnd: 0,
  }
  while (run.status === 'running' && run.residualNorms.length < maxSteps) {
    const progress = trainer.advance(maxSteps - run.residualNorms.length, 50, noPulse)
    run.status = progress.status
    run.residualNorms.push(...progress.residualNorm)
    run.hiddenWeightDistance = progress.hiddenWeightDistance.at(-1) ?? run.hiddenWeightDistance
    run.outputWeightDistance = progress.outputWeightDistance.at(-1) ?? run.outputWeightDistance
  }
  run.changedAtEnd = run.state.activations.reduce((sum, word, index) => sum + popcount(word ^ run.state.initialActivations[index]!), 0)
  return run
}
