import { LabError, type GivenRows } from '../../contract'
import { channelStatistics, standardiseChannels } from '../../datasets/channel-statistics'
import { pooledImages } from '../../datasets/pooled-images'
import { syntheticImages } from '../../datasets/synthetic-images'
import type { DeepArray, LayerShape } from '../../science/arithmetic/deep-network'
import { sizeOf } from '../../science/deep'
import type { RunContext } from '../experiment'
import { storedOf } from '../points/stored-of'
import { givenShape, resolvedDimensions } from './dimensions'
import type { DeepTrainingSpec } from './spec'

export interface Examples {
  count: number
  /** count x (channels height width) */
  inputs: DeepArray
  /** of each example, counted from 0 */
  classes: Uint32Array
}

export interface DeepData {
  shape: LayerShape
  train: Examples
  test: Examples
}

type RawExamples = Omit<Examples, 'inputs'> & { inputs: Float64Array }

export function deepArray(precision: DeepTrainingSpec['precision'], length: number): DeepArray {
  return precision === 'float32' ? new Float32Array(length) : new Float64Array(length)
}

/**
 * Training and test examples, pooled and standardised with the statistics of the training examples. Synthetic images come from the streams of
 * `dataSeed`, the test images after those of training.
 * @throws LabError `invalid-file` for a label that is no class
 */
export function drawData(spec: DeepTrainingSpec, dataSeed: number, context: RunContext): DeepData {
  const { shape } = resolvedDimensions(spec)
  const { preparation, precision } = spec
  const raw = rawData(spec, dataSeed, context)
  const pulse = (): void => context.pulse()
  const pooled = (examples: RawExamples): RawExamples => ({
    ...examples,
    inputs: pooledImages(examples.inputs, givenShape(spec), preparation.pooling),
  })
  const [train, test] = [pooled(raw.train), pooled(raw.test)]
  const statistics =
    preparation.standardisation === 'none' ? null : channelStatistics(train.inputs, shape, preparation.standardisation, pulse)
  const constant = statistics === null ? -1 : statistics.standardDeviation.indexOf(0)
  if (constant >= 0)
    throw new LabError(
      'invalid-file',
      `data: channel ${constant + 1} is the same number in all training examples and cannot be standardised. Nothing was computed.`,
      [{ path: 'preparation.standardisation', rule: `channel ${constant + 1} of the training examples has no variance` }],
    )
  const prepared = ({ inputs, ...rest }: RawExamples): Examples => {
    const into = deepArray(precision, inputs.length)
    if (statistics === null) into.set(inputs)
    else standardiseChannels(inputs, shape, statistics, into, pulse)
    return { ...rest, inputs: into }
  }
  return { shape, train: prepared(train), test: prepared(test) }
}

function rawData(spec: DeepTrainingSpec, dataSeed: number, context: RunContext): { train: RawExamples; test: RawExamples } {
  const { data } = spec
  if (data.kind === 'given') {
    const part = (name: 'train' | 'test'): RawExamples => {
      const { inputs, labels } = data[name]
      const classes = classesOf(labels, data.classCount, `data.${name}.labels`, context)
      return { count: classes.length, inputs: context.storedArray(storedOf(inputs)), classes }
    }
    return { train: part('train'), test: part('test') }
  }
  const { trainCount, testCount } = data
  const { inputs, targets } = syntheticImages({ ...data, sampleCount: trainCount + testCount }, dataSeed, () => context.pulse())
  const size = sizeOf(givenShape(spec))
  const rows = (first: number, count: number): RawExamples => ({
    count,
    inputs: inputs.subarray(first * size, (first + count) * size),
    classes: Uint32Array.from(targets.subarray(first, first + count)),
  })
  return { train: rows(0, trainCount), test: rows(trainCount, testCount) }
}

function classesOf(labels: GivenRows, classCount: number, path: string, context: RunContext): Uint32Array {
  const values = context.storedArray(storedOf(labels))
  const wrong = values.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < classCount))
  if (wrong < 0) return Uint32Array.from(values)
  const rule = `entry ${wrong} (counted from 0) is ${values[wrong]}, a class is an integer from 0 to ${classCount - 1}`
  throw new LabError('invalid-file', `${path}: ${rule}. Nothing was computed.`, [{ path, rule }])
}
