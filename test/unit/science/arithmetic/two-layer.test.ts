import { describe, expect, it } from 'vitest'
import type {
  ActivationKernel,
  Arithmetic,
  TwoLayerProblem,
  TwoLayerProgress,
  TwoLayerState,
} from '../../../../src-main/science/arithmetic/arithmetic'
import { builtInActivations, neverStop } from '../../../../src-main/science/arithmetic/two-layer'
import { native, openNative, portable } from '../../../golden/both-arithmetics'
import { plainProblem, relu, softplus, swish, type TwoLayerInstance } from '../../../golden/moderate-instance'
import { minimalStandard } from '../../../golden/razborov-instance'
import { noPulse } from '../../../golden/train'
import { relativeDifference } from './random-instance'

const parameters: Partial<Record<(typeof builtInActivations)[number], number[]>> = {
  'piecewise-linear': [0.3, -0.2, -0.4, 1.2],
  'exponential-linear': [1.05, 1.76],
  'printed-exponential-linear': [1.05, 1.76],
  tanh: [1, 0.25],
  'relu-power': [3],
  polynomial: [0.1, 1, -0.3, 0.05],
}

const builtIns: ActivationKernel[] = builtInActivations.map((id) => ({ kind: 'built-in', id, parameters: parameters[id] ?? [] }))

interface Shape {
  n: number
  d: number
  m: number
  K: number
}

type Options = Partial<Pick<TwoLayerProblem, 'biases' | 'loss' | 'lossFactor' | 'stepSizes' | 'threads' | 'preactivationScale'>>

/** Gaussian inputs, targets and weights; scales and step sizes small enough for a few steps to stay tame. */
function randomInstance(seed: number, { n, d, m, K }: Shape, activation: ActivationKernel, options: Options = {}): TwoLayerInstance {
  const { gaussian } = minimalStandard(seed)
  const normals = (count: number): Float64Array => new Float64Array(count).map(gaussian)
  const crossEntropy = options.loss === 'cross-entropy'
  const inputs = normals(n * d).map((x) => x / Math.sqrt(d))
  const targets = crossEntropy ? new Float64Array(n * K).map((_, at) => (at % K === Math.floor(at / K) % K ? 1 : 0)) : normals(n * K)
  return {
    problem: plainProblem({
      inputDimension: d,
      hiddenWidth: m,
      sampleCount: n,
      outputCount: K,
      inputs,
      targets,
      activation,
      nodeScales: normals(m).map((x) => (1 + 0.3 * x) / Math.sqrt(m)),
      stepSizes: { hidden: 0.3 / n, bias: 0, output: 0 },
      threads: 2,
      ...options,
    }),
    initial: { hiddenWeights: normals(m * d), biases: options.biases ? normals(m) : new Float64Array(0), outputWeights: normals(m * K) },
  }
}

const everything = { biases: true, stepSizes: { hidden: 0.005, bias: 0.003, output: 0.004 } }

/** Around the edges of the kernels: panels of 32 neurons, tiles of 6 rows, chunks of 128 points, lanes of points for few neurons. */
const shapes: Shape[] = [
  { n: 1, d: 1, m: 1, K: 1 },
  { n: 7, d: 3, m: 5, K: 1 },
  { n: 100, d: 12, m: 12, K: 1 },
  { n: 100, d: 25, m: 25, K: 1 },
  { n: 130, d: 2, m: 50, K: 1 },
  { n: 20, d: 10, m: 200, K: 1 },
  { n: 33, d: 50, m: 331, K: 1 },
  { n: 150, d: 60, m: 100, K: 1 },
  { n: 300, d: 5, m: 19, K: 1 },
  { n: 10, d: 4, m: 7, K: 3 },
  { n: 140, d: 9, m: 130, K: 4 },
  { n: 280, d: 3, m: 9, K: 2 },
]

const shapeName = ({ n, d, m, K }: Shape): string => `n ${n}, d ${d}, m ${m}, K ${K}`

interface Run {
  status: string
  state: TwoLayerState
  history: Record<'residualNorm' | 'loss' | 'gradientNorm' | 'stepLength', number[]>
}

