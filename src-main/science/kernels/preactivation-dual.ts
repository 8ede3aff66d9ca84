import type { Activation } from '../activations'
import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import { Pace } from '../arithmetic/pace'
import { activationHermite, dualFunction, gaussianExpectation, hermiteCoefficients, tabulatedDual } from '../gaussian'
import { dualOfDirections, type Dual } from './direction-dual'
import { directions, rowNorms, unitInnerProducts } from './gram'
import type { KernelInputs } from './kernel-inputs'
import { pairExpectation, type KinkedFunction } from './pair-expectation'
import type { WeightLaw } from './weight-law'

/** A function psi whose products are averaged over random weights. */
export interface AveragedFunction extends KinkedFunction {
  /** the first coefficients of psi(s x) in orthonormal Hermite polynomials */
  hermite(scale: number, count: number): Float64Array
  /** rho -> E psi(s u) psi(s v) for standard normal u, v of correlation rho */
  dual(scale: number): Dual
  /** whether the dual is integrated anew for every rho, a millisecond each */
  integrated: boolean
  /** the q with psi(c x) = c^q psi(x) for c > 0, null when there is none */
  degree: number | null
}

/** Activations with kinks whose duals are known functions of rho, for both parts or for the derivative alone. */
const IN_CLOSED_FORM = new Set(['relu', 'relu-power', 'step', 'leaky-relu', 'absolute', 'normrelu'])
const DERIVATIVE_IN_CLOSED_FORM = new Set(['elu', 'selu'])

function isIntegrated({ smoothness, spec: { kind } }: Activation, part: 'value' | 'derivative'): boolean {
  if (smoothness.kind !== 'jump' || IN_CLOSED_FORM.has(kind)) return false
  return part === 'value' || !DERIVATIVE_IN_CLOSED_FORM.has(kind)
}

/** phi or phi'. */
export function averagedPart(activation: Activation, part: 'value' | 'derivative'): AveragedFunction {
  return {
    value: (x) => activation[part](x),
    kinks: activation.kinks,
    hermite: (scale, count) => activationHermite(activation, part, count, scale).coefficients,
    dual: (scale) => dualFunction(activation, part, scale),
    integrated: isIntegrated(activation, part),
    degree: homogeneity(activation, part),
  }
}

/** phi'^2. */
export function squaredDerivative(activation: Activation): AveragedFunction {
  const degree = homogeneity(activation, 'derivative')
  const squared: AveragedFunction = {
    value: (x) => {
      const derivative = activation.derivative(x)
      return derivative * derivative
    },
    kinks: activation.kinks,
    hermite: (scale, count) =>
      hermiteCoefficients(
        (x) => squared.value(scale * x),
        activation.kinks.map((kink) => kink / scale),
        count,
      ),
    dual: (scale) => (rho) => pairExpectation(squared, Math.max(-1, Math.min(1, rho)), scale, scale),
    integrated: true,
    degree: degree === null ? null : 2 * degree,
  }
  return squared
}

/** Relative spread up to which norms of inputs count as equal: rounding of a normalisation. */
const EQUAL_NORMS = 1e-13

/** From this many pairs on a table of the dual is cheaper than the dual, and accurate to the same digits. */
const PAIRS_WORTH_A_TABLE = { integrated: 100, otherwise: 20_000 }
const TABLE_TOLERANCE = 1e-12

/** Orders of a Hermite expansion that are tried for inputs of different norms, and the error of a truncated one that is accepted. */
const HERMITE_ORDERS = [64, 128, 256, 512, 1024] as const
const TRUNCATION_TOLERANCE = 1e-12

/**
 * E psi(z_i) psi(z_j) over random hidden weights, z_i = <w, x_i> + b drawn by `law`.
 *
 * Inputs of one norm need one dual function, positively homogeneous activations one and powers of the norms. Other activations are expanded
 * in Hermite polynomials for each norm, or, where the expansion converges too slowly (kinks), integrated pair by pair, which takes from
 * one to some ten milliseconds a pair.
 * @param inputs row-major sampleCount x inputDimension, any norms
 * @returns row-major sampleCount x sampleCount, exactly symmetric
 */
