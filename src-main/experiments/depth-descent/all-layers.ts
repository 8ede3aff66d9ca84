import { activationOf } from '../../science/activations'
import {
  backpropagate,
  descend,
  finiteTangentKernel,
  meanSquaredError,
  normalise,
  randomDeepNetwork,
  trainable,
  trainedNetwork,
  type TrainedDeepNetwork,
} from '../../science/depth'
import type { KernelInputs } from '../../science/kernels/kernel-inputs'
import type { Outcome, RunContext, Snapshot } from '../experiment'
import type { QuantityId, SeriesId } from './quantities'
import { spectralPrediction } from './spectral-prediction'
import type { DepthDescentSpec, DescentOf } from './spec'
import { TARGET } from './top-layer'

/** Losses this many times that of the start are those of a step size that is too large. */
const DIVERGED = 1e6

/** All layers of a network of finite width beside its linearisation at the start (theorems 14, 47 and 48). */
export function trainAll(
  spec: DepthDescentSpec,
  training: DescentOf<'all'>,
  inputs: KernelInputs,
  labels: Float64Array,
  seed: number,
  context: RunContext,
  resumeFrom: Snapshot | null,
): Outcome {
  const { arithmetic } = context
  const n = labels.length
  const s = normalise(activationOf(spec.model.activation))
  const pulse = (): void => context.pulse()
  const initial = randomDeepNetwork(seed, inputs.inputDimension, training.hiddenWidth, spec.model.depth)
  const start = backpropagate(arithmetic, initial, s, inputs, pulse)
  const startKernel = finiteTangentKernel(arithmetic, start, n)
  const startLoss = meanSquaredError(start.outputs, labels)
  const prediction = spectralPrediction(
    startKernel,
    labels.map((label, i) => label - start.outputs[i]!),
    training.stepSize,
    context,
  )
  const network =
    resumeFrom === null ? trainable(initial) : networkOf(resumeFrom, inputs.inputDimension, training.hiddenWidth, spec.model.depth)
  const losses: number[] = [...(resumeFrom?.arrays['losses'] ?? [])]
  let state = resumeFrom === null ? start : backpropagate(arithmetic, network, s, inputs, pulse)
  let diverged: boolean
  for (let step = resumeFrom?.step ?? 0; ; step++) {
    context.boundary(step, () => snapshotOf(step, network, losses))
    const loss = meanSquaredError(state.outputs, labels)
    losses.push(loss)
    const record = (series: SeriesId, value: number): void => context.recordAt(series, step, value)
    record('lossRatio', loss / startLoss)
    record('predictedLossRatio', prediction.ratio(step))
    context.progress(step / training.steps)
    diverged = !(loss < DIVERGED * startLoss)
    if (step === training.steps || diverged) break
    descend(arithmetic, network, state, labels, prediction.stepSize)
    state = backpropagate(arithmetic, network, s, inputs, pulse)
  }
  const endKernel = finiteTangentKernel(arithmetic, state, n)
  const reached = losses.findIndex((loss) => loss <= TARGET * startLoss)
  const half = Math.floor((losses.length - 1) / 2)
  const last = losses.length - 1
  const summary: Partial<Record<QuantityId, number | null>> = {
    conditionNumber: prediction.conditionNumber,
    lambdaMin: prediction.lambdaMin,
    lambdaMax: prediction.lambdaMax,
    stepSize: prediction.stepSize,
    predictedSteps: prediction.stepsTo(TARGET),
    stepsToTarget: reached < 0 ? null : reached,
    startLoss,
    endLoss: losses[last]!,
    predictedEndLoss: startLoss * prediction.ratio(last),
    tangentDrift: frobenius(endKernel.map((value, index) => value - startKernel[index]!)) / frobenius(startKernel),
    decayRate: last > half ? Math.log(losses[half]! / losses[last]!) / (last - half) : null,
  }
  context.summarise(summary)
  return diverged ? { state: 'diverged', stopReason: 'not-finite' } : { state: 'finished', stopReason: 'step-budget' }
}

function frobenius(matrix: Float64Array): number {
  return Math.sqrt(matrix.reduce((sum, value) => sum + value * value, 0))
}

function snapshotOf(step: number, { layers, output }: TrainedDeepNetwork, losses: readonly number[]): Snapshot {
  const weights = Object.fromEntries(layers.map((layer, index) => [`layer-${index + 1}`, layer.slice()]))
  return { step, numbers: {}, arrays: { ...weights, output: output.slice(), losses: Float64Array.from(losses) } }
}

function networkOf({ arrays }: Snapshot, inputDimension: number, hiddenWidth: number, depth: number): TrainedDeepNetwork {
  const array = (name: string): Float64Array => Float64Array.from(arrays[name] ?? [])
  const layers = Array.from({ length: depth }, (_, index) => array(`layer-${index + 1}`))
  return trainedNetwork(inputDimension, hiddenWidth, layers, array('output'))
}
