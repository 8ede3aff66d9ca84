import { describe, expect, it } from 'vitest'
import type { Arithmetic, TwoLayerState } from '../../src-main/science/arithmetic/arithmetic'
import { closedFormInstance, mulberry32, sineRegression, type SineRegression } from './asymmetric-instance'
import { native, portable } from './both-arithmetics'
import { moderateInstance, plainProblem, relu, sfc32, softplus, swish, toyInstance, type TwoLayerInstance } from './moderate-instance'
import { noPulse } from './train'

function expectRelative(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected) / Math.abs(expected), `${actual} instead of ${expected}`).toBeLessThan(tolerance)
}

function distance(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, x, index) => sum + (x - b[index]!) * (x - b[index]!), 0))
}

/** The largest |w_j - w_0j|. */
function largestMove(state: TwoLayerState, { problem, initial }: TwoLayerInstance): number {
  const d = problem.inputDimension
  const moves = Array.from({ length: problem.hiddenWidth }, (_, j) =>
    distance(state.hiddenWeights.subarray(j * d, (j + 1) * d), initial.hiddenWeights.subarray(j * d, (j + 1) * d)),
  )
  return Math.max(...moves)
}

interface Followed {
  state: TwoLayerState
  initial: TwoLayerState
  /** by step, from 1 */
  residualNorm: number[]
  loss: number[]
  gradientNorm: number[]
  pathLength: number[]
  status: string
}

function follow(arithmetic: Arithmetic, { problem, initial }: TwoLayerInstance, steps: number): Followed {
  const trainer = arithmetic.startTwoLayer(problem, initial)
  const start = structuredClone(trainer.state)
  const followed: Followed = {
    state: trainer.state,
    initial: start,
    residualNorm: [NaN],
    loss: [NaN],
    gradientNorm: [NaN],
    pathLength: [0],
    status: '',
  }
  for (let done = 0; done < steps;) {
    const progress = trainer.advance(steps - done, 50, noPulse)
    done += progress.count
    followed.residualNorm.push(...progress.residualNorm)
    followed.loss.push(...progress.loss)
    followed.gradientNorm.push(...progress.gradientNorm)
    for (const length of progress.stepLength) followed.pathLength.push(followed.pathLength.at(-1)! + length)
    followed.status = progress.status
    if (progress.status !== 'running') break
  }
  return followed
}

it('the seeded generators give their published numbers', () => {
  const { next } = sfc32([1, 2, 3])
  expect([next(), next(), next(), next()]).toEqual([2780434147, 4186362299, 563147440, 6735028])
  const { normal } = sfc32([1, 2, 3])
  expect([normal(), normal(), normal(), normal()].map((x) => x.toFixed(13))).toEqual(
    [0.6335922814625747, 0.6842766367093853, 0.39082118752569645, 0.014900389144899266].map((x) => x.toFixed(13)),
  )
  expect(mulberry32(1).uniform()).toBe(0.6270739405881613)
  expectRelative(mulberry32(1).normal(), 1.4043387784152637, 1e-14)
})

