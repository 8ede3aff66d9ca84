import { availableParallelism } from 'node:os'
import { beforeAll, describe, expect, it } from 'vitest'
import { sampleData } from '../../src-main/datasets/sample-tables'
import { standardisedRegressionInOrder } from '../../src-main/datasets/standardise'
import type { LabelledPoints } from '../../src-main/datasets/point-set'
import { pruning } from '../../src-main/experiments/pruning'
import { transfer } from '../../src-main/experiments/transfer'
import type { TwoLayerSpec } from '../../src-main/experiments/two-layer/spec'
import { asymmetricSpec, SETTINGS, settingName } from '../../src-main/papers/asymmetric/settings'
import { fastArithmetic } from '../fixtures/arithmetic'
import { trained } from '../fixtures/finished-network'
import { legacyNumpyPermutation } from '../fixtures/legacy-numpy'
import { MNIST_IS_THERE, mnistTestImages } from '../fixtures/mnist'
import { expectLikeOurs, expectLikeOursByRatio } from '../fixtures/prediction-interval'
import type { RecordingContext } from '../fixtures/recording-context'

/** Networks with asymmetric node scales on measured data, against values computed elsewhere. About half an hour on two quiet cores. */
const threads = availableParallelism()
const arithmetic = fastArithmetic(threads)
/** The references are single runs from other random starts: what one run may differ by is measured on as many of ours. */
const SEEDS = [1, 2, 3, 4, 5]
/**
 * What is left of a regression by a tenth of the neurons is the square of a random function that is nearly constant over the points: from seed to
 * seed it differs by factors up to six, more than five seeds can tell, and most where half of the scale is shared: there a dozen of our seeds
 * missed the lower third of what sixty find.
 */
const PRUNED_SEEDS = [12, 40, 12, 12].map((count) => Array.from({ length: count }, (_, k) => k + 1))
/** One run of theirs beside ours. */
const expectOneMore = (ours: readonly number[], reference: number | undefined, floor: number): void => {
  if (reference !== undefined) expectLikeOurs(ours, reference, 1, floor)
}
const expectOneMoreByRatio = (ours: readonly number[], reference: number | undefined, floor: number): void => {
  if (reference !== undefined) expectLikeOursByRatio(ours, reference, 1, floor)
}

/** The four settings of the published figures, gamma = 1 first. */
const FOUR = SETTINGS.filter(({ symmetricShare, exponent }) => !(symmetricShare === 0.5 && exponent === 0.5))

const at = (context: RecordingContext, series: string, step: number): number =>
  context.series.get(series)?.find(([recorded]) => recorded === step)?.[1] ?? NaN

function keepingWeights(spec: TwoLayerSpec): TwoLayerSpec {
  return { ...spec, measurements: { ...spec.measurements, finalWeights: true, kernelSteps: 0 } }
}

function prune(network: TwoLayerSpec, seed: number, context: RecordingContext): RecordingContext {
  pruning.run({ experiment: 'pruning', version: 1, network, importance: 'hidden-weights', parts: 20 }, seed, context, null)
  return context
}

const hash = (digit: number): string => digit.toString(16).repeat(64)

