import type { TrainingProgress, TrainingStatus, TwoLayerReluProblem, TwoLayerReluTrainer } from '../../science/arithmetic/arithmetic'
import type { Outcome, RunContext, Snapshot } from '../experiment'
import { reportAbort } from './abort-forensics'
import { expectedSteps } from './expected-steps'
import { startsFork } from './forking'
import { drawInstance, problemOf } from './instance'
import { InvariantCheck } from './invariant-check'
import { KernelRecorder } from './kernel-recorder'
import { Measured } from './measured'
import type { SeriesId } from './quantities'
import { predictFrozenKernel } from './predictor'
import { copyState, copyStateInto, fromSnapshot, takeSnapshot, type Progress } from './snapshot'
import type { TwoLayerReluSpec } from './spec'
import { LogSpacedSteps } from '../../science/log-spaced-steps'
import { summariseEnd } from './summary'
import { TrainingAccount } from './training-account'

/** The mailbox is looked at between slices of training. */
const SLICE_MILLISECONDS = 40
/** Largest eigenvalue of the kernel times step size up to which gradient descent is stable while no activation changes. */
const STABILITY_LIMIT = 2

/**
 * Trains one instance and measures what the spec asks for. Bit-identical for the same spec, seed and arithmetic, also across snapshot and
 * resume: every step is one call of the same trainer, and what is measured between steps depends on the state alone.
 */
export function runTwoLayerRelu(spec: TwoLayerReluSpec, seed: number, context: RunContext, resumeFrom: Snapshot | null): Outcome {
  const run = resumeFrom === null ? start(spec, seed, context) : resume(spec, seed, context, resumeFrom)
  if (resumeFrom !== null && startsFork(resumeFrom)) recordForkStart(run)
  const ending = train(run)
  return finish(run, ending)
}

interface Run {
  spec: TwoLayerReluSpec
  context: RunContext
  problem: TwoLayerReluProblem
  trainer: TwoLayerReluTrainer
  account: TrainingAccount
  measured: Measured
  kernels: KernelRecorder
  invariant: InvariantCheck
}

function start(spec: TwoLayerReluSpec, seed: number, context: RunContext): Run {
  const { problem, hiddenWeights, outputWeights, hiddenKernel } = drawInstance(spec, seed, context)
  const trainer = context.arithmetic.startTwoLayerRelu(problem, hiddenWeights, outputWeights)
  const { state } = trainer
  const measured = new Measured()
  const kernels = new KernelRecorder(spec, problem, context, measured)
  const account = new TrainingAccount(problem.stopResidual, state.residualNorm)

  recordStart(context, problem, state.residualNorm)
  measured.set('initialResidualNorm', state.residualNorm)
  kernels.measureStart(state, hiddenKernel)
  predictFrozenKernel(spec, problem, state, hiddenKernel, context, measured)
  hiddenKernel.release()
  context.summarise(measured.toSummary())
  const stability = measured.get('stabilityProduct')
  if (stability !== null && stability > STABILITY_LIMIT) {
    context.note(
      `Step size times largest eigenvalue of the kernel is ${stability.toPrecision(4)}, above ${STABILITY_LIMIT}: ` +
        'gradient descent is linearly unstable at the start.',
    )
  }
  return { spec, context, problem, trainer, account, measured, kernels, invariant: new InvariantCheck(problem, context, measured) }
}

function resume(spec: TwoLayerReluSpec, seed: number, context: RunContext, snapshot: Snapshot): Run {
  const { state, labels, account, measured } = fromSnapshot(snapshot, spec.training.stopResidual)
  const problem = problemOf(spec, seed, context, labels)
  const trainer = context.arithmetic.resumeTwoLayerRelu(problem, state)
  const kernels = new KernelRecorder(spec, problem, context, measured)
  return { spec, context, problem, trainer, account, measured, kernels, invariant: new InvariantCheck(problem, context, measured) }
}

type Ending = Exclude<TrainingStatus, 'running'> | 'step-budget'

