import { describe, expect, it } from 'vitest'
import type { ActivationSpec } from '../../../../src-main/contract'
import { activationOf, normReluConstants, normReluKink } from '../../../../src-main/science/activations'
import { conditioning } from '../../../../src-main/science/depth/conditioning'
import { correlationMap, correlationOf } from '../../../../src-main/science/depth/correlation-map'
import { kernelsAtDepth } from '../../../../src-main/science/depth/kernels'
import { normalise } from '../../../../src-main/science/depth/normalised-activation'
import { correlationBound, escapeDepth, kernelThreshold, tangentThreshold } from '../../../../src-main/science/depth/bounds'
import { matrixCorrelations, separation } from '../../../../src-main/science/depth/pair-correlations'
import { native } from '../../../golden/both-arithmetics'
import { noPulse } from '../../../golden/train'
import { ARCTAN, EQUICORRELATED, FAN, H2, NORMRELU, formula } from './sets'

const relative = (value: number, expected: number): number => Math.abs(value - expected) / Math.abs(expected)
const map = (spec: ActivationSpec, centred = true) => correlationMap(activationOf(spec), centred)
const iterate = (spec: ActivationSpec, rho: number, depth: number): number => {
  const layer = map(spec)
  let state = correlationOf(rho)
  for (let l = 0; l < depth; l++) state = layer.next(state)
  return state.rho
}

