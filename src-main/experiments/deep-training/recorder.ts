import { layerSeriesName } from '../../contract'
import type { DeepArray, DeepTrainer } from '../../science/arithmetic/deep-network'
import { averageDotProducts, shapesOf, sizeOf } from '../../science/deep'
import type { RunContext } from '../experiment'
import type { Batches } from './batches'
import type { DeepData, Examples } from './data'
import { evaluateOutputs, type Evaluation } from './evaluation'
import type { DescribedNetwork } from './network'
import type { LayerSeriesId, QuantityId, SeriesId } from './quantities'
import type { DeepTrainingSpec } from './spec'

/** Examples of an evaluation at a time: few enough that a user who pauses need not wait. */
const AT_ONCE = 1000

/** Of the outputs of layers that are held at once. */
const MOST_NUMBERS = 2 ** 24

/** Measures a network between epochs and records what it finds. */
export class EpochRecorder {
  constructor(
    private readonly spec: DeepTrainingSpec,
    private readonly described: DescribedNetwork,
    private readonly data: DeepData,
    private readonly batches: Batches,
    private readonly trainer: DeepTrainer,
    private readonly context: RunContext,
  ) {}

  /** After an update, or before the first. @returns what belongs into the summary while nothing later was measured */
  measure(update: number): Partial<Record<QuantityId, number>> {
    const { test, train } = this.data
    const { trainingExamples, layerStatistics, dotProducts } = this.spec.measurements
    const found: Partial<Record<QuantityId, number>> = {}
    const keep = (id: QuantityId & SeriesId, value: number): void => {
      this.context.recordAt(id, update, value)
      found[id] = value
    }
    const onTest = this.#evaluate(test, test.count)
    keep('testAccuracy', onTest.accuracy)
    keep('testLoss', onTest.loss)
    if (trainingExamples > 0) {
      const onTraining = this.#evaluate(train, Math.min(trainingExamples, train.count))
      keep('trainingAccuracy', onTraining.accuracy)
      keep('trainingLoss', onTraining.loss)
    }
    if (dotProducts.kind === 'measured') {
      const { signed, absolute, rms } = this.#dotProducts(update, dotProducts.points, dotProducts.layers === 'all')
      keep('dotProduct', signed)
      keep('absoluteDotProduct', absolute)
      keep('featureRms', rms)
    }
    if (layerStatistics) this.#recordLayers(update)
    return found
  }

  /** Signed and absolute average of the features of the first examples, for comparison with what theory says of the same ones. */
  dotProductsOf(count: number): ReturnType<typeof averageDotProducts> {
    const { described, context, data } = this
    const { layers } = this.trainer.evaluate(rowsOf(data.test, 0, count), count, { layers: [described.features] }, this.#pulse)
    return averageDotProducts(context.arithmetic, this.#only(layers), count, this.#pulse)
  }

  /** What theory says of the averages of every hidden layer before training, from the first. */
  recordPrediction(averages: readonly { signed: number; absolute: number }[]): void {
    averages.forEach(({ signed, absolute }, index) => {
      this.#recordLayer('predictedLayerDotProduct', index + 1, 0, signed)
      this.#recordLayer('predictedLayerAbsoluteDotProduct', index + 1, 0, absolute)
    })
  }

  readonly #pulse = (): void => this.context.pulse()

  #only(layers: DeepArray[]): DeepArray {
    const [first] = layers
    if (first === undefined) throw new TypeError('The trainer has given no layer')
    return first
  }

  #evaluate(examples: Examples, count: number): Evaluation {
    let [loss, accuracy] = [0, 0]
    for (let first = 0; first < count; first += AT_ONCE) {
      const rows = Math.min(AT_ONCE, count - first)
      const { outputs } = this.trainer.evaluate(rowsOf(examples, first, rows), rows, {}, this.#pulse)
      const found = evaluateOutputs(outputs, examples.classes.subarray(first, first + rows), this.spec.training.loss)
      loss += found.loss * rows
      accuracy += found.accuracy * rows
    }
    return { loss: loss / count, accuracy: accuracy / count }
  }

  #dotProducts(update: number, points: number, everyLayer: boolean): ReturnType<typeof averageDotProducts> {
    const { described, context } = this
    if (everyLayer) {
      const shapes = shapesOf(described.network)
      for (const together of layersTogether(described.hidden, (place) => points * sizeOf(shapes[place]!))) {
        const places = together.map((index) => described.hidden[index]!)
        const { layers } = this.trainer.evaluate(rowsOf(this.data.test, 0, points), points, { layers: places }, this.#pulse)
        layers.forEach((features, k) => {
          const { signed, absolute } = averageDotProducts(context.arithmetic, features, points, this.#pulse)
          this.#recordLayer('layerDotProduct', together[k]! + 1, update, signed)
          this.#recordLayer('layerAbsoluteDotProduct', together[k]! + 1, update, absolute)
        })
      }
    }
    return this.dotProductsOf(points)
  }

  #recordLayer(id: LayerSeriesId, layer: number, update: number, value: number): void {
    this.context.recordAt(layerSeriesName(id, layer), update, value)
  }

  #recordLayers(update: number): void {
    const { layers } = this.trainer.gradient(this.batches.firstBatch(), this.#pulse)
    const { hidden, network } = this.described
    const ends = [...hidden, network.layers.length - 1]
    ends.forEach((end, index) => {
      const begin = (ends[index - 1] ?? -1) + 1
      const together = (norms: Float64Array): number => {
        let sum = 0
        for (let place = begin; place <= end; place++) sum += norms[place]! * norms[place]!
        return Math.sqrt(sum)
      }
      const layer = index + 1
      this.#recordLayer('layerOutputRms', layer, update, layers.outputRms[end] ?? NaN)
      this.#recordLayer('layerGradientRms', layer, update, layers.gradientRms[end] ?? NaN)
      this.#recordLayer('layerParameterGradient', layer, update, together(layers.parameterGradientNorm))
      this.#recordLayer('layerParameterNorm', layer, update, together(layers.parameterNorm))
    })
  }
}

/** Layers, by their place among `hidden`, whose outputs fit into memory at once: an evaluation is as long for all of them as for one. */
function layersTogether(hidden: readonly number[], numbersOf: (place: number) => number): number[][] {
  const groups: number[][] = []
  let numbers = Infinity
  hidden.forEach((place, index) => {
    const own = numbersOf(place)
    if (numbers + own > MOST_NUMBERS) {
      groups.push([])
      numbers = 0
    }
    numbers += own
    groups.at(-1)?.push(index)
  })
  return groups
}

function rowsOf({ inputs, count }: Examples, first: number, rows: number): DeepArray {
  const size = inputs.length / count
  return inputs.subarray(first * size, (first + rows) * size)
}
