import { describe, expect, it } from 'vitest'
import { LabError, parseSpec } from '../../../../src-main/contract'
import { cellHash, EXPERIMENTS, experimentOf } from '../../../../src-main/experiments'
import { twoLayerRelu } from '../../../../src-main/experiments/two-layer-relu'
import type { TwoLayerReluSpec } from '../../../../src-main/experiments/two-layer-relu/spec'
import { cellSpec } from '../../../../src-main/papers/razborov/main-series'
import { TABLE_1 } from '../../../../src-main/papers/razborov/published/table-1'
import { TABLE_2 } from '../../../../src-main/papers/razborov/published/table-2'
import { rates, smallSpec, storedAs } from '../../../fixtures/specs'

const problems = (changes: Partial<TwoLayerReluSpec>): string[] =>
  twoLayerRelu.check(smallSpec(changes)).map(({ path, rule }) => `${path}: ${rule}`)
const weights = { hiddenWeights: { kind: 'gaussian' }, outputWeights: { kind: 'signs' } } as const

describe('check', () => {
  it('accepts the specs of the tests and of the paper', () => {
    expect(problems({})).toEqual([])
    expect(twoLayerRelu.check(cellSpec(1000, 1000))).toEqual([])
    expect(parseSpec(smallSpec())).toEqual(smallSpec())
  })

  it.each([
    [
      'two zero step sizes',
      { training: { ...smallSpec().training, stepSizes: rates(0, 0) } },
      'training.stepSizes: at least one step size is positive',
    ],
    [
      'a zero LeCun step size',
      { training: { ...smallSpec().training, stepSizes: { kind: 'lecun', stepSize: 0 } as const } },
      'training.stepSizes: at least one',
    ],
    ['data that are a vector', { data: storedAs('a', 10) }, 'data: is a matrix, a row a point'],
    ['too many given points', { data: storedAs('a', 16_001, 2) }, 'data: has at most 16000 points'],
    [
      'weights of another shape',
      { model: { ...weights, hiddenWidth: 40, hiddenWeights: storedAs('b', 10, 40) } },
      'model.hiddenWeights: has shape (10, 40), expected (40, 10)',
    ],
    [
      'output weights of another length',
      { model: { ...weights, hiddenWidth: 40, outputWeights: storedAs('c', 41) } },
      'model.outputWeights: has shape (41), expected (40)',
    ],
    ['labels that are a matrix', { labels: storedAs('d', 7, 2) }, 'labels: has shape (7, 2), expected (14)'],
    [
      'a weight matrix beyond one array',
      { data: { kind: 'sphere', inputDimension: 1000, sampleCount: 14 } as const, model: { ...weights, hiddenWidth: 1_000_000 } },
      'model.hiddenWidth: hidden width times input dimension is at most 268000000',
    ],
    [
      'low spectrum without a smallest eigenvector',
      { data: { kind: 'sphere', inputDimension: 2, sampleCount: 90 } as const, labels: { kind: 'low-spectrum', sign: 1 } as const },
      'labels: low-spectrum labels need at most nS points',
    ],
    [
      'low spectrum of a huge kernel',
      { data: { kind: 'sphere', inputDimension: 1000, sampleCount: 9000 } as const, labels: { kind: 'low-spectrum', sign: 1 } as const },
      'labels: low-spectrum labels need an eigenvector',
    ],
    [
      'a predictor of a huge kernel',
      { data: { kind: 'sphere', inputDimension: 1000, sampleCount: 9000 } as const },
      'measurements.frozenKernelPredictor: needs all eigenvectors',
    ],
  ])('refuses %s', (_, changes, expected) => {
    expect(problems(changes)[0]).toContain(expected)
  })

  it('leaves shapes of unresolved files to their resolution', () => {
    expect(problems({ data: { kind: 'file', path: 'x.npy' }, labels: { kind: 'file', path: 'y.npy' } })).toEqual([])
  })
})

describe('resolveFiles', () => {
  const file = (path: string): { kind: 'file'; path: string } => ({ kind: 'file', path })
  const withFiles = smallSpec({
    data: file('x.npy'),
    model: { hiddenWidth: 40, hiddenWeights: file('w.npy'), outputWeights: file('z.npy') },
    labels: file('y.npy'),
  })
  const resolve = (spec: TwoLayerReluSpec, shapes: Record<string, number[]>): TwoLayerReluSpec =>
    twoLayerRelu.resolveFiles(spec, ({ path }) =>
      storedAs(path.charAt(0) === 'x' ? 'a' : path.charAt(0) === 'w' ? 'b' : 'c', ...(shapes[path] ?? [])),
    )

  it('puts stored arrays in place of files and leaves the rest', () => {
    const resolved = resolve(withFiles, { 'x.npy': [14, 10], 'w.npy': [40, 10], 'z.npy': [40, 1], 'y.npy': [1, 14] })
    expect(resolved.data).toEqual(storedAs('a', 14, 10))
    expect(resolved.model.hiddenWeights).toEqual(storedAs('b', 40, 10))
    expect(resolved.model.outputWeights).toEqual(storedAs('c', 40, 1))
    expect(resolved.labels).toEqual(storedAs('c', 1, 14))
    expect(resolve(smallSpec(), {})).toEqual(smallSpec())
    expect(twoLayerRelu.check(resolved)).toEqual([])
  })

  it.each([
    ['data', { 'x.npy': [14] }, 'data: x.npy has shape (14), expected a matrix with a row for each point'],
    ['model.hiddenWeights', { 'x.npy': [14, 10], 'w.npy': [40, 11] }, 'model.hiddenWeights: w.npy has shape (40, 11), expected (40, 10)'],
    [
      'model.outputWeights',
      { 'x.npy': [14, 10], 'w.npy': [40, 10], 'z.npy': [4, 10] },
      'model.outputWeights: z.npy has shape (4, 10), expected (40)',
    ],
    ['labels', { 'x.npy': [14, 10], 'w.npy': [40, 10], 'z.npy': [40], 'y.npy': [15] }, 'labels: y.npy has shape (15), expected (14)'],
  ])('refuses a wrong shape of %s', (field, shapes: Record<string, number[]>, message) => {
    try {
      resolve(withFiles, shapes)
    } catch (error) {
      if (!(error instanceof LabError)) throw error
      expect(error.code).toBe('invalid-file')
      expect(error.problems[0]?.path).toBe(field)
      expect(error.message).toContain(message)
      return
    }
    throw new Error('the files were accepted')
  })
})

