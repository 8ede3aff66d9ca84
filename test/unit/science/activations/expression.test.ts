import katex from 'katex'
import { describe, expect, it } from 'vitest'
import { LabError, type ActivationSpec } from '../../../../src-main/contract'
import { activationOf, runProgram } from '../../../../src-main/science/activations'
import { BUILT_IN } from './catalogue'

const formula = (expression: string, kinks?: number[]) => activationOf({ kind: 'expression', expression, kinks })

const POINTS = Float64Array.from({ length: 601 }, (_, k) => -6 + k / 50)

/** Formulas of built-in activations */
const AS_FORMULA: readonly [ActivationSpec, string][] = [
  [{ kind: 'relu' }, 'max(x, 0)'],
  [{ kind: 'relu' }, 'max(0, x)'],
  [{ kind: 'relu' }, 'x > 0 ? x : 0'],
  [{ kind: 'relu' }, '0 < x ? x : 0'],
  [{ kind: 'relu' }, 'x >= 0 ? x : 0'],
  [{ kind: 'relu' }, '(x + abs(x)) / 2'],
  [{ kind: 'leaky-relu', negativeSlope: 0.01 }, 'max(x, 0) + 0.01 * min(0, x)'],
  [{ kind: 'elu' }, 'x > 0 ? x : exp(x) - 1'],
  [{ kind: 'elu-as-printed' }, 'max(x, 0) + min(x, 0) * (exp(x) - 1)'],
  [{ kind: 'selu' }, '1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (e^x - 1))'],
  [{ kind: 'tanh' }, '(exp(2*x) - 1) / (exp(2*x) + 1)'],
  [{ kind: 'tanh' }, 'sinh(x) / cosh(x)'],
  [{ kind: 'penalised-tanh', negativeSlope: 0.25 }, 'tanh(x) * (x > 0 ? 1 : 0.25)'],
  [{ kind: 'sigmoid' }, '1 / (1 + exp(-x))'],
  [{ kind: 'softplus' }, 'log(1 + exp(x))'],
  [{ kind: 'swish' }, 'x / 2 * (tanh(x / 2) + 1)'],
  [{ kind: 'gelu' }, 'x * (1 + erf(x / sqrt(2))) / 2'],
  [{ kind: 'erf' }, 'erf(x)'],
  [{ kind: 'sine' }, 'cos(x - pi / 2)'],
  [{ kind: 'absolute' }, 'abs(-x)'],
  [{ kind: 'relu-power', power: 2 }, 'max(x, 0)^2 / 2'],
  [{ kind: 'relu-power', power: 5 }, 'max(x, 0)^5 / 120'],
  [{ kind: 'polynomial', coefficients: [1, -2, 0, 0.5] }, '1 - 2*x + x^3/2'],
]

describe.each(AS_FORMULA)('%o as %s', (spec, expression) => {
  const builtIn = activationOf(spec)
  const given = formula(expression)

  it('has the same value and derivatives, kinks included', () => {
    for (const name of ['value', 'derivative', 'secondDerivative'] as const)
      for (const x of POINTS) {
        const expected = builtIn[name](x)
        expect(Math.abs(given[name](x) - expected), `${name} at ${x}`).toBeLessThan(1e-13 * Math.max(1, Math.abs(expected)))
      }
  })

  it('has the same kinks, smoothness and bounds', () => {
    expect(given.kinks).toEqual(builtIn.kinks)
    if (builtIn.smoothness.kind === 'jump' && given.smoothness.kind === 'jump') {
      expect(given.smoothness.order).toBe(builtIn.smoothness.order)
      expect(given.smoothness.size).toBeCloseTo(builtIn.smoothness.size, 8)
    } else expect(given.smoothness).toEqual(builtIn.smoothness)
    for (const bound of ['derivativeBound', 'secondDerivativeBound'] as const)
      if (Number.isFinite(builtIn[bound])) expect(given[bound]).toBeCloseTo(builtIn[bound], 10)
      else expect(given[bound]).toBe(Infinity)
  })

  it('computes blocks as it computes single values', () => {
    const { value, derivative } = given.programs!
    const outputs = new Float64Array(POINTS.length)
    runProgram(value, POINTS, outputs)
    expect(outputs).toEqual(POINTS.map((x) => given.value(x)))
    runProgram(derivative, POINTS, outputs)
    expect(outputs).toEqual(POINTS.map((x) => given.derivative(x)))
  })
})

