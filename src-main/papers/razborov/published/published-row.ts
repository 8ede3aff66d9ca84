/** Smallest and largest value over the runs of a cell and their average; extremes are null where the paper gives one run. */
export interface PublishedRange {
  min: number | null
  max: number | null
  mean: number
}

/** One row of Table 1 or 2 of arXiv 2212.02323: n = 100, Gaussian labels, first layer trained, 1e-3 to stop. */
export interface PublishedRow {
  hiddenWidth: number
  sampleCount: number
  runs: number
  /** as the paper's text says */
  statedStepSize: number
  steps: PublishedRange
  kappaH: PublishedRange
  everChangedCount: PublishedRange
  /** null where the printed table has no entry */
  hiddenWeightDistance: PublishedRange | null
}

export const PUBLISHED_QUANTITIES = ['steps', 'kappaH', 'everChangedCount', 'hiddenWeightDistance'] as const
export type PublishedQuantity = (typeof PUBLISHED_QUANTITIES)[number]

type Triple = readonly [min: number | null, max: number | null, mean: number]

const range = ([min, max, mean]: Triple): PublishedRange => ({ min, max, mean })

export function row(
  hiddenWidth: number,
  sampleCount: number,
  runs: number,
  statedStepSize: number,
  steps: Triple,
  kappaH: Triple,
  everChangedCount: Triple,
  hiddenWeightDistance: Triple | null,
): PublishedRow {
  return {
    hiddenWidth,
    sampleCount,
    runs,
    statedStepSize,
    steps: range(steps),
    kappaH: range(kappaH),
    everChangedCount: range(everChangedCount),
    hiddenWeightDistance: hiddenWeightDistance === null ? null : range(hiddenWeightDistance),
  }
}
