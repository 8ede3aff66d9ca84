import { createHash } from 'node:crypto'
import { rm, type default as fs } from 'node:fs'
import { join } from 'node:path'
import { LabError } from '../contract'
import type { Connection } from './connection'
import { errorCode, storeError } from './errors'
import { syncFolder, temporaryPath } from './home'

/** What the blob store needs of the file system; tests hand in one that is full. */
export type BlobFileSystem = Pick<
  typeof fs,
  | 'openSync'
  | 'writeSync'
  | 'fsyncSync'
  | 'closeSync'
  | 'renameSync'
  | 'rmSync'
  | 'readSync'
  | 'fstatSync'
  | 'readdirSync'
  | 'statSync'
  | 'existsSync'
>

/** Of a content that is larger than an array or a write can be, the pieces one after the other. */
export type BlobContent = Uint8Array | readonly Uint8Array[]

/** Bytes that are written, read and hashed at once; more than 2 GiB is refused by the system. */
export const LARGEST_PIECE = 2 ** 30

const HASHED_AT_ONCE = 2 ** 22

/** Files that are larger are removed in the background: the system takes a second to free gigabytes. */
const REMOVED_AT_ONCE = 2 ** 25

/** A blob that is durable under a temporary name. */
export interface PreparedBlob {
  sha256: string
  bytes: number
  temporary: string
}

