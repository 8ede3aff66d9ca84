import type { StoredArray } from './fields'
import type { PipelineStep } from './dataset-pipeline'

/** What the samples of a part are for; `all` while nobody has divided them. */
export const DATASET_ROLES = ['train', 'validation', 'test', 'all'] as const
export type DatasetRole = (typeof DATASET_ROLES)[number]

/** Images are planar: channel after channel, rows top to bottom. */
export type SampleShape = { channels: number; height: number; width: number } | { dimension: number }

/** Numbers a sample has. */
export function dimensionOf(shape: SampleShape): number {
  return 'dimension' in shape ? shape.dimension : shape.channels * shape.height * shape.width
}

/** The samples of one role. Specs refer to the arrays by their content, so a run that uses a part needs nothing else of the data set. */
export interface DatasetPart {
  role: DatasetRole
  /** n */
  count: number
  /** X, n x d, a row a sample */
  inputs: StoredArray
  /** n class indices (0, 1, ...) or values to regress on; null when the source has none */
  labels: StoredArray | null
  /** what a label encoding made of the labels: n x K for one column a class, n for signs; null when the pipeline encodes none */
  targets: StoredArray | null
  /** samples of each class, in the order of the class names; null when the labels are no classes */
  classCounts: number[] | null
  /** the chosen images as they came, n x (channels height width) bytes; null for anything but images */
  originals: DatasetBlob | null
  /** uint32: which samples of the source these are, counted from 0 through all its parts in their order */
  rows: DatasetBlob
}

export interface DatasetBlob {
  sha256: string
  bytes: number
}

export interface DatasetSource {
  /** as it was given; the content is told by the hash */
  path: string
  bytes: number
  sha256: string
}

/** A step as it was applied. */
export interface PipelineRecord {
  step: PipelineStep
  /** of the step's code: another version may give other numbers */
  version: number
  /** what it changed, with numbers */
  says: string
}

export interface DatasetView {
  id: number
  name: string
  /** SHA-256 of shape, class names and the hashes of all arrays: the same for the same content, wherever it came from */
  hash: string
  /** e.g. `cifar-10-binary` */
  format: string
  /** why the files were taken for that */
  reason: string
  kind: 'images' | 'vectors'
  /** of a sample after the pipeline */
  shape: SampleShape
  /** of a sample as it came */
  originalShape: SampleShape
  /** null when the labels are values or there are none */
  classNames: string[] | null
  parts: DatasetPart[]
  pipeline: PipelineRecord[]
  sources: DatasetSource[]
  createdAt: number
  /** of all its arrays; what other data sets share with it is counted here too */
  bytes: number
  /** runs whose spec refers to one of its arrays, newest first, at most {@link USERS_LISTED} of them; those in the trash do not count */
  usedBy: { runs: number; runIds: number[] }
}

export const USERS_LISTED = 20
