import type { TwoLayerReluProblem } from '../../src-main/science/arithmetic/arithmetic'

/** Gaussian and uniform numbers of the published check instances: the minimal standard generator with Box-Muller. */
export function minimalStandard(seed: number): { uniform: () => number; gaussian: () => number } {
  let state = seed
  const uniform = (): number => {
    state = (16807 * state) % 2147483647
    return state / 2147483647
  }
  const gaussian = (): number => {
    const radius = Math.sqrt(-2 * Math.log(uniform()))
    return radius * Math.cos(2 * Math.PI * uniform())
  }
  return { uniform, gaussian }
}

export interface Instance {
  problem: TwoLayerReluProblem
  hiddenWeights: Float64Array
  outputWeights: Float64Array
}

export interface InstanceSize {
  seed: number
  inputDimension: number
  hiddenWidth: number
  sampleCount: number
  hiddenStepSize: number
  outputStepSize: number
}

/** Unit inputs, Gaussian W, random signs z and labels of variance S, drawn in this order. */
export function razborovInstance(size: InstanceSize): Instance {
  const { inputDimension: n, hiddenWidth, sampleCount } = size
  const { uniform, gaussian } = minimalStandard(size.seed)
  const inputs = new Float64Array(sampleCount * n)
  for (let j = 0; j < sampleCount; j++) {
    const input = inputs.subarray(j * n, (j + 1) * n)
    for (let i = 0; i < n; i++) input[i] = gaussian()
    const norm = Math.sqrt(input.reduce((sum, x) => sum + x * x, 0))
    for (let i = 0; i < n; i++) input[i]! /= norm
  }
  const hiddenWeights = new Float64Array(hiddenWidth * n).map(gaussian)
  const outputWeights = new Float64Array(hiddenWidth).map(() => (uniform() < 0.5 ? -1 : 1))
  const labels = new Float64Array(sampleCount).map(() => Math.sqrt(hiddenWidth) * gaussian())
  return {
    problem: {
      inputDimension: n,
      hiddenWidth,
      sampleCount,
      inputs,
      labels,
      hiddenStepSize: size.hiddenStepSize,
      outputStepSize: size.outputStepSize,
      stopResidual: 1e-3,
      safetyValve: true,
      threads: 1,
    },
    hiddenWeights,
    outputWeights,
  }
}
