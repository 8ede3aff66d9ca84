/**
 * The pivots of x I - T in `pivots`, T symmetric tridiagonal; false when one of them is not positive, that is, when x is not above every
 * eigenvalue.
 */
function factorAbove(diagonal: readonly number[], offDiagonal: readonly number[], x: number, pivots: Float64Array): boolean {
  let pivot = Infinity
  for (let i = 0; i < diagonal.length; i++) {
    const coupling = i === 0 ? 0 : offDiagonal[i - 1]!
    pivot = x - diagonal[i]! - (coupling * coupling) / pivot
    if (!(pivot > 0)) return false
    pivots[i] = pivot
  }
  return true
}

/**
 * The largest eigenvalue of a symmetric tridiagonal matrix with positive off-diagonal entries, and its unit eigenvector, whose entries
 * are all positive. Bisection, then inverse iteration from above, where x I - T is a positive definite M-matrix: only positive numbers
 * are added, so that small entries of the vector are as accurate as large ones.
 */
export function largestTridiagonalPair(
  diagonal: readonly number[],
  offDiagonal: readonly number[],
): { value: number; vector: Float64Array } {
  const order = diagonal.length
  const pivots = new Float64Array(order)
  let below = Math.max(...diagonal)
  let above = below
  for (let i = 0; i < order; i++) {
    const radius = (i > 0 ? offDiagonal[i - 1]! : 0) + (i + 1 < order ? offDiagonal[i]! : 0)
    above = Math.max(above, diagonal[i]! + radius)
  }
  // Gershgorin's bound can be the eigenvalue itself; go strictly above it
  const scale = Math.max(Math.abs(below), Math.abs(above))
  for (let step = 4 * Number.EPSILON * scale + Number.MIN_VALUE; !factorAbove(diagonal, offDiagonal, above, pivots); step *= 2)
    above += step
  while (above - below > Number.EPSILON * scale) {
    const middle = below + (above - below) / 2
    if (middle <= below || middle >= above) break
    if (factorAbove(diagonal, offDiagonal, middle, pivots)) above = middle
    else below = middle
  }
  factorAbove(diagonal, offDiagonal, above, pivots)
  const vector = new Float64Array(order).fill(1)
  for (let iteration = 0; iteration < 3; iteration++) {
    for (let i = 1; i < order; i++) vector[i]! += (offDiagonal[i - 1]! / pivots[i - 1]!) * vector[i - 1]!
    vector[order - 1]! /= pivots[order - 1]!
    for (let i = order - 2; i >= 0; i--) vector[i] = (vector[i]! + offDiagonal[i]! * vector[i + 1]!) / pivots[i]!
    // by the largest entry first, so that squares cannot overflow
    const largest = vector.reduce((a, b) => Math.max(a, b), 0)
    let square = 0
    for (let i = 0; i < order; i++) square += (vector[i]! / largest) * (vector[i]! / largest)
    const norm = largest * Math.sqrt(square)
    for (let i = 0; i < order; i++) vector[i]! /= norm
  }
  return { value: below, vector }
}