describe.each([native, portable])('arXiv 1902.04674, $id arithmetic', (arithmetic) => {
  it.each([
    {
      name: 'softplus',
      activation: softplus,
      stepSize: 0.372699398004,
      loss: 2.5547809809892,
      gradientNorm: 0.9129208234354,
      points: [
        { step: 1, residual: 2.1256752281, moved: 0.3402450413, path: 0.3402450413 },
        { step: 10, residual: 1.4802465606, moved: 2.2994666326, path: 2.3091072397 },
        { step: 100, residual: 1.0640791486, moved: 4.9713537783, path: 5.8663515304 },
      ],
    },
    {
      name: 'ReLU',
      activation: relu,
      stepSize: 0.248466265336,
      loss: 2.5143494664114,
      gradientNorm: 0.994604029282,
      points: [
        { step: 1, residual: 2.1336661697, moved: 0.2471255486, path: 0.2471255486 },
        { step: 10, residual: 1.5218818421, moved: 1.796770752, path: 1.833760996 },
        { step: 100, residual: 0.8145040554, moved: 4.8647189197, path: 6.0611782418 },
      ],
    },
  ])('the toy instance with $name', ({ activation, stepSize, loss, gradientNorm, points }) => {
    const instance = toyInstance(activation, stepSize)
    expectRelative(follow(arithmetic, instance, 1).initial.loss, loss, 1e-12)
    for (const { step, residual, moved, path } of points) {
      const run = follow(arithmetic, instance, step)
      expectRelative(run.gradientNorm[1]!, gradientNorm, 1e-12)
      expectRelative(run.residualNorm[step]!, residual, 1e-9)
      expectRelative(distance(run.state.hiddenWeights, instance.initial.hiddenWeights), moved, 1e-9)
      expectRelative(run.pathLength[step]!, path, 1e-9)
    }
  })

  it('the first row of the gradient of the toy instance', () => {
    const { problem, initial } = toyInstance(softplus, 1)
    const { hiddenWeights } = arithmetic.twoLayerGradient(problem, initial, noPulse)
    for (const [l, expected] of [0.0708197361, -0.2496589657, 0.2673589973].entries()) expect(hiddenWeights[l]).toBeCloseTo(expected, 9)
  })

  it('ReLU stalls at the target of a sample that has become dead', () => {
    const run = follow(arithmetic, toyInstance(relu, 0.248466265336), 14_000)
    expectRelative(run.state.residualNorm, Math.abs(Math.cos(1.3)), 1e-9)
    expect(run.state.gradientNorm).toBeLessThan(1e-14)
  })

  it('the seeded instance of the phase diagram stops where it should', () => {
    const instance = moderateInstance([1, 0, 100, 10, 25, 0], 0.15)
    const run = follow(arithmetic, instance, 15_000)
    const norm = Math.sqrt(instance.problem.targets.reduce((sum, y) => sum + y * y, 0))
    expectRelative(norm, 10.884139400453716, 1e-13)
    expectRelative(run.initial.residualNorm / norm, 1.0574744478, 1e-9)
    expect(run.status).toBe('converged')
    expect(run.state.step).toBe(1925)
  })

  it('scalings that leave the weights of every step as they are, bit for bit', () => {
    const { problem, initial } = moderateInstance([1, 0, 30, 7, 5, 0], 0.1)
    const reference = follow(arithmetic, { problem, initial }, 200).state
    const doubled = follow(
      arithmetic,
      {
        problem: { ...problem, targets: problem.targets.map((y) => 2 * y), stepSizes: { ...problem.stepSizes, hidden: 0.025 } },
        initial: { ...initial, outputWeights: initial.outputWeights.map((a) => 2 * a) },
      },
      200,
    ).state
    expect(doubled.hiddenWeights).toEqual(reference.hiddenWeights)
    const negated = follow(
      arithmetic,
      {
        problem: { ...problem, targets: problem.targets.map((y) => -y) },
        initial: { ...initial, outputWeights: initial.outputWeights.map((a) => -a) },
      },
      200,
    ).state
    expect(negated.hiddenWeights).toEqual(reference.hiddenWeights)
    expect(reference.hiddenWeights).not.toEqual(initial.hiddenWeights)
  })

  it('an odd neuron never moves, and alone it leaves the residual as it is', () => {
    const { problem, initial } = moderateInstance([1, 0, 30, 7, 5, 0], 0.1)
    const { state } = follow(arithmetic, { problem, initial }, 50)
    expect(state.hiddenWeights.subarray(30)).toEqual(initial.hiddenWeights.subarray(30))
    const alone = follow(arithmetic, moderateInstance([1, 0, 30, 1, 5, 0], 0.1), 20)
    expect(new Set(alone.residualNorm.slice(1))).toEqual(new Set([alone.initial.residualNorm]))
  })

  it('a permutation of neurons or of samples permutes the result', () => {
    const instance = moderateInstance([1, 0, 30, 8, 5, 0], 0.1)
    const { problem, initial } = instance
    const reference = follow(arithmetic, instance, 100)
    const rotate = (matrix: Float64Array, width: number): Float64Array =>
      Float64Array.from([...matrix.subarray(width), ...matrix.subarray(0, width)])
    const neurons = follow(
      arithmetic,
      {
        problem,
        initial: { ...initial, hiddenWeights: rotate(initial.hiddenWeights, 5), outputWeights: rotate(initial.outputWeights, 1) },
      },
      100,
    )
    expect(distance(neurons.state.hiddenWeights, rotate(reference.state.hiddenWeights, 5))).toBeLessThan(1e-11)
    const samples = follow(
      arithmetic,
      { problem: { ...problem, inputs: rotate(problem.inputs, 5), targets: rotate(problem.targets, 1) }, initial },
      100,
    )
    expect(distance(samples.state.outputs, rotate(reference.state.outputs, 1))).toBeLessThan(1e-11)
  })
})

