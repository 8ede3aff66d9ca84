import { readFileSync, statSync } from 'node:fs'
import { BUNDLED_STATES, LabError, type BundleExport, type BundleImport, type BundleSize } from '../../contract'
import type { Store } from '../../store/store'
import { MOST_BUNDLE_BYTES, readBundle } from './read-bundle'
import { writeBundle, type BundleWish } from './write-bundle'

/** Runs and studies that two people hand each other as one file. Paths come from a dialog or a command line, never from the window. */
export class Bundles {
  constructor(
    private readonly store: Store,
    private readonly now: () => number,
    private readonly changed: (runIds: number[]) => void,
  ) {}

  export(wish: BundleWish, path: string): BundleExport {
    return writeBundle(this.store, wish, path)
  }

  /** About how much an export would write: series and files, without what describes them. */
  size({ runIds, studyIds }: BundleWish): BundleSize {
    const ids = new Set([...runIds, ...studyIds.flatMap((id) => this.store.studyRuns(id).map((run) => run.id))])
    const size: BundleSize = { runs: 0, bytes: 0, states: { count: 0, bytes: 0 } }
    for (const id of ids) {
      const run = this.store.getRun(id)
      if (run === null || !BUNDLED_STATES.some((state) => state === run.state)) continue
      const checkpoints = this.store.checkpointsOf(id)
      const kept = checkpoints.filter((checkpoint) => checkpoint.kept)
      size.runs++
      size.bytes += run.bytes - checkpoints.reduce((sum, { bytes }) => sum + bytes, 0)
      size.states.count += kept.length
      size.states.bytes += kept.reduce((sum, { bytes }) => sum + bytes, 0)
    }
    return size
  }

  /** @throws LabError `invalid-file` naming file and rule; nothing is stored then */
  import(path: string): BundleImport {
    const done = this.store.importRuns(readBundle(contentOf(path), path), this.now())
    this.changed(done.runIds)
    return done
  }
}

function contentOf(path: string): Uint8Array {
  const refuse = (rule: string, cause?: unknown): LabError =>
    new LabError('invalid-file', `${path} ${rule}. Nothing was imported.`, [{ path, rule }], { cause })
  try {
    const file = statSync(path)
    if (!file.isFile()) throw refuse('is not a regular file')
    if (file.size > MOST_BUNDLE_BYTES) throw refuse(`has ${file.size} bytes; at most ${MOST_BUNDLE_BYTES} are read`)
    return readFileSync(path)
  } catch (error) {
    if (error instanceof LabError) throw error
    throw refuse(`cannot be read (${error instanceof Error ? error.message : String(error)})`, error)
  }
}
