import { describe, expect, it } from 'vitest'
import { sampleRegression } from '../../../../src-main/datasets/sample-tables'
import { transfer } from '../../../../src-main/experiments/transfer'
import { drawTransferPoints } from '../../../../src-main/experiments/transfer/points'
import { transferSpec, type TransferSpec } from '../../../../src-main/experiments/transfer/spec'
import type { TwoLayerSpec } from '../../../../src-main/experiments/two-layer/spec'
import { portable } from '../../../fixtures/arithmetic'
import { CLASS_ARRAYS, classes, classSpec } from '../../../fixtures/class-specs'
import { trained } from '../../../fixtures/finished-network'
import { RecordingContext, StoppedForTest } from '../../../fixtures/recording-context'

const inputs = (first: number, count: number) => ({
  kind: 'stored' as const,
  sha256: 'a'.repeat(64),
  shape: [30, 4],
  rows: { first, count },
})

function specOf(changes: Partial<TransferSpec> = {}): TransferSpec {
  return {
    experiment: 'transfer',
    version: 1,
    network: classSpec(),
    importance: 'hidden-weights',
    data: {
      kind: 'given',
      train: { inputs: inputs(9, 15), labels: classes(9, 15) },
      test: { inputs: inputs(24, 6), labels: classes(24, 6) },
    },
    featureCounts: [20, 5, 40],
    external: { hiddenWidths: [8], stepSize: 0.5, steps: 150 },
    ...changes,
  }
}

const TABLE = table()

function table(): TwoLayerSpec {
  const spec = classSpec({ data: { kind: 'sample-table', table: 'concrete' }, dataSeed: 3, labels: { kind: 'data' }, testData: undefined })
  spec.training = { ...spec.training, stop: { steps: 3, increase: false } }
  spec.measurements = { ...spec.measurements, kernels: [], recording: { kind: 'interval', steps: 3 } }
  return spec
}

describe('transfer', () => {
  const { next } = trained(classSpec(), 1, CLASS_ARRAYS)

  it('trains a network for each number of features, from the smallest on, and the features tell the classes apart', () => {
    const spec = transferSpec.parse(specOf())
    expect(transfer.check(spec)).toEqual([])
    const context = next()
    expect(transfer.run(spec, 1, context, null).state).toBe('finished')
    expect(context.steps('testAccuracy')).toEqual([5, 20, 40])
    expect(context.summary.testAccuracyFewest).toBe(context.values('testAccuracy')[0])
    expect(context.summary.testRiskMost).toBe(context.values('testRisk')[2])
    expect(context.values('trainingAccuracy')[2]).toBeGreaterThan(0.6)
    // better than the best constant, whose risk is 2 / 9
    expect(context.values('trainingRisk')[2]).toBeLessThan(2 / 9)
    expect(context.summary.divergedTrainings).toBe(0)
  })

  it('resumes between two numbers of features bit for bit', () => {
    const whole = next()
    transfer.run(specOf(), 1, whole, null)
    const first = next()
    first.stopAt = (step) => step >= 5
    expect(() => transfer.run(specOf(), 1, first, null)).toThrow(StoppedForTest)
    const second = next()
    transfer.run(specOf(), 1, second, first.lastSnapshot)
    expect(second.summary).toEqual(whole.summary)
    expect([...first.values('testRisk'), ...second.values('testRisk')]).toEqual(whole.values('testRisk'))
  })

  it('notices what diverges', () => {
    const context = next()
    transfer.run(specOf({ external: { hiddenWidths: [8], stepSize: 1e5, steps: 50 } }), 1, context, null)
    expect(context.summary.divergedTrainings).toBe(3)
    expect(context.notes).toHaveLength(3)
  })

  it('uses the halves of the validation rows of a table', () => {
    const { train, test } = drawTransferPoints(
      specOf({ network: TABLE, data: { kind: 'validation-halves' } }),
      9,
      new RecordingContext(portable),
    )
    expect([train.sampleCount, test.sampleCount]).toEqual([206, 206])
    const { validation } = sampleRegression('concrete', undefined, 3)
    expect(Float64Array.of(...train.inputs, ...test.inputs)).toEqual(validation.inputs)
    expect(Float64Array.of(...train.targets, ...test.targets)).toEqual(validation.targets)
    const { next: after } = trained(TABLE, 1)
    const context = after()
    transfer.run(
      specOf({ network: TABLE, data: { kind: 'validation-halves' }, external: { hiddenWidths: [4, 4], stepSize: 0.1, steps: 20 } }),
      1,
      context,
      null,
    )
    expect([...context.series.keys()]).toEqual(['trainingRisk', 'testRisk'])
    // the targets have variance 1 on the training rows: not worse than saying nothing
    expect(context.summary.testRiskMost).toBeLessThan(1.3)
  })

  it('refuses what does not go together', () => {
    const rules = (changes: Partial<TransferSpec>): string[] => transfer.check(specOf(changes)).map(({ path, rule }) => `${path} ${rule}`)
    expect(rules({ featureCounts: [41] })).toEqual(['featureCounts are at most the hidden width, 40'])
    expect(rules({ data: { kind: 'validation-halves' } })).toEqual(['data only sample tables have validation rows'])
    const wide = { kind: 'stored' as const, sha256: 'a'.repeat(64), shape: [24, 5] }
    expect(
      rules({
        data: { kind: 'given', train: { inputs: wide, labels: classes(20, 24) }, test: { inputs: inputs(24, 6), labels: classes(24, 5) } },
      }),
    ).toEqual([
      'data.train.labels has 30 rows, 44 are asked for',
      'data.train.inputs has 5 columns, the network takes 4',
      'data.test.labels has 5 entries, expected 6',
    ])
  })
})
