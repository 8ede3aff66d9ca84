import { LabError } from '../../contract'
import { LogSpacedSteps } from '../../science/log-spaced-steps'
import type { Outcome, RunContext, Snapshot } from '../experiment'
import { BoundsRecorder, type Extremes } from './bounds-recorder'
import { drawInstance, type Instance } from './instance'
import { startsFork } from './forking'
import { FIRST_STEP, FlowMotion, StepMotion, type Motion, type MotionStart } from './motion'
import { QUANTITIES, type QuantityId } from './quantities'
import type { TrainingBoundsSpec } from './spec'
import { descentTheorem, flowTheorem, theoremConstants, type TheoremConstants } from './theorem-bounds'

const EXTREME = 'extreme.'
/** The smallest eigenvalue dips between two measured times: parts of their interval after each of which it is looked at. */
const PARTS = 4

/** Trains one drawn instance and measures it beside its bounds. */
export function runTrainingBounds(spec: TrainingBoundsSpec, seed: number, context: RunContext, resumeFrom: Snapshot | null): Outcome {
  return followBounds(spec, drawInstance(spec, seed, context), context, resumeFrom)
}

/** The same for a given instance. Bit-identical for the same instance and arithmetic, also across snapshot and resume. */
export function followBounds(
  spec: Pick<TrainingBoundsSpec, 'method' | 'duration' | 'measuredTimes' | 'fork'>,
  instance: Instance,
  context: RunContext,
  resumeFrom: Snapshot | null,
): Outcome {
  const pulse = (): void => context.pulse()
  const constants = theoremConstants(context.arithmetic, instance, pulse)
  const stepSize = stepSizeOf(spec.method, constants)
  const extremes: Extremes = resumeFrom === null ? new Map<QuantityId, number>() : extremesOf(resumeFrom)
  const recorder = new BoundsRecorder(context, instance, constants, stepSize, extremes)
  const motion = motionOf(spec.method, instance, context, stepSize, resumeFrom)
  const summarise = (values: Partial<Record<QuantityId, number>>): void => context.summarise({ ...Object.fromEntries(extremes), ...values })
  if (resumeFrom === null) {
    const { loss, ...start } = { ...recorder.measure(0, motion.hiddenWeights, motion.gradient()), loss: motion.gradient().loss }
    summarise({ initialLoss: loss, ...start, ...knownAtStart(instance, constants, stepSize) })
  }
  if (resumeFrom !== null && startsFork(resumeFrom)) {
    // the first point of its curves is where those of the other run were
    const measured = recorder.measure(motion.time, motion.hiddenWeights, motion.gradient())
    summarise({ ...recorder.atStart(), ...knownAtStart(instance, constants, stepSize), ...measured, time: motion.time })
  }

  const first = spec.fork?.step ?? 0
  const schedule = new LogSpacedSteps(spec.measuredTimes, spec.duration)
  while (motion.time < spec.duration) {
    const from = motion.time
    context.boundary(from, () => snapshotOf(motion, extremes))
    if (stepSize !== null) {
      motion.advance(from + 1)
      recorder.afterOneStep(motion.gradient())
    }
    const to = Math.min(spec.duration, schedule.after(from))
    for (let part = 1; part < PARTS && spec.method.kind === 'gradient-flow'; part++) {
      motion.advance(from + (part * (to - from)) / PARTS)
      recorder.measureBetween(motion.hiddenWeights)
    }
    motion.advance(to)
    const gradient = motion.gradient()
    if (!Number.isFinite(gradient.loss)) {
      summarise({ time: motion.time, finalLoss: gradient.loss })
      return { state: 'diverged', stopReason: 'not-finite' }
    }
    const measured = recorder.measure(motion.time, motion.hiddenWeights, gradient)
    summarise({ time: motion.time, ...measured })
    context.progress((motion.time - first) / (spec.duration - first))
  }
  context.leaveState(motion.time, () => snapshotOf(motion, extremes))
  return { state: 'finished', stopReason: 'step-budget' }
}

