import { describe, expect, it } from 'vitest'
import { layerOfSeries, layerSeriesName, type StoredRows } from '../../../../src-main/contract'
import { drawMixing } from '../../../../src-main/datasets/mixing'
import { deepTraining } from '../../../../src-main/experiments/deep-training'
import { Batches } from '../../../../src-main/experiments/deep-training/batches'
import { drawData } from '../../../../src-main/experiments/deep-training/data'
import type { DeepTrainingSpec } from '../../../../src-main/experiments/deep-training/spec'
import type { Outcome, Snapshot } from '../../../../src-main/experiments/experiment'
import { decodeSnapshot, encodeSnapshot } from '../../../../src-main/worker/snapshot'
import { portable } from '../../../fixtures/arithmetic'
import { deepSpec, residualSpec } from '../../../fixtures/deep-specs'
import { RecordingContext, StoppedForTest } from '../../../fixtures/recording-context'

function run(
  spec: DeepTrainingSpec,
  resumeFrom: Snapshot | null = null,
  arrays: Record<string, Float64Array> = {},
): RecordingContext & { outcome: Outcome } {
  const context = new RecordingContext(portable, arrays)
  expect(deepTraining.check(spec)).toEqual([])
  return Object.assign(context, { outcome: deepTraining.run(spec, 3, context, resumeFrom) })
}

function stopped(
  spec: DeepTrainingSpec,
  at: number,
  sizes?: Parameters<typeof encodeSnapshot>[1],
): RecordingContext & { snapshot: Snapshot } {
  const context = new RecordingContext(portable)
  context.stopAt = (step) => step === at
  expect(() => deepTraining.run(spec, 3, context, null)).toThrow(StoppedForTest)
  if (context.lastSnapshot === null) throw new Error('No snapshot was taken')
  return Object.assign(context, { snapshot: decodeSnapshot(encodeSnapshot(context.lastSnapshot, sizes)) })
}

/** A run that is stopped and goes on has recorded, in two parts, exactly what an uninterrupted one has. */
function expectResumes(spec: DeepTrainingSpec, at: number, sizes?: Parameters<typeof encodeSnapshot>[1]): void {
  const whole = run(spec)
  const first = stopped(spec, at, sizes)
  const second = run(spec, first.snapshot)
  const names = new Set([...whole.series.keys()])
  expect(new Set([...first.series.keys(), ...second.series.keys()])).toEqual(names)
  for (const name of names) {
    const joined = [...(first.series.get(name) ?? []), ...(second.series.get(name) ?? [])]
    expect(joined, name).toStrictEqual(whole.series.get(name))
  }
  expect({ ...first.summary, ...second.summary }).toStrictEqual(whole.summary)
  expect(second.artifacts).toStrictEqual(whole.artifacts)
}

