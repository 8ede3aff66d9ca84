import type { Pulse } from '../arithmetic'
import { Pace } from '../pace'

/** sqrt(first^2 + sum of squares) without overflow or underflow. */
function norm(first: number, rest: Float64Array): number {
  let largest = Math.abs(first)
  for (let i = 0; i < rest.length; i++) largest = Math.max(largest, Math.abs(rest[i]!))
  if (largest === 0) return 0
  let sum = (first / largest) * (first / largest)
  for (let i = 0; i < rest.length; i++) sum += (rest[i]! / largest) * (rest[i]! / largest)
  return largest * Math.sqrt(sum)
}

/** Householder QR of R stacked on a block; the zeros of R below its diagonal are made use of. */
export function addToTriangle(triangle: Float64Array, order: number, block: Float64Array, rows: number, pulse: Pulse): void {
  if (rows === 0) return
  const pace = new Pace(pulse)
  const columns = Array.from({ length: order }, (_, k) => Float64Array.from({ length: rows }, (_unused, i) => block[i * order + k]!))
  for (let k = 0; k < order; k++) {
    const column = columns[k]!
    const pivot = triangle[k * order + k]!
    const length = norm(pivot, column)
    if (length === 0) continue
    // the reflection sends the column to -sign(pivot) length; v is scaled so that its first entry is 1
    const image = pivot < 0 ? length : -length
    const first = pivot - image
    for (let i = 0; i < rows; i++) column[i]! /= first
    const factor = -first / image
    triangle[k * order + k] = image
    for (let j = k + 1; j < order; j++) {
      const other = columns[j]!
      let product = triangle[k * order + j]!
      for (let i = 0; i < rows; i++) product += column[i]! * other[i]!
      product *= factor
      triangle[k * order + j]! -= product
      for (let i = 0; i < rows; i++) other[i]! -= product * column[i]!
    }
    pace.beat()
  }
}
