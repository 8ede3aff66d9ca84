import { z } from 'zod'
import type { ActivationDescription } from './activation-description'
import { activationField } from './activation-field'
import { ANNOTATION_REQUESTS, type AnnotationAnswers } from './annotations'
import type { BundleExport, BundleImport, BundleSize } from './bundle'
import { COMPARE_REQUESTS, type CompareAnswers } from './compare'
import { DASHBOARD_REQUESTS, type DashboardAnswers } from './dashboard'
import { DATASET_ROLES, type DatasetView } from './dataset'
import { importPlan, type DatasetPreview, type DatasetSourceView } from './dataset-import'
import type { DatasetStatistics } from './dataset-statistics'
import { seedField } from './fields'
import { FORK_REQUESTS, type ForkAnswers } from './fork'
import { jobField } from './job'
import { settingsSchema, type AppInfo, type LabEvent, type QueueView, type Settings } from './lab-info'
import type { ExperimentInfo } from './quantity'
import { REPRODUCTION_REQUESTS, type ReproductionAnswers } from './reproduction'
import type { RunDetail, SeriesPoints, SpectrumRecord } from './run'
import { RUN_TABLE_REQUESTS, type RunTableAnswers } from './run-table'
import type { ExperimentSpec } from './spec'
import {
  RECIPE_SIZES,
  type CellView,
  type ClaimBookView,
  type ClaimView,
  type PaperInfo,
  type RecipeInputChoice,
  type StudySummary,
  type StudyView,
} from './study'
import { MOST_CELLS, sweepPlan, type SweepPoint } from './sweep'
import type { FieldProblem } from './errors'

export const EXPORT_FORMATS = ['npz', 'csv', 'idx'] as const

const runIds = z.array(z.int().min(1)).min(1).max(100_000)
const nothing = z.strictObject({})
const datasetId = z.int().min(1)
const role = z.enum(DATASET_ROLES)

/**
 * Every request the window may make: name -> schema of its argument. The gate in the main process parses with it before anything
 * else looks at the argument; the answer's type is in {@link Answers}.
 */
