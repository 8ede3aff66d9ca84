import type { Summary } from '../../contract'
import type { DeepStepResult, DeepTrainer, DeepUpdate } from '../../science/arithmetic/deep-network'
import { parameterCount } from '../../science/deep'
import type { Outcome, RunContext, Snapshot } from '../experiment'
import { Batches } from './batches'
import { problemOf } from './cost'
import { drawData } from './data'
import { resolvedDimensions, type DeepDimensions } from './dimensions'
import { startsFork } from './forking'
import { layerName, networkOf, type DescribedNetwork } from './network'
import { predictedDotProducts } from './prediction'
import type { QuantityId, SeriesId } from './quantities'
import { EpochRecorder } from './recorder'
import { stepSizeAt } from './schedule'
import { fromSnapshot, newAccount, takeSnapshot, type Account } from './snapshot'
import type { DeepTrainingSpec } from './spec'
import { parameterGroups, startState, type ScaledGroup } from './start'

/** Trains a deep network; steps of its series are updates. */
export function runDeepTraining(spec: DeepTrainingSpec, seed: number, context: RunContext, resumeFrom: Snapshot | null): Outcome {
  const dimensions = resolvedDimensions(spec)
  const data = drawData(spec, spec.dataSeed ?? seed, context)
  const described = networkOf(spec.model, dimensions.shape, dimensions.classCount)
  const from = resumeFrom === null ? null : fromSnapshot(resumeFrom, spec.precision)
  const state = from?.state ?? startState(spec, described.network, seed)
  const trainer = context.arithmetic.createDeepTrainer(problemOf(spec, described, dimensions, context.threads), state)
  const batches = new Batches(spec, dimensions.shape, data.train, dimensions.classCount, seed)
  const recorder = new EpochRecorder(spec, described, data, batches, trainer, context)
  const training = new Training(spec, dimensions, described, trainer, batches, recorder, context, from?.account ?? newAccount())
  if (from === null) {
    training.begin()
    context.summarise(predictedDotProducts(spec, context.arithmetic, data, recorder, () => context.pulse()))
  }
  if (resumeFrom !== null && startsFork(resumeFrom)) training.beginFork()
  return training.run()
}

class Training {
  readonly #groups: ScaledGroup[]
  #update: { epoch: number; update: DeepUpdate } | null = null

  constructor(
    private readonly spec: DeepTrainingSpec,
    private readonly dimensions: DeepDimensions,
    private readonly described: DescribedNetwork,
    private readonly trainer: DeepTrainer,
    private readonly batches: Batches,
    private readonly recorder: EpochRecorder,
    private readonly context: RunContext,
    private readonly account: Account,
  ) {
    this.#groups = parameterGroups(described.network, spec.training)
  }

  begin(): void {
    this.#summarise({ parameterCount: parameterCount(this.described.network) })
    const { dotProduct, absoluteDotProduct } = this.#measure()
    this.#summarise({ initialDotProduct: dotProduct ?? null, initialAbsoluteDotProduct: absoluteDotProduct ?? null })
  }

  /** The first point of the curves of a fork is where those of the other run were. */
  beginFork(): void {
    this.#summarise({ parameterCount: parameterCount(this.described.network) })
    this.#measure()
  }

  run(): Outcome {
    const { trainer, context, account } = this
    const { updates, batchesAnEpoch } = this.dimensions
    const first = this.spec.fork?.step ?? 0
    while (trainer.state.step < updates) {
      const { step } = trainer.state
      const snapshot = (): Snapshot => takeSnapshot(trainer.state, account)
      context.boundary(step, snapshot, step > 0 && step % batchesAnEpoch === 0 ? 'milestone' : undefined)
      const epoch = Math.floor(step / batchesAnEpoch)
      const batch = this.batches.batch(epoch, step % batchesAnEpoch)
      const result = trainer.step(batch, this.#updateOf(epoch), () => context.pulse())
      if (result.notFiniteLayer !== null) return this.#diverged(result.notFiniteLayer)
      this.#keep(result, batch.count)
      if (trainer.state.step % batchesAnEpoch === 0) this.#endEpoch(epoch + 1)
      context.progress((trainer.state.step - first) / (updates - first))
    }
    context.leaveState(trainer.state.step, () => takeSnapshot(trainer.state, account))
    this.#keepParameters()
    return { state: 'finished', stopReason: 'step-budget' }
  }

  #updateOf(epoch: number): DeepUpdate {
    if (this.#update?.epoch === epoch) return this.#update.update
    const { training } = this.spec
    const stepSize = stepSizeAt(training, epoch)
    const groups = this.#groups.map(({ ratio, ...group }) => ({ ...group, stepSize: ratio * stepSize }))
    const update = { groups, momentum: training.momentum }
    this.#update = { epoch, update }
    return update
  }

  #keep({ loss, correct, gradientNorm }: DeepStepResult, count: number): void {
    const { step } = this.trainer.state
    this.#record('batchLoss', step, loss)
    this.#record('gradientNorm', step, gradientNorm)
    this.account.examples += count
    this.account.lossSum += loss * count
    this.account.correct += correct
  }

  #endEpoch(epochs: number): void {
    const { account, spec, trainer } = this
    const { step } = trainer.state
    this.#record('epochLoss', step, account.lossSum / account.examples)
    // the steps of a squared loss do not count what is right
    if (spec.training.loss === 'cross-entropy') this.#record('epochAccuracy', step, account.correct / account.examples)
    Object.assign(account, { examples: 0, lossSum: 0, correct: 0 })
    const { dotProduct } = this.#measure()
    if (epochs === 1) this.#summarise({ firstDotProduct: dotProduct ?? null })
  }

  #measure(): ReturnType<EpochRecorder['measure']> {
    const { step } = this.trainer.state
    const found = this.recorder.measure(step)
    this.#record('stepSize', step, stepSizeAt(this.spec.training, Math.floor(step / this.dimensions.batchesAnEpoch)))
    const { bestTestAccuracy } = this.account
    const accuracy = found.testAccuracy ?? NaN
    // the first comparison is with nothing
    this.account.bestTestAccuracy = bestTestAccuracy >= accuracy ? bestTestAccuracy : accuracy
    this.#summarise({ ...found, bestTestAccuracy: this.account.bestTestAccuracy, updates: step })
    return found
  }

  #diverged(place: number): Outcome {
    const { trainer, dimensions, described, context } = this
    const [divergedUpdate, divergedLayer] = [trainer.state.step + 1, place + 1]
    const divergedEpoch = Math.floor(trainer.state.step / dimensions.batchesAnEpoch) + 1
    this.#summarise({ divergedUpdate, divergedEpoch, divergedLayer, updates: trainer.state.step })
    context.note(
      `Layer ${layerName(described.network, place)} was the first that was not finite, at update ${divergedUpdate} in epoch ${divergedEpoch}; the update was not done.`,
    )
    return { state: 'diverged', stopReason: 'not-finite' }
  }

  #keepParameters(): void {
    if (!this.spec.measurements.finalParameters) return
    this.context.artifact('parameters', Float64Array.from(this.trainer.state.parameters))
  }

  #record(series: SeriesId, step: number, value: number): void {
    this.context.recordAt(series, step, value)
  }

  #summarise(values: Partial<Record<QuantityId, number | null>>): void {
    this.context.summarise(values satisfies Summary)
  }
}
