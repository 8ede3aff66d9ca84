/**
 * Orthonormal basis of the span of the rows of X by Gram-Schmidt with pivoting, each row orthogonalised twice. Rows are in the span when
 * what is left of them is below sampleCount * epsilon * (largest row norm): rounding of the inputs themselves.
 * @param inputs row-major sampleCount x inputDimension
 * @param most stops after so many vectors
 * @returns row-major dimension x inputDimension
 */
export function spanBasis(
  inputs: Float64Array,
  sampleCount: number,
  inputDimension: number,
  most = Infinity,
): { dimension: number; basis: Float64Array } {
  const rest = Float64Array.from(inputs)
  const row = (index: number): Float64Array => rest.subarray(index * inputDimension, (index + 1) * inputDimension)
  const squares = Float64Array.from({ length: sampleCount }, (_, i) => dot(row(i), row(i)))
  const floor = Math.max(sampleCount, inputDimension) * Number.EPSILON * Math.sqrt(squares.reduce((a, b) => Math.max(a, b), 0))
  const basis: Float64Array[] = []
  while (basis.length < Math.min(sampleCount, inputDimension, most)) {
    let pivot = 0
    for (let i = 1; i < sampleCount; i++) if (squares[i]! > squares[pivot]!) pivot = i
    const direction = Float64Array.from(row(pivot))
    for (const known of basis) subtract(direction, known, dot(direction, known))
    const length = Math.sqrt(dot(direction, direction))
    if (!(length > floor)) break
    for (let k = 0; k < inputDimension; k++) direction[k]! /= length
    basis.push(direction)
    for (let i = 0; i < sampleCount; i++) {
      subtract(row(i), direction, dot(row(i), direction))
      squares[i] = dot(row(i), row(i))
    }
  }
  const flat = new Float64Array(basis.length * inputDimension)
  for (const [index, direction] of basis.entries()) flat.set(direction, index * inputDimension)
  return { dimension: basis.length, basis: flat }
}

/**
 * Coordinates Y, sampleCount x dimension, of the rows of X in an orthonormal basis of their span: Y Y^T = X X^T, so that kernels and
 * their factors may be built from Y at the price of the span's dimension.
 */
export function spanCoordinates(
  inputs: Float64Array,
  sampleCount: number,
  inputDimension: number,
): { dimension: number; coordinates: Float64Array } {
  const { dimension, basis } = spanBasis(inputs, sampleCount, inputDimension)
  const coordinates = new Float64Array(sampleCount * dimension)
  for (let i = 0; i < sampleCount; i++) {
    const row = inputs.subarray(i * inputDimension, (i + 1) * inputDimension)
    for (let k = 0; k < dimension; k++)
      coordinates[i * dimension + k] = dot(row, basis.subarray(k * inputDimension, (k + 1) * inputDimension))
  }
  return { dimension, coordinates }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}

function subtract(target: Float64Array, direction: Float64Array, factor: number): void {
  for (let k = 0; k < target.length; k++) target[k]! -= factor * direction[k]!
}
