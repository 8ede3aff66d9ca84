import { LabError } from '../contract'
import type { BlobStore } from './blobs'
import type { Connection } from './connection'
import type { Store } from './store'

export interface ArtifactEntry {
  name: string
  type: 'float64' | 'uint32'
  bytes: number
  sha256: string
}

/** Named binary results of runs. Their content is in blobs. */
export class ArtifactRepository implements Pick<Store, 'artifactsOf' | 'readArtifact'> {
  private readonly put
  private readonly ofRun
  private readonly find
  private readonly deleteAfter

  constructor(
    private readonly connection: Connection,
    private readonly blobs: BlobStore,
  ) {
    this.put = connection.prepare<[number, string, string, number, string]>(`
      INSERT INTO artifacts (run_id, name, type, step, sha256) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (run_id, name) DO UPDATE SET type = excluded.type, step = excluded.step, sha256 = excluded.sha256`)
    this.ofRun = connection.prepare<[number], ArtifactEntry>(
      'SELECT a.name, a.type, b.bytes, a.sha256 FROM artifacts a JOIN blobs b ON b.sha256 = a.sha256 WHERE a.run_id = ? ORDER BY a.name',
    )
    this.find = connection.prepare<[number, string], ArtifactEntry>(
      'SELECT a.name, a.type, b.bytes, a.sha256 FROM artifacts a JOIN blobs b ON b.sha256 = a.sha256 WHERE a.run_id = ? AND a.name = ?',
    )
    this.deleteAfter = connection
      .prepare<[number, number], string>('DELETE FROM artifacts WHERE run_id = ? AND step > ? RETURNING sha256')
      .pluck()
  }

  /** Inside a transaction: names a blob. @returns the blob that had the name before, which may be referred to by nothing now */
  add(runId: number, name: string, type: ArtifactEntry['type'], step: number, sha256: string): string[] {
    const before = this.find.get(runId, name)
    this.put.run(runId, name, type, step, sha256)
    return before === undefined ? [] : [before.sha256]
  }

  /** Inside a transaction. @returns the blobs of what was removed */
  cut(runId: number, step: number): string[] {
    return this.deleteAfter.all(runId, step)
  }

  artifactsOf(runId: number): ArtifactEntry[] {
    return this.connection.read(() => this.ofRun.all(runId))
  }

  /** @throws LabError `database-damaged` when the content is missing or not what was stored */
  readArtifact(runId: number, name: string): Float64Array | Uint32Array | null {
    const entry = this.connection.read(() => this.find.get(runId, name))
    if (entry === undefined) return null
    const content = this.blobs.read(entry.sha256)
    if (content === null) {
      throw new LabError(
        'database-damaged',
        `The file of ${name} of run ${runId} (${entry.sha256} in the folder blobs of ${this.connection.home}) is missing or damaged. Everything else of the run is kept.`,
      )
    }
    const bytes = new Uint8Array(content).buffer
    return entry.type === 'float64' ? new Float64Array(bytes) : new Uint32Array(bytes)
  }
}
