import { forkOf } from '../../contract'
import { activationOf, type Activation } from '../../science/activations'
import type { TwoLayerStatus, TwoLayerWeights } from '../../science/arithmetic/two-layer'
import { meanCrossEntropy } from '../../science/kernels/cross-entropy'
import { LogSpacedSteps } from '../../science/log-spaced-steps'
import type { Outcome, RunContext, Snapshot } from '../experiment'
import { accuracy } from './class-targets'
import { stepsOf } from './cost'
import { classifyBudgetEnd } from './ending'
import { drawInstance, norm, type Instance } from './instance'
import { keptWeightsName } from './kept-weights'
import { jacobianChange } from './jacobian-change'
import { KernelRecorder } from './kernel-recorder'
import { LazyPrediction } from './lazy-prediction'
import { summaryOf, type Measured } from './measured'
import { NeuronPaths } from './neuron-paths'
import { distances, pointActivity } from './neuron-statistics'
import { outputLeastSquares } from './output-least-squares'
import { checkPremises } from './premises'
import type { QuantityId, SeriesId } from './quantities'
import { measuredAfter, recordedAfter } from './recording-steps'
import { startsFork } from './forking'
import { fromSnapshot, takeSnapshot, type Progress } from './snapshot'
import type { TwoLayerSpec } from './spec'
import type { Stepper } from './stepper'
import { measureLimitKernels, measureTheoremConditions } from './theorem-conditions'
import { GradientFlow } from './gradient-flow'
import { stepperOf } from './steppers'
import type { TrainingAccount } from './training-account'

/** The mailbox is looked at between slices of training. */
const SLICE_MILLISECONDS = 40

interface Run {
  spec: TwoLayerSpec
  context: RunContext
  instance: Instance
  activation: Activation
  stepper: Stepper
  kernels: KernelRecorder
  lazy: LazyPrediction | null
  account: TrainingAccount
  measured: Measured
  /** null when the spec does not ask for them */
  paths: NeuronPaths | null
}

type Ending = Exclude<TwoLayerStatus, 'running'> | 'step-budget' | 'time-budget' | 'plateau' | 'spectrum-settled'

/**
 * Trains one instance and measures what the spec asks for. Bit-identical for the same spec, seed and arithmetic, also across snapshot and
 * resume: where the stepper stops to be measured depends on the spec alone.
 */
export function runTwoLayer(spec: TwoLayerSpec, seed: number, context: RunContext, resumeFrom: Snapshot | null): Outcome {
  const run = begin(spec, seed, context, resumeFrom)
  if (resumeFrom === null) measureStart(run)
  else if (startsFork(resumeFrom)) measureForkStart(run)
  const ending = spec.training.method.kind === 'output-least-squares' ? fitOutputLayer(run, seed) : train(run)
  return finish(run, ending)
}

function begin(spec: TwoLayerSpec, seed: number, context: RunContext, resumeFrom: Snapshot | null): Run {
  const instance = drawInstance(spec, seed, context)
  const resumed = resumeFrom === null ? null : fromSnapshot(resumeFrom)
  const stepper = stepperOf(spec, seed, instance, context, resumed)
  const measured: Measured = resumed?.measured ?? new Map<QuantityId, number>()
  const { problem, weights } = instance
  const lazy = spec.measurements.lazyPrediction ? LazyPrediction.of(context, problem, weights, initialResidual(context, instance)) : null
  return {
    spec,
    context,
    instance,
    activation: activationOf(spec.model.activation),
    stepper,
    kernels: new KernelRecorder(spec, problem, weights, context, measured, resumeFrom?.arrays ?? null),
    lazy,
    account: resumed?.account ?? {
      pathLength: 0,
      halfwayResidual: NaN,
      initialResidualNorm: stepper.state.residualNorm,
      plateauResidual: stepper.state.residualNorm,
    },
    measured,
    paths: resumed === null ? (spec.measurements.mostMovedNeuron === true ? new NeuronPaths() : null) : resumed.paths,
  }
}

function initialResidual(context: RunContext, { problem, weights }: Instance): Float64Array {
  const outputs = context.arithmetic.evaluateTwoLayer(problem, weights, problem.inputs, () => context.pulse())
  return outputs.map((value, i) => value - (problem.targets[i] ?? NaN))
}

