import type {
  DeepArray,
  DeepLayer,
  DeepNetwork,
  DeepProblem,
  DeepState,
  DeepTrainer,
  DeepUpdate,
} from '../../src-main/science/arithmetic/deep-network'
import { initialDeepState, parameterCount, parameterParts } from '../../src-main/science/deep'
import { native, portable } from './both-arithmetics'
import {
  activationLayer,
  batchNormalisation,
  convolution,
  fixupBlock,
  layerNormalisation,
  normRelu,
  numbers,
  relu,
  residualNetwork,
  selu,
  tanh,
} from './deep-networks'
import { minimalStandard } from './razborov-instance'

export const linear = (outputs: number, bias = true): DeepLayer => ({ kind: 'linear', outputs, bias })
export const vector = (channels: number) => ({ channels, height: 1, width: 1 })
const smooth = activationLayer(tanh)
const rectified = activationLayer(relu)
const average: DeepLayer = { kind: 'global-average' }

/** Sizes around the edges of the kernels: tiles of 6 rows, 4 pixels and 64 inputs, pairs of channels, blocks of 8 to 64 examples. */
export const unevenNetworks = {
  'linear layers of odd sizes': {
    input: vector(13),
    layers: [linear(67), rectified, linear(5, false), smooth, linear(131), rectified, linear(3)],
  },
  'linear layers of many inputs': { input: vector(301), layers: [linear(9), smooth, linear(4)] },
  'one linear layer': { input: vector(1), layers: [linear(2)] },
  'an image into a linear layer': { input: { channels: 2, height: 3, width: 5 }, layers: [linear(4), linear(3)] },
  convolutions: {
    input: { channels: 3, height: 6, width: 9 },
    layers: [convolution(5, { bias: true }), smooth, convolution(7), rectified, convolution(4, { kernel: 1 }), linear(3)],
  },
  'convolutions of stride 2': {
    input: { channels: 2, height: 7, width: 8 },
    layers: [
      convolution(6, { stride: 2 }),
      smooth,
      convolution(5, { kernel: 1, stride: 2, bias: true }),
      smooth,
      convolution(2, { stride: 2 }),
      linear(3),
    ],
  },
  'narrow images': {
    input: { channels: 2, height: 5, width: 1 },
    layers: [convolution(3), smooth, convolution(3, { stride: 2 }), smooth, linear(2)],
  },
  'batch normalisation of vectors': {
    input: vector(6),
    layers: [linear(10), batchNormalisation, rectified, linear(9), batchNormalisation, smooth, linear(3)],
  },
  'batch normalisation of images': {
    input: { channels: 2, height: 4, width: 4 },
    layers: [convolution(3), batchNormalisation, rectified, average, linear(3)],
  },
  'batch normalisation first': { input: vector(5), layers: [batchNormalisation, smooth, linear(3)] },
  'layer normalisation of vectors': {
    input: vector(6),
    layers: [linear(70), layerNormalisation, rectified, linear(9), rectified, layerNormalisation, linear(3)],
  },
  'layer normalisation of images': {
    input: { channels: 2, height: 4, width: 4 },
    layers: [convolution(3), layerNormalisation, rectified, average, linear(3)],
  },
  scalars: {
    input: vector(6),
    layers: [
      { kind: 'scalar-scale' },
      linear(7),
      { kind: 'scalar-bias' },
      rectified,
      { kind: 'scalar-scale' },
      { kind: 'scalar-bias' },
      linear(3),
    ],
  },
  'a residual layer first': {
    input: { channels: 2, height: 4, width: 6 },
    layers: [
      {
        kind: 'residual',
        branch: [rectified, convolution(3, { stride: 2 }), smooth],
        shortcut: { kind: 'subsample', stride: 2, channels: 3 },
      },
      linear(3),
    ],
  },
  'residual layers in each other and without branch': {
    input: { channels: 2, height: 4, width: 6 },
    layers: [
      convolution(2),
      { kind: 'residual', branch: [], shortcut: { kind: 'identity' } },
      {
        kind: 'residual',
        branch: [
          { kind: 'residual', branch: [smooth, convolution(2)], shortcut: { kind: 'identity' } },
          rectified,
          { kind: 'residual', branch: [{ kind: 'scalar-scale' }], shortcut: { kind: 'identity' } },
        ],
        shortcut: { kind: 'identity' },
      },
      linear(3),
    ],
  },
  'a residual network': residualNetwork(1, [4, 6, 8], { channels: 3, height: 7, width: 7 }),
  'a residual network of Fixup': {
    input: { channels: 3, height: 6, width: 6 },
    layers: [
      convolution(4),
      { kind: 'scalar-bias' },
      rectified,
      ...fixupBlock(4, 1),
      ...fixupBlock(6, 2),
      average,
      { kind: 'scalar-bias' },
      linear(10),
    ],
  },
  'NormReLU and SELU': { input: vector(20), layers: [linear(30), activationLayer(normRelu), linear(30), activationLayer(selu), linear(4)] },
} satisfies Record<string, DeepNetwork>

export function randomState({ network, precision }: DeepProblem, seed: number): DeepState {
  const { gaussian } = minimalStandard(seed)
  const parameters = numbers(precision, parameterCount(network), () => 0)
  for (const { role, first, count, fanIn } of parameterParts(network))
    for (let at = first; at < first + count; at++)
      parameters[at] =
        role === 'weight'
          ? gaussian() / Math.sqrt(fanIn)
          : role === 'gain' || role === 'scalar-scale'
            ? 1 + 0.2 * gaussian()
            : 0.2 * gaussian()
  return initialDeepState(network, parameters)
}

export function copyOf({ step, parameters, velocity, runningStatistics }: DeepState): DeepState {
  return { step, parameters: parameters.slice(), velocity: velocity.slice(), runningStatistics: runningStatistics.slice() }
}

/** For arrays that are too long to be compared entry by entry. */
export function sameBits(one: DeepState, other: DeepState): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: DeepArray): Buffer => Buffer.from(buffer, byteOffset, byteLength)
  return (
    one.step === other.step &&
    (['parameters', 'velocity', 'runningStatistics'] as const).every((name) => bytes(one[name]).equals(bytes(other[name])))
  )
}

/** Every part of the parameters with numbers of its own. */
export function updateOf(problem: DeepProblem): DeepUpdate {
  const groups = parameterParts(problem.network).map(({ first, count }, index) => ({
    first,
    count,
    stepSize: 0.01 + 0.002 * (index % 3),
    weightDecay: 0.01 * (index % 2),
  }))
  return { momentum: 0.9, groups }
}

export function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity
  let [difference, scale] = [0, 0]
  for (let at = 0; at < expected.length; at++) {
    const gap = Math.abs(actual[at]! - expected[at]!)
    // NaN must not pass as equal
    if (!(gap <= difference)) difference = gap
    scale = Math.max(scale, Math.abs(expected[at]!))
  }
  return scale === 0 ? difference : difference / scale
}

export const trainersOf = (problem: DeepProblem, seed: number): [DeepTrainer, DeepTrainer] => {
  const state = randomState(problem, seed)
  return [native.createDeepTrainer(problem, copyOf(state)), portable.createDeepTrainer(problem, copyOf(state))]
}