export const REQUESTS = {
  'app.info': nothing,
  'experiments.list': nothing,
  /** Hermite coefficients, dual functions and moments; refuses a formula that cannot be used */
  'activations.describe': z.strictObject({ activation: activationField }),
  'papers.list': nothing,
  /** makes (or finds) the study of a recipe and queues what is missing of it */
  'recipes.start': z.strictObject({
    recipeId: z.string().max(100),
    size: z.enum(RECIPE_SIZES),
    baseSeed: seedField.optional(),
    /** the data set for each input of the recipe, by hash or name */
    inputs: z.record(z.string().max(100), z.string().min(1).max(500)).optional(),
  }),
  /** the data sets that the inputs of a recipe can take */
  'recipes.inputs': z.strictObject({ recipeId: z.string().max(100) }),
  /** the specs of a recipe, to start an experiment of one's own from */
  'recipes.cells': z.strictObject({ recipeId: z.string().max(100), size: z.enum(RECIPE_SIZES) }),
  'studies.list': nothing,
  'studies.get': z.strictObject({ studyId: z.int() }),
  /** queues seeds without a result: never run, failed, cancelled, interrupted or paused */
  'studies.runMissing': z.strictObject({ studyId: z.int() }),
  /** only the cells that the results leave open, until none is */
  'studies.runBoundary': z.strictObject({ studyId: z.int() }),
  /** queues `runs` further seeds in every cell of the study */
  'studies.addSeeds': z.strictObject({ studyId: z.int(), runs: z.int().min(1).max(1000) }),
  /** what a sweep would compute and cost; nothing is stored */
  'studies.plan': sweepPlan,
  /** makes a study of a sweep and queues what is missing of it */
  'studies.create': sweepPlan.extend({ title: z.string().trim().min(1).max(200) }),
  /** makes a study of specs that need have nothing in common, and queues what is missing of it */
  'studies.createFromSpecs': z.strictObject({
    title: z.string().trim().min(1).max(200),
    cells: z
      .array(z.strictObject({ spec: z.unknown(), seeds: z.array(seedField).min(1).max(10_000) }))
      .min(1)
      .max(MOST_CELLS),
  }),
  'studies.pause': z.strictObject({ studyId: z.int() }),
  'studies.remove': z.strictObject({ studyId: z.int() }),
  'studies.restore': z.strictObject({ studyId: z.int() }),
  ...RUN_TABLE_REQUESTS,
  ...ANNOTATION_REQUESTS,
  'runs.get': z.strictObject({ runId: z.int() }),
  'runs.series': z.strictObject({
    runId: z.int(),
    names: z.array(z.string().max(100)).min(1).max(100),
    fromStep: z.number().optional(),
    toStep: z.number().optional(),
    pixels: z.int().min(10).max(20_000).optional(),
    /** of the axis that will show it: columns of pixels are columns of the logarithm there */
    scale: z.enum(['linear', 'log']).optional(),
  }),
  'runs.spectrum': z.strictObject({ runId: z.int(), name: z.string().max(100), step: z.number() }),
  /** numbers that a run has left under a name, such as kernels by depth */
  'runs.artifact': z.strictObject({ runId: z.int(), name: z.string().max(100) }),
  'runs.claims': z.strictObject({ runId: z.int() }),
  /** every claim of every paper with its verdicts; those of changed studies follow, see `claims-changed` */
  'claims.list': nothing,
  'runs.pause': z.strictObject({ runIds }),
  'runs.resume': z.strictObject({ runIds }),
  'runs.cancel': z.strictObject({ runIds }),
  /** runs again from the start as a further attempt; the old attempt is kept */
  'runs.rerun': z.strictObject({ runIds, keepState: z.boolean().optional() }),
  'runs.remove': z.strictObject({ runIds }),
  'runs.restore': z.strictObject({ runIds }),
  'runs.checkpoint': z.strictObject({ runIds }),
  'runs.setPriority': z.strictObject({ runIds, priority: z.int().min(-100).max(100) }),
  /** puts queued runs directly before another queued run, or at the end */
  'runs.reorder': z.strictObject({ runIds, before: z.int().nullable() }),
  'runs.setNote': z.strictObject({ runId: z.int(), note: z.string().max(20_000) }),
  /** whole run as a JSON document: spec, seed, summary, environment, every series, spectra */
  'runs.export': z.strictObject({ runId: z.int() }),
  /** cells with their statistics for any set of specs the user hands in; used by "run a spec file" */
  'specs.enqueue': z.strictObject({ spec: z.unknown(), seeds: z.array(seedField).min(1).max(10_000) }),
  'specs.preflight': z.strictObject({ spec: z.unknown() }),
  ...COMPARE_REQUESTS,
  ...REPRODUCTION_REQUESTS,
  ...FORK_REQUESTS,
  'bundles.size': z.strictObject({ runIds: z.array(z.int().min(1)).max(100_000), studyIds: z.array(z.int().min(1)).max(1000) }),
  ...DASHBOARD_REQUESTS,
  'datasets.list': nothing,
  'datasets.get': z.strictObject({ datasetId }),
  /** what steps would make of a source; reads it, stores nothing */
  'datasets.preview': importPlan.extend({ samples: z.int().min(0).max(256) }),
  /** answers when the data set is stored; progress is told by events */
  'datasets.import': importPlan.extend({ name: z.string().trim().min(1).max(200) }),
  /** stops a preview, an import or statistics; what it was asked for is refused then */
  'datasets.stop': z.strictObject({ job: jobField }),
  'datasets.rename': z.strictObject({ datasetId, name: z.string().trim().min(1).max(200) }),
  'datasets.remove': z.strictObject({ datasetId }),
  'datasets.restore': z.strictObject({ datasetId }),
  /** classes or values of all samples of a part */
  'datasets.labels': z.strictObject({ datasetId, role }),
  /** numbers of some samples of a part, as they came or as they are */
  'datasets.samples': z.strictObject({
    datasetId,
    role,
    which: z.enum(['original', 'stored']),
    samples: z.array(z.int().min(0)).min(1).max(2000),
  }),
  /** what was computed about a part; with `compute` it is computed when it is not there */
  'datasets.statistics': z.strictObject({ datasetId, role, compute: z.boolean(), job: jobField }),
  'queue.get': nothing,
  'queue.hold': nothing,
  'queue.release': nothing,
  'settings.get': nothing,
  'settings.set': settingsSchema.partial(),
  'backups.list': nothing,
  'backups.make': nothing,
  'calibration.run': nothing,
} as const