describe('normalising (checks A1, A2)', () => {
  // mean, scale, mu, shat'(1), chi
  it.each<[ActivationSpec | 'arctan', number, number, number, number, number]>([
    [{ kind: 'polynomial', coefficients: [0, 1] }, 0, 1, 0, 1, 1],
    [H2, 0, 1, 1, 2, 2],
    [{ kind: 'relu' }, 0.3989422804, 0.5838193701, 0.2665289, 1.46694221, 1],
    [{ kind: 'leaky-relu', negativeSlope: 0.01 }, 0.3949528576, 0.5865681889, 0.25878237, 1.45337076, 1],
    [{ kind: 'leaky-relu', negativeSlope: 0.2 }, 0.3191538243, 0.6466381031, 0.13904606, 1.24360013, 1],
    [{ kind: 'absolute' }, 0.7978845608, 0.602810275, 1, 2.75193839, 1],
    [{ kind: 'step' }, 0.5, 0.5, 0.36338023, Infinity, 0],
    [{ kind: 'tanh' }, 0, 0.6279287303, 0.06953008, 1.17780723, 0.461071],
    [{ kind: 'erf' }, 0, 0.6815856912, 0.08641716, 1.2257, 0.408567],
    ['arctan', 0, 0.6705974325, 0.04399647, 1.11185008, 0.560819],
    [formula('x / (1 + abs(x))', 0), 0, 0.4278013806, 0.06910535, 1.24401037, 0.476712],
    [{ kind: 'sigmoid' }, 0.5, 0.2082763449, 0.01583283, 1.03359239, 0.719201],
    [{ kind: 'softplus' }, 0.8060591833, 0.5210705344, 0.07923887, 1.08052805, 1.056125],
    [{ kind: 'elu' }, 0.1605205723, 0.7868790017, 0.06327265, 1.07901346, 0.860232],
    [{ kind: 'selu' }, 0, 1, 0.02931965, 1.07157499, 0.782648],
    [{ kind: 'gelu' }, 0.2820947918, 0.5879149692, 0.27671248, 1.31884497, 1.062116],
    [{ kind: 'swish' }, 0.2066209641, 0.5595384678, 0.20149046, 1.21208111, 1.100947],
    [formula('exp(x)'), 1.6487212707, 2.1611974159, 0.41802329, 1.58197671, 2.581977],
    [{ kind: 'sine' }, 0, 0.657519854, 0.14908187, 1.31303529, 0.313035],
    [formula('cos(x)'), 0.6065306597, 0.4469767337, 1, 2.16395341, 1.163953],
    [NORMRELU, 0, 1, 0.0155988727, 1.0417793644, 0.8427674726],
  ])('%o', (spec, mean, scale, mu, slope, chi) => {
    const found = normalise(spec === 'arctan' ? ARCTAN : activationOf(spec))
    expect(Math.abs(found.mean - mean)).toBeLessThan(6e-11)
    expect(Math.abs(found.scale - scale)).toBeLessThan(6e-11)
    expect(Math.abs(found.nonlinearity - mu)).toBeLessThan(6e-9)
    if (slope === Infinity) expect(found.slopeAtOne).toBe(Infinity)
    else expect(Math.abs(found.slopeAtOne - slope)).toBeLessThan(6e-9)
    expect(Math.abs(found.lengthSlope - chi)).toBeLessThan(6e-7)
    expect(found.isAffine).toBe(mu === 0)
  })

  it('refuses what cannot be normalised', () => {
    expect(() => normalise(activationOf({ kind: 'polynomial', coefficients: [3] }))).toThrow(/no variance/)
    expect(() => normalise({ ...ARCTAN, value: (x) => Math.exp(x * x) })).toThrow(/no finite second moment/)
  })

  it('a jump away from 0 changes the slope of the length map', () => {
    // by sums over a fine grid at two lengths
    const jump = normalise(activationOf(formula('sign(x - 1)', 1)))
    const h = 1e-4
    const length = (g: number): number => {
      let total = 0
      for (let k = -40000; k < 40000; k++) {
        const z = (k + 0.5) / 4000
        const s = jump.value(Math.sqrt(g) * z)
        total += s * s * Math.exp((-z * z) / 2)
      }
      return total / 4000 / Math.sqrt(2 * Math.PI)
    }
    expect(jump.slopeAtOne).toBe(Infinity)
    expect(jump.lengthSlope).toBeCloseTo((length(1 + 50 * h) - length(1 - 50 * h)) / (100 * h), 2)
  })

  it('the scan over the kink of NormReLU, and its inverse', () => {
    const rows: [number, number, number, number, number][] = [
      [-3, -3.000382, 1.001251, 0.000202, 0.987819],
      [-2, -2.008491, 1.020516, 0.005394, 0.904825],
      [-1, -1.083315, 1.153864, 0.057552, 0.771167],
      [-0.5, -0.697797, 1.344202, 0.136095, 0.805493],
      [0, -0.398942, 1.712859, 0.266529, 1],
      [0.5, -0.197797, 2.421685, 0.441721, 1.401045],
      [1, -0.083315, 3.823643, 0.631987, 2.024836],
    ]
    for (const [kink, shift, scale, mu, chi] of rows) {
      const found = normalise(activationOf({ kind: 'normrelu', kink }))
      expect(normReluConstants(kink).shift).toBeCloseTo(shift, 6)
      expect(normReluConstants(kink).scale).toBeCloseTo(scale, 6)
      expect(found.nonlinearity).toBeCloseTo(mu, 6)
      expect(found.lengthSlope).toBeCloseTo(chi, 6)
    }
    expect(normReluKink(1.0507009874)).toBeCloseTo(-1.5907658564, 8)
  })
})

