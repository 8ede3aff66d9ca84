import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { BUNDLED_STATES, LabError, MOST_BUNDLE_BYTES, type BundleExport, type BundleImport, type BundleSize } from '../../contract'
import type { ZipSource } from '../../datasets'
import type { Store } from '../../store/store'
import { readBundle } from './read-bundle'
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
    return withArchive(path, (archive) => {
      const done = this.store.importRuns(readBundle(archive, path), this.now())
      this.changed(done.runIds)
      return done
    })
  }
}

/** Reads from the file what is asked for: a bundle may be larger than the memory. */
function withArchive<T>(path: string, work: (archive: ZipSource) => T): T {
  const refuse = (rule: string, cause?: unknown): LabError =>
    new LabError('invalid-file', `${path} ${rule}. Nothing was imported.`, [{ path, rule }], { cause })
  const unreadable = (error: unknown): LabError =>
    refuse(`cannot be read (${error instanceof Error ? error.message : String(error)})`, error)
  let handle: number | null = null
  try {
    const file = statSync(path)
    if (!file.isFile()) throw refuse('is not a regular file')
    if (file.size > MOST_BUNDLE_BYTES) throw refuse(`has ${file.size} bytes; at most ${MOST_BUNDLE_BYTES} are read`)
    handle = openSync(path, 'r')
    return work(fileSource(handle, file.size, unreadable))
  } catch (error) {
    throw error instanceof LabError ? error : unreadable(error)
  } finally {
    if (handle !== null) closeSync(handle)
  }
}

function fileSource(handle: number, length: number, unreadable: (error: unknown) => LabError): ZipSource {
  return {
    length,
    read(at, count) {
      const bytes = new Uint8Array(Math.max(0, Math.min(count, length - at)))
      try {
        let read = 0
        while (read < bytes.length) {
          const more = readSync(handle, bytes, read, bytes.length - read, at + read)
          if (more === 0) throw new Error('it became shorter while it was read')
          read += more
        }
      } catch (error) {
        throw unreadable(error)
      }
      return bytes
    },
  }
}
