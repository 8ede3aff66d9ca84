import type { ActivationKernel } from '../../src-main/science/arithmetic/arithmetic'
import { normaliseRows, plainProblem, type TwoLayerInstance } from './moderate-instance'

/** lambda_j = gamma / m + (1 - gamma) j^(-1/alpha) / sum of those; alpha is irrelevant at gamma = 1. */
export function zipfScales(hiddenWidth: number, gamma: number, alpha: number): Float64Array {
  const shares = new Float64Array(hiddenWidth).map((_, index) => Math.pow(index + 1, -1 / alpha))
  const sum = shares.reduce((a, b) => a + b, 0)
  return shares.map((share) => gamma / hiddenWidth + ((1 - gamma) * share) / sum)
}

/** Six points in four dimensions and 16 neurons with scales of a given asymmetry, in closed form. */
export function closedFormInstance(activation: ActivationKernel, gamma: number, alpha: number): TwoLayerInstance {
  const [n, d, m] = [6, 4, 16]
  const inputs = new Float64Array(n * d).map((_, at) => {
    const [i, k] = [Math.floor(at / d) + 1, (at % d) + 1]
    return Math.sin(7 * i * k + k * k)
  })
  normaliseRows(inputs, d)
  const hiddenWeights = new Float64Array(m * d).map((_, at) => {
    const [j, k] = [Math.floor(at / d) + 1, (at % d) + 1]
    return 1.5 * Math.sin(j * k * k + 2 * j)
  })
  return {
    problem: plainProblem({
      inputDimension: d,
      hiddenWidth: m,
      sampleCount: n,
      inputs,
      targets: new Float64Array(n).map((_, i) => Math.cos(2 * (i + 1))),
      activation,
      preactivationScale: 1 / Math.sqrt(d),
      nodeScales: zipfScales(m, gamma, alpha).map(Math.sqrt),
      stepSizes: { hidden: 1, bias: 0, output: 0 },
    }),
    initial: {
      hiddenWeights,
      biases: new Float64Array(0),
      outputWeights: new Float64Array(m).map((_, index) => (index % 2 === 0 ? 1 : -1)),
    },
  }
}

/** Uniform and normal numbers of the seeded checks. */
export function mulberry32(seed: number): { uniform: () => number; normal: () => number } {
  let state = seed
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
    return radius * Math.cos(2 * Math.PI * uniform())
  }
  return { uniform, normal }
}

/** The regression of a sine of the first coordinate's mean, drawn as the seeded check says. */
export interface SineRegression extends TwoLayerInstance {
  testInputs: Float64Array
  testTargets: Float64Array
}

export function sineRegression(options: {
  activation: ActivationKernel
  gamma: number
  alpha: number
  noise: number
  weightDeviation: number
  target: (input: Float64Array) => number
  lossFactor: number
}): SineRegression {
  const [n, d, m] = [20, 10, 200]
  const { uniform, normal } = mulberry32(42)
  const draw = (): { inputs: Float64Array; targets: Float64Array } => {
    const inputs = new Float64Array(n * d).map(normal)
    normaliseRows(inputs, d)
    const targets = new Float64Array(n).map((_, i) => options.target(inputs.subarray(i * d, (i + 1) * d)) + options.noise * normal())
    return { inputs, targets }
  }
  const train = draw()
  const test = draw()
  const hiddenWeights = new Float64Array(m * d).map(() => options.weightDeviation * normal())
  const outputWeights = new Float64Array(m).map(() => (uniform() < 0.5 ? -1 : 1))
  return {
    problem: plainProblem({
      inputDimension: d,
      hiddenWidth: m,
      sampleCount: n,
      ...train,
      activation: options.activation,
      preactivationScale: 1 / Math.sqrt(d),
      nodeScales: zipfScales(m, options.gamma, options.alpha).map(Math.sqrt),
      lossFactor: options.lossFactor,
      stepSizes: { hidden: 1, bias: 0, output: 0 },
    }),
    initial: { hiddenWeights, biases: new Float64Array(0), outputWeights },
    testInputs: test.inputs,
    testTargets: test.targets,
  }
}
