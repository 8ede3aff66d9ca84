import { describe, expect, it } from 'vitest'
import type { ActivationSpec } from '../../../../src-main/contract'
import { activationOf } from '../../../../src-main/science/activations'
import { correlationBound } from '../../../../src-main/science/depth/bounds'
import { correlationMap, correlationOf } from '../../../../src-main/science/depth/correlation-map'
import { fixedPoint, uncentredEscapeDepth } from '../../../../src-main/science/depth/fixed-point'
import {
  lengthBound,
  lengthContraction,
  lengthMoments,
  normReluSettlingDepth,
  settlingDepth,
} from '../../../../src-main/science/depth/length-map'
import { nextLayer, type LengthsAndCorrelations } from '../../../../src-main/science/depth/any-length'
import { normalise } from '../../../../src-main/science/depth/normalised-activation'
import { noPulse } from '../../../golden/train'
import { ARCTAN, NORMRELU, formula } from './sets'

const normalised = (spec: ActivationSpec) => normalise(activationOf(spec))
const pair = (gx: number, gy: number, rho: number): LengthsAndCorrelations => ({
  squaredLengths: Float64Array.of(gx, gy),
  correlations: Float64Array.of(1, rho, rho, 1),
})

describe('length maps (checks C9, C11)', () => {
  it('NormReLU: figure 6 and the constants of theorem 59', () => {
    const normRelu = normalised(NORMRELU)
    expect(lengthMoments(normRelu, 0.5).length).toBeCloseTo(0.5399888, 7)
    expect(lengthMoments(normRelu, 0.5).bias).toBeCloseTo(0.00085499, 8)
    expect(lengthMoments(normRelu, 2).bias).toBeCloseTo(0.00291553, 8)
    expect(lengthMoments(normRelu, 1).slope).toBeCloseTo(0.8427674726, 10)
    const { rate, below, above } = lengthContraction(normRelu)
    expect(below).toBeCloseTo(0.0799775, 7)
    expect(above).toBeCloseTo(0.1572325, 7)
    expect(rate).toBe(below)
    expect(normReluSettlingDepth(rate, normRelu.nonlinearity, 0.004)).toBeCloseTo(166.18, 2)
    // with alpha' as the paper rounds it
    expect(normReluSettlingDepth(0.0798, normRelu.nonlinearity, 0.004)).toBeCloseTo(166.6, 1)
  })

  it.each([0.5, 0.9, 1, 1.7, 4])('the closed forms of NormReLU agree with quadrature at %d', (g) => {
    const closed = lengthMoments(normalised(NORMRELU), g)
    // the same function without its name
    const { activation, ...rest } = normalised(NORMRELU)
    const integrated = lengthMoments({ ...rest, activation: { ...activation, spec: { kind: 'relu' } } }, g)
    for (const key of ['length', 'mean', 'linear', 'bias', 'nonlinearity', 'slope'] as const)
      expect(Math.abs(closed[key] - integrated[key])).toBeLessThan(3e-13)
  })

  it.each<[ActivationSpec | 'arctan', number]>([
    [{ kind: 'tanh' }, 0.388182],
    [{ kind: 'erf' }, 0.435053],
    ['arctan', 0.308675],
    [formula('x / (1 + abs(x))', 0), 0.402944],
    [{ kind: 'sine' }, 0.462117],
  ])('%o contracts lengths by %d', (spec, rate) => {
    const found = spec === 'arctan' ? normalise(ARCTAN) : normalised(spec)
    expect(lengthContraction(found).rate).toBeCloseTo(rate, 6)
  })

  it('a jump at 0 forgets lengths; ReLU has slope 1', () => {
    expect(lengthMoments(normalised({ kind: 'step' }), 3).length).toBeCloseTo(1, 14)
    expect(lengthMoments(normalised({ kind: 'step' }), 3).slope).toBeCloseTo(0, 9)
    expect(lengthMoments(normalised({ kind: 'relu' }), 1).slope).toBeCloseTo(1, 14)
  })

  it('relu(x) - 1 refutes that monotone functions have monotone length maps, not convergence (D.4)', () => {
    const raw = { ...normalised({ kind: 'relu' }) }
    const moment = 1 / 2 - 2 / Math.sqrt(2 * Math.PI) + 1
    const scaled = {
      ...raw,
      value: (x: number) => (Math.max(x, 0) - 1) / Math.sqrt(moment),
      derivative: (x: number) => (x > 0 ? 1 : 0) / Math.sqrt(moment),
    }
    const f = (g: number): number => lengthMoments(scaled, g).length
    expect(f(2 / Math.PI)).toBeCloseTo(0.97091, 5)
    expect(lengthMoments(scaled, 2 / Math.PI).slope).toBeCloseTo(0, 12)
    for (let g of [4, 1e-4]) {
      for (let layer = 0; layer < 200; layer++) g = f(g)
      expect(g).toBeCloseTo(1, 12)
    }
  })
})

