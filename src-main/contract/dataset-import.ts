import { z } from 'zod'
import { DATASET_ROLES, type DatasetRole, type PipelineRecord, type SampleShape } from './dataset'
import { pipelineField } from './dataset-pipeline'
import { jobField } from './job'

const roleField = z.enum(DATASET_ROLES)
const nameField = z.string().min(1).max(1000)

/** What a person may decide differently from what was found in files. Everything left out is as the finding says. */
export const importChoicesField = z.strictObject({
  labels: z.enum(['classes', 'values']).optional(),
  arrays: z
    .array(z.strictObject({ role: roleField, inputs: nameField, labels: nameField.nullable() }))
    .min(1)
    .max(20)
    .optional(),
  table: z
    .strictObject({
      delimiter: z.enum(['comma', 'semicolon', 'tab', 'whitespace']).optional(),
      header: z.boolean().optional(),
      decimalMark: z.enum(['point', 'comma']).optional(),
      columns: z
        .array(z.enum(['input', 'label', 'ignored']))
        .min(1)
        .max(100_000)
        .optional(),
    })
    .optional(),
  images: z
    .strictObject({
      height: z.int().min(1).max(4096).optional(),
      width: z.int().min(1).max(4096).optional(),
      channels: z.union([z.literal(1), z.literal(3)]).optional(),
    })
    .optional(),
})

export type ImportChoices = z.infer<typeof importChoicesField>

/** Which of the data sets found in a source, and what is done to it. */
export const importPlan = z.strictObject({
  sourceId: z.int().min(1),
  /** place in the source's list of findings */
  finding: z.int().min(0).max(10_000),
  choices: importChoicesField,
  pipeline: pipelineField,
  job: jobField,
})

/** A data set found in files, not yet read. */
export interface DatasetFinding {
  format: string
  /** e.g. "10,000 records of 3,073 bytes: CIFAR-10 batch" */
  reason: string
  paths: string[]
  kind: 'images' | 'vectors'
  shape: SampleShape
  parts: { role: DatasetRole; count: number; hasLabels: boolean }[]
  classNames: string[] | null
  coarseClassNames?: string[]
  arrays?: { name: string; type: string; shape: number[] }[]
  columns?: { name: string; kind: 'number' | 'text'; role: 'input' | 'label' | 'ignored'; examples: string[] }[]
  /** how a text table was read */
  table?: { delimiter: 'comma' | 'semicolon' | 'tab' | 'whitespace'; decimalMark: 'point' | 'comma'; header: boolean }
  /** what is done when nobody decides otherwise */
  choices: ImportChoices
  /** e.g. files that were left out and why */
  notes: string[]
}

/** Files and folders that were handed in, and what they hold. */
export interface DatasetSourceView {
  sourceId: number
  /** names without their folders */
  names: string[]
  findings: DatasetFinding[]
}

/** What a pipeline would make, shown on some samples; nothing is stored. */
export interface DatasetPreview {
  records: PipelineRecord[]
  shape: SampleShape
  originalShape: SampleShape
  classNames: string[] | null
  parts: { role: DatasetRole; count: number; classCounts: number[] | null; hasLabels: boolean; targetColumns: number | null }[]
  /** what the stored data set would take */
  bytes: number
  /** samples of each part that statistics were taken from; null when from all */
  statisticsFrom: number | null
  samples: PreviewSamples
}

/** Some samples, as they came and as they are now. */
export interface PreviewSamples {
  role: DatasetRole
  labels: (number | null)[]
  /** row-major */
  originals: Float64Array
  values: Float64Array
}
