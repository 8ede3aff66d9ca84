import { errorFunction, normalCdf, normalDensity } from '../../activations/error-function'
import { programFunction } from '../../activations/program'
import { cosine, sine } from '../../activations/sine-cosine'
import type { ActivationKernel, BuiltInActivation } from '../two-layer'

/** phi and phi' at a point. At a kink phi' is the left limit. */
export interface ActivationFunctions {
  value: (x: number) => number
  derivative: (x: number) => number
}

/** 1 / (1 + exp(-x)) without overflow. */
function sigmoid(x: number): number {
  const t = Math.exp(-Math.abs(x))
  return x < 0 ? t / (1 + t) : 1 / (1 + t)
}

function sechSquared(x: number): number {
  const t = Math.exp(-2 * Math.abs(x))
  return (4 * t) / ((1 + t) * (1 + t))
}

/** 2 / sqrt(pi) */
const erfSlope = 1.1283791670955126

function power(x: number, exponent: number): number {
  let product = 1
  for (let r = 0; r < exponent; r++) product *= x
  return product
}

function factorial(count: number): number {
  let product = 1
  for (let r = 2; r <= count; r++) product *= r
  return product
}

function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0)
}

/** Not a number at NaN where a comparison would choose a branch. */
function branch(x: number, positive: (x: number) => number, other: (x: number) => number): number {
  return x > 0 ? positive(x) : other(x)
}

type Family = (parameters: readonly number[]) => ActivationFunctions

const families: Record<BuiltInActivation['id'], Family> = {
  'piecewise-linear': ([kink = 0, floor = 0, left = 0, right = 1]) => ({
    // a flat side stays flat at infinity
    value: (x) => (x <= kink && left === 0 ? floor : floor + (x > kink ? right : left) * (x - kink)),
    derivative: (x) => (x > kink ? right : left),
  }),
  step: () => ({ value: (x) => (x > 0 ? 1 : 0), derivative: () => 0 }),
  'exponential-linear': ([positive = 1, negative = 1]) => ({
    value: (x) =>
      branch(
        x,
        () => positive * x,
        () => negative * Math.expm1(x),
      ),
    derivative: (x) =>
      branch(
        x,
        () => positive,
        () => negative * Math.exp(x),
      ),
  }),
  'printed-exponential-linear': ([positive = 1, negative = 1]) => ({
    value: (x) =>
      branch(
        x,
        () => positive * x,
        () => negative * x * Math.expm1(x),
      ),
    derivative: (x) =>
      branch(
        x,
        () => positive,
        () => negative * (Math.expm1(x) + (x === -Infinity ? 0 : x * Math.exp(x))),
      ),
  }),
  tanh: ([positive = 1, negative = 1]) => ({
    value: (x) => (x > 0 ? positive : negative) * Math.tanh(x),
    derivative: (x) => (x > 0 ? positive : negative) * sechSquared(x),
  }),
  sigmoid: () => ({
    value: sigmoid,
    derivative: (x) => {
      const t = Math.exp(-Math.abs(x))
      return t / ((1 + t) * (1 + t))
    },
  }),
  softplus: () => ({ value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), derivative: sigmoid }),
  swish: () => ({
    value: (x) => (x === -Infinity ? -0 : x * sigmoid(x)),
    derivative: (x) => {
      const t = Math.exp(-Math.abs(x))
      // s (1 + x (1 - s)) in terms of exp(-|x|)
      const product = t === 0 ? 0 : x * t
      return (x < 0 ? t * (1 + t) + product : 1 + t + product) / ((1 + t) * (1 + t))
    },
  }),
  gelu: () => ({
    value: (x) => (x === -Infinity ? -0 : x * normalCdf(x)),
    derivative: (x) => {
      const density = normalDensity(x)
      return normalCdf(x) + (density === 0 ? 0 : x * density)
    },
  }),
  erf: () => ({ value: errorFunction, derivative: (x) => erfSlope * Math.exp(-x * x) }),
  sine: () => ({ value: sine, derivative: cosine }),
  'relu-power': ([exponent = 2]) => ({
    value: (x) => power(Math.max(x, 0), exponent) / factorial(exponent),
    derivative: (x) => power(Math.max(x, 0), exponent - 1) / factorial(exponent - 1),
  }),
  polynomial: (coefficients) => {
    const derived = coefficients.map((coefficient, r) => r * coefficient).slice(1)
    return { value: (x) => horner(coefficients, x), derivative: (x) => horner(derived, x) }
  },
}

export function activationFunctions(activation: ActivationKernel): ActivationFunctions {
  if (activation.kind === 'built-in') return families[activation.id](activation.parameters)
  return { value: programFunction(activation.value), derivative: programFunction(activation.derivative) }
}
