export type WeightsName = 'hiddenWeights' | 'biases' | 'outputWeights'

const AT_STEP = ' at step '

/** Name of the artifact that holds the weights at a step; null for those at the end. */
export function keptWeightsName(name: WeightsName, step: number | null): string {
  return step === null ? name : `${name}${AT_STEP}${step}`
}

/** Steps at which hidden weights were kept, ascending, besides those at the end. */
export function keptSteps(artifacts: readonly string[]): number[] {
  const prefix = `hiddenWeights${AT_STEP}`
  return artifacts.flatMap((name) => (name.startsWith(prefix) ? [Number(name.slice(prefix.length))] : [])).sort((a, b) => a - b)
}