function train(arithmetic: Arithmetic, { problem, initial }: TwoLayerInstance, steps: number, slice = 1e6): Run {
  const trainer = arithmetic.startTwoLayer(problem, initial)
  const run: Run = { status: 'running', state: trainer.state, history: { residualNorm: [], loss: [], gradientNorm: [], stepLength: [] } }
  while (run.status === 'running' && run.history.loss.length < steps)
    collect(run, trainer.advance(steps - run.history.loss.length, slice, noPulse))
  return run
}

function collect(run: Run, progress: TwoLayerProgress): void {
  run.status = progress.status
  for (const name of ['residualNorm', 'loss', 'gradientNorm', 'stepLength'] as const) run.history[name].push(...progress[name])
}

function expectSame(actual: Run, expected: Run, tolerance = 1e-10): void {
  expect(actual.status).toBe(expected.status)
  expect(actual.state.step).toBe(expected.state.step)
  for (const name of ['hiddenWeights', 'biases', 'outputWeights', 'outputs'] as const)
    expect(relativeDifference(actual.state[name], expected.state[name]), name).toBeLessThan(tolerance)
  for (const name of ['residualNorm', 'previousResidualNorm', 'loss', 'gradientNorm'] as const)
    expect(relativeDifference(Float64Array.of(actual.state[name]), Float64Array.of(expected.state[name])), name).toBeLessThan(tolerance)
  for (const [name, values] of Object.entries(expected.history))
    expect(
      relativeDifference(Float64Array.from(actual.history[name as keyof Run['history']]), Float64Array.from(values)),
      name,
    ).toBeLessThan(tolerance)
}

describe('native training against the portable reference', () => {
  it.each(shapes)('of $n samples, d $d, m $m, K $K', (shape) => {
    for (const options of [{}, everything, { ...everything, stepSizes: { hidden: 0, bias: 0, output: 0.01 } }]) {
      const instance = randomInstance(3, shape, softplus, options)
      expectSame(train(native, instance, 10), train(portable, instance, 10))
    }
  })

  it.each(builtIns.map((activation) => ({ activation, name: 'id' in activation ? activation.id : '' })))('with $name', ({ activation }) => {
    for (const shape of [shapes[2]!, shapes[5]!, shapes[10]!]) {
      const instance = randomInstance(5, shape, activation, { ...everything, stepSizes: { hidden: 1e-3, bias: 1e-3, output: 1e-3 } })
      expectSame(train(native, instance, 5), train(portable, instance, 5))
    }
  })

  it.each(shapes.filter(({ K }) => K > 1))('with cross-entropy, $n samples, m $m, K $K', (shape) => {
    const instance = randomInstance(7, shape, swish, { ...everything, loss: 'cross-entropy', lossFactor: 1 / shape.n })
    expectSame(train(native, instance, 10), train(portable, instance, 10))
  })

  it('with a scale of pre-activations and a loss factor', () => {
    const instance = randomInstance(9, shapes[6]!, relu, { preactivationScale: 0.37, lossFactor: 2 / 33 })
    expectSame(train(native, instance, 10), train(portable, instance, 10))
  })

  it('with neurons that take no part', () => {
    const instance = randomInstance(11, shapes[5]!, softplus, everything)
    for (let j = 0; j < 200; j += 3) instance.problem.nodeScales[j] = 0
    for (let j = 1; j < 200; j += 3) instance.initial.outputWeights[j] = 0
    for (const output of [0, 0.004]) {
      const given = { ...instance, problem: { ...instance.problem, stepSizes: { ...everything.stepSizes, output } } }
      const actual = train(native, given, 10)
      expectSame(actual, train(portable, given, 10))
      expect(actual.state.hiddenWeights.subarray(0, 10)).toEqual(instance.initial.hiddenWeights.subarray(0, 10))
    }
  })
})

describe('the number of threads', () => {
  it.each([shapes[6]!, { n: 300, d: 60, m: 200, K: 2 }, { n: 2000, d: 60, m: 20, K: 1 }])(
    'does not change a bit, $n samples, m $m',
    (shape) => {
      const run = (threads: number): unknown => {
        const { state, history } = train(native, randomInstance(13, shape, swish, { ...everything, threads }), 20)
        return { state: { ...state }, history }
      }
      const alone = run(1)
      for (const threads of [2, 3, 5]) expect(run(threads)).toEqual(alone)
    },
  )
})