function measureStart(run: Run): void {
  const { context, instance, stepper, kernels, lazy, measured } = run
  const { state } = stepper
  recordAt(run, 'residualNorm', state.residualNorm)
  recordAt(run, 'loss', state.loss)
  measured.set('labelNorm', instance.labelNorm)
  measured.set(
    'largestLabel',
    instance.problem.targets.reduce((most, y) => Math.max(most, Math.abs(y)), 0),
  )
  measured.set('hiddenStepSize', instance.problem.stepSizes.hidden)
  measured.set('initialResidualNorm', state.residualNorm)
  measured.set('initialRelativeResidual', state.residualNorm / instance.labelNorm)
  measured.set('initialLoss', state.loss)
  kernels.measureStart(state)
  measureConditions(run)
  checkPremises(context, instance, measured)
  const distance = lazy?.distance() ?? null
  if (distance !== null) measured.set('lazyDistance', distance)
  measureState(run)
  context.summarise(summaryOf(measured))
}

/** The first point of the curves of a fork is where those of the other run were. */
function measureForkStart(run: Run): void {
  run.measured.set('hiddenStepSize', run.instance.problem.stepSizes.hidden)
  run.account.plateauResidual = run.stepper.state.residualNorm
  recordStep(run)
  measureState(run)
  run.context.summarise(summaryOf(run.measured))
}

function measureConditions({ spec, context, instance, activation, measured }: Run): void {
  const { theoremConditions, limitKernel } = spec.measurements
  if (limitKernel || theoremConditions === true) measureLimitKernels(spec, instance, activation, context, measured)
  if (theoremConditions === true) measureTheoremConditions(spec, instance, activation, context, measured)
}

/** Alternates slices of training with measurements and the mailbox until a stopping rule or the budget of steps ends it. */
function train(run: Run): Ending {
  const { spec, context, stepper, kernels, account } = run
  const { steps: budget, seconds = Infinity, plateau, settledSpectrum = 0 } = spec.training.stop
  const { recording, kernelSteps } = spec.measurements
  const schedule = new LogSpacedSteps(kernelSteps, budget)
  const first = spec.fork?.step ?? 0
  const halfway = first + Math.floor((budget - first) / 2)
  const everyStep = recording.kind === 'every-step'
  const pulse = (): void => context.pulse()
  for (;;) {
    const from = stepper.state.step
    context.boundary(from, () => takeSnapshot(progressOf(run)))
    if (from >= budget) return 'step-budget'
    const measured = measuredAfter(recording, from)
    const recorded = everyStep ? measured : recordedAfter(recording, from)
    const nextLook = plateau === undefined ? Infinity : from - (from % plateau.steps) + plateau.steps
    const target = Math.min(budget, measured, recorded, nextLook, schedule.after(from), halfway > from ? halfway : budget)
    const { status, values, pathLength } = stepper.advance(target, SLICE_MILLISECONDS, pulse)
    account.pathLength += pathLength
    const { step } = stepper.state
    let ending: Ending | null =
      status !== 'running' ? status : step >= budget ? 'step-budget' : context.computeSeconds() >= seconds ? 'time-budget' : null
    if (ending === null && step === nextLook && endsPlateau(run)) ending = 'plateau'
    const takesSpectra = ending === null && step === target && step === schedule.after(step - 1)
    if (takesSpectra && kernels.measure(step, stepper.state) <= settledSpectrum) ending = 'spectrum-settled'
    if (everyStep && values !== null) {
      record(run, 'residualNorm', values.firstStep, values.residualNorm)
      record(run, 'loss', values.firstStep, values.loss)
      record(run, 'gradientNorm', values.firstStep, values.gradientNorm)
    } else if (ending !== null || (step === target && step === recordedAfter(recording, step - 1))) {
      recordStep(run)
    }
    if (step === halfway) account.halfwayResidual = stepper.state.residualNorm
    if (ending !== null) return ending
    if (step === target && step === measuredAfter(recording, step - 1)) measureState(run)
    if (takesSpectra && spec.measurements.weightsAtSpectra === true) keepWeights(run, step)
    context.progress(fractionDone(run))
  }
}

/** Whether the error has fallen by too little since it was looked at last. */
function endsPlateau({ spec, stepper, account }: Run): boolean {
  const before = account.plateauResidual
  account.plateauResidual = stepper.state.residualNorm
  return account.plateauResidual > (1 - (spec.training.stop.plateau?.fall ?? 0)) * before
}