/** eta of gradient descent, null for the flow. */
function stepSizeOf(method: TrainingBoundsSpec['method'], constants: TheoremConstants | null): number | null {
  if (method.kind !== 'gradient-descent') return null
  if (method.stepSize !== 'theorem') return method.stepSize
  const theorem = constants === null ? null : descentTheorem(constants)
  if (theorem === null)
    throw new LabError(
      'invalid-spec',
      'Theorem H.1 names no step size: it needs a smooth activation, gamma > 0 and inputs that are not parallel.',
      [{ path: 'method.stepSize', rule: 'is a number here' }],
    )
  return theorem.stepSize / 2
}

function motionOf(
  method: TrainingBoundsSpec['method'],
  { problem, weights }: Instance,
  context: RunContext,
  stepSize: number | null,
  resumeFrom: Snapshot | null,
): Motion {
  const start: MotionStart =
    resumeFrom === null
      ? { time: 0, weights, plannedStep: FIRST_STEP }
      : { ...resumed(resumeFrom), weights: { ...weights, ...weightsOf(resumeFrom) } }
  const pulse = (): void => context.pulse()
  switch (method.kind) {
    case 'gradient-flow':
      return new FlowMotion(context.arithmetic, problem, start, method.relativeTolerance, pulse)
    case 'small-steps':
      return new StepMotion(context.arithmetic, problem, start, 1 / method.perUnit, method.perUnit, pulse)
    case 'gradient-descent':
      return new StepMotion(context.arithmetic, problem, start, stepSize ?? NaN, 1, pulse)
  }
}

function knownAtStart(
  instance: Instance,
  constants: TheoremConstants | null,
  stepSize: number | null,
): Partial<Record<QuantityId, number>> {
  const { activation, problem } = instance
  const { inputs, inputDimension, targets } = problem
  let largestNorm = 0
  for (let i = 0; i < problem.sampleCount; i++) {
    const point = inputs.subarray(i * inputDimension, (i + 1) * inputDimension)
    largestNorm = Math.max(largestNorm, Math.sqrt(point.reduce((sum, x) => sum + x * x, 0)))
  }
  const flow = constants === null ? null : flowTheorem(constants, instance)
  const descent = constants === null ? null : descentTheorem(constants)
  return {
    time: 0,
    slopeBound: activation.derivativeBound,
    inputNormBound: largestNorm,
    largestLabel: targets.reduce((most, y) => Math.max(most, Math.abs(y)), 0),
    ...(stepSize === null ? {} : { stepSize }),
    ...(constants === null ? {} : { meanKernelLambdaMin: constants.setting.kappa, meanSquareValue: constants.meanSquare }),
    ...(flow === null ? {} : { theoremWidth: flow.width }),
    ...(descent === null || stepSize === null ? {} : { descentStepSize: descent.stepSize, descentWidth: descent.widthAt(stepSize) }),
  }
}

function snapshotOf(motion: Motion, extremes: Extremes): Snapshot {
  return {
    step: motion.time,
    numbers: {
      plannedStep: motion.plannedStep,
      ...Object.fromEntries([...extremes].map(([id, value]) => [EXTREME + id, value])),
    },
    arrays: { hiddenWeights: motion.hiddenWeights.slice() },
  }
}

function resumed({ step, numbers }: Snapshot): Pick<MotionStart, 'time' | 'plannedStep'> {
  return { time: step, plannedStep: numbers['plannedStep'] ?? NaN }
}

function weightsOf({ arrays }: Snapshot): { hiddenWeights: Float64Array } {
  const { hiddenWeights } = arrays
  if (hiddenWeights instanceof Float64Array) return { hiddenWeights }
  throw new LabError('invalid-file', 'The checkpoint has no hiddenWeights. The run can be started again from its spec and seed.')
}

function extremesOf({ numbers }: Snapshot): Extremes {
  const extremes: Extremes = new Map()
  for (const { id } of QUANTITIES) {
    const value = numbers[EXTREME + id]
    if (value !== undefined) extremes.set(id, value)
  }
  return extremes
}
