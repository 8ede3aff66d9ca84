import { describe, expect, it } from 'vitest'
import type { BuiltInActivation } from '../../src-main/science/arithmetic/arithmetic'
import { nativeActivation } from '../../src-main/science/arithmetic/native/activation'
import { activationFunctions } from '../../src-main/science/arithmetic/portable/activation-functions'
import { builtInActivations } from '../../src-main/science/arithmetic/two-layer'
import golden from './activation-values.json'
import { nativeKernels } from './both-arithmetics'

const scales = [1.0507009873554805, 1.7580993408473768]
const parameters: Partial<Record<BuiltInActivation['id'], number[]>> = {
  'piecewise-linear': [0.3, -0.2, -0.4, 1.2],
  'exponential-linear': scales,
  'printed-exponential-linear': scales,
  'relu-power': [3],
  polynomial: [0.1, 1, -0.3, 0.05],
}

function kernel(id: BuiltInActivation['id'], given = parameters[id] ?? []): BuiltInActivation {
  return { kind: 'built-in', id, parameters: given }
}

interface Values {
  value: Float64Array
  derivative: Float64Array
}

function nativeValues(activation: BuiltInActivation, points: Float64Array): Values {
  const values = { value: new Float64Array(points.length), derivative: new Float64Array(points.length) }
  nativeKernels.activationValues(nativeActivation(activation), points, values.value, values.derivative)
  return values
}

function portableValues(activation: BuiltInActivation, points: Float64Array): Values {
  const { value, derivative } = activationFunctions(activation)
  return { value: points.map(value), derivative: points.map(derivative) }
}

const bits = new DataView(new ArrayBuffer(8))

/** Distance from |x| to the next larger float64. */
function unit(x: number): number {
  bits.setFloat64(0, Math.abs(x))
  bits.setBigInt64(0, bits.getBigInt64(0) + 1n)
  return bits.getFloat64(0) - Math.abs(x)
}

/** The largest error in units of the last place; errors below `floor` do not count. */
function worst(actual: Float64Array, expected: readonly number[], floor: number): { units: number; index: number } {
  const found = { units: 0, index: -1 }
  for (const [index, value] of expected.entries()) {
    if (Object.is(actual[index], value)) continue
    const error = Math.abs(actual[index]! - value)
    if (error < floor) continue
    const units = error / unit(value)
    // NaN must not pass
    if (!(units <= found.units)) Object.assign(found, { units, index })
  }
  return found
}

/** Below this a result has lost digits to the end of the range of float64. */
const subnormal = 2 ** -1060
/** The derivatives of these pass through zero between terms of size 1. */
const cancelling = new Set(['swish', 'gelu', 'printed-exponential-linear'])

const isSum = new Set([...cancelling, 'polynomial', 'piecewise-linear'])

const points = Float64Array.from(golden.points)
const functions = Object.entries(golden).filter(([name]) => name !== 'points') as [
  BuiltInActivation['id'],
  Record<keyof Values, (number | string | null)[]>,
][]

// computed with 60 digits (mpmath) and rounded once
describe.each([
  { name: 'native', valuesOf: nativeValues, units: { value: 2, derivative: 4 } },
  // there the rounding of x^2 in exp(-x^2) costs x^2 units
  { name: 'portable', valuesOf: portableValues, units: { value: 1000, derivative: 1000 } },
])('activations to the last place, $name arithmetic', ({ valuesOf, units }) => {
  it.each(functions)('%s', (id, expected) => {
    // far out in a sine the argument itself is reduced approximately
    const known = [...points.keys()].filter((index) => expected.value[index] !== null)
    const at = Float64Array.from(known, (index) => points[index]!)
    const actual = valuesOf(kernel(id), at)
    const value = worst(
      actual.value,
      known.map((index) => Number(expected.value[index])),
      subnormal,
    )
    expect(value.units, `value at ${at[value.index]}`).toBeLessThanOrEqual(units.value)
    const floor = cancelling.has(id) ? 1e-15 : subnormal
    const derivative = worst(
      actual.derivative,
      known.map((index) => Number(expected.derivative[index])),
      floor,
    )
    expect(derivative.units, `derivative at ${at[derivative.index]}`).toBeLessThanOrEqual(units.derivative)
  })
})

describe('native activations against the portable ones', () => {
  it.each(builtInActivations)('%s at many points', (id) => {
    const many = new Float64Array(40_000).map((_, index) => {
      const share = ((index * 7919) % 40_000) / 40_000
      if (index % 4 === 0) return (share - 0.5) * 2000
      const size = index % 4 === 1 ? 80 : 4
      return (share - 0.5) * size
    })
    const [actual, expected] = [nativeValues(kernel(id), many), portableValues(kernel(id), many)]
    for (const which of ['value', 'derivative'] as const) {
      const { units, index } = worst(actual[which], [...expected[which]], isSum.has(id) ? 1e-14 : subnormal)
      expect(units, `${which} at ${many[index]}`).toBeLessThanOrEqual(id === 'gelu' || id === 'erf' ? 1000 : 6)
    }
  })

  it.each(builtInActivations)('%s at zero, at the ends and beyond', (id) => {
    const special = Float64Array.of(0, -0, Infinity, -Infinity, NaN, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE)
    const bounded = id === 'polynomial' || id === 'relu-power' ? Float64Array.of(0, -0, NaN, Number.MIN_VALUE) : special
    const [actual, expected] = [nativeValues(kernel(id), bounded), portableValues(kernel(id), bounded)]
    for (const which of ['value', 'derivative'] as const) {
      // a kernel may not know -0 from 0
      const plain = (values: Float64Array): number[] => [...values].map((x) => x + 0)
      for (const [index, x] of plain(actual[which]).entries()) {
        const wanted = plain(expected[which])[index]!
        if (Number.isFinite(wanted))
          expect(Math.abs(x - wanted), `${which} at ${bounded[index]}`).toBeLessThanOrEqual(4e-16 * Math.abs(wanted))
        else expect(x, `${which} at ${bounded[index]}`).toBe(wanted)
      }
    }
  })

  it('a rectifier is zero at minus infinity and below its kink', () => {
    for (const valuesOf of [nativeValues, portableValues]) {
      const { value, derivative } = valuesOf(kernel('piecewise-linear', [0, 0, 0, 1]), Float64Array.of(-Infinity, -1, 0, 2, Infinity))
      expect([...value].map((x) => x + 0)).toEqual([0, 0, 0, 2, Infinity])
      expect([...derivative]).toEqual([0, 0, 0, 1, 1])
    }
  })
})
