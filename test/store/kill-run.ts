/** What the runs of the kill test measure: known from the run and the step alone, so that whoever reads it can tell that it is right. */

export const TOTAL_STEPS = 3000
export const SERIES = ['loss', 'flips', 'sparse'] as const
export type SeriesName = (typeof SERIES)[number]

/** `sparse` is measured at every seventh step only. */
export function isMeasured(name: SeriesName, step: number): boolean {
  return name !== 'sparse' || step % 7 === 0
}

export function valueAt(runId: number, name: SeriesName, step: number): number {
  if (step % 997 === 0) return step % 2 === 0 ? NaN : Infinity
  return (((runId * 31 + step * 17 + name.length * 7) % 1009) - 500) / 7
}

/** Points of the steps `from` to `to`, both included. */
export function pointsBetween(runId: number, name: SeriesName, from: number, to: number): { steps: Float64Array; values: Float64Array } {
  const steps: number[] = []
  for (let step = from; step <= to; step++) if (isMeasured(name, step)) steps.push(step)
  return { steps: Float64Array.from(steps), values: Float64Array.from(steps, (step) => valueAt(runId, name, step)) }
}

export function checkpointBytes(runId: number, step: number): Uint8Array {
  return Uint8Array.from({ length: 20_000 + (step % 1000) }, (_, index) => runId * 7 + step * 3 + index)
}

export function artifactValues(runId: number, step: number): Float64Array {
  return Float64Array.of(runId, step)
}
