import { expect, it } from 'vitest'
import type { ActivationSpec } from '../../../../src-main/contract/activation-field'
import { activationKernel, activationOf } from '../../../../src-main/science/activations'
import { nativeActivation } from '../../../../src-main/science/arithmetic/native/activation'
import { activationFunctions } from '../../../../src-main/science/arithmetic/portable/activation-functions'
import { native, nativeKernels, portable } from '../../../golden/both-arithmetics'
import { plainProblem } from '../../../golden/moderate-instance'
import { noPulse } from '../../../golden/train'
import { relativeDifference } from './random-instance'

const specs: ActivationSpec[] = [
  { kind: 'relu' },
  { kind: 'leaky-relu', negativeSlope: 0.01 },
  { kind: 'leaky-relu', negativeSlope: 0 },
  { kind: 'elu' },
  { kind: 'elu-as-printed' },
  { kind: 'selu' },
  { kind: 'selu-as-printed' },
  { kind: 'tanh' },
  { kind: 'penalised-tanh', negativeSlope: 0.25 },
  { kind: 'sigmoid' },
  { kind: 'softplus' },
  { kind: 'swish' },
  { kind: 'gelu' },
  { kind: 'erf' },
  { kind: 'sine' },
  { kind: 'step' },
  { kind: 'absolute' },
  { kind: 'relu-power', power: 2 },
  { kind: 'relu-power', power: 5 },
  { kind: 'polynomial', coefficients: [1, 0, -0.5, 0.25] },
  { kind: 'polynomial', coefficients: [2] },
  { kind: 'normrelu', kink: -0.5 },
  // every operation of a program
  { kind: 'expression', expression: 'x * tanh(x / 2) - erf(x) / (1 + exp(-x))' },
  { kind: 'expression', expression: 'sqrt(1 + x^2) + log(2 + abs(x)) * sign(x)' },
  { kind: 'expression', expression: 'max(min(x, 2), -1) + (x > 0.5 ? sinh(x / 8) : cosh(x / 8))' },
  { kind: 'expression', expression: 'sin(3 * x) - cos(x)^3' },
]

// not at kinks, where rounding may choose the side
const points = new Float64Array(4001).map((_, index) => (index - 2000) / 300 + 0.000123)

it.each(specs)('what kernels make of $kind is the activation ($expression)', (spec) => {
  const activation = activationOf(spec)
  const kernel = activationKernel(activation)
  const values = { value: new Float64Array(points.length), derivative: new Float64Array(points.length) }
  nativeKernels.activationValues(nativeActivation(kernel), points, values.value, values.derivative)
  for (const which of ['value', 'derivative'] as const) {
    const expected = points.map((x) => activation[which](x))
    expect(relativeDifference(points.map(activationFunctions(kernel)[which]), expected), `portable ${which}`).toBeLessThan(1e-14)
    expect(relativeDifference(values[which], expected), `native ${which}`).toBeLessThan(1e-14)
  }
})

it.each(specs.filter(({ kind }) => kind !== 'expression'))('at a kink the derivative of $kind is the left limit', (spec) => {
  const activation = activationOf(spec)
  const kernel = activationKernel(activation)
  const kinks = Float64Array.from(activation.kinks)
  const derivative = new Float64Array(kinks.length)
  nativeKernels.activationValues(nativeActivation(kernel), kinks, new Float64Array(kinks.length), derivative)
  for (const [index, kink] of kinks.entries()) {
    const left = activation.derivative(kink - 1e-9)
    expect(derivative[index]).toBeCloseTo(left, 7)
    expect(activationFunctions(kernel).derivative(kink)).toBeCloseTo(left, 7)
  }
})

it('special values pass through programs as through the functions', () => {
  const special = Float64Array.of(0, -0, Infinity, -Infinity, NaN, 1e300, -1e300, 5e-324, -2)
  for (const expression of [
    'sqrt(1 + abs(x))',
    'log(1 + abs(x))',
    'sign(x)',
    'max(x, 0)',
    'min(x, 1)',
    'exp(-x^2)',
    'tanh(x)',
    'x > 1 ? 2 : x',
  ]) {
    const activation = activationOf({ kind: 'expression', expression, kinks: [0] })
    const value = new Float64Array(special.length)
    nativeKernels.activationValues(nativeActivation(activationKernel(activation)), special, value, new Float64Array(special.length))
    for (const [index, x] of special.entries()) {
      const wanted = activation.value(x) + 0
      if (Number.isFinite(wanted))
        expect(Math.abs(value[index]! - wanted), `${expression} at ${x}`).toBeLessThanOrEqual(1e-15 * Math.abs(wanted))
      else expect(value[index], `${expression} at ${x}`).toBe(wanted)
    }
  }
})

it('a damaged program is refused', () => {
  const activation = activationKernel(activationOf({ kind: 'expression', expression: 'x + exp(x)' }))
  if (activation.kind !== 'program') throw new TypeError('an expression is a program')
  const values = (): unknown => nativeKernels.activationValues(nativeActivation(activation), points, points.slice(), points.slice())
  activation.value.instructions[2] = 1000
  expect(values).toThrow('damaged')
})

it.each([
  { n: 30, d: 5, m: 70, K: 1 },
  { n: 40, d: 4, m: 6, K: 1 },
  { n: 30, d: 5, m: 70, K: 2 },
  { n: 40, d: 4, m: 6, K: 3 },
])('a formula trains like the built-in activation it spells out, n $n, m $m, K $K', ({ n, d, m, K }) => {
  const wave = (count: number, speed: number): Float64Array =>
    new Float64Array(count).map((_, index) => Math.sin(speed * index * index + index))
  const problem = plainProblem({
    inputDimension: d,
    hiddenWidth: m,
    sampleCount: n,
    outputCount: K,
    inputs: wave(n * d, 0.3),
    targets: wave(n * K, 0.7),
    activation: activationKernel(activationOf({ kind: 'swish' })),
    nodeScales: new Float64Array(m).fill(1 / Math.sqrt(m)),
    stepSizes: { hidden: 0.01, bias: 0.01, output: 0.01 },
    biases: true,
    threads: 2,
  })
  const formula = { ...problem, activation: activationKernel(activationOf({ kind: 'expression', expression: 'x / (1 + exp(-x))' })) }
  const initial = { hiddenWeights: wave(m * d, 0.11), biases: wave(m, 0.13), outputWeights: wave(m * K, 0.17) }
  const [builtIn, programmed, reference] = [
    native.startTwoLayer(problem, initial),
    native.startTwoLayer(formula, initial),
    portable.startTwoLayer(formula, initial),
  ]
  for (const trainer of [builtIn, programmed, reference]) trainer.advance(20, 1e6, noPulse)
  for (const name of ['hiddenWeights', 'biases', 'outputWeights', 'outputs'] as const) {
    expect(relativeDifference(programmed.state[name], builtIn.state[name]), name).toBeLessThan(1e-12)
    expect(relativeDifference(programmed.state[name], reference.state[name]), name).toBeLessThan(1e-12)
  }
})
