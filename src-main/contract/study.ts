import type { Quantity } from './quantity'
import type { RunState } from './run-state'
import type { ExperimentSpec } from './spec'
import type { FigureTiles } from './tiles'

export const RECIPE_SIZES = ['full', 'quick'] as const
export type RecipeSize = (typeof RECIPE_SIZES)[number]

/** Value of an axis in a cell, e.g. `{ hiddenWidth: 100, sampleCount: 300 }`. */
export type AxisValues = Record<string, number | string>

export interface Axis {
  /** an id used in AxisValues */
  id: string
  label: string
  symbol: string
}

/** What a recipe or a sweep asks for: a spec, the seeds to run it with, and where it stands in the study. */
export interface CellPlan {
  spec: ExperimentSpec
  seeds: number[]
  axes: AxisValues
  note?: string
}

/** Data that a recipe works on and that do not come with the lab. */
export interface RecipeInputInfo {
  id: string
  /** e.g. "Images of digits" */
  title: string
  /** what a data set has to be, as a noun phrase, e.g. "a data set of images with classes" */
  needs: string
}

/** An input of a recipe with the data sets there are. */
export interface RecipeInputChoice extends RecipeInputInfo {
  /** newest first; `refusal` says why one will not do, null when it will */
  datasets: { hash: string; name: string; samples: number; refusal: string | null }[]
}

export interface RecipeInfo {
  id: string
  paperId: string
  title: string
  shows: string
  /** data sets it asks for; empty for most recipes */
  inputs: RecipeInputInfo[]
  sizes: {
    size: RecipeSize
    /** how long it is meant to take where that needs a word, such as `demo` or `overnight` */
    name: string | null
    cells: number
    runs: number
    estimatedSeconds: number
    /** the study made from this recipe, if there is one, with its state */
    study: StudySummary | null
  }[]
}

export interface PaperInfo {
  id: string
  title: string
  /** how a reader refers to it, e.g. "Razborov" */
  name: string
  authors: string
  reference: string
  shows: string
  /** a small figure from real published data for the card on Home */
  thumbnail: FigureView | null
  recipes: RecipeInfo[]
}

export interface StudySummary {
  id: number
  title: string
  recipeId: string | null
  size: RecipeSize | null
  /** hash of the data set for each input of its recipe */
  inputs: Record<string, string>
  createdAt: number
  cells: number
  runs: number
  byState: Partial<Record<RunState, number>>
  /** planned seeds of cells that have no run yet */
  missing: number
  /** null when nothing of it is queued or running */
  secondsLeft: number | null
}

/** Statistics over the finished runs of a cell, of one quantity. */
export interface Statistics {
  count: number
  mean: number
  min: number
  max: number
  /** sample standard deviation (n - 1), null for one run */
  standardDeviation: number | null
}

export interface CellView {
  hash: string
  axes: AxisValues
  note: string | null
  seeds: number[]
  runs: { id: number; seed: number; state: RunState; progress: number; stopReason: string | null }[]
  statistics: Record<string, Statistics>
}

/** A value beside its published counterpart. */
export interface TableEntry {
  quantityId: string
  measured: Statistics | null
  published: { mean: number; min: number | null; max: number | null } | null
  /** (measured - published) / published, or the plain difference where the tolerance is absolute */
  deviation: number | null
  tolerance: { kind: 'relative' | 'absolute'; value: number } | { kind: 'range'; low: number; high: number } | null
  verdict: 'within' | 'outside' | 'pending' | 'not-published'
}

export interface TableRow {
  cellHash: string
  axes: AxisValues
  note: string | null
  /** e.g. "10/10 converged" */
  convergence: { succeeded: number; ended: number; planned: number }
  entries: TableEntry[]
}

export interface TableView {
  id: string
  title: string
  caption: string
  axes: Axis[]
  quantityIds: string[]
  /** rows are grouped under a heading for each value of this axis */
  groupBy: string | null
  rows: TableRow[]
}

export interface FigureAxis {
  label: string
  symbol: string
  unit: string
  scale: 'linear' | 'log'
}

export interface FigurePoint {
  x: number
  y: number
  low?: number
  high?: number
  count?: number
  cellHash?: string
}

export interface FigureCurve {
  id: string
  label: string
  /** measured: solid with band; published: hollow markers; theory: dashed; bound: shaded side; fit: dotted */
  kind: 'measured' | 'published' | 'theory' | 'bound' | 'fit'
  /** curves of one group share a colour */
  group: string
  /** of a bound: the side on which no value may lie; above where it is not said */
  excluded?: 'above' | 'below'
  points: FigurePoint[]
}

export interface FigureView {
  id: string
  title: string
  caption: string
  x: FigureAxis
  y: FigureAxis
  curves: FigureCurve[]
  /** drawn under the curves; the axes then show the tiles, and curves are cut where they leave them */
  tiles?: FigureTiles
  /** vertical lines with a name, e.g. m = nS */
  markers: { x: number; label: string; group: string | null }[]
}

export type Verdict = 'holds' | 'fails' | 'premise not met' | 'vacuous' | 'not measured'

/** What a paper says and the lab can check, as it stands before anything is measured. */
export interface ClaimStatement {
  /** unique within its paper */
  id: string
  title: string
  /** LaTeX */
  formula: string
  /** paper and theorem, equation or figure */
  source: string
  premise: string
  prediction: string
  /** what else to know: misprints, what a bound hides */
  remark: string | null
  /** recipes whose runs test it, the one to begin with first */
  recipeIds: readonly string[]
}

/** What a stored study says about a claim. */
export interface ClaimOutcome {
  studyId: number
  studyTitle: string
  verdict: Verdict
  measured: string
  premise: ClaimView['premise']
  prediction: string
  runs: number
  /** the run behind it where there is only one */
  runId: number | null
}

export interface ClaimRow extends ClaimStatement {
  paperId: string
  /** of the studies that test it: those with a measured value first, the newest first among them */
  outcomes: ClaimOutcome[]
}

export interface ClaimBookView {
  claims: ClaimRow[]
  /** studies whose verdicts are being computed; `claims-changed` tells when there is more to read */
  checking: number
}

export interface ClaimView {
  id: string
  title: string
  /** LaTeX */
  formula: string
  source: string
  premise: { text: string; met: boolean | null }
  prediction: string
  measured: string
  verdict: Verdict
  /** what else to know: misprints, what a bound hides */
  remark: string | null
  runIds: number[]
}

export interface StudyView {
  summary: StudySummary
  axes: Axis[]
  /** of the experiments of its cells */
  quantities: Quantity[]
  cells: CellView[]
  /** at least one */
  tables: TableView[]
  figures: FigureView[]
  claims: ClaimView[]
  notes: string[]
  /** it can be computed near a boundary only (studies.runBoundary) */
  knowsBoundary: boolean
}
