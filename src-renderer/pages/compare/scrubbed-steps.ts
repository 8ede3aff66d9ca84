import type { ComparisonView } from '../../../src-main/contract'

const PER_DECADE = 20
const FIRST_STEPS = 20

/** The steps a scrubber stops at: all with eigenvalues, the first ones, then so many a decade, and the last. */
export function scrubbedSteps({ spectra, runs }: Pick<ComparisonView, 'spectra' | 'runs'>): number[] {
  const last = runs.reduce((most, { step }) => Math.max(most, step), 0)
  const steps = new Set([0, last, ...spectra.flatMap((each) => each.steps)])
  for (let step = 1; step <= Math.min(FIRST_STEPS, last); step++) steps.add(step)
  const decades = Math.log10(Math.max(1, last))
  for (let k = 0; k < decades * PER_DECADE; k++) steps.add(Math.round(10 ** (k / PER_DECADE)))
  return [...steps].filter((step) => step <= Math.max(last, 0)).sort((a, b) => a - b)
}
