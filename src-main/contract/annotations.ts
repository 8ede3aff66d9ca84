import { z } from 'zod'
import { runState } from './run-state'

/** What people say about a run. Nothing of it is part of its result. */
export const tagField = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\r\n]*$/, 'one line')
const noteField = z.string().max(20_000)
const nameField = z.string().trim().max(200)
const runIds = z.array(z.int().min(1)).min(1).max(100_000)

export const annotations = z.strictObject({
  /** null: it is called by its cell */
  name: nameField.nullable(),
  starred: z.boolean(),
  /** milliseconds since 1970, null when it is not archived */
  archivedAt: z.int().nullable(),
  tags: z.array(tagField).max(100),
  /** Markdown */
  note: noteField.nullable(),
})
export type Annotations = z.infer<typeof annotations>

export interface StepNote {
  step: number
  /** Markdown */
  text: string
  changedAt: number
}

/** How the table of runs is looked at, kept under a name. */
export const runView = z.strictObject({
  query: z.string().max(5000),
  states: z.array(runState),
  showArchived: z.boolean(),
  sort: z.string().max(300),
  groupBy: z.array(z.string().max(300)).max(8),
  /** null: the columns that the table chooses by itself */
  columns: z.array(z.string().max(300)).max(200).nullable(),
  /** columns that stay in sight, counted from the first */
  pinned: z.int().min(1).max(20),
})
export type RunView = z.infer<typeof runView>

export const ANNOTATION_REQUESTS = {
  /** answers what was there before, for undoing */
  'runs.annotate': z.strictObject({
    runIds,
    change: z.strictObject({
      name: nameField.nullable().optional(),
      starred: z.boolean().optional(),
      archived: z.boolean().optional(),
      addTags: z.array(tagField).max(50).optional(),
      removeTags: z.array(tagField).max(50).optional(),
      note: noteField.optional(),
    }),
  }),
  /** puts annotations back as they were */
  'runs.putAnnotations': z.strictObject({
    annotations: z
      .array(annotations.extend({ runId: z.int().min(1) }))
      .min(1)
      .max(100_000),
  }),
  /** an empty text removes it; answers what was there before */
  'runs.setStepNote': z.strictObject({ runId: z.int().min(1), step: z.number().min(0), text: noteField }),
  'views.list': z.strictObject({}),
  'views.put': z.strictObject({ name: z.string().trim().min(1).max(100), view: runView }),
  'views.remove': z.strictObject({ name: z.string().max(100) }),
  /** what is on disk, by study, and what emptying the trash would free */
  'storage.usage': z.strictObject({}),
  /** deletes the runs in the trash for good */
  'storage.emptyTrash': z.strictObject({}),
} as const

export type AnnotationChange = z.infer<(typeof ANNOTATION_REQUESTS)['runs.annotate']>['change']
export type AnnotatedRun = Annotations & { runId: number }

export interface StorageUsage {
  databaseBytes: number
  blobBytes: number
  runs: { count: number; bytes: number }
  /** runs that several studies share count in each of them */
  studies: { id: number; title: string; runs: number; bytes: number }[]
  /** kept of runs that have a result, for other runs to go on from */
  states: { count: number; bytes: number }
  /** `bytes` is what emptying it frees: files that a kept run shares stay */
  trash: { runs: number; bytes: number }
}

export interface AnnotationAnswers {
  'runs.annotate': { changed: number; before: AnnotatedRun[] }
  'runs.putAnnotations': { changed: number }
  'runs.setStepNote': { before: string }
  'views.list': { name: string; view: RunView }[]
  'views.put': { replaced: RunView | null }
  'views.remove': { removed: RunView | null }
  'storage.usage': StorageUsage
  'storage.emptyTrash': { runs: number; bytes: number }
}
