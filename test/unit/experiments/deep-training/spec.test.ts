import { describe, expect, it } from 'vitest'
import type { ActivationSpec, StoredRows } from '../../../../src-main/contract'
import { deepTraining } from '../../../../src-main/experiments/deep-training'
import { networkOf } from '../../../../src-main/experiments/deep-training/network'
import { stepSizeAt } from '../../../../src-main/experiments/deep-training/schedule'
import { deepTrainingSpec, type DeepTrainingSpec } from '../../../../src-main/experiments/deep-training/spec'
import { parameterGroups } from '../../../../src-main/experiments/deep-training/start'
import { deepWork, parameterCount } from '../../../../src-main/science/deep'
import { deepSpec, residualSpec } from '../../../fixtures/deep-specs'

const RELU: ActivationSpec = { kind: 'relu' }
const CIFAR = { channels: 3, height: 32, width: 32 }
const problems = (changes: Partial<DeepTrainingSpec>): string[] =>
  deepTraining.check(deepTrainingSpec.parse(deepSpec(changes))).map(({ path, rule }) => `${path} ${rule}`)

describe('networks of the paper', () => {
  const fullyConnected = (depth: number, normalisation: 'none' | 'batch') =>
    networkOf({ kind: 'fully-connected', depth, width: 3000, normalisation, activation: RELU }, CIFAR, 10).network
  const residual = (blocks: number) =>
    networkOf({ kind: 'residual', blocks, channels: [16, 32, 64], normalisation: 'batch', activation: RELU }, CIFAR, 10).network

  it('have the parameters and multiply-adds that the specification counts', () => {
    expect(parameterCount(fullyConnected(32, 'none'))).toBe(288_342_010)
    expect(parameterCount(fullyConnected(64, 'none'))).toBe(576_438_010)
    expect(parameterCount(fullyConnected(32, 'batch'))).toBe(288_342_010 + 32 * 6000)
    expect(parameterCount(residual(5))).toBe(464_154)
    expect(parameterCount(residual(18))).toBe(1_727_962)
    expect(deepWork(residual(5)).multiplyAdds / 1e6).toBeCloseTo(68.86, 2)
    expect(deepWork(residual(18)).multiplyAdds / 1e6).toBeCloseTo(252.9, 1)
  })

  it('have a bias for each channel where normalisations were, and scalars with Fixup', () => {
    const of = (normalisation: 'none' | 'fixup') =>
      parameterCount(networkOf({ kind: 'residual', blocks: 5, channels: [16, 32, 64], normalisation, activation: RELU }, CIFAR, 10).network)
    const biases = 11 * 16 + 10 * 32 + 10 * 64
    expect(of('none')).toBe(464_154 - biases)
    // four biases and a scale for each of 15 blocks, one bias after the stem, one before the output layer
    expect(of('fixup')).toBe(464_154 - 2 * biases + 15 * 5 + 2)
  })

  it('name the layers between which features are', () => {
    const { network, hidden, features } = networkOf(
      { kind: 'fully-connected', depth: 2, width: 5, normalisation: 'layer-after', activation: RELU },
      CIFAR,
      10,
    )
    expect(network.layers.map(({ kind }) => kind)).toEqual([
      'linear',
      'activation',
      'layer-normalisation',
      'linear',
      'activation',
      'layer-normalisation',
      'linear',
    ])
    expect([hidden, features]).toEqual([[2, 5], 5])
    const small = networkOf({ kind: 'residual', blocks: 1, channels: [4, 8], normalisation: 'batch', activation: RELU }, CIFAR, 10)
    expect(small.hidden.map((place) => small.network.layers[place]?.kind)).toEqual(['activation', 'activation', 'activation'])
    expect(small.network.layers[small.features]?.kind).toBe('global-average')
  })
})

describe('updates', () => {
  it('have another step size for the scalars of Fixup alone, without gaps', () => {
    const spec = residualSpec('fixup')
    const { network } = networkOf(spec.model, { channels: 2, height: 8, width: 8 }, 3)
    const groups = parameterGroups(network, { weightDecay: 1e-4, scalarStepRatio: 0.1 })
    let next = 0
    for (const { first, count } of groups) {
      expect(first).toBe(next)
      next += count
    }
    expect(next).toBe(parameterCount(network))
    const scalars = groups.filter(({ ratio }) => ratio === 0.1).reduce((sum, { count }) => sum + count, 0)
    expect(scalars).toBe(3 * 5 + 2)
    expect(parameterGroups(network, { weightDecay: 0 })).toHaveLength(1)
  })

  it('shrink after the epochs of the schedule', () => {
    const { training } = deepSpec()
    const stepped: DeepTrainingSpec['training'] = { ...training, stepSize: 0.1, schedule: { kind: 'steps', epochs: [2, 3], factor: 0.5 } }
    expect([0, 1, 2, 3, 4].map((epoch) => stepSizeAt(stepped, epoch))).toEqual([0.1, 0.1, 0.05, 0.025, 0.025])
    expect(stepSizeAt(training, 1000)).toBe(0.02)
  })
})

