import { shapeOfRows } from '../../contract'
import type { LayerShape } from '../../science/arithmetic/deep-network'
import type { DeepTrainingSpec } from './spec'

export interface DeepDimensions {
  /** of an example after pooling */
  shape: LayerShape
  trainCount: number
  testCount: number
  classCount: number
  batchesAnEpoch: number
  /** updates of the whole run */
  updates: number
}

/** Sizes of a run; null while its data are still paths to files. */
export function dimensionsOf(spec: DeepTrainingSpec): DeepDimensions | null {
  const raw = rawDimensions(spec)
  if (raw === null) return null
  const { pooling } = spec.preparation
  const { batchSize, epochs } = spec.training
  const { channels, height, width } = raw.shape
  const batchesAnEpoch = Math.ceil(raw.trainCount / batchSize)
  return {
    ...raw,
    shape: { channels, height: Math.floor(height / pooling), width: Math.floor(width / pooling) },
    batchesAnEpoch,
    updates: batchesAnEpoch * epochs,
  }
}

/** @throws TypeError when a file of the spec has not been resolved */
export function resolvedDimensions(spec: DeepTrainingSpec): DeepDimensions {
  const dimensions = dimensionsOf(spec)
  if (dimensions === null) throw new TypeError('The data of the spec are still files')
  return dimensions
}

/** Shape of an example as it is given. */
export function givenShape({ data }: DeepTrainingSpec): LayerShape {
  return data.kind === 'given' ? data.shape : { channels: data.channels, height: data.side, width: data.side }
}

function rawDimensions(spec: DeepTrainingSpec): Pick<DeepDimensions, 'shape' | 'trainCount' | 'testCount' | 'classCount'> | null {
  const { data } = spec
  const shape = givenShape(spec)
  if (data.kind === 'synthetic-images')
    return { shape, trainCount: data.trainCount, testCount: data.testCount, classCount: data.classCount }
  const { train, test, classCount } = data
  if (train.inputs.kind === 'file' || test.inputs.kind === 'file') return null
  return { shape, trainCount: shapeOfRows(train.inputs)[0] ?? 0, testCount: shapeOfRows(test.inputs)[0] ?? 0, classCount }
}
