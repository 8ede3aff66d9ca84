/**
 * Independent computation of the label experiments at n = S = 100 with another program and another random generator; the paper itself
 * prints no numbers for them. Compared with, never shown as a result of the paper.
 */
export interface LabelReference {
  labels: 'high-spectrum' | 'low-spectrum' | 'local'
  sampleCount: number
  runs: number
  steps: { mean: number; min: number; max: number }
  kappaH: number
}

export const LABEL_REFERENCE: readonly LabelReference[] = [
  { labels: 'high-spectrum', sampleCount: 100, runs: 5, steps: { mean: 446, min: 427, max: 485 }, kappaH: 0.963 },
  { labels: 'local', sampleCount: 100, runs: 5, steps: { mean: 599, min: 554, max: 669 }, kappaH: 0.964 },
  { labels: 'low-spectrum', sampleCount: 100, runs: 5, steps: { mean: 740, min: 701, max: 843 }, kappaH: 0.83 },
  { labels: 'high-spectrum', sampleCount: 500, runs: 5, steps: { mean: 654, min: 621, max: 704 }, kappaH: 0.972 },
  { labels: 'local', sampleCount: 500, runs: 5, steps: { mean: 1979, min: 1817, max: 2354 }, kappaH: 0.865 },
  { labels: 'low-spectrum', sampleCount: 500, runs: 5, steps: { mean: 1677, min: 1634, max: 1765 }, kappaH: 0.7 },
  { labels: 'high-spectrum', sampleCount: 1000, runs: 4, steps: { mean: 893, min: 846, max: 967 }, kappaH: 0.976 },
  { labels: 'local', sampleCount: 1000, runs: 20, steps: { mean: 3908, min: 3668, max: 4455 }, kappaH: 0.794 },
  { labels: 'low-spectrum', sampleCount: 1000, runs: 4, steps: { mean: 2517, min: 2462, max: 2566 }, kappaH: 0.657 },
]

/** Expected range of a normal sample over its standard deviation, by sample size (the control-chart constant d2). */
const RANGE_OVER_DEVIATION: Readonly<Record<number, number>> = { 4: 2.059, 5: 2.326, 20: 3.735 }

/** Standard deviation of the step count of one run, from the range of the reference runs. */
export function stepsDeviation({ runs, steps }: LabelReference): number {
  return (steps.max - steps.min) / (RANGE_OVER_DEVIATION[runs] ?? NaN)
}
