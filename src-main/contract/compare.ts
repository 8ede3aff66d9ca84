import { z } from 'zod'
import { jobField } from './job'
import type { Quantity } from './quantity'
import type { RunState } from './run-state'
import type { Statistics, Verdict } from './study'
import type { FigureTiles } from './tiles'

/** So many runs can be laid side by side. */
export const MOST_COMPARED = 200
/** Beyond so many runs those that differ only in their seed are taken together unless something else is asked for. */
export const MOST_SINGLE = 12

export const BAND_KINDS = ['none', 'standard-deviation', 'standard-error', 'min-max', 'quantiles', 'bootstrap'] as const
/** What is drawn around the mean of a group. */
export type BandKind = (typeof BAND_KINDS)[number]

export const COMPARED_AXES = ['step', 'epoch', 'flow-time', 'compute-time', 'loss-level'] as const
/** What curves are drawn against. */
export type ComparedAxis = (typeof COMPARED_AXES)[number]

export const COVERAGES = ['present', 'every', 'any'] as const
/**
 * Where the mean of a group is taken. present: at places recorded by every member that has begun and not yet ended there, so that a mean
 * changes its members only where one ends; every: recorded by all members; any: recorded by at least one. Nothing is ever interpolated.
 */
export type Coverage = (typeof COVERAGES)[number]

const runIds = z.array(z.int().min(1)).min(1).max(MOST_COMPARED)
const entries = z.array(runIds).min(1).max(MOST_COMPARED)
const column = z.string().min(1).max(200)

const curvesField = z.strictObject({
  entries,
  series: z.string().max(100),
  x: z.enum(COMPARED_AXES),
  band: z.enum(BAND_KINDS),
  coverage: z.enum(COVERAGES),
  /** instead of the values: minus, or over, those of the run of the base entry with the same seed */
  against: z.strictObject({ base: z.int().min(0), kind: z.enum(['difference', 'ratio']) }).nullable(),
  /** also the members of groups, one by one */
  members: z.boolean(),
  /** width in units of x: half-life of the weights, or standard deviation of the Gaussian */
  smoothing: z
    .strictObject({ kind: z.enum(['exponential', 'gaussian']), width: z.number().positive(), logarithmic: z.boolean() })
    .nullable(),
  from: z.number().nullable(),
  to: z.number().nullable(),
  /** null: every point */
  pixels: z.int().min(10).max(20_000).nullable(),
  /** of the horizontal axis */
  scale: z.enum(['linear', 'log']),
})
export type CurvesRequest = z.infer<typeof curvesField>

const openField = z.strictObject({
  runIds,
  /** `none`, `seed`, or a configuration key such as `spec.model.hiddenWidth`; null: by seed when there are many */
  groupBy: z.string().max(200).nullable(),
  /** a run of the entry that the others are compared with */
  base: z.int().min(1).nullable(),
})

/** The requests of the page that lays runs side by side. */
export const COMPARE_REQUESTS = {
  /** what the runs have in common and what not: entries, configuration, summaries, environment, what was recorded */
  'compare.open': openField,
  'compare.curves': curvesField,
  'compare.spectra': z.strictObject({ entries, base: z.int().min(0).nullable(), name: z.string().max(100), step: z.number().nullable() }),
  /** eigenvalues at some places over the steps at which they were taken: 1 for the largest, -1 for the smallest */
  'compare.trajectories': z.strictObject({
    entries,
    name: z.string().max(100),
    places: z
      .array(z.int().refine((place) => place !== 0))
      .min(1)
      .max(20),
  }),
  /**
   * kernel matrices made again: their alignment, and the angles between the spaces of their leading eigenvectors. Progress is told by events; a
   * request with the name of a job that is not done yet stops that one
   */
  'compare.kernels': z.strictObject({
    entries,
    base: z.int().min(0).nullable(),
    name: z.string().max(100),
    step: z.number().nullable(),
    leading: z.int().min(1).max(20),
    job: jobField,
  }),
  /** the error along the eigenvectors of the kernel of the start, beside what that kernel predicts */
  'compare.modes': z.strictObject({ entries, step: z.number().nullable(), job: jobField }),
  /** of the two requests above; they are refused with `stopped` soon after */
  'compare.stop': z.strictObject({ job: jobField }),
  'compare.verdicts': z.strictObject({ entries }),
  /** two columns against each other, run by run, with a power law */
  'compare.scatter': z.strictObject({ entries, x: column, y: column }),
  /** a column over the plane of two others, mean over the runs of each place; with a level also where it is reached */
  'compare.map': z.strictObject({ runIds, x: column, y: column, value: column, level: z.number().nullable() }),
  /** columns run by run */
  'compare.columns': z.strictObject({ runIds, columns: z.array(column).max(200) }),
  /** which configuration keys a column goes with */
  'compare.explain': z.strictObject({ runIds, outcome: column, scale: z.enum(['linear', 'log']) }),
  /** the whole comparison as CSV, with every point of the given curves */
  'compare.export': openField.extend({ curves: z.array(curvesField.omit({ entries: true })).max(50) }),
} as const

