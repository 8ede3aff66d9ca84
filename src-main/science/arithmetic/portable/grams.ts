import { activationWords, type Pulse, type TwoLayerReluProblem } from '../arithmetic'
import { popcount } from '../bits'
import { Pace } from '../pace'
import { checkActivations, checkProblem, checkWeights } from '../two-layer-relu-rules'

/** Rows are points, columns are neurons: the transpose of an activation matrix. */
function activationsByPoint(activations: Uint32Array, hiddenWidth: number, sampleCount: number): Uint32Array {
  const words = activationWords(sampleCount)
  const neuronWords = activationWords(hiddenWidth)
  const transposed = new Uint32Array(sampleCount * neuronWords)
  for (let nu = 0; nu < hiddenWidth; nu++) {
    for (let j = 0; j < sampleCount; j++) {
      if ((activations[nu * words + (j >>> 5)]! >>> (j & 31)) & 1) transposed[j * neuronWords + (nu >>> 5)]! |= 1 << (nu & 31)
    }
  }
  return transposed
}

function dot(a: Float64Array, aOffset: number, b: Float64Array, bOffset: number, length: number): number {
  let sum = 0
  for (let i = 0; i < length; i++) sum += a[aOffset + i]! * b[bOffset + i]!
  return sum
}

/** M^T M or M M^T from a function of two indices, each pair computed once. */
function symmetricFromPairs(order: number, entry: (j: number, k: number) => number, pulse: Pulse): Float64Array {
  const pace = new Pace(pulse)
  const matrix = new Float64Array(order * order)
  for (let j = 0; j < order; j++) {
    for (let k = 0; k <= j; k++) {
      const value = entry(j, k)
      matrix[j * order + k] = value
      matrix[k * order + j] = value
    }
    pace.beat()
  }
  return matrix
}

export function hiddenGram(
  problem: TwoLayerReluProblem,
  outputWeights: Float64Array,
  activations: Uint32Array,
  pulse: Pulse,
): Float64Array {
  checkProblem(problem)
  checkActivations(problem, 'activations', activations)
  const { inputDimension: n, hiddenWidth, sampleCount, inputs } = problem
  const byPoint = activationsByPoint(activations, hiddenWidth, sampleCount)
  const neuronWords = activationWords(hiddenWidth)
  const squares = outputWeights.map((z) => z * z)
  const counts = squares.every((square) => square === 1)
  function coactivation(j: number, k: number): number {
    let sum = 0
    for (let w = 0; w < neuronWords; w++) {
      let both = byPoint[j * neuronWords + w]! & byPoint[k * neuronWords + w]!
      if (counts) {
        sum += popcount(both)
        continue
      }
      while (both !== 0) {
        const bit = 31 - Math.clz32(both)
        sum += squares[w * 32 + bit]!
        both ^= 1 << bit
      }
    }
    return sum
  }
  return symmetricFromPairs(sampleCount, (j, k) => dot(inputs, j * n, inputs, k * n, n) * coactivation(j, k), pulse)
}

/** F^T, m x S. */
function featuresByPoint(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, pulse: Pulse): Float64Array {
  const { inputDimension: n, hiddenWidth, sampleCount, inputs } = problem
  const pace = new Pace(pulse)
  const features = new Float64Array(sampleCount * hiddenWidth)
  for (let j = 0; j < sampleCount; j++) {
    for (let nu = 0; nu < hiddenWidth; nu++) {
      const preactivation = dot(hiddenWeights, nu * n, inputs, j * n, n)
      features[j * hiddenWidth + nu] = preactivation < 0 ? 0 : preactivation
    }
    pace.beat()
  }
  return features
}

export function outputGram(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, pulse: Pulse): Float64Array {
  checkProblem(problem)
  checkWeights(problem, hiddenWeights, new Float64Array(problem.hiddenWidth))
  const { hiddenWidth, sampleCount } = problem
  const features = featuresByPoint(problem, hiddenWeights, pulse)
  return symmetricFromPairs(sampleCount, (j, k) => dot(features, j * hiddenWidth, features, k * hiddenWidth, hiddenWidth), pulse)
}

export function outputGramByNeuron(problem: TwoLayerReluProblem, hiddenWeights: Float64Array, pulse: Pulse): Float64Array {
  checkProblem(problem)
  checkWeights(problem, hiddenWeights, new Float64Array(problem.hiddenWidth))
  const { hiddenWidth, sampleCount } = problem
  const byPoint = featuresByPoint(problem, hiddenWeights, pulse)
  const features = new Float64Array(byPoint.length)
  for (let j = 0; j < sampleCount; j++) {
    for (let nu = 0; nu < hiddenWidth; nu++) features[nu * sampleCount + j] = byPoint[j * hiddenWidth + nu]!
  }
  return symmetricFromPairs(hiddenWidth, (a, b) => dot(features, a * sampleCount, features, b * sampleCount, sampleCount), pulse)
}
