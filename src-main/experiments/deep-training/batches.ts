import { drawChange, UNIFORMS_A_CHANGE, writeChanged } from '../../datasets/augmentation'
import type { DeepArray, DeepBatch, LayerShape } from '../../science/arithmetic/deep-network'
import { sizeOf } from '../../science/deep'
import { permutation, RandomStream, uniforms } from '../../science/random'
import { deepArray, type Examples } from './data'
import type { DeepTrainingSpec } from './spec'

/**
 * The batches of every epoch: all training examples once, in an order of the stream `batches of epoch e`, changed by the stream
 * `augmentation of epoch e`, both counted from 0. A batch depends on nothing but seed, epoch and its place, so that training may go on anywhere.
 */
export class Batches {
  readonly #size: number
  readonly #inputs: DeepArray
  #epoch = -1
  #order: Uint32Array = new Uint32Array(0)

  constructor(
    private readonly spec: Pick<DeepTrainingSpec, 'preparation' | 'precision' | 'training'>,
    private readonly shape: LayerShape,
    private readonly train: Examples,
    private readonly classCount: number,
    private readonly seed: number,
  ) {
    this.#size = sizeOf(shape)
    this.#inputs = deepArray(spec.precision, Math.min(spec.training.batchSize, train.count) * this.#size)
  }

  /** The batch at a place of an epoch. Its arrays are used again for the next one. */
  batch(epoch: number, place: number): DeepBatch {
    if (epoch !== this.#epoch) {
      this.#order = permutation(new RandomStream(this.seed, `batches of epoch ${epoch}`), this.train.count)
      this.#epoch = epoch
    }
    const { batchSize } = this.spec.training
    const first = place * batchSize
    return this.#gather(this.#order.subarray(first, first + batchSize), epoch, first)
  }

  /** The first examples, as they are. */
  firstBatch(): DeepBatch {
    const { batchSize } = this.spec.training
    const rows = Uint32Array.from({ length: Math.min(batchSize, this.train.count) }, (_, index) => index)
    return this.#gather(rows, null, 0)
  }

  #gather(rows: Uint32Array, epoch: number | null, firstPlace: number): DeepBatch {
    const size = this.#size
    const inputs = this.#inputs.subarray(0, rows.length * size)
    const changes = epoch === null ? null : this.#changes(epoch, firstPlace, rows.length)
    const classes = new Uint32Array(rows.length)
    rows.forEach((row, k) => {
      classes[k] = this.train.classes[row]!
      if (changes === null) inputs.set(this.train.inputs.subarray(row * size, (row + 1) * size), k * size)
      else {
        const { crop, flip } = this.spec.preparation
        const change = drawChange(changes, k * UNIFORMS_A_CHANGE, crop, flip)
        writeChanged(this.train.inputs, row * size, this.shape, change, inputs, k * size)
      }
    })
    return { count: rows.length, inputs, targets: this.#targets(classes) }
  }

  #changes(epoch: number, firstPlace: number, count: number): Float64Array | null {
    const { crop, flip } = this.spec.preparation
    if (crop === 0 && !flip) return null
    const stream = new RandomStream(this.seed, `augmentation of epoch ${epoch}`)
    return uniforms(stream, firstPlace * UNIFORMS_A_CHANGE, count * UNIFORMS_A_CHANGE)
  }

  /** Classes, or for the squared loss 1 at the class and 0 elsewhere. */
  #targets(classes: Uint32Array): DeepBatch['targets'] {
    if (this.spec.training.loss === 'cross-entropy') return classes
    const targets = deepArray(this.spec.precision, classes.length * this.classCount)
    classes.forEach((label, k) => (targets[k * this.classCount + label] = 1))
    return targets
  }
}
