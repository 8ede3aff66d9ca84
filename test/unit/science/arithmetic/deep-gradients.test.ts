import { describe, expect, it } from 'vitest'
import type { DeepBatch, DeepLayer, DeepNetwork, DeepProblem, DeepTrainer } from '../../../../src-main/science/arithmetic/deep-network'
import { builtInActivations } from '../../../../src-main/science/arithmetic/two-layer'
import { initialDeepState, parameterCount } from '../../../../src-main/science/deep'
import { portable } from '../../../golden/both-arithmetics'
import {
  activationLayer,
  batchNormalisation,
  convolution,
  fixupBlock,
  layerNormalisation,
  normRelu,
  problemOf,
  randomBatch,
  selu,
  sharedBatch,
  tanh,
} from '../../../golden/deep-networks'
import { minimalStandard } from '../../../golden/razborov-instance'
import { noPulse } from '../../../golden/train'

const image = { channels: 2, height: 5, width: 4 }
const linear = (outputs: number, bias = true): DeepLayer => ({ kind: 'linear', outputs, bias })
const smooth = activationLayer(tanh)
const networks: Record<string, DeepNetwork> = {
  'linear layers': { input: { channels: 5, height: 1, width: 1 }, layers: [linear(4), smooth, linear(6, false), smooth, linear(3)] },
  'a linear layer on an image': { input: image, layers: [linear(3)] },
  'convolutions 3 x 3 and 1 x 1': {
    input: image,
    layers: [convolution(3, { bias: true }), smooth, convolution(4, { kernel: 1 }), linear(3)],
  },
  'convolutions of stride 2': {
    input: image,
    layers: [convolution(3, { stride: 2 }), smooth, convolution(2, { kernel: 1, stride: 2, bias: true }), linear(3)],
  },
  'batch normalisation of a vector': {
    input: { channels: 4, height: 1, width: 1 },
    layers: [linear(5), batchNormalisation, smooth, linear(3)],
  },
  'batch normalisation of an image': { input: image, layers: [convolution(3), batchNormalisation, smooth, linear(3)] },
  'layer normalisation of a vector': {
    input: { channels: 4, height: 1, width: 1 },
    layers: [linear(5), layerNormalisation, smooth, linear(3)],
  },
  'layer normalisation of an image': { input: image, layers: [convolution(3), layerNormalisation, smooth, linear(3)] },
  NormReLU: { input: { channels: 4, height: 1, width: 1 }, layers: [linear(9), activationLayer(normRelu), linear(3)] },
  SELU: { input: { channels: 4, height: 1, width: 1 }, layers: [linear(9), activationLayer(selu), linear(3)] },
  scalars: { input: image, layers: [convolution(2), { kind: 'scalar-bias' }, smooth, { kind: 'scalar-scale' }, linear(3)] },
  'a global average': { input: image, layers: [convolution(3), smooth, { kind: 'global-average' }] },
  'a residual layer': {
    input: image,
    layers: [{ kind: 'residual', branch: [convolution(2), batchNormalisation, smooth], shortcut: { kind: 'identity' } }, smooth, linear(3)],
  },
  'a residual layer in another, with a subsampled shortcut': {
    input: image,
    layers: [
      {
        kind: 'residual',
        branch: [
          convolution(3, { stride: 2 }),
          { kind: 'residual', branch: [convolution(3), smooth], shortcut: { kind: 'subsample', stride: 1, channels: 3 } },
        ],
        shortcut: { kind: 'subsample', stride: 2, channels: 3 },
      },
      smooth,
      linear(3),
    ],
  },
  'blocks of Fixup': { input: image, layers: [convolution(2), ...fixupBlock(2, 1), ...fixupBlock(3, 2), { kind: 'global-average' }] },
}

/** Gaussian parameters at which no weight, gain or scale is special. */
function trainerOf(problem: DeepProblem, seed: number): DeepTrainer {
  const { gaussian } = minimalStandard(seed)
  const parameters = new Float64Array(parameterCount(problem.network)).map(() => 0.6 * gaussian())
  return portable.createDeepTrainer(problem, initialDeepState(problem.network, parameters))
}

/** Largest difference of a gradient from central differences of the loss, in units of the gradient's largest entry. */
function differenceFromQuotients(trainer: DeepTrainer, batch: DeepBatch): number {
  const { gradient } = trainer.gradient(batch, noPulse)
  const { parameters } = trainer.state
  const scale = Math.max(...gradient.map(Math.abs))
  const loss = (): number => trainer.gradient(batch, noPulse).loss
  const width = 1e-4
  let worst = 0
  for (const [at, value] of parameters.entries()) {
    const along = (distance: number): number => {
      parameters[at] = value + distance
      return loss()
    }
    // of fourth order, so that the quotient's own error is far below what is asked
    const quotient = (8 * (along(width) - along(-width)) - (along(2 * width) - along(-2 * width))) / (12 * width)
    parameters[at] = value
    const difference = Math.abs(quotient - gradient[at]!) / scale
    if (!(difference <= worst)) worst = difference
  }
  expect(scale).toBeGreaterThan(1e-3)
  return worst
}

describe('gradients are those of the loss', () => {
  it.each(Object.entries(networks))('through %s', (_name, network) => {
    for (const loss of ['cross-entropy', 'squared'] as const) {
      const problem = problemOf(network, { loss, batchSize: 6 })
      // with these numbers no pre-activation is within the quotient's width of a kink
      expect(differenceFromQuotients(trainerOf(problem, 3), randomBatch(problem, 5, 11))).toBeLessThan(1e-7)
    }
  })

  it('for shares of classes', () => {
    const problem = problemOf(networks['linear layers']!, { batchSize: 6 })
    expect(differenceFromQuotients(trainerOf(problem, 3), sharedBatch(problem, 5, 11))).toBeLessThan(1e-7)
  })

  it.each(builtInActivations.filter((id) => id !== 'step'))('through the activation %s', (id) => {
    const parameters = id === 'polynomial' ? [0.1, 1, -0.3, 0.05] : id === 'piecewise-linear' ? [0.1, -0.2, -0.4, 1.2] : []
    const layers = [linear(5), activationLayer({ kind: 'built-in', id, parameters }), linear(3)]
    const problem = problemOf({ input: { channels: 4, height: 1, width: 1 }, layers }, { batchSize: 6 })
    expect(differenceFromQuotients(trainerOf(problem, 4), randomBatch(problem, 5, 12))).toBeLessThan(1e-7)
  })
})