export function preactivationDual(
  arithmetic: Arithmetic,
  averaged: AveragedFunction,
  { inputs, sampleCount, inputDimension }: KernelInputs,
  law: WeightLaw,
  pulse: Pulse,
): Float64Array {
  const { vectors, dimension } = augmented(inputs, sampleCount, inputDimension, law)
  const deviations = rowNorms(vectors, sampleCount, dimension)
  const unit = directions(vectors, deviations, dimension)
  const largest = deviations.reduce((a, b) => Math.max(a, b), 0)
  const smallest = deviations.reduce((a, b) => Math.min(a, b), Infinity)
  const onDirections = (dual: Dual): Float64Array =>
    dualOfDirections(arithmetic, unit, sampleCount, dimension, tabulatedFor(dual, sampleCount, averaged.integrated))
  if (smallest > 0 && largest - smallest <= EQUAL_NORMS * largest) {
    // a norm that is 1 up to rounding is 1, so that standard constants come out exactly
    const deviation = Math.abs(largest - 1) <= EQUAL_NORMS ? 1 : largest
    return onDirections(averaged.dual(deviation))
  }
  const { degree } = averaged
  if (degree !== null && (smallest > 0 || degree > 0)) return scaledByNorms(onDirections(averaged.dual(1)), deviations, degree)
  const correlations = unitInnerProducts(arithmetic, unit, sampleCount, dimension)
  return byHermiteExpansion(averaged, correlations, deviations, pulse) ?? byQuadrature(averaged, correlations, deviations, pulse)
}

/**
 * The same for pre-activations of given standard deviations and correlations (row-major, ones on the diagonal), such as those of a deeper
 * layer. Deviations that are equal up to rounding count as equal.
 */
export function dualOfCovariance(
  averaged: AveragedFunction,
  correlations: Float64Array,
  deviations: Float64Array,
  pulse: Pulse,
): Float64Array {
  const largest = deviations.reduce((a, b) => Math.max(a, b), 0)
  const smallest = deviations.reduce((a, b) => Math.min(a, b), Infinity)
  const order = deviations.length
  const mapped = (dual: Dual): Float64Array => correlations.map(tabulatedFor(dual, order, averaged.integrated))
  if (smallest > 0 && largest - smallest <= EQUAL_NORMS * largest)
    return mapped(averaged.dual(Math.abs(largest - 1) <= EQUAL_NORMS ? 1 : largest))
  const { degree } = averaged
  if (degree !== null && (smallest > 0 || degree > 0)) return scaledByNorms(mapped(averaged.dual(1)), deviations, degree)
  return byHermiteExpansion(averaged, correlations, deviations, pulse) ?? byQuadrature(averaged, correlations, deviations, pulse)
}

/** Rows (sqrt(weightVariance) x_i, sqrt(biasVariance)), whose inner products are the covariances of the pre-activations. */
function augmented(
  inputs: Float64Array,
  sampleCount: number,
  inputDimension: number,
  { weightVariance, biasVariance }: WeightLaw,
): { vectors: Float64Array; dimension: number } {
  const scale = Math.sqrt(weightVariance)
  const dimension = biasVariance > 0 ? inputDimension + 1 : inputDimension
  const vectors = new Float64Array(sampleCount * dimension).fill(Math.sqrt(biasVariance))
  for (let i = 0; i < sampleCount; i++) {
    for (let k = 0; k < inputDimension; k++) vectors[i * dimension + k] = scale * inputs[i * inputDimension + k]!
  }
  return { vectors, dimension }
}

function tabulatedFor(dual: Dual, sampleCount: number, integrated: boolean): Dual {
  const worthIt = PAIRS_WORTH_A_TABLE[integrated ? 'integrated' : 'otherwise']
  if ((sampleCount * (sampleCount - 1)) / 2 <= worthIt) return dual
  const table = tabulatedDual(dual, TABLE_TOLERANCE * Math.max(1, Math.abs(dual(1))))
  return (rho) => table.value(rho)
}

/** The degree q with psi(c x) = c^q psi(x) for c > 0, null when there is none. */
function homogeneity({ spec }: Activation, part: 'value' | 'derivative'): number | null {
  const degree = valueDegree(spec)
  if (degree === null || part === 'value') return degree
  return degree === 0 ? null : degree - 1
}

