import type { DatasetPart, DatasetView, StoredRows } from '../../contract'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'

/** Consecutive samples of a part of a data set with classes. */
export interface Samples {
  inputs: StoredRows
  labels: StoredRows
}

/** @throws TypeError for a part without labels: the recipe has refused such a data set */
export function samplesOf({ role, inputs, labels }: DatasetPart, first: number, count: number): Samples {
  if (labels === null) throw new TypeError(`The part ${role} has no labels`)
  return { inputs: { ...inputs, rows: { first, count } }, labels: { ...labels, rows: { first, count } } }
}

/** The fields of a network that is trained on classes. */
export function classFields(train: Samples, test: Samples, classes: number): Pick<TwoLayerSpec, 'data' | 'labels' | 'testData'> {
  return { data: train.inputs, labels: { kind: 'classes', values: train.labels, count: classes }, testData: test }
}

/** Steps after which pixels are no bytes any more. */
const SCALING: ReadonlySet<string> = new Set([
  'unit-interval',
  'standardise',
  'scale-norm',
  'unit-sphere',
  'principal-components',
  'two-coordinates',
])

/** Why a data set does not have so many classes, or such parts; null when it has. */
export function classRefusal(
  { kind, classNames, parts, pipeline }: DatasetView,
  classes: number,
  needed: readonly { role: DatasetPart['role']; count: number }[],
): string | null {
  if (classNames?.length !== classes)
    return `has ${classNames === null ? 'no classes' : `${classNames.length} classes`}, ${classes} are needed`
  for (const { role, count } of needed) {
    const part = parts.find((each) => each.role === role)
    if (part === undefined) return `has no part for ${role === 'train' ? 'training' : role}`
    if (part.labels === null) return `has no labels in its part for ${role === 'train' ? 'training' : role}`
    if (part.count < count) return `has ${part.count} samples for ${role === 'train' ? 'training' : role}, ${count} are needed`
  }
  if (kind === 'images' && !pipeline.some(({ step }) => SCALING.has(step.kind)))
    return 'has pixels from 0 to 255, with which training diverges; the step "unit-interval" of an import scales them to 0 to 1'
  return null
}
