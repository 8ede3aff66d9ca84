import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import type { Connection } from './connection'
import { storeError } from './errors'
import { syncFolder } from './home'
import { isProcessAlive } from './process-identity'

/** What the blob store needs of the file system; tests hand in one that is full. */
export type BlobFileSystem = Pick<
  typeof fs,
  'openSync' | 'writeSync' | 'fsyncSync' | 'closeSync' | 'renameSync' | 'rmSync' | 'readFileSync' | 'readdirSync' | 'statSync' | 'existsSync'
>

/** A blob that is durable under a temporary name. */
export interface PreparedBlob {
  sha256: string
  bytes: number
  temporary: string
}

const BLOB_NAME = /^[0-9a-f]{64}$/
const TEMPORARY_NAME = /^\.(\d+)-[0-9a-f-]+\.tmp$/

/**
 * Large binaries as files named by the SHA-256 of their content. Content becomes durable under a temporary name first; then, inside the
 * transaction that inserts the rows, it gets its name. The write lock is held whenever a name appears or disappears, so a file without
 * a row is garbage for whoever holds the lock, in whatever process.
 */
export class BlobStore {
  private readonly insertRow
  private readonly deleteUnreferencedRow
  private readonly hasRow
  private readonly allRows

  constructor(
    private readonly connection: Connection,
    private readonly folder: string,
    private readonly files: BlobFileSystem,
  ) {
    this.insertRow = connection.prepare<[string, number, number]>('INSERT INTO blobs (sha256, bytes, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    this.deleteUnreferencedRow = connection.prepare<{ sha256: string }>(`
      DELETE FROM blobs WHERE sha256 = @sha256
        AND NOT EXISTS (SELECT 1 FROM checkpoints WHERE sha256 = @sha256)
        AND NOT EXISTS (SELECT 1 FROM artifacts WHERE sha256 = @sha256)
        AND NOT EXISTS (SELECT 1 FROM arrays WHERE sha256 = @sha256)`)
    this.hasRow = connection.prepare<[string], number>('SELECT 1 FROM blobs WHERE sha256 = ?').pluck()
    this.allRows = connection.prepare<[], string>('SELECT sha256 FROM blobs').pluck()
  }

  /**
   * Makes the contents durable, then runs `work` in one transaction with them under their names and with their rows inserted. When it
   * fails nothing stays behind.
   */
  writeWith<T>(contents: Uint8Array[], now: number, work: (blobs: PreparedBlob[]) => T): T {
    const prepared: PreparedBlob[] = []
    let published = false
    try {
      for (const content of contents) prepared.push(this.prepare(content))
      return this.connection.write(() => {
        for (const blob of prepared) {
          this.files.renameSync(blob.temporary, join(this.folder, blob.sha256))
          published = true
          this.insertRow.run(blob.sha256, blob.bytes, now)
        }
        if (prepared.length > 0) syncFolder(this.folder, this.files)
        return work(prepared)
      })
    } catch (error) {
      for (const blob of prepared) this.files.rmSync(blob.temporary, { force: true })
      if (published) this.removeFiles(prepared.map((blob) => blob.sha256))
      throw storeError(error, this.connection.home)
    }
  }

  /** Inside a transaction: forgets those of the given blobs that no row refers to any more. @returns them, for `removeFiles` afterwards */
  forgetUnreferenced(candidates: Iterable<string>): string[] {
    return [...new Set(candidates)].filter((sha256) => this.deleteUnreferencedRow.run({ sha256 }).changes > 0)
  }

  /** Removes the files of blobs that have no row. To be called after the transaction that forgot them: a rollback could not bring them back. */
  removeFiles(hashes: string[]): { blobs: number; bytes: number } {
    const removed = { blobs: 0, bytes: 0 }
    if (hashes.length === 0) return removed
    // the lock keeps another process from giving one of them a row just now
    this.connection.write(() => {
      for (const sha256 of hashes) {
        const path = join(this.folder, sha256)
        if (this.hasRow.get(sha256) !== undefined || !this.files.existsSync(path)) continue
        removed.bytes += this.files.statSync(path).size
        removed.blobs++
        this.files.rmSync(path)
      }
    })
    return removed
  }

  /** Removes files that a process left when it was killed: unfinished ones, and those it had no time to insert a row for. */
  sweep(): { blobs: number; bytes: number } {
    const names = this.files.readdirSync(this.folder)
    for (const name of names) {
      const owner = TEMPORARY_NAME.exec(name)?.[1]
      if (owner !== undefined && !isProcessAlive(Number(owner))) this.files.rmSync(join(this.folder, name), { force: true })
    }
    const known = new Set(this.allRows.all())
    return this.removeFiles(names.filter((name) => BLOB_NAME.test(name) && !known.has(name)))
  }

  /** @returns null when the file is missing or its content is not what its name says */
  read(sha256: string): Uint8Array | null {
    const path = join(this.folder, sha256)
    if (!this.files.existsSync(path)) return null
    const content = this.files.readFileSync(path)
    return sha256Of(content) === sha256 ? content : null
  }

  /** Size of the file, null when it is missing. */
  size(sha256: string): number | null {
    const path = join(this.folder, sha256)
    return this.files.existsSync(path) ? this.files.statSync(path).size : null
  }

  private prepare(content: Uint8Array): PreparedBlob {
    const temporary = join(this.folder, `.${process.pid}-${randomUUID()}.tmp`)
    const handle = this.files.openSync(temporary, 'wx')
    try {
      for (let written = 0; written < content.byteLength; ) written += this.files.writeSync(handle, content, written)
      this.files.fsyncSync(handle)
    } catch (error) {
      this.files.closeSync(handle)
      this.files.rmSync(temporary, { force: true })
      throw error
    }
    this.files.closeSync(handle)
    return { sha256: sha256Of(content), bytes: content.byteLength, temporary }
  }
}

function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
