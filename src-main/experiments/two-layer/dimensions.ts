import { pointCounts, type PointCounts } from '../points/point-counts'
import type { TwoLayerSpec } from './spec'

export interface Dimensions extends PointCounts {
  /** m */
  hiddenWidth: number
  /** K */
  outputCount: number
}

/** Sizes of a spec; null while its data is still a path to a file or is not a matrix. */
export function dimensionsOf(spec: TwoLayerSpec): Dimensions | null {
  const points = pointCounts(spec)
  return points === null ? null : { ...points, hiddenWidth: spec.model.hiddenWidth, outputCount: outputCountOf(spec) }
}

export type ClassLabels = Extract<TwoLayerSpec['labels'], { count: number }>

export function hasClasses(labels: TwoLayerSpec['labels']): labels is ClassLabels {
  return labels.kind === 'classes' || labels.kind === 'data-classes'
}

/** One output, or one for each class. */
export function outputCountOf({ labels }: Pick<TwoLayerSpec, 'labels'>): number {
  return hasClasses(labels) ? labels.count : 1
}

/** Sizes of a spec whose files have been resolved and checked. */
export function resolvedDimensions(spec: TwoLayerSpec): Dimensions {
  const dimensions = dimensionsOf(spec)
  if (dimensions === null) throw new TypeError('The data of the spec is not resolved to a stored matrix')
  return dimensions
}
