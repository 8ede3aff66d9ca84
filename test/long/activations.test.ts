import { describe, expect, it } from 'vitest'
import { recipeById } from '../../src-main/papers'
import type { Recipe } from '../../src-main/papers/paper'
import type { TwoLayerSpec } from '../../src-main/experiments/two-layer/spec'
import { experimentOf } from '../../src-main/experiments'
import { kernelSpec } from '../../src-main/papers/activations/kernel-spec'
import { twoLayerSpec } from '../../src-main/papers/activations/two-layer-spec'
import { native } from '../golden/both-arithmetics'
import { computeEvidence } from '../fixtures/evidence'
import { RecordingContext } from '../fixtures/recording-context'

const MINUTES = 60_000

function recipe(id: string): Recipe {
  const found = recipeById(id)
  if (found === undefined) throw new Error(`There is no recipe ${id}`)
  return found
}

function run(spec: TwoLayerSpec, seed: number): RecordingContext {
  const context = new RecordingContext(native)
  experimentOf(spec).run(spec, seed, context, null)
  return context
}
const value = ({ summary }: RecordingContext, id: string): number => summary[id] ?? NaN

// what these recipes say in their quick size; those of the other recipes are checked by the unit tests
it.each([
  ['activations-figure-1-training', { C1: 'premise not met', C2: 'holds', C17: 'premise not met', 'F1-constant': 'holds' }],
  ['activations-sample-sweep', { C3: 'holds', 'C3-law': 'holds', 'C3-family': 'holds', 'C6-exponential': 'holds' }],
  ['activations-dimension-sweep', { 'D-order': 'holds', 'D-limit': 'holds' }],
  ['activations-width-sweep', { 'W-concentration': 'holds', 'W-smooth': 'holds' }],
  ['activations-smoothing', { C11: 'holds', 'C11-gain': 'holds' }],
  ['activations-output-layer', { C14: 'holds', 'C14-small': 'holds' }],
  ['activations-movement', { C1: 'premise not met', C17: 'holds' }],
  ['activations-modes', { 'C2-modes': 'holds', 'C2-aligned': 'holds' }],
  ['activations-stochastic', { C16: 'holds' }],
  [
    'activations-figure-2-stand-in',
    { 'F2-separation': 'holds', 'F2-dimension': 'holds', 'F2-order': 'holds', 'F2-training': 'premise not met', 'F2-moves': 'holds' },
  ],
] as const)(
  'verdicts of %s',
  (id, expected) => {
    const { claims } = recipe(id).present(withStatistics(id))
    expect(Object.fromEntries(claims.map((claim) => [claim.id, claim.verdict]))).toEqual(expected)
  },
  10 * MINUTES,
)

/** Evidence with the means of the cells, as the store gives them. */
function withStatistics(id: string) {
  const evidence = computeEvidence(recipe(id).plan('quick', 1), native, 2)
  const cells = evidence.cells.map((cell) => {
    const summaries = evidence.runs.filter(({ cellHash }) => cellHash === cell.hash).map(({ summary }) => summary)
    const names = Object.keys(summaries[0] ?? {})
    const statistics = Object.fromEntries(
      names.map((name) => {
        const values = summaries.map((each) => each[name] ?? NaN)
        const mean = values.reduce((a, b) => a + b, 0) / values.length
        return [name, { count: values.length, mean, min: Math.min(...values), max: Math.max(...values), standardDeviation: null }]
      }),
    )
    return { ...cell, statistics }
  })
  return { ...evidence, cells }
}