describe.each([native, portable])('training, $id arithmetic', (arithmetic) => {
  const instance = randomInstance(15, { n: 20, d: 6, m: 40, K: 1 }, softplus, everything)

  it.each([
    { name: 'few samples', shape: { n: 20, d: 6, m: 40, K: 1 } },
    { name: 'few neurons', shape: { n: 40, d: 6, m: 5, K: 2 } },
  ])('goes on from a copied state bit for bit, $name', ({ shape }) => {
    const given = randomInstance(15, shape, softplus, everything)
    const whole = train(arithmetic, given, 60)
    const first = arithmetic.startTwoLayer(given.problem, given.initial)
    while (first.state.step < 23) first.advance(23 - first.state.step, 5, noPulse)
    const checkpoint = structuredClone(first.state)
    first.advance(3, 50, noPulse)
    const resumed = arithmetic.resumeTwoLayer(given.problem, checkpoint)
    expect({ ...resumed.state }).toEqual(checkpoint)
    const losses: number[] = []
    while (resumed.state.step < 60) {
      const { step } = resumed.state
      const progress = resumed.advance(Math.min(7, 60 - step), 50, noPulse)
      expect(progress.firstStep).toBe(step + 1)
      losses.push(...progress.loss)
    }
    expect(losses).toEqual(whole.history.loss.slice(23))
    expect({ ...resumed.state }).toEqual({ ...whole.state })
    expect(checkpoint.step).toBe(23)
  })

  const stopping = (stop: Partial<TwoLayerProblem['stop']>, hidden = 0.005): Run =>
    train(
      arithmetic,
      { ...instance, problem: { ...instance.problem, stepSizes: { hidden, bias: 0, output: 0 }, stop: { ...neverStop, ...stop } } },
      400,
    )

  it('stops by every rule at the first iterate it applies to', () => {
    const free = stopping({})
    expect(free.status).toBe('running')
    const { residualNorm, loss, gradientNorm } = free.history
    const norm = Math.sqrt(instance.problem.targets.reduce((sum, y) => sum + y * y, 0))
    const limit = (values: number[]): number => (values[99]! + values[100]!) / 2
    for (const run of [
      stopping({ residual: limit(residualNorm) }),
      stopping({ relativeResidual: limit(residualNorm) / norm }),
      stopping({ loss: limit(loss) }),
    ]) {
      expect([run.status, run.state.step]).toEqual(['converged', 101])
    }
    const floor = stopping({ gradientFloor: limit(gradientNorm) })
    expect([floor.status, floor.state.step]).toEqual(['gradient-floor', 101])
    const diverged = stopping({ divergence: 1e3 }, 1.2)
    expect(diverged.status).toBe('diverged')
    expect(diverged.state.residualNorm).toBeGreaterThan(1e3 * norm)
    expect(diverged.state.previousResidualNorm).toBeLessThanOrEqual(1e3 * norm)
    const increased = stopping({ residualIncrease: true }, 1.2)
    expect(increased.status).toBe('residual-increased')
    expect(increased.state.residualNorm).toBeGreaterThan(increased.state.previousResidualNorm)
  })

  it('does nothing once it has ended', () => {
    const easy = { ...instance.problem, stop: { ...neverStop, residual: 1e6 } }
    const trainer = arithmetic.startTwoLayer(easy, instance.initial)
    const before = structuredClone(trainer.state)
    const progress = trainer.advance(5, 50, noPulse)
    expect([progress.status, progress.count, progress.firstStep]).toEqual(['converged', 0, 1])
    expect({ ...trainer.state }).toEqual(before)
    expect(arithmetic.resumeTwoLayer(easy, before).advance(5, 50, noPulse).status).toBe('converged')
  })

  it('ends as not finite before any other rule', () => {
    const wild = { ...instance.problem, stepSizes: { hidden: 1e200, bias: 0, output: 0 }, stop: { ...neverStop, residualIncrease: true } }
    expect(train(arithmetic, { ...instance, problem: wild }, 10).status).toBe('not-finite')
    const nothing = { ...instance.initial, hiddenWeights: instance.initial.hiddenWeights.map(() => NaN) }
    expect(arithmetic.startTwoLayer(instance.problem, nothing).advance(5, 50, noPulse).status).toBe('not-finite')
  })

  it('refuses what does not fit', () => {
    const { problem, initial } = instance
    const start =
      (change: Partial<TwoLayerProblem>): (() => unknown) =>
      () =>
        arithmetic.startTwoLayer({ ...problem, ...change }, initial)
    expect(start({ targets: new Float64Array(3) })).toThrow('targets has 3 entries, 20 are needed.')
    expect(start({ hiddenWidth: 0 })).toThrow('hiddenWidth is 0')
    expect(start({ stepSizes: { hidden: NaN, bias: 0, output: 0 } })).toThrow('step size hidden is NaN')
    expect(start({ loss: 'cross-entropy' })).toThrow('the targets of sample 0')
    expect(() => arithmetic.startTwoLayer(problem, { ...initial, biases: new Float64Array(0) })).toThrow('biases has 0 entries')
    const trainer = arithmetic.startTwoLayer(problem, initial)
    expect(() => trainer.advanceBatches({ indices: Uint32Array.of(20), batchSize: 1, lossFactor: 1 }, 50, noPulse)).toThrow('index 20')
    expect(() => arithmetic.evaluateTwoLayer(problem, initial, new Float64Array(7), noPulse)).toThrow('multiple of the dimension')
  })
})

