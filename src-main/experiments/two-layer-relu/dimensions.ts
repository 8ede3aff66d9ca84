import type { TwoLayerReluSpec } from './spec'

export interface Dimensions {
  /** n */
  inputDimension: number
  /** S */
  hiddenWidth: number
  /** m */
  sampleCount: number
}

/** Sizes of a spec; null while its data is still a path to a file or is not a matrix. */
export function dimensionsOf(spec: TwoLayerReluSpec): Dimensions | null {
  const { hiddenWidth } = spec.model
  if (spec.data.kind === 'sphere') {
    const { inputDimension, sampleCount } = spec.data
    return { inputDimension, hiddenWidth, sampleCount }
  }
  if (spec.data.kind === 'file') return null
  const [sampleCount, inputDimension] = spec.data.shape
  return sampleCount === undefined || inputDimension === undefined ? null : { inputDimension, hiddenWidth, sampleCount }
}

/** Sizes of a spec whose files have been resolved and checked. */
export function resolvedDimensions(spec: TwoLayerReluSpec): Dimensions {
  const dimensions = dimensionsOf(spec)
  if (dimensions === null) throw new TypeError('The data of the spec is not resolved to a stored matrix')
  return dimensions
}
