import { z } from 'zod'
import { annotations } from './annotations'
import { MAX_SEED, sha256Field } from './fields'
import { RECIPE_SIZES } from './study'

/** A bundle is a ZIP archive; see lab/bundle. A later version of it is refused, never guessed at. */
export const BUNDLE_FORMAT = 'gramscope-bundle'
export const BUNDLE_VERSION = 2
/** What a bundle without states of runs is written as, so that older programs read it too. */
export const BUNDLE_VERSION_WITHOUT_STATES = 1
/** What can be exported: whatever is not on its way. */
export const BUNDLED_STATES = ['finished', 'diverged', 'failed', 'cancelled', 'paused', 'interrupted'] as const

/** JSON has no NaN and no infinities; -0 it has, but few programs keep it. */
const anyNumber = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity', '-0'])])
const moment = z.int().min(0)
const text = (most: number) => z.string().max(most)
/** a place in numbers.bin, counted in float64 */
const place = z.int().min(0)
const index = z.int().min(0)

export const bundleManifest = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  version: z.literal([BUNDLE_VERSION_WITHOUT_STATES, BUNDLE_VERSION]),
  appVersion: text(100),
  /** every other member of the archive */
  entries: z.array(z.strictObject({ name: text(200), bytes: z.int().min(0), sha256: sha256Field })).max(20_000),
})

const environment = z.looseObject({ appVersion: text(1000) })

const bundledRun = z.strictObject({
  uid: text(100).min(1),
  cell: index,
  seed: z.int().min(0).max(MAX_SEED),
  attempt: z.int().min(1),
  state: z.enum(BUNDLED_STATES),
  stopReason: text(1000).nullable(),
  step: z.number().min(0),
  progress: z.number().min(0).max(1),
  createdAt: moment,
  startedAt: moment.nullable(),
  finishedAt: moment.nullable(),
  computeSeconds: z.number().min(0),
  summary: z.record(z.string(), anyNumber.nullable()),
  error: z.strictObject({ code: text(200), message: text(20_000) }).nullable(),
  /** index into `environments` */
  environment: index.nullable(),
  events: z.array(z.strictObject({ at: moment, kind: text(200), step: z.number(), text: text(20_000) })).max(100_000),
  annotations,
  stepNotes: z.array(z.strictObject({ step: z.number().min(0), text: text(20_000).min(1), changedAt: moment })).max(10_000),
  /** `count` steps, then as many values */
  series: z.array(z.strictObject({ name: text(200).min(1), count: z.int().min(1), at: place })).max(1000),
  spectra: z
    .array(
      z.strictObject({
        name: text(200).min(1),
        step: z.number().min(0),
        order: z.int().min(0),
        complete: z.boolean(),
        health: z.strictObject({
          symmetryError: anyNumber,
          traceError: anyNumber.nullable(),
          residual: anyNumber.nullable(),
          noiseFloor: anyNumber,
          method: text(1000),
        }),
        count: z.int().min(0),
        at: place,
      }),
    )
    .max(100_000),
  /** states that are kept of it, where they were wanted */
  states: z
    .array(z.strictObject({ step: z.number().min(0), createdAt: moment, sha256: sha256Field }))
    .max(1000)
    .optional(),
  artifacts: z.array(z.strictObject({ name: text(200).min(1), type: z.enum(['float64', 'uint32']), sha256: sha256Field })).max(10_000),
})

const bundledStudy = z.strictObject({
  uid: text(100).min(1),
  title: text(1000),
  recipeId: text(100).nullable(),
  size: z.enum(RECIPE_SIZES).nullable(),
  baseSeed: z.int().min(0).max(MAX_SEED),
  inputs: z.record(z.string(), z.string()),
  createdAt: moment,
  cells: z
    .array(
      z.strictObject({
        cell: index,
        seeds: z.array(z.int().min(0).max(MAX_SEED)).max(100_000),
        axes: z.record(z.string(), z.union([z.number(), z.string()])),
        note: text(20_000).nullable(),
      }),
    )
    .max(100_000),
})

export const bundleContent = z.strictObject({
  cells: z.array(z.strictObject({ hash: sha256Field, spec: z.unknown() })).max(100_000),
  environments: z.array(environment).max(100_000),
  runs: z.array(bundledRun).max(100_000),
  studies: z.array(bundledStudy).max(1000),
  /** arrays that the specs name */
  arrays: z.array(z.strictObject({ sha256: sha256Field, shape: z.array(z.int().min(1)).min(1).max(2), source: text(1000) })).max(100_000),
})
export type BundleContent = z.infer<typeof bundleContent>
export type BundledRun = BundleContent['runs'][number]
export type BundledStudy = BundleContent['studies'][number]

/** What an import did. */
export interface BundleImport {
  runs: { stored: number; existing: number; superseded: number }
  studies: { stored: number; existing: number }
  runIds: number[]
}

/** What an export would write. */
/** Offsets in the file are 32 bits wide. */
export const MOST_BUNDLE_BYTES = 4e9
/** Of one member: points and eigenvalues of all runs, a state, an array. It is held in memory. */
export const MOST_BUNDLE_MEMBER_BYTES = 1.5e9

export interface BundleSize {
  runs: number
  bytes: number
  /** of the kept states, which may be left out */
  states: { count: number; bytes: number }
}

/** What an export wrote; runs that are on their way are left out. */
export interface BundleExport {
  path: string
  runs: number
  leftOut: number
  bytes: number
}
