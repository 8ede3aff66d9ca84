import {
  LabError,
  MAX_SEED,
  RECIPE_SIZES,
  type Axis,
  type CellView,
  type DatasetView,
  type ExperimentSpec,
  type PaperInfo,
  type RecipeCell,
  type RecipeInfo,
  type RecipeInputChoice,
  type RecipeSize,
  type RunRecord,
  type StudySummary,
  type StudyView,
  type SweepPlan,
} from '../contract'
import { cellHash, experimentOf } from '../experiments'
import { paperOf, PAPERS, recipeById } from '../papers'
import type { Recipe, StudyEvidence } from '../papers/paper'
import { describe } from '../science/statistics'
import type { Store, StudyCell, StudyRecord } from '../store/store'
import { cellsTable } from './cells-table'
import { chosenDatasets, inputChoices, newestFitting } from './chosen-datasets'
import { estimateSeconds, type Machine } from './estimate'
import { assertForkable } from './forks'
import { cellsOfPlan, cellsOfSpecs, type AskedCell } from './study-plan'

const DEFAULT_BASE_SEED = 1

/** A recipe with some fields of every cell set otherwise. */
export interface Variation {
  change: (spec: ExperimentSpec) => ExperimentSpec
  suffix: string
}

/** Recipes and studies as the window sees them: built from the store, never kept. */
export class Studies {
  /** cells, runs and flop of a recipe do not change while the program runs */
  private readonly planCosts = new Map<string, { cells: number; runs: number; seconds: number }>()
  private machineKey = ''

  constructor(
    private readonly store: Store,
    private readonly machine: () => Machine,
    private readonly concurrency: () => number,
    private readonly now: () => number,
  ) {}

  papers(): PaperInfo[] {
    const studies = this.store.listStudies()
    return PAPERS.map((paper) => ({
      id: paper.id,
      title: paper.title,
      name: paper.name,
      authors: paper.authors,
      reference: paper.reference,
      shows: paper.shows,
      thumbnail: paper.thumbnail(),
      recipes: paper.recipes.map((recipe): RecipeInfo => ({
        id: recipe.id,
        paperId: paper.id,
        title: recipe.title,
        shows: recipe.shows,
        inputs: (recipe.inputs ?? []).map(({ id, title, needs }) => ({ id, title, needs })),
        sizes: RECIPE_SIZES.map((size) => {
          const cost = this.planCost(recipe.id, size)
          const study = studies.find((candidate) => candidate.recipeId === recipe.id && candidate.size === size)
          return {
            size,
            name: recipe.sizeNames?.[size] ?? null,
            cells: cost.cells,
            runs: cost.runs,
            estimatedSeconds: cost.seconds / this.concurrency(),
            study: study === undefined ? null : this.summary(study),
          }
        }),
      })),
    }))
  }

  /**
   * Makes or finds the study of a recipe.
   * @param given the data set for each input of the recipe, by hash or name
   * @throws LabError `invalid-request` when an input has no data set that will do
   */
  fromRecipe(
    recipeId: string,
    size: RecipeSize,
    baseSeed = DEFAULT_BASE_SEED,
    given: Readonly<Record<string, string>> = {},
    variation?: Variation,
  ): number {
    const recipe = this.recipe(recipeId)
    const chosen = chosenDatasets(recipe, given, this.datasets(recipe))
    const inputs = Object.fromEntries(Object.entries(chosen).map(([id, { hash }]) => [id, hash]))
    const cells = recipe.plan(size, baseSeed, chosen).map((cell) => {
      const spec = variation?.change(cell.spec) ?? cell.spec
      return { ...cell, spec, hash: cellHash(spec), note: cell.note ?? null }
    })
    const name = `${paperOf(recipeId)?.name ?? ''}: ${recipe.title}`
    const called = [...(size === 'full' ? [] : [size]), recipe.sizeNames?.[size] ?? []].flat().join(', ')
    const title = [called === '' ? name : `${name} (${called})`, ...Object.values(chosen).map((dataset) => dataset.name)].join(', ')
    // a varied recipe is a study of its own: published values say nothing about it
    if (variation !== undefined) {
      return this.store.createStudy(
        { title: `${title}, ${variation.suffix}`, recipeId: null, size: null, baseSeed, inputs: {}, cells },
        this.now(),
      )
    }
    return this.store.createStudy({ title, recipeId, size, baseSeed, inputs, cells }, this.now())
  }

  /** Makes a study of one's own. Asked for twice, it is made twice: its runs are shared. */
  fromPlan(title: string, plan: SweepPlan): number {
    const cells = cellsOfPlan(plan)
    for (const { spec, seeds } of cells) assertForkable(this.store, spec, seeds)
    return this.store.createStudy(
      { title, recipeId: null, size: null, baseSeed: plan.seeds[0] ?? DEFAULT_BASE_SEED, inputs: {}, cells },
      this.now(),
    )
  }

