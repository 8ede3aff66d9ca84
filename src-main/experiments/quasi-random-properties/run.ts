import { LogSpacedSteps } from '../../science/log-spaced-steps'
import type { Outcome, RunContext } from '../experiment'
import { drawInstance } from '../two-layer-relu/instance'
import type { TwoLayerReluSpec } from '../two-layer-relu/spec'
import { changeNorm } from './change-norm'
import { lambdaMinWithoutNeurons } from './deletion'
import { propertiesAtStart } from './properties'
import type { QuantityId } from './quantities'
import type { QuasiRandomPropertiesSpec } from './spec'

const SLICE_MILLISECONDS = 40
/** Error at which training ends, as in the paper. */
const STOP_RESIDUAL = 1e-3
/** Log-spaced steps up to about a thousand at which the changes of activations are measured, besides the end. */
const MEASURED_STEPS = 12
const TYPICAL_STEPS = 1000

/**
 * Draws an instance of the paper, the same as training it would with this seed, and measures it at the start and while it trains. It takes seconds:
 * a run that is stopped starts again.
 */
export function runQuasiRandomProperties(spec: QuasiRandomPropertiesSpec, seed: number, context: RunContext): Outcome {
  const { problem, hiddenWeights, outputWeights } = drawInstance(trainingSpec(spec), seed, context)
  const trainer = context.arithmetic.startTwoLayerRelu(problem, hiddenWeights, outputWeights)
  const { state } = trainer
  const pulse = (): void => context.pulse()
  const summarise = (values: Partial<Record<QuantityId, number>>): void => context.summarise(values)
  summarise(propertiesAtStart(problem, hiddenWeights, outputWeights, context))
  context.progress(0.2)
  summarise(lambdaMinWithoutNeurons(problem, state.initialActivations, seed, context))
  context.progress(0.5)

  const schedule = new LogSpacedSteps(MEASURED_STEPS, TYPICAL_STEPS)
  let most = 0
  const measure = (): void => {
    const norm = changeNorm(context.arithmetic, problem, state.initialActivations, state.activations, pulse) / Math.sqrt(spec.hiddenWidth)
    context.recordAt('changeNorm', state.step, norm)
    most = Math.max(most, norm)
    summarise({ changeNorm: most, steps: state.step })
  }
  if (spec.hiddenStepSize === 0) return { state: 'finished', stopReason: 'computed' }
  while (state.step < spec.maxSteps) {
    const target = Math.min(spec.maxSteps, schedule.after(state.step))
    const { status } = trainer.advance(target - state.step, SLICE_MILLISECONDS, pulse)
    if (status === 'running' && state.step < target) continue
    measure()
    if (status !== 'running') return { state: status === 'converged' ? 'finished' : 'diverged', stopReason: status }
    pulse()
  }
  return { state: 'finished', stopReason: 'step-budget' }
}

/** The same instance as an experiment of the main series. */
function trainingSpec({ inputDimension, hiddenWidth, sampleCount, hiddenStepSize, maxSteps }: QuasiRandomPropertiesSpec): TwoLayerReluSpec {
  return {
    experiment: 'two-layer-relu',
    version: 1,
    data: { kind: 'sphere', inputDimension, sampleCount },
    model: { hiddenWidth, hiddenWeights: { kind: 'gaussian' }, outputWeights: { kind: 'signs' } },
    labels: { kind: 'gaussian', variance: 'hiddenWidth' },
    training: {
      stepSizes: { kind: 'two-rate', hidden: hiddenStepSize, output: 0 },
      stopResidual: STOP_RESIDUAL,
      safetyValve: true,
      maxSteps,
    },
    measurements: { hiddenKernel: false, outputKernel: false, spectrumSteps: 0, frozenKernelPredictor: false },
  }
}
