import { invalidFile } from '../numeric-array'

export const SIDE = 32
/** Red, green and blue planes of 32 x 32. */
export const IMAGE_BYTES = 3 * SIDE * SIDE

/** The two data sets of Krizhevsky, Learning Multiple Layers of Features from Tiny Images (2009). */
export type CifarKind = 'cifar-10' | 'cifar-100'

export const FINE_CLASSES: Readonly<Record<CifarKind, number>> = { 'cifar-10': 10, 'cifar-100': 100 }
export const COARSE_CLASSES = 20

/** The images and labels of one file. */
export interface CifarBatch {
  kind: CifarKind
  count: number
  /** count x 3072 */
  images: Uint8Array
  labels: Int32Array
  coarseLabels: Int32Array | null
}

/** @throws LabError naming the file, the place and the rule */
export function requireLabel(name: string, label: number, classes: number, what: string, place: string): number {
  if (Number.isInteger(label) && label >= 0 && label < classes) return label
  throw invalidFile(name, `has the ${what} ${label} ${place}; it must be one of 0 to ${classes - 1}`)
}