describe.each([
  {
    table: 'concrete',
    train: [0.0237, 0.0323, 0.0516, 0.1255],
    test: [0.16, 0.165, 0.168, 0.179],
    transferred: { 10: [0.52, 0.22, 0.16, 0.15], 100: [0.16, 0.17, 0.15, 0.15] },
    pruned: null,
    nothing: 1.02062,
  },
  {
    table: 'energy',
    train: [0.0031, 0.0058, 0.0138, 0.0418],
    test: [0.0388, 0.038, 0.0451, 0.0562],
    transferred: { 10: [0.125, 0.072, 0.089, 0.03], 100: [] },
    pruned: [0.74, 0.19, 0.13, 0.056],
    nothing: 0.9606,
  },
])('$table, 20,000 steps of 100,000', ({ table, train, test, transferred, pruned, nothing }) => {
  const data = sampleData(table, undefined)
  const parts = standardisedRegressionInOrder(data, legacyNumpyPermutation(10, data.sampleCount))
  const held = Math.floor(parts.validation.sampleCount / 2)
  const arrays: Record<string, Float64Array> = {}
  const stored = (values: Float64Array, shape: number[]) => {
    const sha256 = hash(Object.keys(arrays).length + 1)
    arrays[sha256] = values
    return { kind: 'stored' as const, sha256, shape }
  }
  const points = ({ inputs, targets, sampleCount, inputDimension }: LabelledPoints) => ({
    inputs: stored(inputs, [sampleCount, inputDimension]),
    labels: stored(targets, [sampleCount]),
  })
  const [training, validation, testing] = [points(parts.train), points(parts.validation), points(parts.test)]
  const half = (first: number, count: number) => ({
    inputs: { ...validation.inputs, rows: { first, count } },
    labels: { ...validation.labels, rows: { first, count } },
  })
  const trainedOn = (setting: (typeof FOUR)[number], seed: number) => {
    const base = asymmetricSpec({
      data: training.inputs,
      dataSeed: seed,
      hiddenWidth: 2000,
      setting,
      values: { activation: 'relu', loss: 'mean', weightVariance: 2 },
      steps: 20_000,
      recordedEvery: 5000,
      kernelPoints: 50,
    })
    const spec = keepingWeights({ ...base, labels: training.labels, testData: testing })
    const { training: run, next } = trained(spec, seed, arrays, arithmetic, threads)
    return { spec, run, next, pruning: prune(spec, seed, next()) }
  }
  const compute = (setting: (typeof FOUR)[number], seed: number) => {
    const { spec, run, next, pruning } = trainedOn(setting, seed)
    const moved = next()
    transfer.run(
      {
        experiment: 'transfer',
        version: 1,
        network: spec,
        importance: 'hidden-weights',
        data: { kind: 'given', train: half(0, held), test: half(held, parts.validation.sampleCount - held) },
        featureCounts: [10, 100],
        external: { hiddenWidths: [64, 64], stepSize: 0.1, steps: 5000 },
      },
      seed,
      moved,
      null,
    )
    return { run, pruning, moved }
  }
  let ended: ReturnType<typeof compute>[][] = []
  let prunedMore: RecordingContext[][] = []
  beforeAll(() => {
    ended = FOUR.map((setting) => SEEDS.map((seed) => compute(setting, seed)))
    prunedMore = FOUR.map((setting, index) =>
      pruned === null ? [] : (PRUNED_SEEDS[index] ?? []).slice(SEEDS.length).map((seed) => trainedOn(setting, seed).pruning),
    )
  }, 3_600_000)

  it.each(FOUR.map((setting, index) => ({ name: settingName(setting), index })))('$name', ({ index }) => {
    const runs = ended[index] ?? expect.fail()
    const of = (read: (run: (typeof runs)[number]) => number | null | undefined): number[] => runs.map((run) => read(run) ?? NaN)
    expectOneMoreByRatio(
      of(({ run }) => run.summary.finalLoss),
      train[index],
      0.1,
    )
    expectOneMoreByRatio(
      of(({ run }) => run.summary.testMeanSquaredError),
      test[index],
      0.1,
    )
    for (const { pruning } of runs) {
      expect(pruning.summary.testRiskNone).toBeCloseTo(nothing, 4)
      expect(pruning.summary.trainingRiskNone).toBeCloseTo(1, 12)
    }
    for (const count of [10, 100] as const)
      expectOneMoreByRatio(
        of(({ moved }) => at(moved, 'testRisk', count)),
        transferred[count][index],
        0.1,
      )
    expectOneMoreByRatio(
      [...runs.map(({ pruning }) => pruning), ...(prunedMore[index] ?? [])].map((pruning) => at(pruning, 'testRisk', 1800)),
      pruned?.[index],
      0.1,
    )
  })

  it('few features and few neurons are worth most at gamma = 0', () => {
    const mean = (read: (run: ReturnType<typeof compute>) => number): number[] =>
      ended.map((runs) => runs.reduce((sum, run) => sum + read(run), 0) / runs.length)
    const few = mean(({ moved }) => at(moved, 'testRisk', 10))
    expect(Math.min(...few)).toBe(few[3])
    expect(Math.max(...few)).toBe(few[0])
    const left = mean(({ pruning }) => at(pruning, 'testRisk', 1900))
    expect(Math.min(...left)).toBe(left[3])
  })
})

