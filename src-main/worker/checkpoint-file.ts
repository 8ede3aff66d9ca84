import { basename, dirname, join } from 'node:path'
import { ArrayFiles } from './array-file'
import type { CheckpointContent } from './protocol'
import { lengthOf, type Pieces } from './snapshot'

/** What is larger is written by the thread that computes: the one that stores it must not stand still for the seconds that gigabytes take. */
export const LARGE_CHECKPOINT_BYTES = 2 ** 23

/** Hands over checkpoints of one execution: small ones as bytes, large ones as files that are durable already. */
export class CheckpointFiles {
  private count = 0

  /** @param name of a temporary file of the store, of which every file gets one of its own */
  constructor(
    private readonly name: string,
    private readonly large = LARGE_CHECKPOINT_BYTES,
  ) {}

  content(bytes: Pieces): CheckpointContent {
    if (lengthOf(bytes) <= this.large) return { bytes }
    const suffix = '.tmp'
    const files = new ArrayFiles([join(dirname(this.name), `${basename(this.name, suffix)}-${this.count++}${suffix}`)])
    try {
      const sink = files.sink()
      for (const piece of bytes) sink.write(piece)
      sink.end()
    } catch {
      // who stores it meets the same obstacle, and can say so
      files.discard()
      return { bytes }
    }
    const [file] = files.finished
    return file === undefined ? { bytes } : { file }
  }
}
