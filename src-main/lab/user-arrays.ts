import { readFileSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { LabError, type ExperimentSpec, type FileArray, type StoredArray } from '../contract'
import { readArrayFile, type NumericArray } from '../datasets'
import { experimentOf } from '../experiments'
import type { Store } from '../store/store'

/** An array file larger than this is refused before it is read. */
const MAX_FILE_BYTES = 2 ** 31

/**
 * Reads every file that a spec names, stores its content and puts the content's hash in the spec instead of the path. Paths are relative
 * to `folder`. @throws LabError `invalid-file` naming field, file and rule; then nothing of the spec is stored
 */
export function resolveUserArrays(spec: ExperimentSpec, folder: string, store: Store, now: number): ExperimentSpec {
  return experimentOf(spec).resolveFiles(spec, (file, field) => storeFile(file, field, folder, store, now))
}

function storeFile(file: FileArray, field: string, folder: string, store: Store, now: number): StoredArray {
  const path = resolve(folder, file.path)
  const { values, shape } = parse(readBytes(path, field), path, file, field)
  return store.putArray(values, shape, basename(path), now)
}

/** The reader knows file, byte and rule; which field of the spec named the file is known here. */
function parse(bytes: Uint8Array, path: string, file: FileArray, field: string): NumericArray {
  try {
    return readArrayFile(bytes, path, file.member)
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    throw new LabError(error.code, `${field}: ${error.message}`, [{ path: field, rule: error.message }], { cause: error })
  }
}

function readBytes(path: string, field: string): Uint8Array {
  const refuse = (rule: string, cause?: unknown): LabError =>
    new LabError('invalid-file', `${field}: ${path} ${rule}. Nothing was stored.`, [{ path: field, rule: `${path} ${rule}` }], { cause })
  try {
    const file = statSync(path)
    if (!file.isFile()) throw refuse('is not a regular file')
    if (file.size > MAX_FILE_BYTES) throw refuse(`has ${file.size} bytes, more than the ${MAX_FILE_BYTES} that can be read`)
    return readFileSync(path)
  } catch (error) {
    if (error instanceof LabError) throw error
    throw refuse(`cannot be read (${error instanceof Error ? error.message : String(error)})`, error)
  }
}