  /** Makes a study of specs that need have nothing in common. @throws LabError `invalid-spec` */
  fromSpecs(title: string, asked: readonly AskedCell[]): number {
    const cells = cellsOfSpecs(asked)
    for (const { spec, seeds } of cells) assertForkable(this.store, spec, seeds)
    const baseSeed = asked[0]?.seeds[0] ?? DEFAULT_BASE_SEED
    return this.store.createStudy({ title, recipeId: null, size: null, baseSeed, inputs: {}, cells }, this.now())
  }

  /**
   * The cells of a recipe, on the newest data sets that will do where it asks for some.
   * @throws LabError `not-found` when there is no such recipe or no data set for it
   */
  recipeCells(recipeId: string, size: RecipeSize): RecipeCell[] {
    const recipe = this.recipe(recipeId)
    const inputs = newestFitting(recipe, this.datasets(recipe))
    if (inputs === null) {
      const needs = (recipe.inputs ?? []).map((input) => input.needs).join(' and ')
      throw new LabError('not-found', `${recipe.title} works on ${needs}, which has to be imported first.`)
    }
    return recipe.plan(size, DEFAULT_BASE_SEED, inputs).map(({ spec, seeds }) => ({ title: experimentOf(spec).title(spec), spec, seeds }))
  }

  /** @throws LabError `not-found` */
  inputChoices(recipeId: string): RecipeInputChoice[] {
    const recipe = this.recipe(recipeId)
    return inputChoices(recipe, this.datasets(recipe))
  }

  list(): StudySummary[] {
    return this.store.listStudies().map((study) => this.summary(study))
  }

  /** @throws LabError `not-found` */
  record(studyId: number): StudyRecord {
    const study = this.store.getStudy(studyId)
    if (study === null) throw new LabError('not-found', `There is no study ${studyId}.`)
    return study
  }

  view(studyId: number): StudyView {
    const record = this.record(studyId)
    const planned = this.store.studyCells(studyId)
    const runs = this.store.studyRuns(studyId)
    const cells = cellViews(planned, runs)
    const recipe = record.recipeId === null ? undefined : recipeById(record.recipeId)
    const presentation = recipe?.present(this.evidence(cells, runs)) ?? { tables: [], figures: [], claims: [], notes: [] }
    const firstSpec = planned[0]?.spec
    const axes = recipe?.axes ?? (firstSpec === undefined ? [] : withSweptFields(experimentOf(firstSpec).axes, planned))
    const quantities = [...new Set(planned.map(({ spec }) => experimentOf(spec)))].flatMap(({ info }) => info.quantities)
    const tables = presentation.tables.length > 0 ? presentation.tables : [cellsTable(cells, axes, quantities)]
    const knowsBoundary = recipe?.openCells !== undefined
    return { summary: this.summary(record, runs), axes, quantities, cells, ...presentation, tables, knowsBoundary }
  }

  private evidence(cells: CellView[], runs: readonly RunRecord[]): StudyEvidence {
    return {
      cells,
      runs: runs.filter((run) => run.state === 'finished' || run.state === 'diverged'),
      series: (runId, name) => this.store.readSeries(runId, name),
      spectra: (runId) => this.spectra(runId),
    }
  }

  /**
   * Cells of a study to compute next by somebody who wants to know only where the outcome changes.
   * @throws LabError `not-found`, and `not-allowed` where its recipe knows no boundary
   */
  openCells(studyId: number): StudyCell[] {
    const { recipeId, title } = this.record(studyId)
    const recipe = recipeId === null ? undefined : recipeById(recipeId)
    if (recipe?.openCells === undefined) throw new LabError('not-allowed', `${title} has no boundary that could be looked for.`)
    const planned = this.store.studyCells(studyId)
    const runs = this.store.studyRuns(studyId)
    const open = new Set(recipe.openCells(this.evidence(cellViews(planned, runs), runs)))
    return planned.filter(({ hash }) => open.has(hash))
  }

  private recipe(recipeId: string): Recipe {
    const recipe = recipeById(recipeId)
    if (recipe === undefined) throw new LabError('not-found', `There is no recipe ${recipeId}. "lab list" names those there are.`)
    return recipe
  }

  /** newest first; not looked up for the many recipes that ask for none */
  private datasets(recipe: Recipe): DatasetView[] {
    return (recipe.inputs ?? []).length === 0 ? [] : this.store.listDatasets()
  }

  spectra(runId: number): ReturnType<StudyEvidence['spectra']> {
    return this.store.spectraOf(runId).flatMap((entry) => this.store.readSpectrum(runId, entry.name, entry.step) ?? [])
  }

