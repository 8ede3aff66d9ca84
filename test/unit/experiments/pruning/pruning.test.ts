import { describe, expect, it } from 'vitest'
import { pruning } from '../../../../src-main/experiments/pruning'
import { partEnds } from '../../../../src-main/experiments/pruning/run'
import { pruningSpec, type PruningSpec } from '../../../../src-main/experiments/pruning/spec'
import type { TwoLayerSpec } from '../../../../src-main/experiments/two-layer/spec'
import {
  decreasingImportance,
  importanceByHiddenWeights,
  importanceByOutputWeights,
  increasingImportance,
} from '../../../../src-main/science/two-layer'
import { portable } from '../../../fixtures/arithmetic'
import { CLASS_ARRAYS, classes, classSpec } from '../../../fixtures/class-specs'
import { trained } from '../../../fixtures/finished-network'
import { RecordingContext } from '../../../fixtures/recording-context'

const specOf = (network: TwoLayerSpec, changes: Partial<PruningSpec> = {}): PruningSpec => ({
  experiment: 'pruning',
  version: 1,
  network,
  importance: 'hidden-weights',
  parts: 20,
  ...changes,
})

function prune(network: TwoLayerSpec, changes: Partial<PruningSpec> = {}) {
  const spec = pruningSpec.parse(specOf(network, changes))
  expect(pruning.check(spec)).toEqual([])
  const { training, next } = trained(network, 1, CLASS_ARRAYS)
  const context = next()
  expect(pruning.run(spec, 1, context, null).state).toBe('finished')
  return { training, context }
}

describe('pruning', () => {
  it('begins with the network that was trained and ends with none: exactly what outputs of 0 give', () => {
    const { training, context } = prune(classSpec())
    expect(context.steps('testRisk')).toEqual(Array.from({ length: 21 }, (_, part) => 2 * part))
    expect(context.values('testRisk')[0]).toBeCloseTo(training.summary.testMeanSquaredError ?? NaN, 13)
    expect(context.values('trainingAccuracy')[0]).toBe(training.summary.trainingAccuracy)
    // mean of the squares of one-hot labels over points and outputs: 1 / K
    expect(context.summary.testRiskNone).toBeCloseTo(1 / 3, 15)
    expect(context.summary.trainingRiskNone).toBeCloseTo(1 / 3, 15)
    // the first class holds 7 of 21 and 3 of 9 points
    expect(context.values('trainingAccuracy').at(-1)).toBe(1 / 3)
    expect(context.summary.testAccuracyNone).toBe(1 / 3)
    expect(context.summary.testAccuracyHalf).toBe(context.values('testAccuracy')[10])
    expect(context.summary.testAccuracyFew).toBe(context.values('testAccuracy')[19])
  })

  it('with cross-entropy ends at ln K', () => {
    const { training, context } = prune(classSpec({ loss: 'cross-entropy' }))
    expect(context.summary.trainingRiskNone).toBeCloseTo(Math.log(3), 15)
    expect(context.values('testRisk')[0]).toBeCloseTo(training.summary.testCrossEntropy ?? NaN, 13)
  })

  it('with one output ends at the mean of the squared labels, and knows no accuracy', () => {
    const network = classSpec({ labels: classes(0, 21), testData: undefined })
    const { context } = prune(network)
    // labels 0, 1, 2 equally often
    expect(context.summary.trainingRiskNone).toBeCloseTo(5 / 3, 14)
    expect([...context.series.keys()]).toEqual(['trainingRisk'])
  })

  it('removes the least important neurons first: one at a time it is the outputs of the others', () => {
    const network = classSpec()
    const { training, next } = trained(network, 1, CLASS_ARRAYS)
    const context = next()
    pruning.run(specOf(network, { parts: 40 }), 1, context, null)
    const hidden = training.artifacts.get('hiddenWeights') as Float64Array
    const output = training.artifacts.get('outputWeights') as Float64Array
    // the same network with the output weights of the 13 least important neurons set to 0
    const zipf = Array.from({ length: 40 }, (_, j) => Math.exp(-Math.log(j + 1) / 0.7))
    const total = zipf.reduce((a, b) => a + b, 0)
    const importance = zipf.map(
      (share, j) => (0.5 / 40 + (0.5 * share) / total) * hidden.subarray(4 * j, 4 * j + 4).reduce((sum, w) => sum + w * w, 0),
    )
    const removed = new Set([...importance.keys()].sort((a, b) => importance[a]! - importance[b]!).slice(0, 13))
    const zeroed = output.map((value, index) => (removed.has(Math.floor(index / 3)) ? 0 : value))
    const arrays = { ...CLASS_ARRAYS, ['c'.repeat(64)]: hidden, ['d'.repeat(64)]: zeroed }
    const again = classSpec()
    again.model = {
      ...again.model,
      hiddenWeights: { kind: 'stored', sha256: 'c'.repeat(64), shape: [40, 4] },
      outputWeights: { kind: 'stored', sha256: 'd'.repeat(64), shape: [40, 3] },
    }
    again.training = { ...again.training, stop: { steps: 0, increase: false } }
    const { training: reference } = trained(again, 1, arrays)
    expect(context.values('testRisk')[13]).toBeCloseTo(reference.summary.testMeanSquaredError ?? NaN, 12)
    expect(context.values('testAccuracy')[13]).toBe(reference.summary.testAccuracy)
  })

  it('says what is missing', () => {
    const context = new RecordingContext(portable, CLASS_ARRAYS)
    expect(() => pruning.run(specOf(classSpec()), 1, context, null)).toThrow(/left no hiddenWeights of 160 numbers/)
    const network = classSpec()
    network.measurements = { ...network.measurements, finalWeights: false }
    expect(pruning.check(specOf(network)).map(({ path }) => path)).toEqual(['network.measurements.finalWeights'])
    expect(pruning.source?.(specOf(classSpec()))).toEqual(classSpec())
  })

  it('cuts any width into parts, the last one complete', () => {
    expect(partEnds(2000, 20)).toEqual(Array.from({ length: 21 }, (_, part) => 100 * part))
    expect(partEnds(3, 20)).toEqual([0, 1, 2, 3])
    expect(partEnds(7, 2)).toEqual([0, 4, 7])
  })
})

describe('importance', () => {
  const scales = Float64Array.of(1, 2, 1, 0)
  it('is lambda |w|^2, or lambda |a|^2', () => {
    expect([...importanceByHiddenWeights(scales, Float64Array.of(3, 4, 1, 0, 5, 0, 9, 9))]).toEqual([25, 4, 25, 0])
    expect([...importanceByOutputWeights(scales, Float64Array.of(-1, 1, 1, -1, 1, 1, 1, 1))]).toEqual([2, 8, 2, 0])
  })

  it('puts the first of equal neurons first, either way', () => {
    expect([...increasingImportance(Float64Array.of(2, 1, 2, 1))]).toEqual([1, 3, 0, 2])
    expect([...decreasingImportance(Float64Array.of(2, 1, 2, 1))]).toEqual([0, 2, 1, 3])
  })

  it('with symmetric scales is the order of the norms of the weights', () => {
    const norms = Float64Array.of(0.3, 2, 1.5, 0.1)
    const importance = importanceByHiddenWeights(new Float64Array(4).fill(Math.sqrt(1 / 4)), norms)
    expect([...increasingImportance(importance)]).toEqual([3, 0, 2, 1])
  })
})
