import { readFileSync, statSync } from 'node:fs'
import { LabError, type BundleExport, type BundleImport } from '../../contract'
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
