/**
 * <K, L> / (|K| |L|) of Frobenius products: 1 for proportional kernels, between 0 and 1 for positive semidefinite ones (Cristianini,
 * Shawe-Taylor, Elisseeff, Kandola, On kernel-target alignment, 2001, definition 1).
 * @param k n x n, row-major
 * @param l the same size
 * @returns NaN where one is 0 or not finite
 */
export function kernelAlignment(k: Float64Array, l: Float64Array): number {
  return product(k, l) / Math.sqrt(product(k, k) * product(l, l))
}

/**
 * The same of H K H and H L H with H = I - 1 1^T / n, which ignores what is the same for all points (Cortes, Mohri, Rostamizadeh, Algorithms
 * for learning kernels based on centered alignment, JMLR 13, 2012, definition 4; the linear CKA of Kornblith et al. 2019 for Gram matrices).
 */
export function centredKernelAlignment(k: Float64Array, l: Float64Array): number {
  return kernelAlignment(centred(k), centred(l))
}

/** H K H, for a symmetric n x n matrix. */
export function centred(k: Float64Array): Float64Array {
  const n = Math.sqrt(k.length)
  const means = Float64Array.from({ length: n }, (_, i) => k.subarray(i * n, (i + 1) * n).reduce((sum, value) => sum + value, 0) / n)
  const mean = means.reduce((sum, value) => sum + value, 0) / n
  return k.map((value, index) => value - (means[Math.floor(index / n)] ?? NaN) - (means[index % n] ?? NaN) + mean)
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? NaN) * (b[i] ?? NaN)
  return sum
}
