import { minimalStandard, type Instance } from '../../../golden/razborov-instance'

export interface Shape {
  n: number
  width: number
  samples: number
}

/** Shapes around the edges of the kernels: tiles of 6 neurons and 32 points, strips of 24 inputs, chunks of 192 neurons. */
export const shapes: readonly Shape[] = [
  { n: 1, width: 1, samples: 1 },
  { n: 1, width: 7, samples: 33 },
  { n: 2, width: 1, samples: 40 },
  { n: 5, width: 6, samples: 32 },
  { n: 8, width: 13, samples: 64 },
  { n: 9, width: 200, samples: 1 },
  { n: 24, width: 30, samples: 31 },
  { n: 33, width: 193, samples: 65 },
  { n: 100, width: 61, samples: 100 },
  { n: 131, width: 400, samples: 47 },
  { n: 512, width: 10, samples: 20 },
]

export function shapeName({ n, width, samples }: Shape): string {
  return `n ${n}, S ${width}, m ${samples}`
}

/** Gaussian weights and unit inputs; step sizes small enough for a few steps to stay tame. */
export function randomInstance(seed: number, { n, width, samples }: Shape, rates: { hidden: boolean; output: boolean }): Instance {
  const { gaussian } = minimalStandard(seed)
  const inputs = new Float64Array(samples * n).map(() => gaussian() / Math.sqrt(n))
  const stepSize = 0.3 / (width * samples)
  return {
    problem: {
      inputDimension: n,
      hiddenWidth: width,
      sampleCount: samples,
      inputs,
      labels: new Float64Array(samples).map(() => Math.sqrt(width) * gaussian()),
      hiddenStepSize: rates.hidden ? stepSize * 5 : 0,
      outputStepSize: rates.output ? stepSize * 3 : 0,
      stopResidual: 0,
      safetyValve: false,
      threads: 2,
    },
    hiddenWeights: new Float64Array(width * n).map(gaussian),
    outputWeights: new Float64Array(width).map(gaussian),
  }
}

/** Largest difference in units of the largest entry. */
export function relativeDifference(actual: Float64Array, expected: Float64Array): number {
  let difference = 0
  let scale = 0
  for (const [index, value] of expected.entries()) {
    const gap = Math.abs(actual[index]! - value)
    // NaN must not pass as equal
    if (!(gap <= difference)) difference = gap
    scale = Math.max(scale, Math.abs(value))
  }
  return scale === 0 ? difference : difference / scale
}