describe('what cannot be run', () => {
  it('names the field', () => {
    expect(problems({})).toEqual([])
    const { training, model, preparation, measurements } = deepSpec()
    const batch = { ...model, normalisation: 'batch' } as DeepTrainingSpec['model']
    expect(problems({ model: batch, training: { ...training, batchSize: 1 } })).toEqual([
      'training.batchSize is at least 2 with batch normalisation: a single example has no variance',
    ])
    expect(problems({ model: batch, training: { ...training, batchSize: 9 } })[0]).toContain('leaves one of the 37 training examples')
    expect(problems({ training: { ...training, batchSize: 9 } })).toEqual([])
    expect(problems({ preparation: { ...preparation, pooling: 7 } })[0]).toContain('preparation.pooling is at most 6')
    expect(problems({ initialisation: { kind: 'fixup' } })[0]).toContain('needs a residual network')
    expect(problems({ training: { ...training, scalarStepRatio: 0.1 } })[0]).toContain('training.scalarStepRatio')
    expect(problems({ measurements: { ...measurements, dotProducts: { kind: 'measured', points: 21, layers: 'last' } } })[0]).toContain(
      'measurements.dotProducts.points is at most the number of test examples, 20',
    )
    expect(problems({ model: { ...model, activation: { kind: 'polynomial', coefficients: [2] } } })[0]).toMatch(
      /^model.activation .*no variance/,
    )
    expect(problems({ training: { ...training, schedule: { kind: 'steps', epochs: [3, 3], factor: 0.1 } } })[0]).toContain('ascending')
  })

  it('is a residual network on vectors, or one that halves images away', () => {
    const given: StoredRows = { kind: 'stored', sha256: 'a'.repeat(64), shape: [30, 12] }
    const labels: StoredRows = { kind: 'stored', sha256: 'b'.repeat(64), shape: [30] }
    const vectors: DeepTrainingSpec['data'] = {
      kind: 'given',
      train: { inputs: given, labels },
      test: { inputs: given, labels },
      shape: { channels: 12, height: 1, width: 1 },
      classCount: 3,
    }
    const spec = residualSpec('batch')
    expect(problems({ ...spec, data: vectors, preparation: { ...spec.preparation, crop: 0, flip: false } })).toEqual([
      'model a residual network of convolutions needs images; the examples are 1 x 1',
      'model.channels halve images of 1 pixels 2 times, which leaves nothing',
    ])
    expect(problems({ data: vectors, preparation: { ...spec.preparation, crop: 0, flip: true } })[0]).toContain(
      'preparation.flip needs images',
    )
    expect(problems({ data: { ...vectors, shape: { channels: 1, height: 3, width: 5 } } })).toEqual([
      'data.train.inputs has 12 numbers an example, the shape 1 x 3 x 5 has 15',
      'data.test.inputs has 12 numbers an example, the shape 1 x 3 x 5 has 15',
    ])
    const short = { ...vectors, test: { inputs: given, labels: { ...labels, rows: { first: 25, count: 6 } } } }
    expect(problems({ data: short })).toEqual([
      'data.test.labels has 30 rows, rows up to 31 are asked for',
      'data.test.labels has 6 entries for 30 examples',
    ])
  })

  it('is a network whose parameters are no array, with the width that would fit; the published ones of width 3000 are', () => {
    const model = { ...deepSpec().model, depth: 64, width: 8000 } as DeepTrainingSpec['model']
    const [first = ''] = problems({ model, measurements: { ...deepSpec().measurements, finalParameters: false } })
    const fitting = Number(/width of (\d+) fits/.exec(first)?.[1])
    const at = (width: number): string[] =>
      problems({
        model: { ...model, width } as DeepTrainingSpec['model'],
        measurements: { ...deepSpec().measurements, finalParameters: false },
      })
    expect(at(fitting)).toEqual([])
    expect(at(fitting + 1)).toHaveLength(1)
    expect(at(3000)).toEqual([])
    const { measurements } = deepSpec()
    const fits = { ...model, width: 3000 } as DeepTrainingSpec['model']
    expect(problems({ model: fits, measurements: { ...measurements, finalParameters: true } })).toEqual([
      'measurements.finalParameters would keep 4.5 GB of parameters in float64, more than the 2.1 GB of one array',
    ])
  })
})

describe('cost', () => {
  it('grows with epochs and is halved by float32 but for what is measured', () => {
    const cost = (changes: Partial<DeepTrainingSpec>) => deepTraining.cost(deepSpec(changes))
    const { training } = deepSpec()
    const longer = cost({ training: { ...training, epochs: 20 } })
    expect(longer.expectedSteps).toBe(100)
    expect(longer.trainingFlops / cost({}).trainingFlops).toBeGreaterThan(8)
    expect(cost({ precision: 'float64' }).trainingFlops).toBeCloseTo(2 * cost({}).trainingFlops, 6)
    expect(cost({ precision: 'float64' }).memoryBytes).toBeGreaterThan(cost({}).memoryBytes)
  })
})