describe('a step longer than a slice', () => {
  const instance = randomInstance(17, { n: 400, d: 200, m: 2000, K: 1 }, swish, everything)
  const expected = train(native, instance, 2)

  it('calls the pulse inside the step and gives the same result', () => {
    const trainer = native.startTwoLayer(instance.problem, instance.initial)
    let pulses = 0
    expect(trainer.advance(1, 0, () => pulses++).count).toBe(1)
    expect(trainer.advance(1, 0, () => pulses++).firstStep).toBe(2)
    expect(pulses).toBeGreaterThan(0)
    expect({ ...trainer.state }).toEqual({ ...expected.state })
  })

  it('ends the step when the pulse throws, and can go on', () => {
    const trainer = native.startTwoLayer(instance.problem, instance.initial)
    expect(() =>
      trainer.advance(1, 0, () => {
        throw new Error('cancelled')
      }),
    ).toThrow('cancelled')
    expect(trainer.state.step).toBe(1)
    trainer.advance(1, 1e6, noPulse)
    expect({ ...trainer.state }).toEqual({ ...expected.state })
  })

  it('returns to the pulse when the cancel flag is set', () => {
    const cancelFlag = new Int32Array(new SharedArrayBuffer(4))
    const trainer = openNative(2, cancelFlag).startTwoLayer(instance.problem, instance.initial)
    cancelFlag[0] = 1
    expect(() =>
      trainer.advance(1000, 60_000, () => {
        cancelFlag[0] = 0
        throw new Error('cancelled')
      }),
    ).toThrow('cancelled')
    expect(trainer.state.step).toBeLessThan(1000)
  })
})

