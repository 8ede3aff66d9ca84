import { z } from 'zod'

/** Chosen by whoever starts something that takes long, to follow it and to stop it. */
export const jobField = z.string().min(1).max(100)

/** How far something is that takes long. */
export interface JobProgress {
  job: string
  /** e.g. "Reading data_batch_3.bin" */
  what: string
  /** of the whole, 0 to 1 */
  share: number
  /** bytes a second while reading and writing, null otherwise */
  bytesPerSecond: number | null
  secondsLeft: number | null
}
