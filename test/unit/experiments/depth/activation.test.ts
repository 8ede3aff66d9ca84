import { describe, expect, it } from 'vitest'
import { analysed, NORMRELU } from './analysed'

const activation = (spec: unknown, analysis: unknown): unknown => ({
  experiment: 'activation-depth',
  version: 1,
  activation: spec,
  analysis,
})

describe('an activation through layers', () => {
  it('Figure 2: NormReLU and SELU differ most at the kink', () => {
    const curve = { kind: 'curve', form: 'as-is', from: -4, to: 4, intervals: 3200 }
    const [normRelu, selu] = [analysed(activation(NORMRELU, curve)), analysed(activation({ kind: 'selu' }, curve))].map((context) =>
      context.values('value'),
    )
    const differences = normRelu!.map((value, k) => Math.abs(value - selu![k]!))
    const largest = differences.indexOf(Math.max(...differences))
    expect(differences[largest]).toBeCloseTo(0.299668, 6)
    expect(-4 + largest / 400).toBeCloseTo(-1.5975, 2)
    expect(normRelu![2400]).toBeCloseTo(2.075454, 6)
    expect(selu![2400]).toBeCloseTo(2.101402, 6)
    expect(normRelu![0]).toBeCloseTo(-1.701925, 6)
    expect(selu![0]).toBeCloseTo(-1.725899, 6)
  })

  it('Figure 6: the length map of NormReLU is concave, its bias convex', () => {
    const { summary } = analysed(activation(NORMRELU, { kind: 'length-map', scaling: 'normalised', from: 0.5, to: 2, intervals: 60 }))
    expect(summary['lengthAtHalf']).toBeCloseTo(0.5399888, 7)
    expect(summary['lengthSlope']).toBeCloseTo(0.8427675, 7)
    expect(summary['biasAtTwo']).toBeCloseTo(0.00291553, 8)
    expect(summary['largestSecondDifference']).toBeLessThan(0)
    expect(summary['smallestBiasDifference']).toBeGreaterThan(0)
  })

  it('relu(x) - 1 has a length map with a minimum, and still tends to 1', () => {
    const shifted = { kind: 'expression', expression: 'max(x, 0) - 1', kinks: [0] }
    const { summary } = analysed(activation(shifted, { kind: 'length-map', scaling: 'second-moment', from: 1e-4, to: 4, intervals: 60 }))
    expect(summary['leastLength']).toBeCloseTo(0.97091, 3)
    expect(Math.abs((summary['leastLengthAt'] ?? NaN) - 2 / Math.PI)).toBeLessThan(0.07)
    expect(summary['limitFromAbove']).toBeCloseTo(1, 10)
    expect(summary['limitFromBelow']).toBeCloseTo(1, 10)
  })

  it('constants, and lemmas 21 and 26', () => {
    const { summary } = analysed(activation({ kind: 'tanh' }, { kind: 'constants', samples: 400 }))
    expect(summary['nonlinearity']).toBeCloseTo(0.06953008, 8)
    expect(summary['dualAtHalf']).toBeCloseTo(0.4725514, 8)
    expect(summary['dualBoundRatio']).toBeLessThanOrEqual(1)
    expect(summary['slopeBoundRatio']).toBeLessThanOrEqual(1 + 1e-12)
    expect(summary['contractionRate']).toBeCloseTo(0.388182, 6)
    // where slope and bound both vanish
    expect(analysed(activation({ kind: 'absolute' }, { kind: 'constants', samples: 400 })).summary['slopeBoundRatio']).toBeLessThanOrEqual(
      1 + 1e-9,
    )
    expect(analysed(activation({ kind: 'step' }, { kind: 'constants', samples: 10 })).summary['slopeBoundRatio']).toBeNull()
  })

  it('two inputs of any length stay under the bounds', () => {
    const { summary } = analysed(
      activation({ kind: 'tanh' }, { kind: 'pair', firstLength: 0.5, secondLength: 3, correlation: 0.95, depth: 32 }),
    )
    expect(summary['topCorrelation']).toBeCloseTo(0.216696, 6)
    expect(summary['lengthRatio']).toBeLessThanOrEqual(1 + 1e-12)
    expect(summary['correlationRatio']).toBeLessThanOrEqual(1)
    expect(summary['correlationGrowth']).toBeLessThanOrEqual(0)
  })

  it('NormReLU over its kink', () => {
    const context = analysed(activation({ kind: 'relu' }, { kind: 'kink-scan', from: -3, to: 1, intervals: 8 }))
    const scan = (name: string): number[] => context.values(name)
    // c = -3, -1 and 0
    ;[0, 4, 6].forEach((k, row) => {
      expect(scan('kinkScale')[k]).toBeCloseTo([1.001251, 1.153864, 1.712859][row]!, 6)
      expect(scan('kinkNonlinearity')[k]).toBeCloseTo([0.000202, 0.057552, 0.266529][row]!, 6)
      expect(scan('kinkLengthSlope')[k]).toBeCloseTo([0.987819, 0.771167, 1][row]!, 6)
    })
  })

  it('lemma 1', () => {
    const { summary } = analysed(activation({ kind: 'relu' }, { kind: 'normalisation-layers', units: 128, batch: 64 }))
    expect(summary['batchDifference']).toBeLessThan(1e-12)
    expect(summary['layerAfterDifference']).toBeLessThan(1e-12)
    expect(summary['layerBeforeDifference']).toBeGreaterThan(0.5)
  })
})
