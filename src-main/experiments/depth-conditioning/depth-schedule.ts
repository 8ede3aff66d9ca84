/** Depths up to which eigenvalues are computed after every layer; after it at every twentieth part more. */
const EVERY_LAYER = 64

/** Whether the eigenvalues of the kernels are computed at this depth. */
export function eigenvaluesAt(depth: number): boolean {
  return depth <= EVERY_LAYER || depth % Math.ceil(depth / 20) === 0
}
