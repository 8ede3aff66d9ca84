/** How much a neuron of f_k(x) = sum_j s_j a_jk phi(<w_j, x>) counts, by what the network itself says of it. */

/** lambda_j |w_j|^2 with lambda_j = s_j^2 (arXiv 2302.01002, section 5). @param hiddenWeights w, row-major m x d */
export function importanceByHiddenWeights(nodeScales: Float64Array, hiddenWeights: Float64Array): Float64Array {
  return scaledRowSquares(nodeScales, hiddenWeights)
}

/**
 * lambda_j sum_k a_jk^2: what the program published with arXiv 2302.01002 sorts by. With signs for a it is K lambda_j, the same for all
 * neurons when the scales are symmetric. @param outputWeights a, row-major m x K
 */
export function importanceByOutputWeights(nodeScales: Float64Array, outputWeights: Float64Array): Float64Array {
  return scaledRowSquares(nodeScales, outputWeights)
}

function scaledRowSquares(nodeScales: Float64Array, rows: Float64Array): Float64Array {
  const width = rows.length / nodeScales.length
  return nodeScales.map((scale, j) => {
    let square = 0
    for (let i = j * width; i < (j + 1) * width; i++) square += rows[i]! * rows[i]!
    return scale * scale * square
  })
}

/** Neurons, counted from 0, from the least to the most important; of equal ones the first comes first. */
export function increasingImportance(importance: Float64Array): Uint32Array {
  return sorted(importance, (a, b) => a - b)
}

/** Neurons, counted from 0, from the most to the least important; of equal ones the first comes first. */
export function decreasingImportance(importance: Float64Array): Uint32Array {
  return sorted(importance, (a, b) => b - a)
}

function sorted(importance: Float64Array, compare: (a: number, b: number) => number): Uint32Array {
  return Uint32Array.from(importance.keys()).sort((a, b) => compare(importance[a]!, importance[b]!) || a - b)
}