describe('duals through layers (check A4)', () => {
  it.each<[ActivationSpec, [number, number][]]>([
    [
      { kind: 'relu' },
      [
        [8, 0.43891],
        [16, 0.0657372],
        [32, 0.000499743],
        [64, 2.46185e-8],
      ],
    ],
    [
      NORMRELU,
      [
        [8, 0.876622],
        [16, 0.849666],
        [32, 0.785284],
        [64, 0.624804],
      ],
    ],
    [
      { kind: 'tanh' },
      [
        [8, 0.741275],
        [16, 0.517097],
        [32, 0.184682],
        [64, 0.0186885],
      ],
    ],
    [
      { kind: 'step' },
      [
        [8, 0.0364448],
        [16, 0.000983646],
        [32, 7.16013e-7],
        [64, 3.79389e-13],
      ],
    ],
    [
      { kind: 'selu' },
      [
        [8, 0.857358],
        [32, 0.668878],
        [64, 0.372065],
      ],
    ],
  ])('%o from .9', (spec, rows) => {
    for (const [depth, expected] of rows) expect(relative(iterate(spec, 0.9, depth), expected)).toBeLessThan(3e-6)
  })

  it.each<[ActivationSpec, (rho: number) => number]>([
    [{ kind: 'erf' }, (r) => Math.asin((2 * r) / 3) / Math.asin(2 / 3)],
    [{ kind: 'sine' }, (r) => Math.sinh(r) / Math.sinh(1)],
    [formula('exp(x)'), (r) => Math.expm1(r) / Math.expm1(1)],
    [formula('cos(x)'), (r) => (Math.cosh(r) - 1) / (Math.cosh(1) - 1)],
    [H2, (r) => r * r],
    [{ kind: 'step' }, (r) => (2 / Math.PI) * Math.asin(r)],
    [
      { kind: 'relu' },
      (r) => ((Math.sqrt(1 - r * r) + (Math.PI - Math.acos(r)) * r) / (2 * Math.PI) - 1 / (2 * Math.PI)) / (0.5 - 0.5 / Math.PI),
    ],
  ])('%o has its closed form', (spec, closed) => {
    const layer = map(spec)
    for (let r = -1; r <= 1; r += 1 / 64) expect(Math.abs(layer.next(correlationOf(r)).rho - closed(r))).toBeLessThan(3e-13)
  })

  it.each([1e-3, 1e-6, 1e-9, 1e-13])('ReLU keeps the digits of a gap of %d', (gap) => {
    const theta = 2 * Math.asin(Math.sqrt(gap / 2))
    // sin theta - theta cos theta = theta^3 / 3 - theta^5 / 30 + theta^7 / 840
    const t2 = theta * theta
    const difference = theta * t2 * (1 / 3 - t2 / 30 + (t2 * t2) / 840)
    const expected = (Math.PI * gap - difference) / (2 * Math.PI) / (0.5 - 0.5 / Math.PI)
    expect(relative(map({ kind: 'relu' }).next({ rho: 1 - gap, gap }).gap, expected)).toBeLessThan(1e-12)
  })

  it('correlations near 0 and near -1 keep their digits', () => {
    const tanh = map({ kind: 'tanh' })
    expect(relative(tanh.next(correlationOf(1e-30)).rho, 1e-30 * tanh.slopeAtZero)).toBeLessThan(1e-14)
    let opposite = correlationOf(-1)
    for (let l = 0; l < 1000; l++) opposite = tanh.next(opposite)
    expect(opposite).toEqual({ rho: -1, gap: 0 })
    const close = tanh.next({ rho: -1, gap: 1e-20 })
    expect(relative(close.gap, 1e-20 * tanh.slopeAtOne)).toBeLessThan(1e-12)
  })

  it('h2 neither explodes nor collapses from 1', () => {
    expect(iterate(H2, 1, 200)).toBe(1)
    expect(iterate(H2, 0.999, 20)).toBeLessThan(1e-100)
  })
})

