import { describe, expect, it } from 'vitest'
import type {
  DeepArray,
  DeepLayer,
  DeepNetwork,
  DeepProblem,
  DeepState,
  DeepTrainer,
  DeepUpdate,
} from '../../../../src-main/science/arithmetic/deep-network'
import { builtInActivations, type ActivationKernel } from '../../../../src-main/science/arithmetic/two-layer'
import { activationKernel, activationOf } from '../../../../src-main/science/activations'
import { nativeActivation } from '../../../../src-main/science/arithmetic/native/activation'
import { describeDeepNetwork } from '../../../../src-main/science/arithmetic/native/deep-network'
import { deepMemory, initialDeepState, parameterCount, parameterParts } from '../../../../src-main/science/deep'
import { native, nativeKernels, openNative, portable } from '../../../golden/both-arithmetics'
import {
  activationLayer,
  batchNormalisation,
  convolution,
  feedForward,
  fixupBlock,
  layerNormalisation,
  normRelu,
  numbers,
  problemOf,
  randomBatch,
  relu,
  residualNetwork,
  selu,
  tanh,
} from '../../../golden/deep-networks'
import { minimalStandard } from '../../../golden/razborov-instance'
import { noPulse } from '../../../golden/train'

const linear = (outputs: number, bias = true): DeepLayer => ({ kind: 'linear', outputs, bias })
const vector = (channels: number) => ({ channels, height: 1, width: 1 })
const smooth = activationLayer(tanh)
const rectified = activationLayer(relu)
const average: DeepLayer = { kind: 'global-average' }

/** Sizes around the edges of the kernels: tiles of 6 rows, 4 pixels and 64 inputs, pairs of channels, blocks of 8 to 64 examples. */
const networks: Record<string, DeepNetwork> = {
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
  'a residual network': residualNetwork(2, [4, 6, 8], { channels: 3, height: 9, width: 9 }),
  'a residual network of Fixup': {
    input: { channels: 3, height: 8, width: 8 },
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
}

function randomState({ network, precision }: DeepProblem, seed: number): DeepState {
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

function copyOf({ step, parameters, velocity, runningStatistics }: DeepState): DeepState {
  return { step, parameters: parameters.slice(), velocity: velocity.slice(), runningStatistics: runningStatistics.slice() }
}

/** For arrays that are too long to be compared entry by entry. */
function sameBits(one: DeepState, other: DeepState): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: DeepArray): Buffer => Buffer.from(buffer, byteOffset, byteLength)
  return (
    one.step === other.step &&
    (['parameters', 'velocity', 'runningStatistics'] as const).every((name) => bytes(one[name]).equals(bytes(other[name])))
  )
}

/** Every part of the parameters with numbers of its own. */
function updateOf(problem: DeepProblem): DeepUpdate {
  const groups = parameterParts(problem.network).map(({ first, count }, index) => ({
    first,
    count,
    stepSize: 0.01 + 0.002 * (index % 3),
    weightDecay: 0.01 * (index % 2),
  }))
  return { momentum: 0.9, groups }
}

function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length)
  let [difference, scale] = [0, 0]
  for (let at = 0; at < expected.length; at++) {
    const gap = Math.abs(actual[at]! - expected[at]!)
    // NaN must not pass as equal
    if (!(gap <= difference)) difference = gap
    scale = Math.max(scale, Math.abs(expected[at]!))
  }
  return scale === 0 ? difference : difference / scale
}

const pair = (problem: DeepProblem, seed: number): [DeepTrainer, DeepTrainer] => {
  const state = randomState(problem, seed)
  return [native.createDeepTrainer(problem, copyOf(state)), portable.createDeepTrainer(problem, copyOf(state))]
}

