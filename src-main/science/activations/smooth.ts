import { errorFunction, normalCdf, normalDensity } from './error-function'
import { texOfNumber } from './expression/tex'
import { texOfCases, type Definition } from './rectifiers'
import { cosine, sine } from './sine-cosine'

const SMOOTH = { kinks: [], smoothness: { kind: 'smooth' } } as const satisfies Partial<Definition>

/** 1 / (1 + exp(-x)), accurate in both tails */
export function logistic(x: number): number {
  const decay = Math.exp(-Math.abs(x))
  return (x < 0 ? decay : 1) / (1 + decay)
}

/** Derivative of {@link logistic} */
export function logisticDerivative(x: number): number {
  const decay = Math.exp(-Math.abs(x))
  return decay / ((1 + decay) * (1 + decay))
}

/** sech(x)^2 without the cancellation of 1 - tanh(x)^2 */
function tanhDerivative(x: number): number {
  return 4 * logisticDerivative(2 * x)
}

function tanhSecondDerivative(x: number): number {
  return -2 * Math.tanh(x) * tanhDerivative(x)
}

/** max |tanh''|, where tanh^2 = 1/3 */
const TANH_SECOND_BOUND = 4 / (3 * Math.sqrt(3))

export const TANH: Definition = {
  ...SMOOTH,
  name: 'Tanh',
  formula: '\\tanh x',
  derivativeFormula: '1 / \\cosh^2 x',
  value: (x) => Math.tanh(x),
  derivative: tanhDerivative,
  secondDerivative: tanhSecondDerivative,
  derivativeBound: 1,
  secondDerivativeBound: TANH_SECOND_BOUND,
}

export function penalisedTanh(slope: number): Definition {
  const isTanh = slope === 1
  const text = texOfNumber(slope)
  const factor = (x: number): number => (x > 0 ? 1 : slope)
  return {
    name: `Penalised tanh (${slope})`,
    formula: texOfCases('\\tanh x', `${text} \\tanh x`),
    derivativeFormula: texOfCases('1 / \\cosh^2 x', `${text} / \\cosh^2 x`),
    value: (x) => factor(x) * Math.tanh(x),
    derivative: (x) => factor(x) * tanhDerivative(x),
    secondDerivative: (x) => factor(x) * tanhSecondDerivative(x),
    kinks: isTanh ? [] : [0],
    smoothness: isTanh ? { kind: 'smooth' } : { kind: 'jump', order: 1, size: Math.abs(1 - slope) },
    derivativeBound: Math.max(1, Math.abs(slope)),
    secondDerivativeBound: Math.max(1, Math.abs(slope)) * TANH_SECOND_BOUND,
  }
}

export const SIGMOID: Definition = {
  ...SMOOTH,
  name: 'Sigmoid',
  formula: 's(x) = \\frac{1}{1 + e^{-x}}',
  derivativeFormula: 's(x)\\,(1 - s(x))',
  value: logistic,
  derivative: logisticDerivative,
  secondDerivative: (x) => -Math.tanh(x / 2) * logisticDerivative(x),
  derivativeBound: 1 / 4,
  secondDerivativeBound: TANH_SECOND_BOUND / 8,
}

export const SOFTPLUS: Definition = {
  ...SMOOTH,
  name: 'Softplus',
  formula: '\\log(1 + e^x)',
  derivativeFormula: '\\frac{1}{1 + e^{-x}}',
  value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  derivative: logistic,
  secondDerivative: logisticDerivative,
  derivativeBound: 1,
  secondDerivativeBound: 1 / 4,
}

function swishDerivative(x: number): number {
  return logistic(x) * (1 + x * logistic(-x))
}

function swishSecondDerivative(x: number): number {
  return logisticDerivative(x) * (2 - x * Math.tanh(x / 2))
}

/** A zero of a continuous function that is positive at `from` and negative at `to`, by bisection to the last bit. */
function zeroBetween(f: (x: number) => number, from: number, to: number): number {
  for (;;) {
    const middle = (from + to) / 2
    if (middle <= from || middle >= to) return middle
    if (f(middle) > 0) from = middle
    else to = middle
  }
}