describe.skipIf(!MNIST_IS_THERE)('digits: 500 test images, 500 neurons, 1500 steps of size 50 (needs npm run data:mnist)', () => {
  const REFERENCE = {
    relu: {
      train: [0.992, 0.978, 0.95, 0.782],
      test: [0.852, 0.866, 0.856, 0.709],
      risk: [0.018, 0.0216, 0.031, 0.0611],
      // after 25, 50, 75 and 95 %
      pruned: [
        [0.77, 0.56, 0.42, 0.15],
        [0.8, 0.71, 0.49, 0.31],
        [0.8, 0.74, 0.57, 0.45],
        [0.709, 0.709, 0.702, 0.684],
      ],
    },
  }
  const { images, digits } = MNIST_IS_THERE ? mnistTestImages() : { images: new Float64Array(), digits: new Float64Array() }
  const arrays = { [hash(1)]: images, [hash(2)]: digits }
  const inputs = (first: number, count: number) => ({
    kind: 'stored' as const,
    sha256: hash(1),
    shape: [10_000, 784],
    rows: { first, count },
  })
  const labels = (first: number, count: number) => ({ kind: 'stored' as const, sha256: hash(2), shape: [10_000], rows: { first, count } })
  const moves: number[] = []
  const smallest: number[] = []

  const compute = (setting: (typeof FOUR)[number], seed: number) => {
    const base = asymmetricSpec({
      data: inputs(0, 500),
      dataSeed: seed,
      hiddenWidth: 500,
      setting,
      values: { activation: 'relu', loss: 'mean-of-outputs', weightVariance: 2 },
      steps: 1500,
      recordedEvery: 500,
      kernelPoints: 50,
    })
    const spec = keepingWeights({
      ...base,
      labels: { kind: 'classes', values: labels(0, 500), count: 10 },
      testData: { inputs: inputs(5000, 1000), labels: labels(5000, 1000) },
      training: { ...base.training, stepSizes: { kind: 'given', hidden: 50, bias: 0, output: 0 } },
    })
    const { training, next } = trained(spec, seed, arrays, arithmetic, threads)
    return { training, pruned: prune(spec, seed, next()) }
  }

  it.each(FOUR.map((setting, index) => ({ name: settingName(setting), setting, index })))('$name', ({ setting, index }) => {
    const runs = SEEDS.map((seed) => compute(setting, seed))
    const of = (read: (run: (typeof runs)[number]) => number | null | undefined): number[] => runs.map((run) => read(run) ?? NaN)
    const { relu } = REFERENCE
    expectOneMore(
      of(({ training }) => training.summary.trainingAccuracy),
      relu.train[index],
      0.03,
    )
    expectOneMore(
      of(({ training }) => training.summary.testAccuracy),
      relu.test[index],
      0.03,
    )
    expectOneMoreByRatio(
      of(({ training }) => training.summary.finalLoss),
      relu.risk[index],
      0.1,
    )
    for (const [i, removed] of [125, 250, 375, 475].entries())
      expectOneMore(
        of(({ pruned }) => at(pruned, 'testAccuracy', removed)),
        relu.pruned[index]?.[i],
        0.03,
      )
    for (const { pruned } of runs) {
      // 108 of these 1,000 digits are zeros
      expect(pruned.summary.testAccuracyNone).toBe(0.108)
      expect(pruned.summary.testRiskNone).toBeCloseTo(0.1, 14)
    }
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
    moves.push(mean(of(({ training }) => training.summary.largestNeuronDistance)))
    smallest.push(mean(of(({ training }) => training.summary.tangentLambdaMinStart)))
  })

  it('movement rises and the smallest eigenvalue falls with falling gamma', () => {
    expect(moves).toEqual(moves.toSorted((a, b) => a - b))
    expect(smallest).toEqual(smallest.toSorted((a, b) => b - a))
  })
})