/** Alternates slices of training with measurements and the mailbox until a stopping rule or the budget of steps ends it. */
function train(run: Run): Ending {
  const { spec, context, problem, trainer, account, kernels, invariant } = run
  const { maxSteps } = spec.training
  const schedule = new LogSpacedSteps(spec.measurements.spectrumSteps, expectedSteps(spec, problem))
  const pulse = (): void => context.pulse()
  // where the replay of a failing slice begins
  const kept = problem.safetyValve ? copyState(trainer.state) : null
  for (;;) {
    context.boundary(trainer.state.step, () => takeSnapshot(progressOf(run)))
    if (kept !== null) copyStateInto(kept, trainer.state)
    const from = trainer.state.step
    const next = invariant.isDue(from) ? from + 1 : schedule.after(from)
    invariant.before(trainer.state)
    const progress = trainer.advance(Math.min(next, maxSteps) - from, SLICE_MILLISECONDS, pulse)
    invariant.after(trainer.state)
    recordProgress(context, problem, progress)
    account.add(progress)
    if (progress.status !== 'running') {
      if (progress.status === 'residual-increased' && kept !== null) reportAbort(context, problem, kept, trainer.state, run.measured)
      return progress.status
    }
    const { step } = trainer.state
    if (step >= maxSteps) return 'step-budget'
    if (step > from && step === schedule.after(step - 1)) kernels.measure(trainer.state)
    context.progress(fractionDone(run))
  }
}

function finish(run: Run, ending: Ending): Outcome {
  const { context, trainer, measured, kernels } = run
  if (ending !== 'not-finite') context.leaveState(trainer.state.step, () => takeSnapshot(progressOf(run)))
  if (ending !== 'not-finite') kernels.measureEnd(trainer.state)
  summariseEnd(run, trainer.state, ending === 'converged')
  context.summarise(measured.toSummary())
  context.progress(1)
  if (ending === 'not-finite') {
    context.note(`The error became ${trainer.state.residualNorm} at step ${trainer.state.step}; the kernels at the end were not measured.`)
  }
  return { state: ending === 'converged' || ending === 'step-budget' ? 'finished' : 'diverged', stopReason: ending }
}

function progressOf(run: Run): Progress {
  return { state: run.trainer.state, labels: run.problem.labels, account: run.account, measured: run.measured }
}

/** How far log |e| has come from its start to the threshold, or the steps of the budget, whichever is further. */
function fractionDone({ trainer, measured, problem, spec }: Run): number {
  const { fork } = spec
  // how far the error of a fork had fallen when it began is not known to those that go on from its own checkpoints
  if (fork !== undefined) return (trainer.state.step - fork.step) / Math.max(1, spec.training.maxSteps - fork.step)
  const initial = measured.get('initialResidualNorm') ?? NaN
  const decay = Math.log(initial / trainer.state.residualNorm) / Math.log(initial / problem.stopResidual)
  return Math.max(Number.isFinite(decay) ? decay : 0, trainer.state.step / spec.training.maxSteps)
}

/** The first point of the curves of a fork is where those of the other run were. */
function recordForkStart({ context, trainer, account, problem, measured }: Run): void {
  const { step, residualNorm, everChangedCount } = trainer.state
  context.recordAt('residualNorm', step, residualNorm)
  context.recordAt('everChangedCount', step, everChangedCount)
  context.recordAt('hiddenWeightDistance', step, account.hiddenWeightDistance)
  if (problem.outputStepSize > 0) context.recordAt('outputWeightDistance', step, account.outputWeightDistance)
  context.summarise(measured.toSummary())
}

function recordStart(context: RunContext, problem: TwoLayerReluProblem, residualNorm: number): void {
  const zero: TrainingProgress = {
    status: 'running',
    firstStep: 0,
    count: 1,
    residualNorm: Float64Array.of(residualNorm),
    everChangedCount: new Float64Array(1),
    flips: new Float64Array(1),
    hiddenWeightDistance: new Float64Array(1),
    outputWeightDistance: new Float64Array(1),
  }
  recordProgress(context, problem, zero)
}

function recordProgress(context: RunContext, problem: TwoLayerReluProblem, progress: TrainingProgress): void {
  const record = (series: SeriesId, values: Float64Array): void =>
    context.record(series, progress.firstStep, values.subarray(0, progress.count))
  if (progress.count === 0) return
  record('residualNorm', progress.residualNorm)
  record('everChangedCount', progress.everChangedCount)
  record('activationFlips', progress.flips)
  record('hiddenWeightDistance', progress.hiddenWeightDistance)
  if (problem.outputStepSize > 0) record('outputWeightDistance', progress.outputWeightDistance)
}