/** Formats a part of a data set is written in. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export type RequestName = keyof typeof REQUESTS
export type RequestArgument<N extends RequestName> = z.infer<(typeof REQUESTS)[N]>

export interface Preflight {
  fits: boolean
  reason: string | null
  flops: number
  memoryBytes: number
  estimatedSeconds: number
  cellHash: string
  existing: { runId: number; seed: number; state: string }[]
}

export interface PlannedCell {
  /** what tells it from the other cells, e.g. "S = 100, m = 300" */
  title: string
  set: SweepPoint['set']
  /** empty for a spec that can be run */
  problems: FieldProblem[]
  /** of one run */
  estimatedSeconds: number
  /** how many of the seeds have a result already */
  existing: number
}

/** What a sweep would compute, cell by cell and in all. Counts and costs are of what has no result yet. */
export interface StudyPlan {
  /** a name for the study */
  title: string
  cells: PlannedCell[]
  /** points that repeat the spec of an earlier one and are left out */
  repeated: number
  runs: number
  existing: number
  flops: number
  /** of the largest run */
  memoryBytes: number
  /** on this machine with as many runs at once as it is set to */
  estimatedSeconds: number
}

export interface RecipeCell {
  title: string
  spec: ExperimentSpec
  seeds: number[]
}

export interface Answers extends CompareAnswers, DashboardAnswers, ForkAnswers, ReproductionAnswers, RunTableAnswers, AnnotationAnswers {
  'app.info': AppInfo
  'experiments.list': ExperimentInfo[]
  'activations.describe': ActivationDescription
  'papers.list': PaperInfo[]
  'recipes.start': { studyId: number; queued: number }
  'recipes.inputs': RecipeInputChoice[]
  'recipes.cells': RecipeCell[]
  'studies.list': StudySummary[]
  'studies.get': StudyView
  'studies.runMissing': { queued: number }
  'studies.runBoundary': { queued: number }
  'studies.addSeeds': { queued: number }
  'studies.plan': StudyPlan
  'studies.create': { studyId: number; queued: number }
  'studies.createFromSpecs': { studyId: number; queued: number }
  'studies.pause': { changed: number }
  'studies.remove': { removed: boolean }
  'studies.restore': { restored: boolean }
  'runs.get': RunDetail
  'runs.series': SeriesPoints[]
  'runs.spectrum': SpectrumRecord
  'runs.artifact': { values: Float64Array } | null
  'runs.claims': ClaimView[]
  'claims.list': ClaimBookView
  'runs.pause': { changed: number }
  'runs.resume': { changed: number }
  'runs.cancel': { changed: number }
  'runs.rerun': { runIds: number[] }
  'runs.remove': { changed: number }
  'runs.restore': { changed: number }
  'runs.checkpoint': { changed: number }
  'runs.setPriority': { changed: number }
  'runs.reorder': { changed: number }
  'runs.setNote': { changed: number }
  'runs.export': { fileName: string; json: string }
  'specs.enqueue': { cellHash: string; runIds: number[]; cell: CellView }
  'specs.preflight': Preflight
  'datasets.list': DatasetView[]
  'datasets.get': DatasetView
  'datasets.preview': DatasetPreview
  /** `existed`: the same import had been done before */
  'datasets.import': { datasetId: number; existed: boolean }
  'datasets.stop': { stopped: boolean }
  'datasets.rename': { changed: number }
  'datasets.remove': { removed: boolean }
  'datasets.restore': { restored: boolean }
  'datasets.labels': Float64Array | null
  /** row-major, in the order asked */
  'datasets.samples': Float64Array
  'datasets.statistics': DatasetStatistics | null
  'bundles.size': BundleSize
  'queue.get': QueueView
  'queue.hold': QueueView
  'queue.release': QueueView
  'settings.get': Settings
  'settings.set': Settings
  'backups.list': { path: string; createdAt: number; bytes: number }[]
  'backups.make': { path: string }
  'calibration.run': AppInfo
}

/**
 * Requests that only the desktop shell can answer (dialogs, clipboard). They pass the same gate; the renderer never names a path.
 */