describe('names', () => {
  it('titles tell cells apart', () => {
    expect(twoLayerRelu.title(cellSpec(100, 300))).toBe('n = 100, S = 100, m = 300, gaussian labels, step size 0.001')
    expect(
      twoLayerRelu.title(
        smallSpec({ labels: { kind: 'low-spectrum', sign: -1 }, training: { ...smallSpec().training, stepSizes: rates(1e-3, 0.02) } }),
      ),
    ).toBe('n = 10, S = 40, m = 14, low spectrum (-) labels, step sizes 0.001 and 0.02')
    expect(
      twoLayerRelu.title(
        smallSpec({
          data: { kind: 'file', path: 'x' },
          training: { ...smallSpec().training, stepSizes: { kind: 'lecun', stepSize: 0.1 } },
        }),
      ),
    ).toBe('S = 40, gaussian labels, LeCun step size 0.1')
  })

  it('axis values have an axis each', () => {
    const values = twoLayerRelu.axisValues(
      smallSpec({ training: { ...smallSpec().training, stepSizes: { kind: 'lecun', stepSize: 0.4 } } }),
    )
    expect(values).toEqual({
      inputDimension: 10,
      hiddenWidth: 40,
      sampleCount: 14,
      labels: 'gaussian',
      hiddenStepSize: 0.01,
      outputStepSize: 0.04,
    })
    expect(Object.keys(values)).toEqual(twoLayerRelu.axes.map(({ id }) => id))
  })

  it('every experiment is found by its spec', () => {
    for (const experiment of EXPERIMENTS) expect(experiment.info.quantities.length).toBeGreaterThan(0)
    expect(experimentOf(smallSpec())).toBe(twoLayerRelu)
  })
})

describe('cost', () => {
  it('expects the published step counts: 8 % off on average, never more than a third', () => {
    const errors = [...TABLE_1, ...TABLE_2].map(({ hiddenWidth, sampleCount, steps }) =>
      Math.log(twoLayerRelu.cost(cellSpec(hiddenWidth, sampleCount)).expectedSteps / steps.mean),
    )
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)).toBeLessThan(0.08)
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.3)
  })

  it('is 4nSm a step, and knows aborts and budgets', () => {
    const cost = twoLayerRelu.cost(cellSpec(100, 1000))
    expect(cost.trainingFlops).toBe(4 * 100 * 100 * 1000 * cost.expectedSteps)
    expect(cost.spectrumFlops).toBeGreaterThan((2 * 4 * 1000 ** 3) / 3)
    expect(twoLayerRelu.cost(cellSpec(1000, 800, { hiddenStepSize: 1e-3 })).expectedSteps).toBe(10)
    expect(twoLayerRelu.cost(cellSpec(100, 2000, { labels: { kind: 'local' }, hiddenStepSize: 1e-4 })).expectedSteps).toBe(1000)
    expect(twoLayerRelu.cost(smallSpec({ training: { ...smallSpec().training, maxSteps: 3 } })).expectedSteps).toBe(3)
    expect(twoLayerRelu.cost(smallSpec({ data: { kind: 'file', path: 'x' } })).expectedSteps).toBe(0)
  })

  it('asks for the memory of the largest published size: two copies of a 200 MB kernel', () => {
    const { memoryBytes } = twoLayerRelu.cost(cellSpec(100, 5000))
    expect(memoryBytes).toBeGreaterThan(400e6)
    expect(memoryBytes).toBeLessThan(800e6)
  })
})

describe('cellHash', () => {
  it('is SHA-256 of the tag and the canonical JSON, as computed elsewhere', () => {
    // python3: hashlib.sha256(b'gramscope-cell-1\n' + json.dumps(spec, sort_keys=True, separators=(',', ':')).encode()).hexdigest()
    expect(cellHash(smallSpec())).toBe('2817fc0ffb0c8d9ae0e3a9702851bfc800ccc1fdfad59523ef53d2dfbfad3dbf')
  })

  it('does not depend on the order of fields, but on every value', () => {
    const spec = smallSpec()
    const reordered = Object.fromEntries(Object.entries(spec).reverse()) as typeof spec
    expect(cellHash(reordered)).toBe(cellHash(spec))
    expect(cellHash(smallSpec({ labels: { kind: 'gaussian', variance: 2 } }))).not.toBe(cellHash(spec))
  })
})