describe('a run', () => {
  it('records every update and every epoch, the start too', () => {
    const done = run(deepSpec())
    expect(done.outcome).toEqual({ state: 'finished', stopReason: 'step-budget' })
    expect(done.steps('batchLoss')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    for (const id of ['testAccuracy', 'testLoss', 'trainingAccuracy', 'dotProduct', 'absoluteDotProduct', 'featureRms', 'stepSize'])
      expect(done.steps(id), id).toEqual([0, 5, 10])
    expect(done.steps('epochLoss')).toEqual([5, 10])
    const losses = done.values('batchLoss')
    const sizes = [8, 8, 8, 8, 5]
    const mean = (from: number): number => sizes.reduce((sum, size, k) => sum + size * (losses[from + k] ?? NaN), 0) / 37
    expect(done.values('epochLoss')).toEqual([mean(0), mean(5)])
    const { summary } = done
    expect(summary).toMatchObject({ updates: 10, parameterCount: 36 * 10 + 10 + 2 * 110 + 33 })
    expect(summary['testAccuracy']).toBe(done.values('testAccuracy').at(-1))
    expect(summary['bestTestAccuracy']).toBe(Math.max(...done.values('testAccuracy')))
    expect([summary['initialDotProduct'], summary['firstDotProduct'], summary['dotProduct']]).toEqual(done.values('dotProduct'))
    expect(done.artifacts.get('parameters')).toHaveLength(summary['parameterCount'] ?? NaN)
    expect(summary['trainingLoss']).toBeLessThan(done.values('trainingLoss')[0] ?? NaN)
  })

  it('goes on bit for bit from the middle of an epoch and from its end', () => {
    expectResumes(deepSpec(), 7)
    expectResumes(deepSpec({ precision: 'float64' }), 5)
    const { training } = deepSpec()
    expectResumes(
      deepSpec({ training: { ...training, loss: 'squared', weightDecay: 1e-3, schedule: { kind: 'steps', epochs: [1], factor: 0.1 } } }),
      3,
    )
  })

  it('goes on bit for bit from a state that is kept in pieces, as one of gigabytes is', () => {
    // 623 parameters of 4 bytes: the pieces of an array end inside of its numbers' rows, the last one is shorter
    expectResumes(deepSpec(), 7, { together: 0, largestPiece: 1000 })
  })

  it('goes on bit for bit with batch normalisation, augmentation and records of every layer', () => {
    const { training } = deepSpec()
    for (const normalisation of ['batch', 'fixup'] as const)
      expectResumes(
        residualSpec(normalisation, {
          training: { ...training, batchSize: 6, ...(normalisation === 'fixup' ? { scalarStepRatio: 0.1 } : {}) },
        }),
        4,
      )
  })

  it('goes on bit for bit with mixed images, whatever the loss', () => {
    const { training, preparation } = residualSpec('none')
    for (const loss of ['cross-entropy', 'squared'] as const)
      expectResumes(residualSpec('none', { preparation: { ...preparation, mixup: 0.4 }, training: { ...training, batchSize: 5, loss } }), 5)
  })

  it('refuses a checkpoint of another precision', () => {
    const { snapshot } = stopped(deepSpec(), 2)
    expect(() => run(deepSpec({ precision: 'float64' }), snapshot)).toThrow('has no parameters')
  })

  it('ends as diverged with the layer and the update that overflowed', () => {
    const { training } = deepSpec()
    const done = run(deepSpec({ training: { ...training, stepSize: 1e6, loss: 'squared' } }))
    expect(done.outcome).toEqual({ state: 'diverged', stopReason: 'not-finite' })
    const { divergedUpdate = null, divergedLayer, divergedEpoch } = done.summary
    expect(done.steps('batchLoss').at(-1)).toBe((divergedUpdate ?? NaN) - 1)
    expect(divergedEpoch).toBe(1)
    expect(done.notes[0]).toContain(`Layer ${divergedLayer} of 7`)
    expect(done.notes[0]).toContain(`at update ${divergedUpdate} in epoch 1`)
  })

  it('records each hidden layer and the output layer', () => {
    const done = run(residualSpec('layer'))
    for (const id of ['layerOutputRms', 'layerGradientRms', 'layerParameterNorm', 'layerParameterGradient'])
      for (let layer = 1; layer <= 5; layer++) {
        const values = done.values(layerSeriesName(id, layer))
        expect(values, `${id} ${layer}`).toHaveLength(3)
        expect(values.every((value) => value > 0)).toBe(true)
      }
    expect(done.values('layerDotProduct of layer 4')).toHaveLength(3)
    expect(done.series.has('layerDotProduct of layer 5')).toBe(false)
    expect(layerOfSeries('layerDotProduct of layer 4')).toEqual({ quantityId: 'layerDotProduct', layer: 4 })
    expect(layerOfSeries('batchLoss')).toBeNull()
  })
})

describe('dot products before training', () => {
  const wide = (activation: 'normrelu' | 'relu', normalisation: 'none' | 'layer-before' | 'layer-after'): DeepTrainingSpec => {
    const { training, measurements } = deepSpec()
    return deepSpec({
      data: { kind: 'synthetic-images', trainCount: 20, testCount: 30, side: 6, channels: 1, classCount: 2 },
      model: {
        kind: 'fully-connected',
        depth: 4,
        width: 200,
        normalisation,
        activation: activation === 'relu' ? { kind: 'relu' } : { kind: 'normrelu', kink: -1.5975 },
      },
      initialisation: { kind: 'fan-in', gain: activation === 'relu' ? 2 : 1 },
      training: { ...training, epochs: 1, batchSize: 20, stepSize: 1e-6 },
      measurements: { ...measurements, dotProducts: { kind: 'measured', points: 30, layers: 'all' }, trainingExamples: 0 },
    })
  }

  it('are those of the recursion of the kernel, up to the width', () => {
    for (const [activation, normalisation] of [
      ['normrelu', 'none'],
      ['relu', 'none'],
      ['relu', 'layer-before'],
      ['relu', 'layer-after'],
      ['normrelu', 'layer-before'],
    ] as const) {
      const done = run(wide(activation, normalisation))
      const { summary } = done
      expect(summary['comparedDotProduct'], `${activation} ${normalisation}`).toBe(summary['initialDotProduct'])
      const difference = (summary['initialDotProduct'] ?? NaN) - (summary['predictedDotProduct'] ?? NaN)
      expect(Math.abs(difference), `${activation} ${normalisation}`).toBeLessThan(0.05)
      expect(done.values('predictedLayerDotProduct of layer 4')).toEqual([summary['predictedDotProduct']])
      expect(done.values('predictedLayerAbsoluteDotProduct of layer 4')).toEqual([summary['predictedAbsoluteDotProduct']])
      for (let layer = 1; layer <= 4; layer++) {
        const [measured = NaN] = done.values(`layerDotProduct of layer ${layer}`)
        const [theory = NaN] = done.values(`predictedLayerDotProduct of layer ${layer}`)
        expect(Math.abs(measured - theory), `${activation} ${normalisation} ${layer}`).toBeLessThan(0.05)
      }
    }
  })
})

describe('examples', () => {
  const size = 12
  const inputs = Float64Array.from({ length: 10 * size }, (_, index) => (index * 7) % 31)
  const labels = Float64Array.from({ length: 10 }, (_, index) => index % 3)
  const array = (sha256: string, shape: number[], first: number, count: number): StoredRows => ({
    kind: 'stored',
    sha256,
    shape,
    rows: { first, count },
  })
  const part = (first: number, count: number) => ({ inputs: array('x', [10, size], first, count), labels: array('y', [10], first, count) })
  const given = (standardisation: DeepTrainingSpec['preparation']['standardisation']): DeepTrainingSpec =>
    deepSpec({
      data: { kind: 'given', train: part(0, 7), test: part(7, 3), shape: { channels: 3, height: 2, width: 2 }, classCount: 3 },
      preparation: { pooling: 1, standardisation, crop: 1, flip: true },
      precision: 'float64',
    })

  it('are standardised by the training examples, the test examples too', () => {
    const context = new RecordingContext(portable, { x: inputs, y: labels })
    const { train, test } = drawData(given('channels'), 1, context)
    expect([train.count, test.count]).toEqual([7, 3])
    expect([...test.classes]).toEqual([1, 2, 0])
    const channel = (values: ArrayLike<number>, c: number): number[] =>
      Array.from(values).filter((_, k) => Math.floor((k % size) / 4) === c)
    for (let c = 0; c < 3; c++) {
      const raw = channel(inputs.subarray(0, 7 * size), c)
      const mean = raw.reduce((a, b) => a + b, 0) / raw.length
      const deviation = Math.sqrt(raw.reduce((a, b) => a + (b - mean) ** 2, 0) / raw.length)
      channel(test.inputs, c).forEach((value, k) => {
        expect(value).toBeCloseTo(((channel(inputs.subarray(7 * size), c)[k] ?? NaN) - mean) / deviation, 12)
      })
    }
  })

  it('are all in the batches of an epoch once, in another order in the next, wherever training begins', () => {
    const context = new RecordingContext(portable, { x: inputs, y: labels })
    const spec = { ...given('none'), preparation: { ...given('none').preparation, crop: 0, flip: false } }
    const { shape, train } = drawData(spec, 1, context)
    const batches = (): Batches => new Batches({ ...spec, training: { ...spec.training, batchSize: 3 } }, shape, train, 3, 9)
    const rowsOf = (from: Batches, epoch: number): number[] =>
      [0, 1, 2].flatMap((place) => {
        const { count, inputs: batch } = from.batch(epoch, place)
        return Array.from({ length: count }, (_, k) =>
          Array.from({ length: 7 }, (_unused, row) => row).findIndex(
            (row) => batch[k * size] === train.inputs[row * size] && batch[k * size + 1] === train.inputs[row * size + 1],
          ),
        )
      })
    const one = batches()
    const [first, second] = [rowsOf(one, 0), rowsOf(one, 1)]
    expect(first.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(second.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(second).not.toEqual(first)
    expect(rowsOf(batches(), 1)).toEqual(second)
  })

  it('are mixed in pairs of a batch, classes in the same shares', () => {
    const context = new RecordingContext(portable, { x: inputs, y: labels })
    const plain = given('none')
    const mixed = { ...plain, preparation: { ...plain.preparation, mixup: 1 } }
    const { shape, train } = drawData(plain, 1, context)
    const batchOf = (spec: DeepTrainingSpec) =>
      new Batches({ ...spec, training: { ...spec.training, batchSize: 5 } }, shape, train, 3, 9).batch(2, 1)
    const [before, after] = [batchOf(plain), batchOf(mixed)]
    const { share, partners } = drawMixing(9, 'batch 1 of epoch 2', 2, 1)
    expect([after.count, [...partners].toSorted()]).toEqual([2, [0, 1]])
    const row = (values: ArrayLike<number>, k: number): number[] => Array.from(values).slice(k * size, (k + 1) * size)
    for (const k of [0, 1]) {
      const partner = partners[k] ?? NaN
      const expected = row(before.inputs, k).map((value, at) => share * value + (1 - share) * (row(before.inputs, partner)[at] ?? NaN))
      expect(row(after.inputs, k)).toEqual(expected)
      const classes = [0, 0, 0]
      classes[before.targets[k] ?? NaN]! += share
      classes[before.targets[partner] ?? NaN]! += 1 - share
      expect(Array.from(after.targets).slice(3 * k, 3 * k + 3)).toEqual(classes)
    }
    // what is evaluated and measured stays as it is
    const first = (spec: DeepTrainingSpec) => new Batches(spec, shape, train, 3, 9).firstBatch()
    expect(first(mixed)).toEqual(first(plain))
  })

  it('refuse labels that are no classes and channels without variance', () => {
    const context = (y: Float64Array, x = inputs): RecordingContext => new RecordingContext(portable, { x, y })
    expect(() => drawData(given('none'), 1, context(Float64Array.from(labels, (value, k) => (k === 8 ? 3 : value))))).toThrow(
      'data.test.labels: entry 1 (counted from 0) is 3, a class is an integer from 0 to 2',
    )
    const flat = inputs.map((value, index) => (Math.floor((index % size) / 4) === 1 ? 5 : value))
    expect(() => drawData(given('channels'), 1, context(labels, flat))).toThrow('channel 2 is the same number')
    expect(() => drawData(given('all'), 1, context(labels, flat))).not.toThrow()
  })
})
