import type { Eigensystem, Pulse } from '../arithmetic'
import { Pace } from '../pace'

/** More sweeps than any matrix has been seen to need. */
const MOST_SWEEPS = 60

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function largestMagnitude(values: Float64Array): number {
  let largest = 0
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!))
  return largest
}

/** Row numbers of a row-major matrix, the row with the largest entry first; rows of equal size keep their order. */
function rowsBySize(matrix: Float64Array, rows: number, columns: number): number[] {
  const sizes = Array.from({ length: rows }, (_, i) => {
    let largest = 0
    for (let k = i * columns; k < (i + 1) * columns; k++) largest = Math.max(largest, Math.abs(matrix[k]!))
    return largest
  })
  return sizes.map((_, i) => i).sort((a, b) => sizes[b]! - sizes[a]! || a - b)
}

/** Rows of R of a QR factorisation with column pivoting; entry k of `pivots` is the column that R's column k was. */
function pivotedTriangle(factor: Float64Array, rows: number, order: number, pace: Pace): { triangle: Float64Array[]; pivots: number[] } {
  const sorted = rowsBySize(factor, rows, order)
  const columns = Array.from({ length: order }, (_, k) => Float64Array.from(sorted, (row) => factor[row * order + k]!))
  const pivots = columns.map((_, k) => k)
  for (let k = 0; k < order; k++) {
    let best = k
    let bestNorm = -1
    for (let j = k; j < order; j++) {
      const rest = columns[j]!.subarray(k)
      const size = Math.sqrt(dot(rest, rest))
      if (size > bestNorm) [best, bestNorm] = [j, size]
    }
    ;[columns[k], columns[best]] = [columns[best]!, columns[k]!]
    ;[pivots[k], pivots[best]] = [pivots[best]!, pivots[k]!]
    const column = columns[k]!.subarray(k)
    if (bestNorm === 0) break
    const image = column[0]! > 0 ? -bestNorm : bestNorm
    const first = column[0]! - image
    const weight = -first / image
    for (let i = 1; i < column.length; i++) column[i]! /= first
    column[0] = 1
    for (let j = k + 1; j < order; j++) {
      const other = columns[j]!.subarray(k)
      const product = weight * dot(column, other)
      for (let i = 0; i < column.length; i++) other[i]! -= product * column[i]!
    }
    column.fill(0)
    column[0] = image
    pace.beat()
  }
  const triangle = Array.from({ length: order }, (_, i) =>
    Float64Array.from({ length: order }, (_unused, k) => (k < i ? 0 : columns[k]![i]!)),
  )
  return { triangle, pivots }
}

/** Rotates the rows against each other until every pair is orthogonal to working precision. */
function orthogonaliseRows(rows: Float64Array[], pace: Pace): void {
  const tolerance = Math.sqrt(rows.length) * Number.EPSILON
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let rotations = 0
    // the longest first saves sweeps (de Rijk)
    rows.sort((a, b) => dot(b, b) - dot(a, a))
    for (let p = 0; p < rows.length - 1; p++) {
      for (let q = p + 1; q < rows.length; q++) {
        const a = rows[p]!
        const b = rows[q]!
        const alpha = dot(a, a)
        const beta = dot(b, b)
        if (alpha === 0 || beta === 0) continue
        const gamma = dot(a, b)
        if (Math.abs(gamma) <= tolerance * Math.sqrt(alpha) * Math.sqrt(beta)) continue
        rotations++
        const zeta = (beta - alpha) / (2 * gamma)
        const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta))
        const cosine = 1 / Math.sqrt(1 + tangent * tangent)
        const sine = cosine * tangent
        for (let i = 0; i < a.length; i++) {
          const x = a[i]!
          const y = b[i]!
          a[i] = cosine * x - sine * y
          b[i] = sine * x + cosine * y
        }
      }
      pace.beat()
    }
    if (rotations === 0) return
  }
  throw new Error(`One-sided Jacobi rotations did not converge in ${MOST_SWEEPS} sweeps.`)
}

/** A unit vector orthogonal to the given orthonormal ones: the coordinate vector that is furthest from their span, projected twice. */
function unitVectorOutside(vectors: readonly Float64Array[], order: number): Float64Array {
  const inside = new Float64Array(order)
  for (const vector of vectors) for (let i = 0; i < order; i++) inside[i]! += vector[i]! * vector[i]!
  let coordinate = 0
  for (let i = 1; i < order; i++) if (inside[i]! < inside[coordinate]!) coordinate = i
  const result = new Float64Array(order)
  result[coordinate] = 1
  for (let pass = 0; pass < 2; pass++) {
    for (const vector of vectors) {
      const product = dot(vector, result)
      for (let i = 0; i < order; i++) result[i]! -= product * vector[i]!
    }
  }
  const length = Math.sqrt(dot(result, result))
  return result.map((value) => value / length)
}

/** See factorEigensystem of the interface Arithmetic. */
export function factorEigensystem(factor: Float64Array, rows: number, order: number, pulse: Pulse): Eigensystem {
  const pace = new Pace(pulse)
  const scale = largestMagnitude(factor)
  const scaled = scale === 0 ? factor : factor.map((value) => value / scale)
  const { triangle, pivots } = pivotedTriangle(scaled, rows, order, pace)
  orthogonaliseRows(triangle, pace)
  const singular = triangle.map((row) => Math.sqrt(dot(row, row)))
  const descending = singular.map((_, i) => i).sort((a, b) => singular[b]! - singular[a]!)
  const values = new Float64Array(order)
  const directions: Float64Array[] = []
  const vectors = new Float64Array(order * order)
  for (const [rank, index] of descending.entries()) {
    const length = singular[index]!
    const direction = length > 0 ? triangle[index]!.map((value) => value / length) : unitVectorOutside(directions, order)
    directions.push(direction)
    const place = order - 1 - rank
    values[place] = length * scale * (length * scale)
    for (let k = 0; k < order; k++) vectors[place * order + pivots[k]!] = direction[k]!
  }
  return { values, vectors }
}
