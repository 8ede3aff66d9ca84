import { permutation, RandomStream, uniforms } from '../../science/random'
import type { TwoLayerProblem, TwoLayerTrainer } from '../../science/arithmetic/two-layer'
import { stopThresholds, twoLayerStatus } from '../../science/arithmetic/two-layer-rules'
import type { Advance, Stepper } from './stepper'

/**
 * Every call of the trainer ends with an evaluation on all points, which may take as long as hundreds of batches: calls are as long as a
 * user who pauses can wait.
 */
const LONGEST_CALL_MILLISECONDS = 10_000
/** Batches handed over at once. */
const MOST_BATCHES = 4096

/** Which points the batch of a step holds. */
export interface BatchPlan {
  sampleCount: number
  batchSize: number
  /** points drawn independently; otherwise every point once an epoch, in an order drawn for each epoch */
  replacement: boolean
  seed: number
}

/**
 * Stochastic gradient descent; step t uses batch t of the streams `batches` (with replacement) or `batches of epoch e`. The gradient of a
 * batch is scaled so that its mean over all batches is the full gradient.
 */
export class StochasticDescent implements Stepper {
  private epoch = -1
  private order: Uint32Array = new Uint32Array(0)

  /** @param trainer of the problem without stopping rules: they are applied here, at targets alone */
  constructor(
    private readonly trainer: TwoLayerTrainer,
    private readonly problem: TwoLayerProblem,
    private readonly plan: BatchPlan,
  ) {}

  get state(): Stepper['state'] {
    return this.trainer.state
  }

  advance(target: number, _sliceMilliseconds: number, pulse: () => void): Advance {
    const from = this.state.step
    const size = this.batchLength(from)
    // batches of one length go together: the last of an epoch may be shorter
    let to = from + 1
    while (to < Math.min(target, from + MOST_BATCHES) && this.batchLength(to) === size) to++
    const indices = new Uint32Array((to - from) * size)
    for (let step = from; step < to; step++) indices.set(this.batch(step), (step - from) * size)
    const lossFactor = (this.problem.lossFactor * this.problem.sampleCount) / size
    const progress = this.trainer.advanceBatches({ indices, batchSize: size, lossFactor }, LONGEST_CALL_MILLISECONDS, pulse)
    let pathLength = 0
    for (let i = 0; i < progress.count; i++) pathLength += progress.stepLength[i] ?? NaN
    const notFinite = progress.status === 'not-finite'
    const status = notFinite
      ? 'not-finite'
      : this.state.step < target
        ? 'running'
        : twoLayerStatus(stopThresholds(this.problem), this.state)
    return { status, pathLength, values: null }
  }

  private get batchesAnEpoch(): number {
    return Math.ceil(this.plan.sampleCount / this.plan.batchSize)
  }

  private batchLength(step: number): number {
    const { sampleCount, batchSize, replacement } = this.plan
    if (replacement) return batchSize
    return Math.min(batchSize, sampleCount - (step % this.batchesAnEpoch) * batchSize)
  }

  private batch(step: number): Uint32Array {
    const { sampleCount, batchSize, replacement, seed } = this.plan
    if (replacement) {
      const drawn = uniforms(new RandomStream(seed, 'batches'), step * batchSize, batchSize)
      return Uint32Array.from(drawn, (u) => Math.floor(u * sampleCount))
    }
    const epoch = Math.floor(step / this.batchesAnEpoch)
    if (epoch !== this.epoch) {
      this.order = permutation(new RandomStream(seed, `batches of epoch ${epoch}`), sampleCount)
      this.epoch = epoch
    }
    const first = (step % this.batchesAnEpoch) * batchSize
    return this.order.subarray(first, first + batchSize)
  }
}