describe.each([native, portable])('arXiv 1908.05660, one step by hand, $id arithmetic', (arithmetic) => {
  const problem = plainProblem({
    inputDimension: 2,
    hiddenWidth: 2,
    sampleCount: 2,
    inputs: Float64Array.of(1, 0, 0.6, 0.8),
    targets: Float64Array.of(1, -1),
    activation: relu,
    nodeScales: new Float64Array(2).fill(Math.SQRT1_2),
  })
  const initial = { hiddenWeights: Float64Array.of(1, 0, -1, 2), biases: new Float64Array(0), outputWeights: Float64Array.of(1, 2) }

  it('outputs, loss and weights', () => {
    const run = follow(arithmetic, { problem, initial }, 1)
    const near = (actual: Iterable<number>, expected: number[]): void => {
      for (const [index, value] of [...actual].entries()) expect(value).toBeCloseTo(expected[index]!, 7)
    }
    near(run.initial.outputs, [0.70710678, 1.83847763])
    near([run.initial.loss, run.state.loss], [4.07137085, 2.35079395])
    near(run.state.hiddenWeights, [0.90028427, -0.16056854, -1.24085281, 1.67886292])
    near(run.state.outputs, [1 - 0.36340289, -1 + 2.13764502])
  })

  it('the kernel matrix', () => {
    const gram = arithmetic.activationGram(
      {
        inputDimension: 2,
        hiddenWidth: 2,
        sampleCount: 2,
        inputs: problem.inputs,
        preactivationScale: 1,
        activation: relu,
        which: 'derivative',
        block: (first, count) => ({
          hiddenWeights: initial.hiddenWeights.slice(2 * first, 2 * (first + count)),
          biases: new Float64Array(0),
        }),
        neuronWeights: Float64Array.of(0.5, 2),
        timesInputProducts: true,
        threads: 1,
      },
      noPulse,
    )
    expect([...gram].map((entry) => Number(entry.toFixed(12)))).toEqual([0.5, 0.3, 0.3, 2.5])
  })
})

it.each([native, portable])('inputs in a plane train like their coordinates in it, $id arithmetic', (arithmetic) => {
  const [n, d, m] = [12, 10, 60]
  const { normal } = sfc32([22])
  // an orthonormal frame of the plane: even and odd coordinates
  const frame = [new Float64Array(d), new Float64Array(d)] as const
  for (let l = 0; l < d; l++) frame[l % 2 === 0 ? 0 : 1][l] = Math.sqrt(1 / 5)
  const coordinates = new Float64Array(2 * n).map(normal)
  const inputs = new Float64Array(n * d).map((_, at) => {
    const [i, l] = [Math.floor(at / d), at % d]
    return coordinates[2 * i]! * frame[0][l]! + coordinates[2 * i + 1]! * frame[1][l]!
  })
  const hiddenWeights = new Float64Array(m * d).map(normal)
  const projected = new Float64Array(2 * m).map((_, at) => {
    const row = hiddenWeights.subarray(Math.floor(at / 2) * d, (Math.floor(at / 2) + 1) * d)
    return row.reduce((sum, w, l) => sum + w * frame[at % 2 === 0 ? 0 : 1][l]!, 0)
  })
  const shared = {
    hiddenWidth: m,
    sampleCount: n,
    targets: new Float64Array(n).map(normal),
    activation: swish,
    nodeScales: new Float64Array(m).fill(1 / Math.sqrt(m)),
  }
  const weights = { biases: new Float64Array(0), outputWeights: new Float64Array(m).map(normal) }
  const whole = { problem: plainProblem({ ...shared, inputDimension: d, inputs }), initial: { ...weights, hiddenWeights } }
  const plane = {
    problem: plainProblem({ ...shared, inputDimension: 2, inputs: coordinates }),
    initial: { ...weights, hiddenWeights: projected },
  }
  const [u, v] = [follow(arithmetic, whole, 100).state.outputs, follow(arithmetic, plane, 100).state.outputs]
  expect(distance(u, v)).toBeLessThan(1e-12)
  expect(distance(u, follow(arithmetic, whole, 1).initial.outputs)).toBeGreaterThan(0.1)
})