export interface ComparedRun {
  id: number
  seed: number
  attempt: number
  title: string
  state: RunState
  stopReason: string | null
  step: number
  cellHash: string
}

/** A run, or runs that are taken together. */
export interface ComparedEntry {
  /** what differs from the other entries, e.g. "hiddenWidth 200" */
  label: string
  runIds: number[]
}

export type ConfigurationValue = number | string | boolean | null

/** A leaf of the specs (or of the environments), entry by entry. */
export interface ComparedLeaf {
  /** dotted path, e.g. `training.stepSizes.hidden` */
  path: string
  /** the different values among the runs of each entry; empty where there is none */
  values: ConfigurationValue[][]
  differs: boolean
  /** to the base, or to the first entry, where both are one number; null elsewhere */
  ratios: (number | null)[]
}

export interface ComparedNumber {
  /** over the runs that have a finite value */
  statistics: Statistics | null
  /** values that are NaN or infinite, and left out */
  nonFinite: number
  /** difference of the means to the base */
  difference: number | null
  /** ratio of the means to the base */
  ratio: number | null
  /** differences of the runs to those of the base with the same seed */
  paired: Statistics | null
}

export interface ComparedQuantity {
  quantity: Quantity
  /** entry by entry */
  numbers: ComparedNumber[]
}

export interface ComparedSeries {
  quantity: Quantity
  /** how many of the runs have it */
  runs: number
}

export interface ComparedAxisInfo {
  kind: ComparedAxis
  label: string
  symbol: string
  /** null where it can be used, otherwise why not */
  refusal: string | null
  /** what else to know, may be empty */
  remark: string
  /** how far a step goes on it, where that is the same for all runs; null otherwise */
  perStep: number | null
}

export interface ComparisonView {
  entries: ComparedEntry[]
  runs: ComparedRun[]
  /** asked for, but not there any more */
  missing: number[]
  /** `none`, `seed` or a configuration key */
  groupedBy: string
  /** grouped because there are many runs, not because somebody asked for it */
  groupedByNumber: boolean
  /** configuration keys in which the runs differ */
  differingKeys: string[]
  /** index of the entry the others are compared with */
  base: number | null
  axes: ComparedAxisInfo[]
  series: ComparedSeries[]
  configuration: ComparedLeaf[]
  environment: ComparedLeaf[]
  summaries: ComparedQuantity[]
  timings: ComparedQuantity[]
  /** what was noted at steps of the runs */
  stepNotes: { runId: number; step: number; text: string }[]
  /** matrices with recorded eigenvalues, and the steps of any run */
  spectra: { name: string; steps: number[]; runs: number }[]
}

/** Points of a curve for drawing. */
export interface ComparedCurve {
  entry: number
  /** null: the mean of the entry */
  runId: number | null
  smoothed: boolean
  x: Float64Array
  y: Float64Array
  /** ends of the band, NaN where there is none */
  low: Float64Array | null
  high: Float64Array | null
  /** members at each place */
  counts: Float64Array | null
  /** false where the points stand for all within a column of pixels */
  exact: boolean
  /** points in the range */
  total: number
}

export interface ComparedCurves {
  curves: ComparedCurve[]
  /** what was left out or is missing, entry by entry */
  remarks: { entry: number; text: string }[]
}

export interface ComparedSpectrum {
  entry: number
  runs: number
  /** steps at which the eigenvalues were taken: the last recorded one of each run up to the step asked for */
  steps: number[]
  order: number
  complete: boolean
  /** largest first; of several runs the mean of the k-th largest */
  values: Float64Array
  low: Float64Array | null
  high: Float64Array | null
  /** largest of the runs */
  noiseFloor: number
  /** to the base, place by place; null without a base or where the numbers of eigenvalues differ */
  ratio: Float64Array | null
}

