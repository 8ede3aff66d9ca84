import type { Pulse } from './arithmetic'
import { largestTridiagonalPair } from './tridiagonal'

interface LanczosResult {
  /** the largest eigenvalue of the operator */
  value: number
  /** its unit eigenvector */
  vector: Float64Array
  /** applications of the operator */
  iterations: number
}

/** Entries in (-1, 1) without any symmetry that an eigenvector could be orthogonal to; the same ones on every machine. */
function startVector(order: number): Float64Array {
  const vector = new Float64Array(order)
  let state = 20221202
  for (let i = 0; i < order; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    vector[i] = state / 2147483648 - 1 + 1 / 4294967296
  }
  return vector
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum0 = 0
  let sum1 = 0
  let sum2 = 0
  let sum3 = 0
  let i = 0
  for (; i + 3 < a.length; i += 4) {
    sum0 += a[i]! * b[i]!
    sum1 += a[i + 1]! * b[i + 1]!
    sum2 += a[i + 2]! * b[i + 2]!
    sum3 += a[i + 3]! * b[i + 3]!
  }
  for (; i < a.length; i++) sum0 += a[i]! * b[i]!
  return sum0 + sum1 + (sum2 + sum3)
}

function subtractMultiple(target: Float64Array, factor: number, vector: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i]! -= factor * vector[i]!
}

function scale(vector: Float64Array, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i]! *= factor
}

/**
 * Largest eigenvalue of a symmetric operator by the Lanczos method with full reorthogonalisation (Parlett, The Symmetric Eigenvalue
 * Problem, chapter 13) from a fixed start vector. Ends when the residual |A v - value v|, which bounds the distance to an eigenvalue,
 * is at most `tolerance` |value|, or when rounding leaves nothing new in the Krylov space, or after `order` applications.
 */
export function largestEigenpairByLanczos(
  apply: (vector: Float64Array) => Float64Array,
  order: number,
  tolerance: number,
  pulse: Pulse,
): LanczosResult {
  const basis: Float64Array[] = []
  const diagonal: number[] = []
  const offDiagonal: number[] = []
  let next = startVector(order)
  scale(next, 1 / Math.sqrt(dot(next, next)))
  let scaleOfOperator = 0
  let nextCheck = Math.min(order, 8)
  for (;;) {
    pulse()
    basis.push(next)
    const image = Float64Array.from(apply(next))
    diagonal.push(dot(next, image))
    // what belongs to the last two vectors is large, what belongs to the others is rounding; taken out one after the other, the basis
    // stays orthogonal to working precision
    subtractMultiple(image, diagonal.at(-1)!, next)
    const previous = basis.at(-2)
    if (previous !== undefined) subtractMultiple(image, offDiagonal.at(-1)!, previous)
    for (const vector of basis) subtractMultiple(image, dot(vector, image), vector)
    const rest = Math.sqrt(dot(image, image))
    scaleOfOperator = Math.max(scaleOfOperator, Math.abs(diagonal.at(-1)!), rest)
    const exhausted = basis.length === order || rest <= 1e-15 * scaleOfOperator
    if (exhausted || basis.length >= nextCheck) {
      const ritz = largestTridiagonalPair(diagonal, offDiagonal)
      if (exhausted || rest * Math.abs(ritz.vector.at(-1)!) <= tolerance * Math.abs(ritz.value)) {
        const vector = new Float64Array(order)
        for (const [k, column] of basis.entries()) subtractMultiple(vector, -ritz.vector[k]!, column)
        scale(vector, 1 / Math.sqrt(dot(vector, vector)))
        return { value: ritz.value, vector, iterations: basis.length }
      }
      nextCheck = basis.length + Math.max(4, Math.floor(basis.length / 6))
    }
    offDiagonal.push(rest)
    scale(image, 1 / rest)
    next = image
  }
}