describe.each([native, portable])('arXiv 2302.01002, closed form, $id arithmetic', (arithmetic) => {
  const scales = [
    { gamma: 1, alpha: 1, f: 0.8487667605, swishLoss: 3.549159680896, slope: 0.129456168, norm: 0.7475085477, reluLoss: 3.738006076008 },
    {
      gamma: 0.5,
      alpha: 0.7,
      f: 0.8195725272,
      swishLoss: 3.167917940868,
      slope: 0.2374005254,
      norm: 0.6818159635,
      reluLoss: 3.373904331002,
    },
    {
      gamma: 0.2,
      alpha: 0.5,
      f: 0.7181240804,
      swishLoss: 2.64798791328,
      slope: 0.2785488032,
      norm: 0.6084005252,
      reluLoss: 2.839400107002,
    },
    { gamma: 0, alpha: 0.4, f: 0.5381087549, swishLoss: 2.069272589838, slope: 0.2314818663, norm: 0.5390396425, reluLoss: 2.210292972119 },
  ]

  it.each(scales)('the initial state, gamma $gamma', ({ gamma, alpha, f, swishLoss, slope, norm, reluLoss }) => {
    const { problem, initial } = closedFormInstance(swish, gamma, alpha)
    const gradient = arithmetic.twoLayerGradient(problem, initial, noPulse)
    expectRelative(gradient.outputs[0]!, f, 2e-10)
    expectRelative(gradient.loss, swishLoss, 1e-12)
    expectRelative(gradient.hiddenWeights[0]!, slope, 5e-10)
    expectRelative(Math.sqrt(gradient.hiddenWeights.reduce((sum, g) => sum + g * g, 0)), norm, 2e-10)
    const rectified = closedFormInstance(relu, gamma, alpha)
    expectRelative(arithmetic.twoLayerGradient(rectified.problem, rectified.initial, noPulse).loss, reluLoss, 1e-12)
  })

  it.each([
    { gamma: 1, alpha: 1, losses: [3.021373434, 1.103121822, 0.03901146897, 7.248e-18], moves: [1.545198338, 4.201623991] },
    { gamma: 0.2, alpha: 0.5, losses: [2.300711711, 0.9681880533, 0.1318413426, 8.56e-14], moves: [2.88353872, 5.819532146] },
  ])('swish, gamma $gamma', ({ gamma, alpha, losses, moves }) => {
    const instance = closedFormInstance(swish, gamma, alpha)
    const run = follow(arithmetic, instance, 1000)
    for (const [index, step] of [1, 10, 100].entries()) expectRelative(run.loss[step]!, losses[index]!, 1e-9)
    expectRelative(run.loss[1000]!, losses[3]!, 2e-3)
    for (const [index, steps] of [10, 100].entries())
      expectRelative(largestMove(follow(arithmetic, instance, steps).state, instance), moves[index]!, 1e-9)
  })

  it.each([
    { gamma: 1, alpha: 1, at10: 0.7688186094, at1000: 0.2136249915 },
    { gamma: 0.5, alpha: 0.7, at10: 0.7955584338, at1000: 0.2136249915 },
    { gamma: 0.2, alpha: 0.5, at10: 0.8850635487, at1000: 0.2136249915 },
    { gamma: 0, alpha: 0.4, at10: 0.852603818, at1000: 0.2139472242 },
  ])('ReLU, gamma $gamma', ({ gamma, alpha, at10, at1000 }) => {
    const run = follow(arithmetic, closedFormInstance(relu, gamma, alpha), 1000)
    expectRelative(run.loss[10]!, at10, 1e-9)
    expectRelative(run.loss[1000]!, at1000, 1e-9)
  })
})