describe.each([
  ['float64', 1e-12],
  // sums of a hundred terms of either sign, each rounded by 6e-8, some of them after cancellation in a normalisation
  ['float32', 2e-4],
] as const)('native training in %s is the portable one', (precision, tolerance) => {
  it.each(Object.entries(networks))('through %s', (_, network) => {
    for (const [loss, count, batchSize] of [
      ['cross-entropy', 21, 32],
      ['squared', 70, 70],
    ] as const) {
      const problem = problemOf(network, { loss, precision, batchSize, threads: 2 })
      const [fast, reference] = pair(problem, 3)
      const batch = randomBatch(problem, count, 11)
      const [actual, expected] = [fast.gradient(batch, noPulse), reference.gradient(batch, noPulse)]
      expect(Math.abs(actual.loss / expected.loss - 1)).toBeLessThan(tolerance)
      expect(actual.correct).toBe(expected.correct)
      expect(actual.notFiniteLayer).toBeNull()
      expect(relativeDifference(actual.gradient, expected.gradient)).toBeLessThan(tolerance)
      expect(Math.abs(actual.gradientNorm / expected.gradientNorm - 1)).toBeLessThan(tolerance)
      for (const statistic of ['outputRms', 'gradientRms', 'parameterGradientNorm', 'parameterNorm'] as const)
        expect(relativeDifference(actual.layers[statistic], expected.layers[statistic])).toBeLessThan(tolerance)
      const layers = network.layers.map((_layer, place) => place)
      for (const batchStatistics of [false, true]) {
        const evaluated = [fast, reference].map((trainer) => trainer.evaluate(batch.inputs, count, { layers, batchStatistics }, noPulse))
        expect(relativeDifference(evaluated[0]!.outputs, evaluated[1]!.outputs)).toBeLessThan(tolerance)
        for (const place of layers)
          expect(relativeDifference(evaluated[0]!.layers[place]!, evaluated[1]!.layers[place]!)).toBeLessThan(tolerance)
      }
      for (const seed of [1, 2]) {
        const next = randomBatch(problem, count, seed)
        const [one, other] = [fast.step(next, updateOf(problem), noPulse), reference.step(next, updateOf(problem), noPulse)]
        expect(Math.abs(one.loss / other.loss - 1)).toBeLessThan(tolerance)
      }
      for (const name of ['parameters', 'velocity', 'runningStatistics'] as const)
        expect(relativeDifference(fast.state[name], reference.state[name])).toBeLessThan(tolerance)
      expect(fast.state.step).toBe(2)
    }
  })

  const built = builtInActivations.map((id): [string, ActivationKernel] => [
    id,
    { kind: 'built-in', id, parameters: id === 'polynomial' ? [0.1, 1, -0.3] : [] },
  ])
  const formula = activationKernel(activationOf({ kind: 'expression', expression: 'x * exp(-x^2)', kinks: [] }))
  it.each([...built, ['a formula', formula] as [string, ActivationKernel]])('through the activation %s', (_, activation) => {
    const network = { input: vector(4), layers: [linear(37), activationLayer(activation), linear(3)] }
    const problem = problemOf(network, { precision, batchSize: 16 })
    const [fast, reference] = pair(problem, 5)
    const batch = randomBatch(problem, 11, 12)
    expect(relativeDifference(fast.gradient(batch, noPulse).gradient, reference.gradient(batch, noPulse).gradient)).toBeLessThan(tolerance)
  })

  it('over many steps', () => {
    for (const [network, steps] of [
      [feedForward(20, 24, 6, 5, normRelu), 20],
      [feedForward(20, 24, 4, 5, relu, [batchNormalisation]), 20],
      // the portable arithmetic takes long for it
      [networks['a residual network']!, 5],
    ] as const) {
      const problem = problemOf(network, { precision, batchSize: 48, threads: 2 })
      const [fast, reference] = pair(problem, 7)
      for (let step = 0; step < steps; step++)
        for (const trainer of [fast, reference]) trainer.step(randomBatch(problem, 40 + (step % 3), step + 1), updateOf(problem), noPulse)
      // differences grow along the way
      expect(relativeDifference(fast.state.parameters, reference.state.parameters)).toBeLessThan(20 * tolerance)
    }
  })
})