function progressOf({ stepper, account, measured, paths, kernels }: Run): Progress {
  return { state: stepper.state, account, measured, plannedStep: plannedStep(stepper), paths, kernels }
}

function plannedStep(stepper: Stepper): number | null {
  return stepper instanceof GradientFlow ? stepper.plannedStep : null
}

/** One step that is no step: the output weights are replaced by the least-squares solution. */
function fitOutputLayer(run: Run, seed: number): Ending {
  const { context, instance, spec } = run
  const { problem } = instance
  const outputWeights = outputLeastSquares(context, problem, run.activation, instance.weights)
  const weights: TwoLayerWeights = { ...instance.weights, outputWeights }
  const solved = { ...instance, weights }
  // a trainer at the solution evaluates it
  const evaluated = stepperOf(spec, seed, solved, context, null).state
  run.stepper = stepperOf(spec, seed, solved, context, { state: { ...evaluated, step: 1 }, plannedStep: null })
  recordStep(run)
  return 'converged'
}

function finish(run: Run, ending: Ending): Outcome {
  const { spec, context, instance, stepper, kernels, lazy, account, measured } = run
  const { state } = stepper
  const finite = ending !== 'not-finite'
  if (finite && spec.training.method.kind !== 'output-least-squares') context.leaveState(state.step, () => takeSnapshot(progressOf(run)))
  const stopReason = ending === 'step-budget' ? budgetEnding(run) : ending
  if (ending === 'time-budget')
    context.note(`Stopped by the clock at step ${state.step}. Another machine, or this one at another time, comes to another step.`)
  measured.set('steps', state.step)
  measured.set('finalResidualNorm', state.residualNorm)
  measured.set('finalRelativeResidual', state.residualNorm / instance.labelNorm)
  measured.set('finalLoss', state.loss)
  measured.set('pathLength', account.pathLength)
  if (finite) {
    // without a step the measurements of the start are those of the end
    if (state.step > 0) measureState(run)
    measureActivity(run)
    if (spec.measurements.theoremConditions === true) measureJacobianChange(run)
    kernels.measureEnd(state.step, state)
    if (spec.measurements.finalWeights === true || spec.measurements.weightsAtSpectra === true) keepWeights(run)
  } else {
    context.note(`The error became ${state.residualNorm} at step ${state.step}; what needs the weights at the end was not measured.`)
  }
  for (const { step, distance } of run.paths?.of((measured.get('mostMovedNeuron') ?? 1) - 1) ?? [])
    context.recordAt('mostMovedNeuronDistance', step, distance)
  if (lazy !== null) measured.set('lazyFinalRelativeResidual', lazy.residualNorm(state.step) / instance.labelNorm)
  context.summarise(summaryOf(measured))
  context.progress(1)
  const diverged = ending === 'diverged' || ending === 'not-finite' || ending === 'residual-increased'
  return { state: diverged ? 'diverged' : 'finished', stopReason }
}

/** Why a run that used up its steps did not converge. */
function budgetEnding(run: Run): string {
  const { account, instance, measured, stepper, spec } = run
  const activity = pointActivity(run.context, instance.problem, run.activation, stepper.state, instance.weights)
  const { contraction, reason } = classifyBudgetEnd({
    budget: spec.training.stop.steps - (spec.fork?.step ?? 0),
    residualNorm: stepper.state.residualNorm,
    halfwayResidual: account.halfwayResidual,
    deadResidual: deadResidual(instance, activity.deadPoints),
  })
  if (contraction !== null) measured.set('tailContraction', contraction)
  return reason
}

function keepWeights({ context, stepper: { state } }: Run, step: number | null = null): void {
  context.artifact(keptWeightsName('hiddenWeights', step), state.hiddenWeights)
  if (state.biases.length > 0) context.artifact(keptWeightsName('biases', step), state.biases)
  context.artifact(keptWeightsName('outputWeights', step), state.outputWeights)
}

function measureJacobianChange({ context, instance, activation, stepper, measured }: Run): void {
  const moved = jacobianChange(context, instance.problem, activation, stepper.state, instance.weights)
  measured.set('hiddenWeightSpectralDistance', moved.weights)
  measured.set('jacobianChange', moved.jacobian)
}

