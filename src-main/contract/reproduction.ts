import { z } from 'zod'
import type { ConfigurationValue } from './compare'
import type { RunState } from './run-state'

/** The requests about computing a run again to see whether the same comes out. */
export const REPRODUCTION_REQUESTS = {
  /** queues a further attempt of the same spec and seed; the run it repeats stays as it is */
  'runs.reproduce': z.strictObject({ runId: z.int().min(1) }),
  /** the run beside every other attempt of the same spec and seed that has a result */
  'runs.reproductions': z.strictObject({ runId: z.int().min(1) }),
} as const

/** Two recordings of the same numbers, place by place. */
export interface NumbersComparison {
  name: string
  /** places that both have */
  common: number
  /** places that only the original, only the repetition has */
  onlyOriginal: number
  onlyRepeated: number
  /** common places at which the bits differ; any NaN is the same as any other */
  different: number
  /** in units in the last place: how many float64 lie between the two, at most; infinite where one is NaN and the other is not */
  largestUlp: number
  /** the first place of the largest difference */
  largest: DifferentPlace | null
  /** the first common place at which the bits differ */
  first: DifferentPlace | null
}

export interface DifferentPlace {
  /** step of a series, index of an array; of eigenvalues the step at which they were taken */
  at: number
  original: number
  repeated: number
}

export interface EnvironmentDifference {
  name: string
  original: ConfigurationValue
  repeated: ConfigurationValue
}

/** What came out when a run was computed again. */
export interface Reproduction {
  original: ReproducedRun
  repeated: ReproducedRun
  /** the same bits in every series, eigenvalue, summary number and array, as many of them, and the same end */
  identical: boolean
  /** both ended in the same state, for the same reason, at the same step */
  sameEnd: boolean
  /** earliest step at which any series or spectrum differs, and which ones do there */
  firstStep: { step: number; names: string[] } | null
  largestUlp: number
  series: NumbersComparison[]
  /** all eigenvalues of a matrix, over all steps */
  spectra: NumbersComparison[]
  summary: NumbersComparison[]
  /** arrays such as the weights at the end */
  artifacts: NumbersComparison[]
  /** what is recorded differently about program, machine and data */
  environment: EnvironmentDifference[]
  /** numbers compared in all */
  numbers: number
  remarks: string[]
}

export interface ReproducedRun {
  id: number
  attempt: number
  state: RunState
  stopReason: string | null
  step: number
  computeSeconds: number
}

export interface ReproductionsView {
  /** why it cannot be computed again now, or null */
  refusal: string | null
  /** further attempts that have no result yet */
  going: { id: number; state: RunState; progress: number }[]
  /** newest first */
  reproductions: Reproduction[]
}

export interface ReproductionAnswers {
  /** the further attempt */
  'runs.reproduce': { runId: number }
  'runs.reproductions': ReproductionsView
}