describe('native training of a deep network', () => {
  const cases = [
    networks['a residual network']!,
    feedForward(40, 96, 3, 5, relu, [batchNormalisation]),
    // wide enough for its layers to be cut into rows
    feedForward(20, 1300, 2, 3, normRelu),
  ]

  it.each(cases)('has the same bits with any number of threads, and from a copied state (network %#)', (network) => {
    for (const precision of ['float32', 'float64'] as const) {
      // drawn once: of wide layers that takes longer than the steps
      const start = randomState(problemOf(network, { precision }), 9)
      const states = [1, 2, 3].map((threads) => {
        const problem = problemOf(network, { precision, batchSize: 100, threads })
        let trainer = native.createDeepTrainer(problem, copyOf(start))
        const losses: number[] = []
        for (let step = 1; step <= 3; step++) {
          losses.push(trainer.step(randomBatch(problem, 90, step), updateOf(problem), noPulse).loss)
          if (threads === 2 && step === 2) trainer = native.createDeepTrainer(problem, copyOf(trainer.state))
        }
        return { state: trainer.state, losses }
      })
      for (const other of states.slice(1)) {
        expect(other.losses).toEqual(states[0]!.losses)
        expect(sameBits(other.state, states[0]!.state)).toBe(true)
      }
    }
  })

  /** a few rows of weights, for each thread */
  const scratch = 1 << 16

  it.each(Object.entries(networks))('holds no more memory than stated, for %s', (_, network) => {
    for (const [precision, batchSize] of [
      ['float32', 128],
      ['float64', 70],
    ] as const) {
      const { operations, activations } = describeDeepNetwork(network)
      const single = precision === 'float32' ? 1 : 0
      const trainer = nativeKernels.deepCreate(operations, activations.map(nativeActivation), single, batchSize, 1, 1)
      const stated = deepMemory({ network, precision, batchSize })
      expect(nativeKernels.deepBytes(trainer)).toBeLessThan(stated.activations + stated.gradient + scratch)
    }
  })

  it('does not depend on when a step is interrupted for a pulse, and a pulse that throws leaves an iterate', () => {
    // wide enough for its layers to be cut into rows
    const network = feedForward(20, 1300, 2, 3, relu)
    const problem = problemOf(network, { precision: 'float32', batchSize: 64, threads: 2 })
    // set, it makes every call return after the units in hand
    const flag = new Int32Array(new SharedArrayBuffer(4)).fill(1)
    const batch = randomBatch(problem, 64, 1)
    const untouched = randomState(problem, 9)
    const whole = native.createDeepTrainer(problem, copyOf(untouched))
    whole.step(batch, updateOf(problem), noPulse)
    const interrupted = (threads: number): number => {
      let pulses = 0
      const cut = openNative(threads, flag).createDeepTrainer({ ...problem, threads }, copyOf(untouched))
      cut.step(batch, updateOf(problem), () => pulses++)
      expect(sameBits(cut.state, whole.state)).toBe(true)
      return pulses
    }
    // how many units two threads have in hand is theirs to say; one thread has one
    expect(interrupted(2)).toBeGreaterThan(20)
    const pulses = interrupted(1)
    const steps: number[] = []
    for (let allowed = 0; allowed < pulses; allowed += Math.ceil(pulses / 12)) {
      const trainer = openNative(1, flag).createDeepTrainer({ ...problem, threads: 1 }, copyOf(untouched))
      let count = 0
      expect(() =>
        trainer.step(batch, updateOf(problem), () => {
          if (count++ === allowed) throw new Error('enough')
        }),
      ).toThrow('enough')
      steps.push(trainer.state.step)
      expect(sameBits(trainer.state, trainer.state.step === 0 ? untouched : whole.state)).toBe(true)
    }
    expect(new Set(steps)).toEqual(new Set([0, 1]))
  })

  it('moves parameters of several groups in one layer each by its own', () => {
    const network = feedForward(13, 20, 1, 3, relu)
    const problem = problemOf(network, { batchSize: 16 })
    const count = parameterCount(network)
    const cuts = [0, 100, 101, 265, 300, count]
    const groups = cuts
      .slice(1)
      .map((to, index) => ({ first: cuts[index]!, count: to - cuts[index]!, stepSize: 0.01 * (index + 1), weightDecay: 0.1 * index }))
    const [fast, reference] = pair(problem, 5)
    for (const trainer of [fast, reference]) trainer.step(randomBatch(problem, 16, 3), { momentum: 0.5, groups }, noPulse)
    expect(relativeDifference(fast.state.parameters, reference.state.parameters)).toBeLessThan(1e-14)
  })
})

describe('what is not finite', () => {
  const network = feedForward(3, 4, 2, 2, relu)
  const first = (path: string): number => parameterParts(network).find((part) => part.path === path)!.first

  it.each([0, 2, 4])('is reported with the first layer, %i, whatever comes after it', (place) => {
    const problem = problemOf(network, { batchSize: 8 })
    const trainers = pair(problem, 3)
    const batch = randomBatch(problem, 5, 1)
    for (const { state } of trainers) state.parameters[first(`layers.${place}`)] = place === 4 ? NaN : -Infinity
    for (const trainer of trainers) {
      const before = copyOf(trainer.state)
      const result = trainer.step(batch, updateOf(problem), noPulse)
      expect(result.notFiniteLayer).toBe(place)
      expect(result.gradientNorm).toBeNaN()
      expect(trainer.state).toEqual(before)
    }
    const [actual, expected] = trainers.map((trainer) => trainer.gradient(batch, noPulse))
    expect(actual!.layers.gradientRms).toEqual(expected!.layers.gradientRms)
    expect(actual!.layers.parameterGradientNorm).toEqual(expected!.layers.parameterGradientNorm)
    expect(actual!.layers.parameterNorm).toEqual(expected!.layers.parameterNorm)
    expect(actual!.gradient).toEqual(expected!.gradient)
  })

  it.each([
    ['an output of a layer on the way back', [1e-250, 1e120, 1e120], 1e100, 1, 1],
    ['the weights of a layer', [1e-200, 1, 1], 1e110, 1e200, 0],
  ] as const)('is reported for the gradient by %s', (_, values, target, input, expected) => {
    const problem = problemOf(network, { loss: 'squared', batchSize: 8 })
    for (const trainer of pair(problem, 3)) {
      trainer.state.parameters.fill(0)
      for (const [index, value] of values.entries()) {
        const part = parameterParts(network).find(({ path }) => path === `layers.${2 * index}`)!
        trainer.state.parameters.fill(value, part.first, part.first + part.count)
      }
      const inputs: DeepArray = new Float64Array(3).fill(input)
      const before = copyOf(trainer.state)
      const result = trainer.step({ count: 1, inputs, targets: Float64Array.of(target, target) }, updateOf(problem), noPulse)
      expect(result.loss).toBeLessThan(Infinity)
      expect(result.notFiniteLayer).toBe(expected)
      expect(trainer.state).toEqual(before)
    }
  })
})