describe('acceptance values of arXiv 1908.05660 that need training', () => {
  // A14: E L(0) = (n / 2)(1 + E phi^2) over starts and labels
  it.each([
    ['relu', 7.5],
    ['elu', 8.2247],
    ['tanh', 6.9715],
    ['swish', 6.7789],
  ] as const)('expected loss of the start, ten points, %s', (kind, expected) => {
    const spec = twoLayerSpec({ kind }, 10, 300, 0)
    const bare: TwoLayerSpec = { ...spec, measurements: { ...spec.measurements, kernels: [], kernelSteps: 0, lazyPrediction: false } }
    const losses = Array.from({ length: 1000 }, (_, seed) => value(run(bare, seed), 'initialLoss'))
    const mean = losses.reduce((a, b) => a + b, 0) / losses.length
    const variance = losses.reduce((sum, loss) => sum + (loss - mean) * (loss - mean), 0) / (losses.length - 1)
    expect(Math.abs(mean - expected)).toBeLessThan(3.5 * Math.sqrt(variance / losses.length))
  })

  // A6: labels +++++++--- on the full circle of ten points, any seed and width
  it.each([
    ['relu', 0.2583592135],
    ['tanh', 2],
  ] as const)(
    'zero modes leave a plateau on the full circle, %s',
    (kind, plateau) => {
      const labels = Float64Array.from([1, 1, 1, 1, 1, 1, 1, -1, -1, -1])
      for (const [seed, width] of [
        [1, 5000],
        [2, 20_000],
      ] as const) {
        const spec = twoLayerSpec({ kind }, 10, width, 4000)
        const hash = 'b'.repeat(64)
        const stored: TwoLayerSpec = {
          ...spec,
          data: { kind: 'circle', geometry: 'full', sampleCount: 10 },
          labels: { kind: 'stored', sha256: hash, shape: [10] },
          training: { ...spec.training, stepSizes: { kind: 'given', hidden: 0.1, bias: 0, output: 0 } },
          measurements: { ...spec.measurements, kernels: [], kernelSteps: 0, lazyPrediction: false },
        }
        const context = new RecordingContext(native, { [hash]: labels })
        experimentOf(stored).run(stored, seed, context, null)
        expect(Math.abs(value(context, 'finalLoss') / plateau - 1)).toBeLessThan(1e-6)
      }
    },
    5 * MINUTES,
  )

  // A15: 2000 epochs at 10^4 neurons. The paper bounds the drift by m^(-1/2), and a kink reaches it: of m neurons that move by m^(-1/2) so many
  // cross it. Where phi'' is bounded the first order sum_k a_k^3 (...) / m^(3/2) has mean zero over the signs and the second is of order 1 / m.
  it.each([
    ['relu', 0.03, -0.5],
    ['elu', 1e-3, -1],
    ['tanh', 1e-3, -1],
    ['swish', 1e-3, -1],
  ] as const)(
    'gradient descent follows the frozen kernel, %s',
    (kind, tolerance, exponent) => {
      const context = run(twoLayerSpec({ kind }, 10, 10_000, 2000), 1)
      const ratio = value(context, 'finalRelativeResidual') / value(context, 'lazyFinalRelativeResidual')
      expect(Math.abs(ratio * ratio - 1)).toBeLessThan(tolerance)
      // one start differs from another by half of its drift or more: means over eight
      const [few, many] = [2500, 40_000].map((width) => {
        const drifts = Array.from({ length: 8 }, (_, seed) =>
          value(run(twoLayerSpec({ kind }, 10, width, 2000), seed), 'relativeKernelChange'),
        )
        return drifts.reduce((sum, drift) => sum + drift, 0) / drifts.length
      })
      const slope = Math.log((many ?? NaN) / (few ?? NaN)) / Math.log(16)
      expect(Math.abs(slope - exponent)).toBeLessThan(0.25)
    },
    15 * MINUTES,
  )
})

it(
  'a spectrum of ten thousand points at infinite width fits and ends',
  () => {
    const spec = kernelSpec({
      data: { kind: 'sphere', inputDimension: 100, sampleCount: 10_000 },
      activation: { kind: 'relu' },
      measurements: { eigenvalues: 'all' },
    })
    const experiment = experimentOf(spec)
    expect(experiment.check(spec)).toEqual([])
    expect(experiment.cost(spec).memoryBytes).toBeLessThan(24e9 * 0.8)
    const context = new RecordingContext(native, {}, 2)
    experiment.run(spec, 1, context, null)
    const [spectrum] = context.spectra
    expect(spectrum?.values).toHaveLength(10_000)
    // the trace is n / 2
    expect(Math.abs(value(context, 'trace') / 5000 - 1)).toBeLessThan(1e-10)
    expect(value(context, 'resolvedCount')).toBe(10_000)
    expect(value(context, 'lambdaMin')).toBeGreaterThan(0.01)
  },
  40 * MINUTES,
)