const sineTarget = (input: Float64Array): number => (5 / input.length) * input.reduce((sum, x) => sum + Math.sin(Math.PI * x), 0)

/** The published test errors are those of one step later than the rest. */
function testErrorAfterOneMoreStep(arithmetic: Arithmetic, instance: SineRegression, state: TwoLayerState): number {
  const trainer = arithmetic.resumeTwoLayer(instance.problem, state)
  trainer.advance(1, 50, noPulse)
  const outputs = arithmetic.evaluateTwoLayer(instance.problem, trainer.state, instance.testInputs, noPulse)
  const norm = distance(outputs, instance.testTargets)
  return (norm * norm) / outputs.length
}

/** The portable arithmetic takes seconds for each: one is enough to compare it. */
function affordable<Case>(arithmetic: Arithmetic, cases: Case[]): Case[] {
  return arithmetic.id === 'native' ? cases : cases.slice(-1)
}

describe.each([native, portable])('arXiv 2302.01002, seeded regression, $id arithmetic', (arithmetic) => {
  it.each(
    affordable(arithmetic, [
      { gamma: 1, alpha: 1, losses: [27.620384, 3.779831, 0.088584583, 0.0012789146], move: 8.4542324, test: 3.4681338 },
      { gamma: 0.5, alpha: 0.5, losses: [25.895903, 2.4961896, 0.069887877, 0.001075195], move: 33.88244, test: 4.0015845 },
      { gamma: 0.2, alpha: 0.5, losses: [24.965062, 2.174839, 0.044323738, 0.00079521479], move: 39.24449, test: 5.7581617 },
    ]),
  )('swish, half-sum, gamma $gamma', ({ gamma, alpha, losses, move, test }) => {
    const instance = sineRegression({ activation: swish, gamma, alpha, noise: 1, weightDeviation: 1, target: sineTarget, lossFactor: 1 })
    expectRelative(instance.problem.inputs[0]!, -0.4147774346, 1e-9)
    expectRelative(instance.problem.targets[0]!, -2.2064816372, 1e-9)
    expectRelative(instance.initial.hiddenWeights[0]!, 0.9034308807, 1e-9)
    const run = follow(arithmetic, instance, 2000)
    expectRelative(run.initial.loss, losses[0]!, 1e-7)
    for (const [index, step] of [100, 1000, 2000].entries()) expectRelative(run.loss[step]!, losses[index + 1]!, 1e-6)
    expectRelative(largestMove(run.state, instance), move, 1e-6)
    expectRelative(testErrorAfterOneMoreStep(arithmetic, instance, run.state), test, 1e-7)
  })

  it.each(
    affordable(arithmetic, [
      { gamma: 1, alpha: 1, errors: [2.2490622, 0.46603226, 0.0034195382, 0.00016684853], move: 2.8987427, test: 0.51190478 },
      { gamma: 0.5, alpha: 0.7, errors: [1.9307862, 0.46937421, 0.0039332716, 0.00021732733], move: 9.0650784, test: 0.46722562 },
      { gamma: 0.2, alpha: 0.5, errors: [1.7370882, 0.58685405, 0.009259045, 0.0016329409], move: 15.038329, test: 0.41093379 },
    ]),
  )('ReLU, mean, gamma $gamma', ({ gamma, alpha, errors, move, test }) => {
    const instance = sineRegression({
      activation: relu,
      gamma,
      alpha,
      noise: 0.1,
      weightDeviation: Math.SQRT2,
      target: sineTarget,
      lossFactor: 2 / 20,
    })
    const run = follow(arithmetic, instance, 2000)
    expectRelative(run.initial.loss, errors[0]!, 1e-7)
    for (const [index, step] of [100, 1000, 2000].entries()) expectRelative(run.loss[step]!, errors[index + 1]!, 1e-6)
    expectRelative(largestMove(run.state, instance), move, 1e-6)
    expectRelative(testErrorAfterOneMoreStep(arithmetic, instance, run.state), test, 1e-7)
  })
})
