import type {
  Axis,
  CellPlan,
  CellView,
  ClaimStatement,
  ClaimView,
  FigureView,
  RecipeSize,
  RunRecord,
  SpectrumRecord,
  TableView,
} from '../contract'
import type { RecipeInput, RecipeInputs } from './recipe-inputs'

/** What a recipe needs to know about the stored runs of its study. */
export interface StudyEvidence {
  cells: CellView[]
  /** finished and diverged runs, latest attempt of each seed, with their summaries */
  runs: RunRecord[]
  /** values of a series of a run, exact, for claims that need a curve; null when not recorded */
  series(runId: number, name: string): { steps: Float64Array; values: Float64Array } | null
  spectra(runId: number): SpectrumRecord[]
}

export interface StudyPresentation {
  tables: TableView[]
  figures: FigureView[]
  claims: ClaimView[]
  /** things a reader must know, e.g. that the paper's stated step size differs */
  notes: string[]
}

export interface Recipe {
  readonly id: string
  readonly title: string
  /** one sentence: what it shows */
  readonly shows: string
  readonly axes: Axis[]
  /** what its sizes are called where quick and full say too little */
  readonly sizeNames?: Partial<Record<RecipeSize, string>>
  /** data sets it asks for; none when absent */
  readonly inputs?: readonly RecipeInput[]
  /** cells with specs and seeds; `baseSeed` makes an independent repetition. Without `inputs` it is planned on typical data sets */
  plan(size: RecipeSize, baseSeed: number, inputs?: RecipeInputs): CellPlan[]
  present(evidence: StudyEvidence): StudyPresentation
  /**
   * Hashes of the cells to compute next by somebody who wants to know only where the outcome changes; others are concluded from those around
   * them and marked as inferred. Empty when nothing is open. Absent where every cell counts.
   */
  openCells?(evidence: StudyEvidence): string[]
}

export interface Paper {
  readonly id: string
  readonly title: string
  /** how a reader refers to it, e.g. "Razborov" */
  readonly name: string
  readonly authors: string
  readonly reference: string
  readonly shows: string
  readonly recipes: Recipe[]
  /** every statement that some recipe tests, in the order of the paper; their checks start from these same objects */
  readonly claims: readonly ClaimStatement[]
  /** figure for the card on Home, from published values */
  thumbnail(): FigureView | null
  /** claims that can be checked on a single run, whatever study it belongs to */
  runClaims(run: RunRecord, evidence: Pick<StudyEvidence, 'series' | 'spectra'>): ClaimView[]
}