describe('top-layer kernels on eight directions (check A5)', () => {
  const kappa = (spec: ActivationSpec, depth: number) =>
    conditioning(native, kernelsAtDepth(map(spec), FAN, depth, noPulse).kernel.rho, 8, noPulse)

  it.each<[ActivationSpec, number[]]>([
    [{ kind: 'relu' }, [1313.38, 393.005, 73.2211, 8.24137, 1.38151, 1.00257, 1]],
    [{ kind: 'tanh' }, [9286.93, 2286.36, 431.378, 66.5678, 10.0408, 2.18511, 1.08838]],
    [{ kind: 'erf' }, [6945.95, 1473.29, 247.736, 36.1342, 5.75346, 1.57131, 1.02691]],
    [{ kind: 'selu' }, [7588.85, 3453.5, 1438.84, 510.565, 139.878, 28.1249, 4.93617]],
    [NORMRELU, [12536, 5948.92, 2681.18, 1093.88, 372.994, 96.9648, 19.1378]],
    [{ kind: 'step' }, [25.2741, 7.39138, 2.37446, 1.17068, 1.00439, 1, 1]],
  ])('%o', (spec, expected) => {
    expected.forEach((value, k) => expect(relative(kappa(spec, 2 ** k).conditionNumber, value)).toBeLessThan(5e-6))
  })

  it('h2 is singular until its degree outgrows the plane', () => {
    for (const depth of [1, 2]) expect(kappa(H2, depth)).toMatchObject({ resolved: false, conditionNumber: Infinity, excess: Infinity })
    expect(relative(kappa(H2, 3).conditionNumber, 35)).toBeLessThan(1e-6)
    expect(relative(kappa(H2, 4).conditionNumber, 3.53626)).toBeLessThan(2e-6)
  })

  it('kappa - 1 has digits where kappa has none left', () => {
    const { excess, conditionNumber } = kappa({ kind: 'step' }, 128)
    expect(conditionNumber).toBe(1)
    expect(excess).toBeGreaterThan(0)
    expect(excess).toBeLessThan(1e-20)
  })

  it('equicorrelated inputs in closed form (theorem 7 with equality)', () => {
    const { kernel } = kernelsAtDepth(map({ kind: 'relu' }), EQUICORRELATED, 8, noPulse)
    const rho = iterate({ kind: 'relu' }, 0.99, 8)
    const found = conditioning(native, kernel.rho, 10, noPulse)
    expect(relative(found.lambdaMin, 1 - rho)).toBeLessThan(1e-11)
    expect(relative(found.conditionNumber, (1 + 9 * rho) / (1 - rho))).toBeLessThan(1e-11)
  })
})

describe('tangent kernels (check A7)', () => {
  const tangentOf = (spec: ActivationSpec, depth: number, rho: number, printed = false): { entry: number; diagonal: number } => {
    const pair = matrixCorrelations([1, rho, rho, 1], 2)
    const { tangent, logTangentDiagonal } = kernelsAtDepth(map(spec), pair, depth, noPulse, printed)
    const diagonal = Math.exp(logTangentDiagonal)
    return { entry: (tangent?.[0] ?? NaN) * diagonal, diagonal }
  }
  const kappa = (spec: ActivationSpec, depth: number, printed = false): number =>
    conditioning(native, kernelsAtDepth(map(spec), FAN, depth, noPulse, printed).tangent!, 8, noPulse).conditionNumber

  it('h2 in closed form', () => {
    for (const rho of [-0.5, 0.1, 0.8]) expect(relative(tangentOf(H2, 1, rho).entry, 3 * rho * rho)).toBeLessThan(1e-12)
    for (const depth of [1, 5, 20]) expect(relative(tangentOf(H2, depth, 0.3).diagonal, 2 ** (depth + 1) - 1)).toBeLessThan(1e-12)
  })

  it('ReLU at .8, and the index as printed', () => {
    // shat(.8) + .8 shat'(.8) with theta = arccos .8, sin theta = .6
    const rest = Math.PI - Math.acos(0.8)
    expect(tangentOf({ kind: 'relu' }, 1, 0.8).entry).toBeCloseTo((0.6 + 2 * 0.8 * rest - 1) / (Math.PI - 1), 13)
    expect(tangentOf({ kind: 'relu' }, 2, 0.8).entry).toBeCloseTo(2.577697, 6)
    expect(tangentOf({ kind: 'relu' }, 1, 0.8).diagonal).toBeCloseTo(2.466942, 6)
    expect(tangentOf({ kind: 'relu' }, 2, 0.8).diagonal).toBeCloseTo(4.618862, 6)
    const after = (0.6 + 0.8 * rest - 1) / (Math.PI - 1)
    expect(tangentOf({ kind: 'relu' }, 1, 0.8, true).entry).toBeCloseTo(after + (0.8 * (Math.PI - Math.acos(after))) / (Math.PI - 1), 13)
  })

  it.each<[ActivationSpec, number[]]>([
    [{ kind: 'relu' }, [88.2866, 9.19966, 1.01248, 1]],
    [{ kind: 'tanh' }, [1843.22, 87.9636, 2.39537, 1.04392]],
    [NORMRELU, [740.365, 168.114, 28.9171, 9.28496]],
  ])('%o on eight directions', (spec, expected) => {
    ;[1, 4, 16, 32].forEach((depth, k) => expect(relative(kappa(spec, depth), expected[k]!)).toBeLessThan(6e-6))
  })

  it('the index as printed gives another kernel', () => {
    expect(kappa({ kind: 'relu' }, 1, true)).toBeCloseTo(72.12, 2)
    expect(kappa({ kind: 'relu' }, 4, true)).toBeCloseTo(7.518, 3)
    expect(kappa({ kind: 'relu' }, 16, true)).toBeCloseTo(1.00872, 5)
  })

  it('does not overflow, and is not defined for activations that jump', () => {
    const { tangent, logTangentDiagonal } = kernelsAtDepth(map({ kind: 'absolute' }), FAN, 2000, noPulse)
    expect(logTangentDiagonal).toBeCloseTo(2000 * Math.log(2.75193839) + Math.log(2.75193839 / 1.75193839), 3)
    expect(tangent!.every(Number.isFinite)).toBe(true)
    expect(kernelsAtDepth(map({ kind: 'step' }), FAN, 2, noPulse)).toMatchObject({ tangent: null, logTangentDiagonal: NaN })
  })
})

