import type { TableReport } from '../table'

export type PartRole = 'train' | 'validation' | 'test' | 'all'

/** The samples of one role. */
export interface ImportedPart {
  role: PartRole
  count: number
  /** row-major, one sample after another; bytes for images, floats for vectors */
  values: Uint8Array | Float32Array | Float64Array
  /** class index of each sample, or a value to regress on; null when the source has none */
  labels: Int32Array | Float64Array | null
  /** a second labelling (CIFAR-100 coarse) */
  coarseLabels?: Int32Array
}

/** Of images: planar, channel after channel, rows top to bottom. */
export type SampleShape = { channels: number; height: number; width: number } | { dimension: number }

/** A file that was read. Of a folder of images: the folder, and the hash of its sorted list of file hashes and names. */
export interface ImportSource {
  path: string
  bytes: number
  sha256: string
}

/** What files hold, once they are read. Nothing is scaled, shuffled or left out but what a choice says. */
export interface Imported {
  format: string
  /** why it was recognised as that, for people */
  reason: string
  kind: 'images' | 'vectors'
  shape: SampleShape
  classNames: string[] | null
  coarseClassNames?: string[]
  columnNames?: string[]
  parts: ImportedPart[]
  sources: ImportSource[]
}

/** What is done with a column of a table. */
export type ColumnRole = 'input' | 'label' | 'ignored'

/** Which arrays make one part. */
export interface ArrayChoice {
  role: PartRole
  inputs: string
  labels: string | null
}

/** What a person may decide differently from what was found. Everything left out is as the recognition says. */
export interface ImportChoices {
  /** labels as classes (their distinct values in order) or as values to regress on */
  labels?: 'classes' | 'values'
  /** arrays of .npz, .npy, .safetensors and IDX files, by name */
  arrays?: ArrayChoice[]
  /** of a text table */
  table?: { delimiter?: TableReport['delimiter']; header?: boolean; decimalMark?: TableReport['decimalMark']; columns?: ColumnRole[] }
  /** of a folder of images: the size to which each is brought, needed where they differ, and the channels */
  images?: { height?: number; width?: number; channels?: 1 | 3 }
  /** replaces each image by what a model makes of it */
  features?: FeatureChoice
}

/** A model that turns images into vectors. */
export interface FeatureChoice {
  /** path of an ONNX file */
  model: string
  /** name of the output; the first one without it */
  output?: string
}

/** A column of a table as found. */
export interface FoundColumn {
  name: string
  kind: 'number' | 'text'
  role: ColumnRole
  /** the first cells */
  examples: string[]
}

/** An array of a file as found. */
export interface FoundArray {
  name: string
  /** as the format writes it, e.g. `<f8`, `F32`, `unsigned byte` */
  type: string
  shape: number[]
}

/** A data set found in files, not yet read. */
export interface Recognition {
  format: string
  /** e.g. "10,000 records of 3,073 bytes: CIFAR-10 batch" */
  reason: string
  /** files that belong together; what `importFiles` wants */
  paths: string[]
  kind: 'images' | 'vectors'
  /** of a folder of images of different sizes: of the first one */
  shape: SampleShape
  parts: { role: PartRole; count: number; hasLabels: boolean }[]
  classNames: string[] | null
  coarseClassNames?: string[]
  /** what could be chosen from, and what is chosen when nobody decides otherwise */
  arrays?: FoundArray[]
  columns?: FoundColumn[]
  table?: TableReport
  choices: ImportChoices
  /** what is worth knowing before the import, e.g. files that were left out and why */
  notes: string[]
}

/**
 * Told how far a reading is, in bytes. A callback that throws cancels it: the error comes out unchanged.
 */
export interface ImportProgress {
  (done: number, total: number, what: string): void
}