const BLOB_NAME = /^[0-9a-f]{64}$/

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
  /** what the files of contents were when they were last compared with their names */
  private readonly verified = new Map<string, string>()

  constructor(
    private readonly connection: Connection,
    private readonly folder: string,
    private readonly files: BlobFileSystem,
    private readonly largestPiece: number,
  ) {
    this.insertRow = connection.prepare<[string, number, number]>(
      'INSERT INTO blobs (sha256, bytes, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    )
    this.deleteUnreferencedRow = connection.prepare<[{ sha256: string }]>(`
      DELETE FROM blobs WHERE sha256 = @sha256
        AND NOT EXISTS (SELECT 1 FROM checkpoints WHERE sha256 = @sha256)
        AND NOT EXISTS (SELECT 1 FROM artifacts WHERE sha256 = @sha256)
        AND NOT EXISTS (SELECT 1 FROM arrays WHERE sha256 = @sha256)
        AND NOT EXISTS (SELECT 1 FROM dataset_blobs WHERE sha256 = @sha256)
        AND NOT EXISTS (SELECT 1 FROM fork_states WHERE sha256 = @sha256)`)
    this.hasRow = connection.prepare<[string], number>('SELECT 1 FROM blobs WHERE sha256 = ?').pluck()
    this.allRows = connection.prepare<[], string>('SELECT sha256 FROM blobs').pluck()
  }

  /**
   * Makes the contents durable, then runs `work` in one transaction with them under their names and with their rows inserted. When it
   * fails nothing stays behind.
   */
  writeWith<T>(contents: Iterable<BlobContent>, now: number, work: (blobs: PreparedBlob[]) => T): T {
    this.connection.refuseIfReadOnly()
    const prepared: PreparedBlob[] = []
    try {
      for (const content of contents) prepared.push(this.prepare(content))
    } catch (error) {
      for (const blob of prepared) this.files.rmSync(blob.temporary, { force: true })
      throw storeError(error, this.connection.home)
    }
    return this.adoptWith(prepared, now, work)
  }

  /** The same with contents that have been made durable already, under names of {@link temporary} and perhaps by another thread. */
  adoptWith<T>(prepared: PreparedBlob[], now: number, work: (blobs: PreparedBlob[]) => T): T {
    let published = false
    try {
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
      if (published) this.removeAfterFailure(prepared)
      throw storeError(error, this.connection.home)
    }
  }

  /** A name for a file that will be handed to {@link adoptWith}. */
  temporary(): string {
    this.connection.refuseIfReadOnly()
    return temporaryPath(this.folder)
  }

  path(sha256: string): string {
    return join(this.folder, sha256)
  }

  /** Inside a transaction: forgets those of the given blobs that no row refers to any more. @returns them, for `removeFiles` afterwards */
  forgetUnreferenced(candidates: Iterable<string>): string[] {
    return [...new Set(candidates)].filter((sha256) => this.deleteUnreferencedRow.run({ sha256 }).changes > 0)
  }

  /** Removes the files of blobs that have no row. To be called after the transaction that forgot them: a rollback could not bring them back. */
  removeFiles(hashes: string[]): { blobs: number; bytes: number } {
    const removed = { blobs: 0, bytes: 0 }
    if (hashes.length === 0) return removed
    const aside: string[] = []
    // the lock keeps another process from giving one of them a row just now
    this.connection.write(() => {
      for (const sha256 of hashes) {
        const path = join(this.folder, sha256)
        if (this.hasRow.get(sha256) !== undefined || !this.files.existsSync(path)) continue
        const { size } = this.files.statSync(path)
        removed.bytes += size
        removed.blobs++
        if (size <= REMOVED_AT_ONCE) this.files.rmSync(path)
        else {
          // without its name nobody can take it for the content; what the process does not get to is swept at the next start
          const temporary = temporaryPath(this.folder)
          this.files.renameSync(path, temporary)
          aside.push(temporary)
        }
      }
    })
    for (const path of aside) rm(path, { force: true }, () => undefined)
    return removed
  }

  /** Removes files without a row: a process was killed before it could insert one. */
  sweep(): { blobs: number; bytes: number } {
    return this.removeFiles(this.unknown())
  }

  /** Hashes of the files that have no row. */
  unknown(): string[] {
    const names = this.files.readdirSync(this.folder).filter((name) => BLOB_NAME.test(name))
    const known = new Set(this.connection.read(() => this.allRows.all()))
    return names.filter((name) => !known.has(name))
  }

  private removeAfterFailure(blobs: PreparedBlob[]): void {
    try {
      this.removeFiles(blobs.map((blob) => blob.sha256))
    } catch (error) {
      // what stays behind is swept at the next start; the failure that led here is what the caller has to know
      if (!(error instanceof LabError)) throw error
    }
  }

  /** @returns null when the file is missing or its content is not what its name says */
  read(sha256: string): Uint8Array | null {
    return this.readInto(sha256, (bytes) => {
      const whole = new Uint8Array(bytes)
      return { whole, pieces: this.cut(whole) }
    })
  }

  /** The same of a content that may be larger than one array. */
  readPieces(sha256: string): Uint8Array<ArrayBuffer>[] | null {
    return this.readInto(sha256, (bytes) => {
      const { largestPiece } = this
      const count = Math.ceil(bytes / largestPiece)
      const pieces = Array.from({ length: count }, (_, k) => new Uint8Array(Math.min(largestPiece, bytes - k * largestPiece)))
      return { whole: pieces, pieces }
    })
  }

  /**
   * Some bytes of a content. The whole file is compared with its name when it is first asked for, and again once it has changed: of data of gigabytes
   * a run may need a few rows, and the next run some others.
   */
  readPart(sha256: string, first: number, bytes: number): Uint8Array<ArrayBuffer> | null {
    let handle: number | null = null
    try {
      handle = this.files.openSync(join(this.folder, sha256), 'r')
      const { size, mtimeMs, ino } = this.files.fstatSync(handle)
      const state = `${size} ${mtimeMs} ${ino}`
      if (this.verified.get(sha256) !== state) {
        if (this.hashOf(handle) !== sha256) return null
        this.verified.set(sha256, state)
      }
      const part = new Uint8Array(bytes)
      for (let read = 0; read < bytes;) {
        const count = this.files.readSync(handle, part, read, Math.min(this.largestPiece, bytes - read), first + read)
        if (count === 0) return null
        read += count
      }
      return part
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null
      throw storeError(error, this.connection.home)
    } finally {
      if (handle !== null) this.files.closeSync(handle)
    }
  }

  private hashOf(handle: number): string {
    const hash = createHash('sha256')
    const piece = new Uint8Array(HASHED_AT_ONCE)
    for (let position = 0; ;) {
      const count = this.files.readSync(handle, piece, 0, piece.length, position)
      if (count === 0) return hash.digest('hex')
      hash.update(piece.subarray(0, count))
      position += count
    }
  }

  private readInto<T>(sha256: string, memory: (bytes: number) => { whole: T; pieces: Uint8Array[] }): T | null {
    let handle: number | null = null
    try {
      handle = this.files.openSync(join(this.folder, sha256), 'r')
      const { whole, pieces } = memory(this.files.fstatSync(handle).size)
      const hash = createHash('sha256')
      for (const piece of pieces) {
        for (let read = 0; read < piece.length;) {
          const bytes = this.files.readSync(handle, piece, read, piece.length - read, null)
          // it has become shorter since its size was asked for
          if (bytes === 0) return null
          read += bytes
        }
        hash.update(piece)
      }
      return hash.digest('hex') === sha256 ? whole : null
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null
      throw storeError(error, this.connection.home)
    } finally {
      if (handle !== null) this.files.closeSync(handle)
    }
  }

  /** Size of the file, null when it is missing. */
  size(sha256: string): number | null {
    const path = join(this.folder, sha256)
    return this.files.existsSync(path) ? this.files.statSync(path).size : null
  }

  private prepare(content: BlobContent): PreparedBlob {
    const temporary = temporaryPath(this.folder)
    const handle = this.files.openSync(temporary, 'wx')
    const hash = createHash('sha256')
    let bytes = 0
    try {
      for (const piece of content instanceof Uint8Array ? this.cut(content) : content.flatMap((part) => this.cut(part))) {
        hash.update(piece)
        for (let written = 0; written < piece.byteLength;) written += this.files.writeSync(handle, piece, written)
        bytes += piece.byteLength
      }
      this.files.fsyncSync(handle)
    } catch (error) {
      this.files.closeSync(handle)
      this.files.rmSync(temporary, { force: true })
      throw error
    }
    this.files.closeSync(handle)
    return { sha256: hash.digest('hex'), bytes, temporary }
  }

  /** Views of a content, each small enough to be written, read or hashed at once. */
  private cut(content: Uint8Array): Uint8Array[] {
    const { largestPiece } = this
    const count = Math.ceil(content.byteLength / largestPiece)
    return Array.from({ length: count }, (_, k) => content.subarray(k * largestPiece, (k + 1) * largestPiece))
  }
}