describe('thresholds (check A8)', () => {
  it.each<[ActivationSpec, [number, number, number]]>([
    [{ kind: 'relu' }, [16, 31, 71]],
    [{ kind: 'tanh' }, [56, 115, 269]],
    [{ kind: 'erf' }, [45, 93, 216]],
    [{ kind: 'selu' }, [130, 271, 636]],
    [NORMRELU, [243, 509, 1195]],
    [H2, [5, 8, 18]],
  ])('%o', (spec, expected) => {
    const mu = normalise(activationOf(spec)).nonlinearity
    const delta = separation(FAN)
    expect(delta).toBeCloseTo(0.0761204675, 10)
    expect([escapeDepth(delta, mu), kernelThreshold(8, delta, mu), tangentThreshold(8, delta, mu)]).toEqual(expected)
  })

  it('B of ReLU on the eight directions, and at the depths where it says nothing', () => {
    const mu = normalise(activationOf({ kind: 'relu' })).nonlinearity
    const delta = separation(FAN)
    expect(correlationBound(16, delta, mu)).toBeCloseTo(0.43662, 5)
    expect(correlationBound(32, delta, mu)).toBeCloseTo(0.0507173, 7)
    expect(correlationBound(0, delta, mu)).toBeCloseTo(1 - delta, 15)
    expect(escapeDepth(0, mu)).toBe(Infinity)
    expect(escapeDepth(0.1, 0)).toBe(Infinity)
    expect(escapeDepth(0.6, mu)).toBe(0)
  })

  it.each([
    [1e-12, 216, 75],
    [1e-6, 105, 39],
    [1e-3, 50, 21],
  ])('ReLU from a gap of %d: bound %d, in fact %d layers', (gap, bound, layers) => {
    expect(escapeDepth(gap, normalise(activationOf({ kind: 'relu' })).nonlinearity)).toBe(bound)
    const layer = map({ kind: 'relu' })
    let [state, count] = [{ rho: 1 - gap, gap }, 0]
    while (state.rho > 0.5) [state, count] = [layer.next(state), count + 1]
    expect(count).toBe(layers)
  })
})
