import type { Pulse, TrainingProgress, TrainingStatus, TwoLayerReluProblem, TwoLayerReluState, TwoLayerReluTrainer } from '../arithmetic'
import { blankState, checkProblem, copyState } from '../two-layer-relu-rules'
import type { Kernels, ReluStateArguments } from './kernels'

/** Places in the numbers the kernels return; the same in relu_binding.cc. */
const place = { step: 0, everChangedCount: 1, residualNorm: 2, previousResidualNorm: 3, status: 4, count: 5, betweenSteps: 6 } as const
const placeCount = 7

const statuses: readonly TrainingStatus[] = ['running', 'converged', 'residual-increased', 'not-finite']

/** most steps of one call, so that the history arrays stay small */
const mostSteps = 16_384

function constantsOf(problem: TwoLayerReluProblem): Float64Array {
  return Float64Array.of(
    problem.inputDimension,
    problem.hiddenWidth,
    problem.sampleCount,
    problem.hiddenStepSize,
    problem.outputStepSize,
    problem.stopResidual,
    problem.safetyValve ? 1 : 0,
    problem.threads,
  )
}

function stateArguments(state: TwoLayerReluState): ReluStateArguments {
  return [
    state.hiddenWeights,
    state.outputWeights,
    state.initialHiddenWeights,
    state.initialOutputWeights,
    state.outputs,
    state.activations,
    state.initialActivations,
    state.everChanged,
    state.lastFlips,
  ]
}

/**
 * Training by the addon. It works in a workspace of its own (an array of this object); `state` is written at the end of every
 * {@link advance}, so a pulse that throws in the middle of a step leaves in it the iterate the call before had ended with, and a later
 * call would finish the step.
 */
export class NativeTwoLayerReluTrainer implements TwoLayerReluTrainer {
  readonly state: TwoLayerReluState
  readonly #constants: Float64Array
  readonly #workspace: Float64Array
  readonly #numbers = new Float64Array(placeCount)
  #status: TrainingStatus = 'running'

  private constructor(
    private readonly kernels: Kernels,
    private readonly cancelFlag: Int32Array | undefined,
    problem: TwoLayerReluProblem,
    state: TwoLayerReluState,
  ) {
    this.state = state
    this.#constants = constantsOf(problem)
    this.#workspace = new Float64Array(kernels.reluWorkspaceLength(this.#constants))
  }

  static start(
    kernels: Kernels,
    cancelFlag: Int32Array | undefined,
    problem: TwoLayerReluProblem,
    hiddenWeights: Float64Array,
    outputWeights: Float64Array,
  ): NativeTwoLayerReluTrainer {
    checkProblem(problem)
    const state = blankState(problem, hiddenWeights, outputWeights)
    const trainer = new NativeTwoLayerReluTrainer(kernels, cancelFlag, problem, state)
    kernels.reluStart(trainer.#constants, trainer.#workspace, problem.inputs, problem.labels, trainer.#numbers, ...stateArguments(state))
    trainer.#takeNumbers()
    return trainer
  }

  static resume(
    kernels: Kernels,
    cancelFlag: Int32Array | undefined,
    problem: TwoLayerReluProblem,
    from: TwoLayerReluState,
  ): NativeTwoLayerReluTrainer {
    checkProblem(problem)
    const state = copyState(problem, from)
    const trainer = new NativeTwoLayerReluTrainer(kernels, cancelFlag, problem, state)
    const numbers = trainer.#numbers
    numbers[place.step] = state.step
    numbers[place.everChangedCount] = state.everChangedCount
    numbers[place.residualNorm] = state.residualNorm
    numbers[place.previousResidualNorm] = state.previousResidualNorm
    kernels.reluResume(trainer.#constants, trainer.#workspace, problem.inputs, problem.labels, numbers, ...stateArguments(state))
    trainer.#takeNumbers()
    return trainer
  }

  advance(maxSteps: number, sliceMilliseconds: number, pulse: Pulse): TrainingProgress {
    const numbers = this.#numbers
    const capacity = Math.min(maxSteps, mostSteps)
    const history = Array.from({ length: 5 }, () => new Float64Array(capacity))
    const [residualNorm, everChangedCount, flips, hiddenWeightDistance, outputWeightDistance] = history as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    const firstStep = this.state.step + 1
    let count = 0
    for (;;) {
      this.kernels.reluAdvance(
        this.#constants,
        this.#workspace,
        capacity - count,
        sliceMilliseconds,
        this.cancelFlag,
        residualNorm.subarray(count),
        everChangedCount.subarray(count),
        flips.subarray(count),
        hiddenWeightDistance.subarray(count),
        outputWeightDistance.subarray(count),
        numbers,
      )
      count += numbers[place.count]!
      if (numbers[place.betweenSteps] === 1) break
      pulse()
    }
    if (count > 0) {
      this.kernels.reluReadState(this.#constants, this.#workspace, ...stateArguments(this.state))
      this.#takeNumbers()
    }
    return {
      status: this.#status,
      firstStep,
      count,
      residualNorm: residualNorm.slice(0, count),
      everChangedCount: everChangedCount.slice(0, count),
      flips: flips.slice(0, count),
      hiddenWeightDistance: hiddenWeightDistance.slice(0, count),
      outputWeightDistance: outputWeightDistance.slice(0, count),
    }
  }

  #takeNumbers(): void {
    const numbers = this.#numbers
    this.state.step = numbers[place.step]!
    this.state.everChangedCount = numbers[place.everChangedCount]!
    this.state.residualNorm = numbers[place.residualNorm]!
    this.state.previousResidualNorm = numbers[place.previousResidualNorm]!
    this.#status = statuses[numbers[place.status]!] ?? 'not-finite'
  }
}
