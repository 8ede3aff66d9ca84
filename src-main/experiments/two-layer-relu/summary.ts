import type { TwoLayerReluProblem, TwoLayerReluState } from '../../science/arithmetic/arithmetic'
import { noiseFloor } from '../../science/symmetric-matrix'
import { countOnes, differingBits, displacementLaw, neuronInvariants, onesPerNeuron, onesPerPoint } from '../../science/two-layer-relu'
import type { RunContext } from '../experiment'
import type { Measured } from './measured'
import type { TrainingAccount } from './training-account'

interface EndedRun {
  context: RunContext
  problem: TwoLayerReluProblem
  account: TrainingAccount
  measured: Measured
}

/**
 * Scalars of an ended run, and as artifacts the profiles of activation changes: `everChangedPerNeuron` (#D_nu of the cumulative D,
 * length S) and `endChangedPerPoint` (#D^j of D_end, length m).
 */
export function summariseEnd({ context, problem, account, measured }: EndedRun, state: TwoLayerReluState, converged: boolean): void {
  const { inputDimension: n, hiddenWidth: S, sampleCount: m, hiddenStepSize, outputStepSize } = problem
  const endChanged = differingBits(state.activations, state.initialActivations)
  const endChangedCount = countOnes(endChanged)
  const { hiddenWeightDistance: hiddenDistance, outputWeightDistance: outputDistance } = account
  const kappaW = hiddenDistance / Math.sqrt(m)
  measured.set('steps', state.step)
  measured.set('finalResidualNorm', state.residualNorm)
  measured.set('everChangedCount', state.everChangedCount)
  measured.set('endChangedCount', endChangedCount)
  measured.set('hiddenWeightDistance', hiddenDistance)
  measured.set('outputWeightDistance', outputDistance)
  measured.set('kappaD', state.everChangedCount / (m * S))
  measured.set('kappaDEnd', endChangedCount / (m * S))
  measured.set('kappaW', kappaW)
  const oneRate = !account.ratesChanged
  if (hiddenStepSize > 0 && oneRate) {
    measured.set('kappaWTwoRate', kappaW / Math.min(1, Math.sqrt(hiddenStepSize / outputStepSize)))
    measured.set('scaledErrorSum', account.scaledErrorSum(hiddenStepSize, problem))
  }
  if (hiddenStepSize > 0) measured.set('displacementLawRatio', endChangedCount / (m * S) / displacementLaw(kappaW, n, S, m))
  if (outputStepSize > 0 && oneRate)
    measured.set('kappaZ', outputDistance / (Math.sqrt(m) * Math.min(1, Math.sqrt(outputStepSize / hiddenStepSize))))
  if (hiddenStepSize > 0 && outputStepSize > 0 && oneRate) measured.set('invariantDrift', invariantDrift(problem, state))

  const perPoint = onesPerPoint(endChanged, m)
  const rank = perPoint.toSorted().at(-Math.min(m, n)) ?? NaN
  measured.set('pointChangeRank', rank)
  measured.set('pointChangeRatio', rank / (Math.cbrt(S) * Math.cbrt(S) * Math.cbrt(m / n)))
  context.artifact('everChangedPerNeuron', onesPerNeuron(state.everChanged, m))
  context.artifact('endChangedPerPoint', perPoint)

  measured.setIfKnown('kappaH', kappaH(measured, m))
  if (converged) summariseLateDecay(problem, account, measured, state)
}

/** null when the smallest eigenvalue at the start is not above the noise floor. */
function kappaH(measured: Measured, order: number): number | null {
  const start = measured.get('hiddenKernelLambdaMinStart')
  const largest = measured.get('hiddenKernelLambdaMaxStart')
  const end = measured.get('hiddenKernelLambdaMinEnd')
  return start === null || largest === null || end === null || start <= noiseFloor(order, largest) ? null : end / start
}

/** The prediction -log(1 - eta lambda_min) is for the kernel of the only trained layer. */
function summariseLateDecay(problem: TwoLayerReluProblem, account: TrainingAccount, measured: Measured, state: TwoLayerReluState): void {
  measured.setIfKnown('lateDecayRate', account.lateDecayRate(state.step, state.residualNorm))
  const hidden = measured.get('hiddenKernelLambdaMinEnd')
  const output = measured.get('outputKernelLambdaMinEnd')
  if (problem.outputStepSize === 0 && hidden !== null) measured.set('lateDecayPrediction', -Math.log1p(-problem.hiddenStepSize * hidden))
  if (problem.hiddenStepSize === 0 && output !== null) measured.set('lateDecayPrediction', -Math.log1p(-problem.outputStepSize * output))
}

/** max_nu |R_nu(T) - R_nu(0)| / (n eta_z). */
function invariantDrift(problem: TwoLayerReluProblem, state: TwoLayerReluState): number {
  const stepSizes = { hidden: problem.hiddenStepSize, output: problem.outputStepSize }
  const start = neuronInvariants(state.initialHiddenWeights, state.initialOutputWeights, stepSizes)
  const end = neuronInvariants(state.hiddenWeights, state.outputWeights, stepSizes)
  const drift = end.reduce((worst, value, neuron) => Math.max(worst, Math.abs(value - (start[neuron] ?? NaN))), 0)
  return drift / (problem.inputDimension * problem.outputStepSize)
}
