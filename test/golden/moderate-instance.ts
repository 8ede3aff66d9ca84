import type { ActivationKernel, TwoLayerProblem, TwoLayerWeights } from '../../src-main/science/arithmetic/arithmetic'
import { neverStop } from '../../src-main/science/arithmetic/two-layer'

export interface TwoLayerInstance {
  problem: TwoLayerProblem
  initial: TwoLayerWeights
}

export const relu: ActivationKernel = { kind: 'built-in', id: 'piecewise-linear', parameters: [0, 0, 0, 1] }
export const softplus: ActivationKernel = { kind: 'built-in', id: 'softplus', parameters: [] }
export const swish: ActivationKernel = { kind: 'built-in', id: 'swish', parameters: [] }

/** Half-sum loss, hidden weights trained alone, one thread, no stopping rule; what differs is given. */
export function plainProblem(
  given: Pick<TwoLayerProblem, 'inputDimension' | 'hiddenWidth' | 'sampleCount' | 'inputs' | 'targets' | 'activation'> &
    Partial<TwoLayerProblem>,
): TwoLayerProblem {
  return {
    outputCount: 1,
    preactivationScale: 1,
    nodeScales: new Float64Array(given.hiddenWidth).fill(1),
    biases: false,
    loss: 'squared',
    lossFactor: 1,
    stepSizes: { hidden: 0.1, bias: 0, output: 0 },
    stop: neverStop,
    threads: 1,
    ...given,
  }
}

function mix32(word: number): number {
  let z = word ^ (word >>> 16)
  z = Math.imul(z, 0x21f0aaad)
  z ^= z >>> 15
  z = Math.imul(z, 0x735a2d97)
  return (z ^ (z >>> 15)) >>> 0
}

/** The generator of the seeded checks: sfc32 seeded by words, normals by Box-Muller with both values used. */
export function sfc32(words: readonly number[]): { next: () => number; normal: () => number } {
  let state = words.reduce((h, word) => mix32(((h ^ word) + 0x9e3779b9) | 0), 0)
  const seed = (): number => mix32((state = (state + 0x9e3779b9) | 0))
  let a = seed()
  let b = seed()
  let c = seed()
  let d = 1
  const next = (): number => {
    const t = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return t >>> 0
  }
  for (let discarded = 0; discarded < 12; discarded++) next()
  const uniform = (): number => ((next() >>> 5) * 2 ** 26 + (next() >>> 6) + 0.5) / 2 ** 53
  let kept: number | null = null
  const normal = (): number => {
    if (kept !== null) {
      const value = kept
      kept = null
      return value
    }
    const radius = Math.sqrt(-2 * Math.log(uniform()))
    const angle = 2 * Math.PI * uniform()
    kept = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
  return { next, normal }
}

function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0))
}

export function normaliseRows(matrix: Float64Array, width: number): void {
  for (let first = 0; first < matrix.length; first += width) {
    const row = matrix.subarray(first, first + width)
    const length = norm(row)
    for (let l = 0; l < width; l++) row[l]! /= length
  }
}

/** Constant output weights of both signs: +c for the first half of the neurons, -c for the second, 0 for an odd one. */
export function balancedOutputWeights(targets: Float64Array, hiddenWidth: number): Float64Array {
  const c = norm(targets) / Math.sqrt(hiddenWidth * targets.length)
  const half = Math.floor(hiddenWidth / 2)
  return new Float64Array(hiddenWidth).map((_, index) => (index < half ? c : index < 2 * half ? -c : 0))
}

/** Unit inputs, normal targets and hidden weights, drawn in this order (arXiv 1902.04674, section 4). */
export function moderateInstance(
  [master, activation, n, k, d, trial]: readonly [number, 0 | 1, number, number, number, number],
  stepSize: number,
): TwoLayerInstance {
  const { normal } = sfc32([master, activation, n, k, d, trial])
  const inputs = new Float64Array(n * d).map(normal)
  normaliseRows(inputs, d)
  const targets = new Float64Array(n).map(normal)
  const hiddenWeights = new Float64Array(k * d).map(normal)
  return {
    problem: plainProblem({
      inputDimension: d,
      hiddenWidth: k,
      sampleCount: n,
      inputs,
      targets,
      activation: activation === 0 ? softplus : relu,
      stepSizes: { hidden: stepSize, bias: 0, output: 0 },
      stop: { ...neverStop, relativeResidual: 2.5e-3, divergence: 1e12 },
    }),
    initial: { hiddenWeights, biases: new Float64Array(0), outputWeights: balancedOutputWeights(targets, k) },
  }
}

/** Six points in three dimensions and eight neurons, in closed form. */
export function toyInstance(activation: ActivationKernel, stepSize: number): TwoLayerInstance {
  const [n, d, k] = [6, 3, 8]
  const inputs = new Float64Array(n * d).map((_, at) => {
    const [i, j] = [Math.floor(at / d), at % d]
    return Math.sin((i + 1) * (j + 1) + 0.5 * j)
  })
  normaliseRows(inputs, d)
  const targets = new Float64Array(n).map((_, i) => Math.cos(1.3 * (i + 1)))
  const hiddenWeights = new Float64Array(k * d).map((_, at) => 1.5 * Math.sin(0.7 * (Math.floor(at / d) + 1) + 1.9 * ((at % d) + 1)))
  return {
    problem: plainProblem({
      inputDimension: d,
      hiddenWidth: k,
      sampleCount: n,
      inputs,
      targets,
      activation,
      stepSizes: { hidden: stepSize, bias: 0, output: 0 },
    }),
    initial: { hiddenWeights, biases: new Float64Array(0), outputWeights: balancedOutputWeights(targets, k) },
  }
}