export const SWISH: Definition = {
  ...SMOOTH,
  name: 'Swish',
  formula: '\\frac{x}{1 + e^{-x}}',
  derivativeFormula: 's(x)\\,(1 + x\\,s(-x)), \\quad s(x) = \\frac{1}{1 + e^{-x}}',
  value: (x) => x * logistic(x),
  derivative: swishDerivative,
  secondDerivative: swishSecondDerivative,
  derivativeBound: swishDerivative(zeroBetween(swishSecondDerivative, 2, 3)),
  secondDerivativeBound: 1 / 2,
}

export const GELU: Definition = {
  ...SMOOTH,
  name: 'GELU',
  formula: 'x\\,\\Phi(x)',
  derivativeFormula: '\\Phi(x) + x\\,\\varphi(x)',
  value: (x) => x * normalCdf(x),
  derivative: (x) => normalCdf(x) + x * normalDensity(x),
  secondDerivative: (x) => normalDensity(x) * (2 - x * x),
  derivativeBound: normalCdf(Math.SQRT2) + Math.SQRT2 * normalDensity(Math.SQRT2),
  secondDerivativeBound: 2 * normalDensity(0),
}

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI)

export const ERF: Definition = {
  ...SMOOTH,
  name: 'Error function',
  formula: '\\operatorname{erf} x',
  derivativeFormula: '\\tfrac{2}{\\sqrt{\\pi}} e^{-x^2}',
  value: errorFunction,
  derivative: (x) => TWO_OVER_ROOT_PI * Math.exp(-x * x),
  secondDerivative: (x) => -2 * x * TWO_OVER_ROOT_PI * Math.exp(-x * x),
  derivativeBound: TWO_OVER_ROOT_PI,
  secondDerivativeBound: Math.SQRT2 * TWO_OVER_ROOT_PI * Math.exp(-1 / 2),
}

export const SINE: Definition = {
  ...SMOOTH,
  name: 'Sine',
  formula: '\\sin x',
  derivativeFormula: '\\cos x',
  value: sine,
  derivative: cosine,
  secondDerivative: (x) => -sine(x),
  derivativeBound: 1,
  secondDerivativeBound: 1,
}

function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((value, coefficient) => value * x + coefficient, 0)
}

function differentiate(coefficients: readonly number[]): number[] {
  return coefficients.slice(1).map((coefficient, k) => (k + 1) * coefficient)
}

/** The coefficients without zeros at the end, but for one. */
export function trimmed(coefficients: readonly number[]): number[] {
  const degree = coefficients.findLastIndex((coefficient) => coefficient !== 0)
  return coefficients.slice(0, Math.max(degree, 0) + 1)
}

function texOfPolynomial(coefficients: readonly number[]): string {
  const terms = coefficients.flatMap((coefficient, k) => {
    if (coefficient === 0) return []
    const monomial = k === 0 ? '' : k === 1 ? 'x' : `x^{${k}}`
    const size = Math.abs(coefficient) === 1 && k > 0 ? '' : texOfNumber(Math.abs(coefficient))
    return [`${coefficient < 0 ? '-' : '+'} ${size}${size !== '' && monomial !== '' ? '\\,' : ''}${monomial}`]
  })
  if (terms.length === 0) return '0'
  return terms.reverse().join(' ').replace(/^\+ /, '').replace(/^- /, '-')
}

export function polynomial(given: readonly number[]): Definition {
  const coefficients = trimmed(given)
  const first = differentiate(coefficients)
  const second = differentiate(first)
  const degree = coefficients.length - 1
  return {
    name: degree === 1 && coefficients[0] === 0 && coefficients[1] === 1 ? 'Linear' : `Polynomial of degree ${degree}`,
    formula: texOfPolynomial(coefficients),
    derivativeFormula: texOfPolynomial(first),
    value: (x) => horner(coefficients, x),
    derivative: (x) => horner(first, x),
    secondDerivative: (x) => horner(second, x),
    kinks: [],
    smoothness: { kind: 'polynomial', degree },
    derivativeBound: degree <= 1 ? Math.abs(first[0] ?? 0) : Infinity,
    secondDerivativeBound: degree <= 2 ? Math.abs(second[0] ?? 0) : Infinity,
  }
}