export interface ComparedSpectra {
  step: number
  spectra: ComparedSpectrum[]
  /** of order 1, between the spectra of any two entries as distributions of mass 1; null where one is not complete */
  distances: (number | null)[][]
  remarks: { entry: number; text: string }[]
}

export interface ComparedTrajectories {
  curves: {
    entry: number
    place: number
    /** steps */
    x: Float64Array
    y: Float64Array
    low: Float64Array | null
    high: Float64Array | null
    counts: Float64Array | null
  }[]
}

export interface ComparedKernels {
  members: {
    entry: number
    runId: number
    seed: number
    /** at which its weights are known: the last one up to the step asked for */
    step: number
    order: number
    /** principal angles in radians between its leading eigenvectors and those of the reference, ascending; null for other points */
    angles: Float64Array | null
    /** the same to its own kernel at the start */
    fromStart: Float64Array | null
  }[]
  /** the run that angles are measured from: the first one of the base, or the first of all */
  reference: number | null
  /** member by member, 1 for proportional kernels; null where the points differ */
  alignment: (number | null)[][]
  /** the same of centred kernels */
  centred: (number | null)[][]
  remarks: string[]
}

export interface ComparedModes {
  decays: {
    entry: number
    runId: number
    step: number
    /** of what a step takes from the error, with the kernel of the start, largest first */
    eigenvalues: Float64Array
    /** error along each eigenvector at the start, at the step, and at the step as the kernel of the start predicts it */
    start: Float64Array
    measured: Float64Array
    predicted: Float64Array
  }[]
  remarks: string[]
}

/** A claim that runs have verdicts of. */
export interface ComparedClaim {
  id: string
  title: string
  source: string
  /** verdicts of the runs of each entry with their number */
  verdicts: { verdict: Verdict; runs: number; measured: string }[][]
}

export interface ComparedScatter {
  points: { runId: number; entry: number; x: number; y: number }[]
  /** runs without a number for both */
  leftOut: number
  /** y = coefficient x^exponent by least squares of the logarithms, over the runs where both are positive */
  fit: {
    coefficient: number
    exponent: number
    /** 95 %, null for two points */
    interval: { low: number; high: number } | null
    count: number
  } | null
}

export interface ComparedMap {
  xScale: 'linear' | 'log'
  yScale: 'linear' | 'log'
  tiles: FigureTiles
  leftOut: number
  /** lines of equal value */
  contours: { level: number; lines: { x: Float64Array; y: Float64Array }[] }[]
  /** where half of the runs reach the level, row by row; null without a level */
  threshold: {
    /** `fitted` by a logistic curve; otherwise the middle between places with failures and with successes only */
    points: { x: number; y: number; fitted: boolean }[]
    rows: number
    /** x = coefficient y^exponent */
    law: ComparedScatter['fit']
  } | null
}

export interface ComparedColumns {
  /** those that are there, in the order asked */
  runIds: number[]
  /** column by column, run by run */
  values: ConfigurationValue[][]
}

/** How much of the variance of an outcome goes with a configuration key, taken alone. */
export interface ExplainedKey {
  key: string
  classes: number
  /** a numeric key with many values, cut into classes of equal size */
  cut: boolean
  /** eta squared */
  share: number
  /** epsilon squared, without the bias of many classes; null where every class has one run */
  adjusted: number | null
  /** share of random orders of the runs that do as well, from 1 / 2000 */
  pValue: number
  /** keys that vary together with it, with Cramer's V */
  together: { key: string; association: number }[]
}

export interface ComparedExplanation {
  /** strongest first */
  keys: ExplainedKey[]
  count: number
  /** runs without a finite outcome */
  leftOut: number
}

export interface CompareAnswers {
  'compare.open': ComparisonView
  'compare.curves': ComparedCurves
  'compare.spectra': ComparedSpectra
  'compare.trajectories': ComparedTrajectories
  'compare.kernels': ComparedKernels
  'compare.modes': ComparedModes
  'compare.stop': { stopped: boolean }
  'compare.verdicts': ComparedClaim[]
  'compare.scatter': ComparedScatter
  'compare.map': ComparedMap
  'compare.columns': ComparedColumns
  'compare.explain': ComparedExplanation
  'compare.export': { fileName: string; csv: string }
}
