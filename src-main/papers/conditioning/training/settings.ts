import type { Axis, CellPlan } from '../../../contract'
import type { DeepTrainingSpec } from '../../../experiments/deep-training/spec'
import type { RecipeInputs } from '../../recipe-inputs'
import { imagesOf, type Counts } from './input'
import { modelOf, sizeName, type Method, type NetworkSize } from './methods'

export const NETWORK_AXIS: Axis = { id: 'network', label: 'Network', symbol: '' }
export const METHOD_AXIS: Axis = { id: 'method', label: 'Method', symbol: '' }
export const STEP_SIZE_AXIS: Axis = { id: 'stepSize', label: 'Step size', symbol: '\\eta' }

/** Everything of a training but its network and step size. */
export interface Setting {
  counts: Counts
  epochs: number
  /** epochs after which the step size shrinks by 10; none when absent */
  shrinkAfter?: number[]
  pooling?: number
  /** zeros around the images that they are moved in, with flips; none when absent */
  crop?: number
  /** images are mixed in pairs, their share uniform */
  mixed?: boolean
  /** of the features whose dot products are taken */
  dotProducts?: 'last' | 'all'
  layerStatistics?: boolean
  /** of networks with normalisation or Fixup; 0 when absent */
  weightDecay?: number
}

/** As the figures of the paper, as far as it states it: 300 epochs, a tenth of the step size after 100 and again after 200. */
export const PUBLISHED: Setting = { counts: {}, epochs: 300, shrinkAfter: [100, 200], dotProducts: 'last' }

const BATCH_SIZE = 128
const MOMENTUM = 0.9
const DOT_PRODUCT_POINTS = 1000
/** Training examples that are evaluated after every epoch. */
const MOST_TRAINING_EXAMPLES = 10_000
/** The authors of Fixup train its scalars with a tenth of the step size. */
const FIXUP_SCALARS = 0.1

export function trainingSpec(
  data: DeepTrainingSpec['data'],
  method: Method,
  network: NetworkSize,
  stepSize: number,
  setting: Setting,
): DeepTrainingSpec {
  const {
    epochs,
    shrinkAfter,
    pooling = 1,
    crop = 0,
    mixed = false,
    dotProducts = 'last',
    layerStatistics = false,
    weightDecay = 0,
  } = setting
  const fields = modelOf(method, network)
  const decays = network.kind === 'residual' && fields.model.normalisation !== 'none'
  return {
    experiment: 'deep-training',
    version: 1,
    data,
    preparation: { pooling, standardisation: 'channels', crop, flip: crop > 0, ...(mixed ? { mixup: 1 } : {}) },
    ...fields,
    precision: 'float32',
    training: {
      loss: 'cross-entropy',
      stepSize,
      momentum: MOMENTUM,
      weightDecay: decays ? weightDecay : 0,
      ...(method === 'Fixup' ? { scalarStepRatio: FIXUP_SCALARS } : {}),
      schedule: shrinkAfter === undefined ? { kind: 'constant' } : { kind: 'steps', epochs: shrinkAfter, factor: 0.1 },
      batchSize: BATCH_SIZE,
      epochs,
    },
    measurements: {
      dotProducts: { kind: 'measured', points: DOT_PRODUCT_POINTS, layers: dotProducts },
      trainingExamples: Math.min(MOST_TRAINING_EXAMPLES, setting.counts.train ?? MOST_TRAINING_EXAMPLES),
      layerStatistics,
      finalParameters: false,
    },
  }
}

export interface Entry {
  method: Method
  network: NetworkSize
  stepSize: number
  setting: Setting
}

export function trainingCell(inputs: RecipeInputs | undefined, { method, network, stepSize, setting }: Entry, seeds: number[]): CellPlan {
  return {
    spec: trainingSpec(imagesOf(inputs, setting.counts), method, network, stepSize, setting),
    seeds,
    axes: { network: sizeName(network), method, stepSize },
  }
}

export function seedsFrom(baseSeed: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => baseSeed + index)
}
