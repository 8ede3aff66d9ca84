/** One ArrayBuffer holds at most 1.998 GiB in Electron. */
export const MOST_BYTES = 1_900 * 2 ** 20
/** Of all entries of one archive together. */
export const MOST_UNPACKED_BYTES = 8 * 2 ** 30
/** Data compresses to a tenth; what grows more than this, once it is large, is made to fill the memory. */
const MOST_GROWTH = 300
const FREE_UNPACKED_BYTES = 64 * 2 ** 20
export const MOST_FILES = 500_000
export const DEEPEST_FOLDER = 12

/** The rule that so much unpacked from so little breaks; null when it is fine. */
export function growthProblem(packedBytes: number, unpackedBytes: number): string | null {
  if (unpackedBytes > MOST_UNPACKED_BYTES) return `unpacks to more than ${MOST_UNPACKED_BYTES} bytes`
  if (unpackedBytes <= FREE_UNPACKED_BYTES || unpackedBytes <= MOST_GROWTH * packedBytes) return null
  return `unpacks to more than ${MOST_GROWTH} times its size (${unpackedBytes} bytes from ${packedBytes})`
}