export const SHELL_REQUESTS = {
  /** save dialog; answers where it was saved, or null when the user cancelled */
  'shell.save': z.strictObject({
    suggestedName: z.string().min(1).max(200),
    content: z.union([z.string(), z.instanceof(Uint8Array)]),
  }),
  'shell.copy': z.strictObject({ text: z.string().max(50_000_000) }),
  /** open dialog for a spec file (.json); answers its content, or null */
  'shell.openSpec': nothing,
  /** save dialog for a PDF with vector graphics and the fonts of the document; answers where it was saved, or null */
  'shell.savePdf': z.strictObject({
    suggestedName: z.string().min(1).max(200),
    /** a whole document without scripts that needs nothing from elsewhere */
    html: z.string().max(100_000_000),
    widthMillimetres: z.number().min(10).max(2000),
    heightMillimetres: z.number().min(10).max(2000),
    /** one page without margins for a figure, or as many as a document needs, numbered */
    pages: z.enum(['one', 'all']).optional(),
  }),
  /** open dialog for a figure that was saved; answers its text, or null */
  'shell.openFigure': nothing,
  'shell.showHome': nothing,
  /** save dialog for runs and studies as one file; answers what was written, or null */
  'shell.exportBundle': z.strictObject({
    runIds: z.array(z.int().min(1)).max(100_000),
    studyIds: z.array(z.int().min(1)).max(1000),
    suggestedName: z.string().min(1).max(200),
    /** with the states that are kept of the runs */
    states: z.boolean(),
  }),
  /** open dialog for such a file; answers what was stored, or null */
  'shell.importBundle': nothing,
  /** open dialog for data; answers what the files hold, or null */
  'shell.openData': z.strictObject({ folder: z.boolean() }),
  /** open dialog for an ONNX model that turns the images of a source into vectors; answers its name, null for none (also with `none`) */
  'shell.openModel': z.strictObject({ sourceId: z.int().min(1), none: z.boolean() }),
  /** save dialog for a part of a data set with a sidecar that says how it was made; answers the files, or null */
  'shell.exportDataset': z.strictObject({ datasetId, role, format: z.enum(EXPORT_FORMATS) }),
} as const

export type ShellRequestName = keyof typeof SHELL_REQUESTS
export type ShellRequestArgument<N extends ShellRequestName> = z.infer<(typeof SHELL_REQUESTS)[N]>

export interface ShellAnswers {
  'shell.save': { path: string } | null
  'shell.copy': { copied: boolean }
  /** `spec` has its file arrays resolved to stored arrays already, so that the window never handles a path */
  'shell.openSpec': { name: string; spec: unknown } | null
  'shell.savePdf': { path: string } | null
  'shell.openFigure': { name: string; text: string } | null
  'shell.showHome': { shown: boolean }
  'shell.exportBundle': BundleExport | null
  'shell.importBundle': BundleImport | null
  'shell.openData': DatasetSourceView | null
  'shell.openModel': { name: string } | null
  'shell.exportDataset': { paths: string[] } | null
}

/** What the preload script itself asks, with paths that the system gave it for what was dropped on the window. The page cannot send it. */
export const DROP_REQUESTS = { 'drop.openData': z.strictObject({ paths: z.array(z.string().min(1)).min(1).max(10_000) }) } as const

export type DropArgument = z.infer<(typeof DROP_REQUESTS)['drop.openData']>

/** What the preload script puts on `window.gramscope`. A refused or failed request rejects with an Error that carries LabErrorShape. */
export interface Bridge {
  request<N extends RequestName>(name: N, argument: RequestArgument<N>): Promise<Reply<Answers[N]>>
  shell<N extends ShellRequestName>(name: N, argument: ShellRequestArgument<N>): Promise<Reply<ShellAnswers[N]>>
  /** what dropped files and folders hold; they must come from a drop on the window */
  openDropped(files: File[]): Promise<Reply<DatasetSourceView>>
  /** calls `listener` with batches of events until the returned function is called */
  subscribe(listener: (events: LabEvent[]) => void): () => void
}

/** Errors cross the bridge as values: an Error thrown through contextBridge would lose its code. */
export type Reply<T> = { ok: true; value: T } | { ok: false; error: import('./errors').LabErrorShape }