describe('lengths and correlations together', () => {
  it('tanh from (.5, 3, .95)', () => {
    const tanh = normalised({ kind: 'tanh' })
    let state = pair(0.5, 3, 0.95)
    const seen = new Map<number, LengthsAndCorrelations>()
    for (let layer = 1; layer <= 32; layer++) seen.set(layer, (state = nextLayer(tanh, state, noPulse)))
    expect(seen.get(1)!.squaredLengths[0]).toBeCloseTo(0.69409, 5)
    expect(seen.get(1)!.squaredLengths[1]).toBeCloseTo(1.49492, 5)
    expect(seen.get(1)!.correlations[1]).toBeCloseTo(0.920366, 6)
    expect(seen.get(8)!.squaredLengths[0]).toBeCloseTo(0.99814, 5)
    expect(seen.get(8)!.squaredLengths[1]).toBeCloseTo(1.00154, 5)
    expect(seen.get(8)!.correlations[1]).toBeCloseTo(0.796896, 6)
    expect(seen.get(32)!.correlations[1]).toBeCloseTo(0.216696, 6)
    const { rate } = lengthContraction(tanh)
    for (const [layer, { squaredLengths }] of seen) {
      expect(Math.abs(squaredLengths[1]! - 1)).toBeLessThanOrEqual(lengthBound(rate, layer, 3))
      expect(Math.abs(squaredLengths[0]! - 1)).toBeLessThanOrEqual(lengthBound(rate, layer, 0.5))
    }
    const settled = settlingDepth(rate, tanh.nonlinearity, 0.5, 3)
    for (const [layer, { correlations }] of seen)
      if (layer > settled) expect(correlations[1]).toBeLessThanOrEqual(correlationBound(layer - settled, 0.05, tanh.nonlinearity / 2))
  })

  it('NormReLU from (.5, 2, .9)', () => {
    const normRelu = normalised(NORMRELU)
    let state = pair(0.5, 2, 0.9)
    const expected = new Map([
      [1, 0.880409],
      [8, 0.818631],
      [32, 0.705982],
      [128, 0.247185],
    ])
    for (let layer = 1; layer <= 128; layer++) {
      state = nextLayer(normRelu, state, noPulse)
      const value = expected.get(layer)
      if (value !== undefined) expect(state.correlations[1]).toBeCloseTo(value, 6)
    }
  })

  it.each<[ActivationSpec]>([[{ kind: 'relu' }], [NORMRELU], [{ kind: 'tanh' }], [{ kind: 'selu' }]])(
    '%o at length 1 is the dual',
    (spec) => {
      const next = nextLayer(normalised(spec), pair(1, 1, 0.7), noPulse)
      expect(next.correlations[1]).toBeCloseTo(correlationMap(activationOf(spec)).next(correlationOf(0.7)).rho, 12)
      expect(next.squaredLengths[0]).toBeCloseTo(1, 13)
    },
  )
})

describe('activations with their mean (checks C8, A10)', () => {
  const uncentred = (spec: ActivationSpec) => correlationMap(activationOf(spec), false)

  it.each<[ActivationSpec, number]>([
    [{ kind: 'step' }, 0.78983263],
    [{ kind: 'elu' }, 0.59756845],
    [{ kind: 'gelu' }, 0.7604019],
    [{ kind: 'swish' }, 0.65866717],
  ])('%o tends to %d', (spec, expected) => {
    const found = fixedPoint(uncentred(spec))
    expect(found.correlation).toBeCloseTo(expected, 7)
    expect(found.approach).toBe('exponential')
    expect(found.rate).toBeLessThan(1)
    expect(found.slope).toBeLessThan(found.rate)
    if (spec.kind === 'step') expect(found.slope).toBeCloseTo(0.519, 4)
  })

  it.each<[ActivationSpec]>([[{ kind: 'softplus' }], [{ kind: 'sigmoid' }], [formula('cos(x)')]])('%o tends to 1 exponentially', (spec) => {
    const found = fixedPoint(uncentred(spec))
    expect(found.correlation).toBe(1)
    expect(found.rate).toBeLessThan(1)
  })

  it.each<[ActivationSpec]>([
    [{ kind: 'relu' }],
    [{ kind: 'leaky-relu', negativeSlope: 0.2 }],
    [{ kind: 'absolute' }],
    [formula('exp(x)')],
  ])('%o tends to 1 like a power', (spec) => {
    expect(fixedPoint(uncentred(spec))).toMatchObject({ correlation: 1, rate: 1, approach: 'power law' })
  })

  it('ReLU from 0: L^2 (1 - rho) tends to 9 pi^2 / 2', () => {
    const map = uncentred({ kind: 'relu' })
    let state = correlationOf(0)
    for (let layer = 1; layer <= 256; layer++) {
      state = map.next(state)
      if (layer === 64) expect(state.gap / 0.0079339263).toBeCloseTo(1, 7)
      if (layer === 256) expect(layer * layer * state.gap).toBeCloseTo(40.29, 2)
    }
    expect(uncentredEscapeDepth(uncentred({ kind: 'gelu' }), fixedPoint(uncentred({ kind: 'gelu' })), 0.01)).toBeGreaterThan(10)
  })
})