  /** `count` seeds for every cell that it does not have yet. */
  furtherSeeds(studyId: number, count: number): Map<string, number[]> {
    return new Map(this.store.studyCells(studyId).map((cell) => [cell.hash, nextSeeds(cell, count)]))
  }

  private summary(study: StudyRecord, known?: RunRecord[]): StudySummary {
    const runs = known ?? this.store.studyRuns(study.id)
    const byState: StudySummary['byState'] = {}
    for (const run of runs) byState[run.state] = (byState[run.state] ?? 0) + 1
    return {
      id: study.id,
      title: study.title,
      recipeId: study.recipeId,
      size: study.size,
      inputs: study.inputs,
      createdAt: study.createdAt,
      cells: study.cells,
      runs: study.plannedRuns,
      byState,
      missing: study.plannedRuns - runs.length,
      secondsLeft: secondsLeft(runs, this.machine(), this.concurrency()),
    }
  }

  private planCost(recipeId: string, size: RecipeSize): { cells: number; runs: number; seconds: number } {
    const machine = this.machine()
    const machineKey = JSON.stringify(machine)
    if (machineKey !== this.machineKey) this.planCosts.clear()
    this.machineKey = machineKey
    const key = `${recipeId} ${size}`
    const known = this.planCosts.get(key)
    if (known !== undefined) return known
    const plan = recipeById(recipeId)?.plan(size, DEFAULT_BASE_SEED) ?? []
    const cost = {
      cells: plan.length,
      runs: plan.reduce((sum, cell) => sum + cell.seeds.length, 0),
      seconds: plan.reduce((sum, cell) => sum + cell.seeds.length * estimateSeconds(cell.spec, machine), 0),
    }
    this.planCosts.set(key, cost)
    return cost
  }
}

/**
 * Seconds until the queued and running ones of these runs are done: the machine's estimate, corrected by how the finished ones compare
 * with their estimates. null when none is queued or running.
 */
export function secondsLeft(runs: readonly RunRecord[], machine: Machine, concurrency: number): number | null {
  let left = 0
  let active = 0
  let estimatedDone = 0
  let measuredDone = 0
  const cache = new Map<string, number>()
  for (const run of runs) {
    const estimate = cache.get(run.cellHash) ?? estimateSeconds(run.spec, machine)
    cache.set(run.cellHash, estimate)
    if (run.state === 'finished') {
      estimatedDone += estimate
      measuredDone += run.computeSeconds
    } else if (run.state === 'queued' || run.state === 'running') {
      active++
      left += estimate * (1 - run.progress)
    }
  }
  if (active === 0) return null
  const correction = estimatedDone > 0 ? measuredDone / estimatedDone : 1
  return (left * correction) / Math.min(concurrency, active)
}

/** The axes of an experiment, and a further one for each swept field that is none of them. */
function withSweptFields(axes: readonly Axis[], cells: readonly StudyCell[]): Axis[] {
  const known = new Set(axes.map(({ id }) => id))
  const swept = new Set(cells.flatMap((cell) => Object.keys(cell.axes)).filter((id) => !known.has(id)))
  return [...axes, ...[...swept].map((id) => ({ id, label: id.slice(id.lastIndexOf('.') + 1), symbol: '' }))]
}

export function cellViews(cells: readonly StudyCell[], runs: readonly RunRecord[]): CellView[] {
  const byCell = new Map<string, RunRecord[]>()
  for (const run of runs) byCell.set(run.cellHash, [...(byCell.get(run.cellHash) ?? []), run])
  return cells.map((cell) => {
    const seeds = new Set(cell.seeds)
    const mine = (byCell.get(cell.hash) ?? []).filter((run) => seeds.has(run.seed))
    return {
      hash: cell.hash,
      axes: cell.axes,
      note: cell.note,
      seeds: cell.seeds,
      runs: mine.map((run) => ({ id: run.id, seed: run.seed, state: run.state, progress: run.progress, stopReason: run.stopReason })),
      statistics: statisticsOf(mine.filter((run) => run.state === 'finished')),
    }
  })
}

function statisticsOf(runs: readonly RunRecord[]): CellView['statistics'] {
  const names = new Set(runs.flatMap((run) => Object.keys(run.summary)))
  const statistics: CellView['statistics'] = {}
  for (const name of names) {
    const values = runs.flatMap((run) => run.summary[name] ?? [])
    if (values.length > 0) statistics[name] = describe(values)
  }
  return statistics
}

/** Consecutive seeds from a start that differs from cell to cell, so that cells do not share their random streams. */
function nextSeeds(cell: StudyCell, count: number): number[] {
  const taken = new Set(cell.seeds)
  const start = Number.parseInt(cell.hash.slice(0, 8), 16)
  const further: number[] = []
  for (let offset = 0; further.length < count; offset++) {
    const seed = (start + offset) % (MAX_SEED + 1)
    if (!taken.has(seed)) further.push(seed)
  }
  return further
}
