import type { ActivationSpec } from '../../../contract'
import type { DeepTrainingSpec, FullyConnectedModel, ResidualModel } from '../../../experiments/deep-training/spec'
import { NORMRELU } from '../cells'

/** Ways of making a deep network trainable that are compared, as the curves are called. */
export const METHODS = ['NormReLU', 'batch normalisation', 'layer normalisation', 'SELU', 'Fixup', 'ReLU', 'tanh'] as const
export type Method = (typeof METHODS)[number]

interface MethodFields {
  activation: ActivationSpec
  fullyConnected: FullyConnectedModel['normalisation'] | null
  residual: ResidualModel['normalisation'] | null
  /** of the variance 1 / inputs of the weights: 2 for ReLU, which takes half of the second moment away (not stated in the paper) */
  gain: 1 | 2
}

const RELU: ActivationSpec = { kind: 'relu' }

const FIELDS: Readonly<Record<Method, MethodFields>> = {
  NormReLU: { activation: NORMRELU, fullyConnected: 'none', residual: 'none', gain: 1 },
  'batch normalisation': { activation: RELU, fullyConnected: 'batch', residual: 'batch', gain: 2 },
  'layer normalisation': { activation: RELU, fullyConnected: 'layer-before', residual: 'layer', gain: 2 },
  SELU: { activation: { kind: 'selu' }, fullyConnected: 'none', residual: 'none', gain: 1 },
  Fixup: { activation: RELU, fullyConnected: null, residual: 'fixup', gain: 2 },
  ReLU: { activation: RELU, fullyConnected: 'none', residual: 'none', gain: 2 },
  tanh: { activation: { kind: 'tanh' }, fullyConnected: 'none', residual: 'none', gain: 1 },
}

export type NetworkSize =
  { kind: 'fully-connected'; depth: number; width: number } | { kind: 'residual'; blocks: number; channels: number[] }

/** Stages of the published residual networks, and those of the small ones. */
export const CHANNELS = [16, 32, 64]
export const SMALL_CHANNELS = [8, 16, 32]

type ModelFields = Pick<DeepTrainingSpec, 'model' | 'initialisation'>

/** @throws TypeError for Fixup without residual blocks */
export function modelOf(method: Method, size: NetworkSize): ModelFields {
  const { activation, fullyConnected, residual, gain } = FIELDS[method]
  if (size.kind === 'fully-connected') {
    if (fullyConnected === null) throw new TypeError(`${method} is a way of training residual networks`)
    return { model: { ...size, normalisation: fullyConnected, activation }, initialisation: { kind: 'fan-in', gain } }
  }
  if (residual === null) throw new TypeError(`${method} is no way of training residual networks`)
  return { model: { ...size, normalisation: residual, activation }, initialisation: residualStart(residual, gain) }
}

function residualStart(normalisation: ResidualModel['normalisation'], gain: number): DeepTrainingSpec['initialisation'] {
  if (normalisation === 'fixup') return { kind: 'fixup' }
  // appendix I.3 states 1 / (k^2 outputs) for the networks without normalisation
  return normalisation === 'none' ? { kind: 'fan-out', gain: 1 } : { kind: 'fan-in', gain }
}

/** e.g. "FF-32". */
export function sizeName(size: NetworkSize): string {
  return size.kind === 'fully-connected' ? `FF-${size.depth}` : `ResNet-${2 * size.blocks * size.channels.length + 2}`
}