/** Norm of the error that stays at points without gradient; with cross-entropy outputs of 0 do not leave the labels as the error. */
function deadResidual({ problem }: Instance, deadPoints: readonly number[]): number {
  const { outputCount, targets } = problem
  if (problem.loss === 'cross-entropy') return 0
  return norm(Float64Array.from(deadPoints, (i) => norm(targets.subarray(i * outputCount, (i + 1) * outputCount))))
}

/** What needs the pre-activations of all points, at the start and at the end. */
function measureActivity({ context, instance, activation, stepper, measured }: Run): void {
  const activity = pointActivity(context, instance.problem, activation, stepper.state, instance.weights)
  measured.set('signFlipShare', activity.signFlipShare)
  measured.set('deadPointCount', activity.deadPoints.length)
  if (instance.problem.loss === 'cross-entropy') return
  measured.set('deadPointFloor', deadResidual(instance, activity.deadPoints) / instance.labelNorm)
}

/** What costs a pass over the weights: into series, and into the summary, where the last one stays. */
function measureState(run: Run): void {
  const { instance, stepper, measured, lazy, account } = run
  const { state } = stepper
  const moved = distances(instance.problem, state, instance.weights)
  recordAt(run, 'hiddenWeightDistance', moved.hidden)
  recordAt(run, 'largestNeuronDistance', moved.largestNeuron)
  recordAt(run, 'pathLength', account.pathLength)
  run.paths?.add(state.step, moved.ofNeurons)
  measured.set('hiddenWeightDistance', moved.hidden)
  measured.set('largestNeuronDistance', moved.largestNeuron)
  measured.set('mostMovedNeuron', moved.mostMovedNeuron + 1)
  if (instance.problem.stepSizes.output > 0) {
    recordAt(run, 'outputWeightDistance', moved.output)
    measured.set('outputWeightDistance', moved.output)
  }
  if (lazy !== null) recordAt(run, 'lazyResidualNorm', lazy.residualNorm(state.step))
  const { outputCount, targets } = instance.problem
  if (outputCount > 1) measureAs(run, 'trainingAccuracy', accuracy(state.outputs, targets, outputCount))
  measureTest(run)
}

function measureTest(run: Run): void {
  const { context, instance, stepper, measured } = run
  const { test, problem } = instance
  if (test === null) return
  const outputs = context.arithmetic.evaluateTwoLayer(problem, stepper.state, test.inputs, () => context.pulse())
  if (problem.outputCount > 1) measureAs(run, 'testAccuracy', accuracy(outputs, test.targets, problem.outputCount))
  if (problem.loss === 'cross-entropy') {
    measureAs(run, 'testCrossEntropy', meanCrossEntropy(outputs, test.targets, problem.outputCount))
    return
  }
  const error = norm(outputs.map((value, i) => value - (test.targets[i] ?? NaN)))
  const meanSquare = (error * error) / outputs.length
  measureAs(run, 'testMeanSquaredError', meanSquare)
  if (stepper.state.step === 0) measured.set('initialTestMeanSquaredError', meanSquare)
}

function measureAs(run: Run, quantity: QuantityId & SeriesId, value: number): void {
  recordAt(run, quantity, value)
  run.measured.set(quantity, value)
}

function recordStep(run: Run): void {
  const { state } = run.stepper
  recordAt(run, 'residualNorm', state.residualNorm)
  recordAt(run, 'loss', state.loss)
  recordAt(run, 'gradientNorm', state.gradientNorm)
}

function record({ context }: Run, series: SeriesId, firstStep: number, values: Float64Array): void {
  context.record(series, firstStep, values)
}

function recordAt({ context, stepper }: Run, series: SeriesId, value: number): void {
  context.recordAt(series, stepper.state.step, value)
}

/** The budget of steps, or how far the logarithm of the error has come to the threshold, whichever is further. */
function fractionDone({ spec, instance, stepper, account }: Run): number {
  const { stop } = spec.training
  const { state } = stepper
  const threshold = Math.max(stop.residual ?? 0, (stop.relativeResidual ?? 0) * instance.labelNorm)
  const fork = forkOf(spec)
  // how far the error of a fork had fallen when it began is not known to those that go on from its own checkpoints
  if (fork !== null) return (state.step - fork.step) / Math.max(1, stepsOf(spec))
  const decay = Math.log(account.initialResidualNorm / state.residualNorm) / Math.log(account.initialResidualNorm / threshold)
  return Math.max(threshold > 0 && Number.isFinite(decay) ? decay : 0, state.step / Math.max(1, stop.steps))
}