describe('batches', () => {
  it.each(shapes.filter(({ n }) => n > 1))(`of ${shapeName(shapes[0]!)}`, (shape) => {
    const instance = randomInstance(19, shape, softplus, everything)
    const { gaussian } = minimalStandard(23)
    for (const batchSize of [1, 7, shape.n]) {
      const indices = new Uint32Array(3 * shape.n + 1).map(() => Math.floor(Math.abs(gaussian() * 1e6)) % shape.n)
      const [actual, expected] = [native, portable].map((arithmetic) => {
        const trainer = arithmetic.startTwoLayer(instance.problem, instance.initial)
        const run: Run = { status: '', state: trainer.state, history: { residualNorm: [], loss: [], gradientNorm: [], stepLength: [] } }
        collect(run, trainer.advanceBatches({ indices, batchSize, lossFactor: 1 / batchSize }, 1e6, noPulse))
        expect(run.history.loss).toHaveLength(Math.ceil(indices.length / batchSize))
        return run
      })
      expectSame(actual!, expected!)
    }
  })

  it.each([native, portable])('of all samples are gradient descent, $id arithmetic', (arithmetic) => {
    const instance = randomInstance(21, { n: 20, d: 6, m: 40, K: 1 }, softplus, everything)
    const trainer = arithmetic.startTwoLayer(instance.problem, instance.initial)
    const indices = new Uint32Array(60).map((_, index) => index % 20)
    const progress = trainer.advanceBatches({ indices, batchSize: 20, lossFactor: 1 }, 1e6, noPulse)
    const descent = train(arithmetic, instance, 3)
    expect(relativeDifference(trainer.state.hiddenWeights, descent.state.hiddenWeights)).toBeLessThan(1e-14)
    expect(relativeDifference(progress.gradientNorm, Float64Array.from(descent.history.gradientNorm))).toBeLessThan(1e-14)
    expect(trainer.state.step).toBe(3)
    expect(relativeDifference(Float64Array.of(trainer.state.loss), Float64Array.of(descent.state.loss))).toBeLessThan(1e-13)
  })

  it.each([native, portable])('stop after a slice and go on, $id arithmetic', (arithmetic) => {
    const instance = randomInstance(23, { n: 50, d: 6, m: 40, K: 1 }, softplus, everything)
    const indices = new Uint32Array(500).map((_, index) => (index * 7) % 50)
    const whole = arithmetic.startTwoLayer(instance.problem, instance.initial)
    whole.advanceBatches({ indices, batchSize: 2, lossFactor: 1 }, 1e6, noPulse)
    const sliced = arithmetic.startTwoLayer(instance.problem, instance.initial)
    let calls = 0
    for (let done = 0; done < 250; calls++)
      done += sliced.advanceBatches({ indices: indices.subarray(2 * done), batchSize: 2, lossFactor: 1 }, 0, noPulse).count
    expect(calls).toBeGreaterThan(5)
    expect(sliced.state.hiddenWeights).toEqual(whole.state.hiddenWeights)
    expect(sliced.state.outputs).toEqual(whole.state.outputs)
  })
})

describe('gradient and evaluation', () => {
  it.each(shapes)('native against portable, n $n, d $d, m $m, K $K', (shape) => {
    const { problem, initial } = randomInstance(25, shape, softplus, everything)
    const actual = native.twoLayerGradient(problem, initial, noPulse)
    const expected = portable.twoLayerGradient(problem, initial, noPulse)
    for (const name of ['hiddenWeights', 'biases', 'outputWeights', 'outputs'] as const)
      expect(relativeDifference(actual[name], expected[name]), name).toBeLessThan(1e-11)
    expect(
      relativeDifference(Float64Array.of(actual.loss, actual.residualNorm), Float64Array.of(expected.loss, expected.residualNorm)),
    ).toBeLessThan(1e-12)
    const elsewhere = new Float64Array(131 * shape.d).map((_, index) => Math.sin(index))
    expect(
      relativeDifference(
        native.evaluateTwoLayer(problem, initial, elsewhere, noPulse),
        portable.evaluateTwoLayer(problem, initial, elsewhere, noPulse),
      ),
    ).toBeLessThan(1e-11)
  })

  it.each([native, portable])('the gradient is the slope of the loss, $id arithmetic', (arithmetic) => {
    for (const loss of ['squared', 'cross-entropy'] as const) {
      const { problem, initial } = randomInstance(27, { n: 9, d: 4, m: 11, K: 3 }, swish, { ...everything, loss, lossFactor: 0.7 })
      const gradient = arithmetic.twoLayerGradient(problem, initial, noPulse)
      const h = 1e-6
      for (const name of ['hiddenWeights', 'biases', 'outputWeights'] as const) {
        for (const at of [0, 7]) {
          const lossAt = (shift: number): number => {
            const moved = structuredClone(initial)
            moved[name][at]! += shift
            return arithmetic.twoLayerGradient(problem, moved, noPulse).loss
          }
          expect(Math.abs((lossAt(h) - lossAt(-h)) / (2 * h) - gradient[name][at]!)).toBeLessThan(1e-7)
        }
      }
    }
  })

  it('frozen layers have no gradient', () => {
    const { problem, initial } = randomInstance(25, shapes[5]!, softplus, { biases: true })
    for (const arithmetic of [native, portable]) {
      const gradient = arithmetic.twoLayerGradient(problem, initial, noPulse)
      expect([...gradient.biases, ...gradient.outputWeights].every((g) => g === 0)).toBe(true)
      expect(gradient.hiddenWeights.some((g) => g !== 0)).toBe(true)
    }
  })
})