describe('grammar', () => {
  it.each<[string, number, number]>([
    ['-x^2', 3, -9],
    ['2^-x', 3, 0.125],
    ['-2^-x^2', 2, -1 / 16],
    ['2^(x/10)^2', 20, 16],
    ['(2^x)^3', 2, 64],
    ['-x - -x * 2', 5, 5],
    ['x - 1 - 2', 10, 7],
    ['x / 2 / 5', 10, 1],
    ['+x', 4, 4],
    ['1e-3 * x', 2, 2e-3],
    ['.5*x', 2, 1],
    ['abs(x)^1.5', 4, 8],
    ['abs(x)^2.25', 16, 512],
    ['(1 + x^2)^-0.5', 0.75, 0.8],
    ['(1 + abs(x))^(x/2)', 4, 25],
    ['max(x, 1, 2, -x)', -7, 7],
    ['min(x, 1, -2)', 3, -2],
    ['x > 1 ? 10 : x > 0 ? 20 : 30', 0.5, 20],
    ['x < 1 ? 10 : 20', 1, 20],
    ['x <= 1 ? 10 : 20', 1, 10],
    ['x^70 / 3^70', 3, 1],
    ['e', 1, Math.E],
    ['x^0 + x^1', 5, 6],
  ])('%s at %d', (expression, x, expected) => {
    expect(formula(expression).value(x)).toBeCloseTo(expected, 12)
  })

  it.each<[string, RegExp]>([
    ['x +', /Expected expression after \+ at character 3/],
    ['(x', /Unclosed \( at character 2/],
    ['-', /Expected a value/],
    ['2 x', /operator is missing/],
    ['2x', /cannot start with a number/],
    ['y + 1', /y is unknown/],
    ['x ** 2', /\^/],
    ['x % 2', /% is not an operator/],
    ['!x', /! is not an operator/],
    ['x > 0', /before \?/],
    ['x ? 1 : 2', /before \? stands a comparison/],
    ['x == 0 ? 1 : 2', /before \? stands a comparison/],
    ['gamma(x)', /gamma is not a function/],
    ['exp(x, 2)', /exp takes one value/],
    ['max(x)', /max takes two values/],
    ['x.constructor', /only numbers/],
    ['exp["constructor"](x)', /not a function/],
    ['"x"', /not a number/],
    ['true', /not a number/],
    ['[x]', /only numbers/],
    ['this', /only numbers/],
    ['constructor', /unknown/],
    ['1e999 * x', /not a number/],
    [' ', /empty/],
    ['log(x)', /its value is not finite on \[-40, 40\], first at x = -40/],
    ['1 / x', /its value is not finite on \[-40, 40\], first at x = 0/],
    ['sqrt(x + 40) + exp(x)', /its derivative is not finite on \[-40, 40\], first at x = -40/],
    ['exp(exp(x))', /first at x = 6.5625/],
  ])('refuses %s and names the field', (expression, rule) => {
    const refusal = (() => {
      try {
        formula(expression)
      } catch (error) {
        return error
      }
    })()
    expect(refusal).toBeInstanceOf(LabError)
    const { code, problems } = refusal as LabError
    expect(code).toBe('invalid-spec')
    expect(problems).toHaveLength(1)
    expect(problems[0]!.path).toBe('activation.expression')
    expect(problems[0]!.rule).toMatch(rule)
  })
})

describe('derivative by rules', () => {
  it.each([
    'x * tanh(x / 2) - exp(-x^2) / (1 + x^2)',
    'log(1 + x^2) * sqrt(2 + cos(3*x))',
    'erf(x) * sin(x)^3 + cosh(x / 3) - sinh(x / 4)',
    '2^(x / 5) * (1 + x^2)^-1.5',
    '(1.5 + sin(x))^x',
    'max(sin(x), cos(x)) * min(x, x^2, 2)',
    'abs(x^2 - 2) + sign(x) * x^3',
    'x > 1 ? exp(-x) : x < -1 ? exp(x) : exp(-1) * (1 - (x^2 - 1) / 2)',
  ])('of %s', (expression) => {
    const phi = formula(expression)
    const h = 2 ** -17
    for (let x = -3.0071; x < 3; x += 0.0317) {
      if (phi.kinks.some((kink) => Math.abs(kink - x) < 2 * h)) continue
      const slope = (8 * (phi.value(x + h) - phi.value(x - h)) - (phi.value(x + 2 * h) - phi.value(x - 2 * h))) / (12 * h)
      expect(Math.abs(slope - phi.derivative(x)), `at ${x}`).toBeLessThan(1e-8)
      const curvature = (phi.derivative(x + h) - phi.derivative(x - h)) / (2 * h)
      expect(Math.abs(curvature - phi.secondDerivative(x)), `at ${x}`).toBeLessThan(1e-7)
    }
  })

  it.each<[string, number, number]>([
    ['min(x, 0)', 0, 1],
    ['min(0, x)', 0, 1],
    ['max(-x, x^2)', 0, -1],
    ['abs(2 - x)', 2, -1],
    ['abs(3*x)', 0, -3],
    ['x <= 0 ? 5*x : 7*x', 0, 5],
    ['x < 0 ? 5*x : 7*x', 0, 5],
    ['0 > x ? 5*x : 7*x', 0, 5],
    ['max(min(x, 2), 1)', 1, 0],
    ['max(min(x, 2), 1)', 2, 1],
  ])('%s has its left limit at %d', (expression, x, expected) => {
    expect(formula(expression).derivative(x)).toBe(expected)
  })

  it('of long nested formulas stays short', () => {
    const { programs } = formula('tanh(x+'.repeat(60) + 'x' + ')'.repeat(60))
    expect(programs!.derivative.instructions.length / 5).toBeLessThan(500)
    expect(programs!.derivative.registerCount).toBeLessThan(130)
  })
})

describe('kinks and smoothness', () => {
  it('finds kinks that are not at points of a grid', () => {
    const { kinks, smoothness } = formula('max(x^2 - 2, 0) + max(x - 1/3, 0)^3')
    expect(kinks).toHaveLength(3)
    ;[-Math.SQRT2, 1 / 3, Math.SQRT2].forEach((kink, index) => expect(kinks[index]).toBeCloseTo(kink, 15))
    expect(smoothness.kind).toBe('jump')
    if (smoothness.kind === 'jump') {
      expect(smoothness.order).toBe(1)
      expect(smoothness.size).toBeCloseTo(2 * Math.SQRT2, 9)
    }
  })

  it('finds a jump of the value, and none where nothing jumps', () => {
    expect(formula('x > 0.5 ? 2 : 1')).toMatchObject({ kinks: [0.5], smoothness: { kind: 'jump', order: 0, size: 1 } })
    expect(formula('abs(x)^2')).toMatchObject({ kinks: [], smoothness: { kind: 'smooth' } })
    expect(formula('x > 0 ? tanh(x) : tanh(x)')).toMatchObject({ kinks: [], smoothness: { kind: 'smooth' } })
  })

  it('sees the order of a high jump', () => {
    const { kinks, smoothness } = formula('x * max(x, 0)^3')
    expect(kinks).toEqual([0])
    expect(smoothness).toMatchObject({ kind: 'jump', order: 4 })
    if (smoothness.kind === 'jump') expect(smoothness.size).toBeCloseTo(24, 6)
  })

  it('takes declared kinks as they are', () => {
    expect(formula('max(x, 0)', [3, 0])).toMatchObject({ kinks: [0, 3], smoothness: { kind: 'jump', order: 1 } })
  })

  it('knows unbounded derivatives', () => {
    expect(formula('x^2 * tanh(x)')).toMatchObject({ derivativeBound: Infinity })
    expect(formula('x * log(1 + x^2)')).toMatchObject({ derivativeBound: Infinity })
    expect(formula('exp(x / 10)')).toMatchObject({ derivativeBound: Infinity, secondDerivativeBound: Infinity })
    expect(formula('sqrt(1 + x^2)').derivativeBound).toBeCloseTo(1, 6)
  })
})

it('formulas of all activations are TeX that can be drawn', () => {
  const all = [...BUILT_IN.map(activationOf), ...AS_FORMULA.map(([, expression]) => formula(expression))]
  for (const { formula: value, derivativeFormula } of all)
    for (const tex of [value, derivativeFormula]) expect(katex.renderToString(tex, { throwOnError: true })).toContain('katex')
  expect(formula('x * tanh(x / 2)').derivativeFormula).toBe(
    '\\tanh\\left(\\frac{x}{2}\\right) + 0.5\\,x\\,\\left(\\cosh\\left(\\frac{x}{2}\\right)\\right)^{-2}',
  )
})
