export interface AlignmentTables {
  /**
   * <K, L> / (|K| |L|) of Frobenius products: 1 for proportional kernels, between 0 and 1 for positive semidefinite ones (Cristianini,
   * Shawe-Taylor, Elisseeff, Kandola, On kernel-target alignment, 2001, definition 1). Exactly symmetric
   */
  plain: number[][]
  /**
   * The same of H K H and H L H with H = I - 1 1^T / n, which ignores what is the same for all points (Cortes, Mohri, Rostamizadeh,
   * Algorithms for learning kernels based on centered alignment, JMLR 13, 2012, definition 4; the linear CKA of Kornblith et al. 2019 for
   * Gram matrices)
   */
  centred: number[][]
}

/** Numbers of each kernel that are multiplied at once. */
const MULTIPLIED_AT_ONCE = 2 ** 16

/**
 * The alignment of all pairs of kernels by matrix products, without copies of the kernels.
 * @param kernels R matrices of n x n, row-major
 * @param multiply C = A B, A rows x inner, B inner x columns
 * @param pulse called between pieces of the products; may throw
 * @returns R x R, NaN where a kernel is 0 or not finite
 */
export function alignmentTables(
  kernels: readonly Float64Array[],
  n: number,
  multiply: (a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number) => Float64Array,
  pulse: () => void,
): AlignmentTables {
  const count = kernels.length
  const rowsAtOnce = Math.max(1, Math.min(n, Math.floor(MULTIPLIED_AT_ONCE / Math.max(1, n))))
  const centres = kernels.map((kernel) => centreOf(kernel, n))
  const products = { plain: new Float64Array(count * count), centred: new Float64Array(count * count) }
  for (let first = 0; first < n; first += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, n - first)
    for (const kind of ['plain', 'centred'] as const) {
      pulse()
      const piece = new Float64Array(count * rows * n)
      kernels.forEach((kernel, r) => {
        const into = piece.subarray(r * rows * n, (r + 1) * rows * n)
        into.set(kernel.subarray(first * n, (first + rows) * n))
        if (kind === 'centred') subtractCentre(into, centres[r]!, first, n)
      })
      addInto(products[kind], multiply(piece, transposed(piece, count, rows * n), count, rows * n, count))
    }
  }
  return { plain: normalised(products.plain, count), centred: normalised(products.centred, count) }
}

interface Centre {
  means: Float64Array
  mean: number
}

function subtractCentre(rows: Float64Array, { means, mean }: Centre, first: number, n: number): void {
  for (let at = 0; at < rows.length; at++)
    rows[at] = (rows[at] ?? NaN) - (means[first + Math.floor(at / n)] ?? NaN) - (means[at % n] ?? NaN) + mean
}

function addInto(sums: Float64Array, summands: Float64Array): void {
  for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] ?? NaN) + (summands[at] ?? NaN)
}

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(matrix.length)
  for (let i = 0; i < rows; i++) for (let k = 0; k < columns; k++) turned[k * rows + i] = matrix[i * columns + k] ?? NaN
  return turned
}

/** Only what is above the diagonal is read, so that the result is symmetric whatever the order of the sums was. */
function normalised(products: Float64Array, count: number): number[][] {
  const at = (i: number, k: number): number => products[Math.min(i, k) * count + Math.max(i, k)] ?? NaN
  return Array.from({ length: count }, (_, i) => Array.from({ length: count }, (__, k) => at(i, k) / Math.sqrt(at(i, i) * at(k, k))))
}

function centreOf(k: Float64Array, n: number): Centre {
  const means = Float64Array.from({ length: n }, (_, i) => k.subarray(i * n, (i + 1) * n).reduce((sum, value) => sum + value, 0) / n)
  return { means, mean: means.reduce((sum, value) => sum + value, 0) / n }
}
