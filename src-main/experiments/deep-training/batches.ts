import { drawChange, UNIFORMS_A_CHANGE, writeChanged } from '../../datasets/augmentation'
import { drawMixing, type Mixing } from '../../datasets/mixing'
import type { DeepArray, DeepBatch, LayerShape } from '../../science/arithmetic/deep-network'
import { sizeOf } from '../../science/deep'
import { permutation, RandomStream, uniforms } from '../../science/random'
import { deepArray, type Examples } from './data'
import type { DeepTrainingSpec } from './spec'

interface Augmentation {
  /** uniforms of {@link drawChange}, for each example; null: images stay as they are */
  changes: Float64Array | null
  /** null: examples stay apart */
  mixing: Mixing | null
}

const AS_THEY_ARE: Augmentation = { changes: null, mixing: null }
const UNMIXED: Mixing = { share: 1, partners: new Uint32Array(0) }

/**
 * The batches of every epoch: all training examples once, in an order of the stream `batches of epoch e`, changed by the stream
 * `augmentation of epoch e` and mixed by those of `batch b of epoch e`, all counted from 0. A batch depends on nothing but seed, epoch and its place, so that training may go on anywhere.
 */
export class Batches {
  readonly #size: number
  readonly #inputs: DeepArray
  readonly #mixed: DeepArray
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
    this.#mixed = deepArray(spec.precision, spec.preparation.mixup === undefined ? 0 : this.#inputs.length)
  }

  /** The batch at a place of an epoch. Its arrays are used again for the next one. */
  batch(epoch: number, place: number): DeepBatch {
    if (epoch !== this.#epoch) {
      this.#order = permutation(new RandomStream(this.seed, `batches of epoch ${epoch}`), this.train.count)
      this.#epoch = epoch
    }
    const { batchSize } = this.spec.training
    const first = place * batchSize
    const rows = this.#order.subarray(first, first + batchSize)
    const { mixup } = this.spec.preparation
    const mixing = mixup === undefined ? null : drawMixing(this.seed, `batch ${place} of epoch ${epoch}`, rows.length, mixup)
    return this.#gather(rows, { changes: this.#changes(epoch, first, rows.length), mixing })
  }

  /** The first examples, as they are. */
  firstBatch(): DeepBatch {
    const { batchSize } = this.spec.training
    const rows = Uint32Array.from({ length: Math.min(batchSize, this.train.count) }, (_, index) => index)
    return this.#gather(rows, AS_THEY_ARE)
  }

  #gather(rows: Uint32Array, { changes, mixing }: Augmentation): DeepBatch {
    const size = this.#size
    const inputs = this.#inputs.subarray(0, rows.length * size)
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
    if (mixing === null) return { count: rows.length, inputs, targets: this.#targets(classes) }
    return { count: rows.length, inputs: this.#mix(inputs, mixing), targets: this.#shares(classes, mixing) }
  }

  #mix(inputs: DeepArray, { share, partners }: Mixing): DeepArray {
    const size = this.#size
    const mixed = this.#mixed.subarray(0, inputs.length)
    partners.forEach((partner, k) => {
      for (let at = 0; at < size; at++) mixed[k * size + at] = share * inputs[k * size + at]! + (1 - share) * inputs[partner * size + at]!
    })
    return mixed
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
    return this.#shares(classes, UNMIXED)
  }

  /** Of every class in an example. */
  #shares(classes: Uint32Array, { share, partners }: Mixing): DeepArray {
    const shares = deepArray(this.spec.precision, classes.length * this.classCount)
    classes.forEach((label, k) => (shares[k * this.classCount + label] = share))
    partners.forEach((partner, k) => (shares[k * this.classCount + classes[partner]!]! += 1 - share))
    return shares
  }
}