function valueDegree(spec: Activation['spec']): number | null {
  switch (spec.kind) {
    case 'relu':
    case 'leaky-relu':
    case 'absolute':
      return 1
    case 'relu-power':
      return spec.power
    case 'step':
      return 0
    case 'polynomial': {
      const powers = [...spec.coefficients.keys()].filter((power) => spec.coefficients[power] !== 0)
      return powers.length === 1 ? powers[0]! : null
    }
    default:
      return null
  }
}

function scaledByNorms(matrix: Float64Array, norms: Float64Array, degree: number): Float64Array {
  const order = norms.length
  const factors = norms.map((norm) => {
    let power = 1
    for (let q = 0; q < degree; q++) power *= norm
    return power
  })
  return matrix.map((value, index) => value * factors[Math.floor(index / order)]! * factors[index % order]!)
}

/** sum_k c_k(s_i) c_k(s_j) rho^k with c_k(s) of psi(s x); null when the terms left out may exceed the tolerance. */
function byHermiteExpansion(
  averaged: AveragedFunction,
  correlations: Float64Array,
  deviations: Float64Array,
  pulse: Pulse,
): Float64Array | null {
  const sampleCount = deviations.length
  const pace = new Pace(pulse)
  // the widest argument converges last
  const widest = deviations.reduce((a, b) => Math.max(a, b), 0)
  const count = HERMITE_ORDERS.find((order) => {
    const { coefficients, meanSquare } = expansion(averaged, widest, order)
    return meanSquare - coefficients.reduce((sum, c) => sum + c * c, 0) <= TRUNCATION_TOLERANCE * Math.max(1, meanSquare)
  })
  if (count === undefined) return null
  const known = new Map<number, Float64Array>()
  const rows = Array.from(deviations, (deviation) => {
    const coefficients = known.get(deviation) ?? expansion(averaged, deviation, count).coefficients
    known.set(deviation, coefficients)
    pace.beat()
    return coefficients
  })
  const matrix = new Float64Array(sampleCount * sampleCount)
  for (let i = 0; i < sampleCount; i++) {
    for (let j = 0; j <= i; j++) {
      const rho = correlations[i * sampleCount + j]!
      const a = rows[i]!
      const b = rows[j]!
      let sum = 0
      for (let k = count - 1; k >= 0; k--) sum = sum * rho + a[k]! * b[k]!
      matrix[i * sampleCount + j] = sum
      matrix[j * sampleCount + i] = sum
    }
    pace.beat()
  }
  return matrix
}

function expansion(averaged: AveragedFunction, deviation: number, count: number): { coefficients: Float64Array; meanSquare: number } {
  const breaks = deviation === 0 ? [] : averaged.kinks.map((kink) => kink / deviation)
  const square = (x: number): number => averaged.value(deviation * x) * averaged.value(deviation * x)
  return { coefficients: hermiteOf(averaged, deviation, count), meanSquare: gaussianExpectation(square, breaks) }
}

/** An input of norm 0 leaves a constant. */
function hermiteOf(averaged: AveragedFunction, deviation: number, count: number): Float64Array {
  if (deviation > 0) return averaged.hermite(deviation, count)
  const coefficients = new Float64Array(count)
  coefficients[0] = averaged.value(0)
  return coefficients
}

/** For kinks: u outside, v given u inside, both split where psi has its kinks. */
function byQuadrature(averaged: AveragedFunction, correlations: Float64Array, deviations: Float64Array, pulse: Pulse): Float64Array {
  const sampleCount = deviations.length
  const pace = new Pace(pulse)
  const matrix = new Float64Array(sampleCount * sampleCount)
  for (let i = 0; i < sampleCount; i++) {
    for (let j = 0; j <= i; j++) {
      const value = pairExpectation(averaged, correlations[i * sampleCount + j]!, deviations[i]!, deviations[j]!)
      matrix[i * sampleCount + j] = value
      matrix[j * sampleCount + i] = value
      pace.beat()
    }
  }
  return matrix
}
