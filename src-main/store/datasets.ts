import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { LabError, USERS_LISTED, type DatasetRole, type DatasetView } from '../contract'
import type { BlobStore, PreparedBlob } from './blobs'
import type { Connection } from './connection'
import type { NewDataset, Store } from './store'

interface DatasetRow {
  id: number
  hash: string
  name: string
  content: string
  created_at: number
}

const COLUMNS = 'id, hash, name, content, created_at'
const NAMED_RUNS = 20

/** Imported data sets. Their arrays are blobs, which a data set keeps from being removed for as long as it is there. */
export class DatasetRepository implements Pick<
  Store,
  | 'putDataset'
  | 'listDatasets'
  | 'getDataset'
  | 'renameDataset'
  | 'removeDataset'
  | 'restoreDataset'
  | 'datasetStatistics'
  | 'putDatasetStatistics'
> {
  private readonly all
  private readonly byId
  private readonly byMaking
  private readonly insert
  private readonly insertBlob
  private readonly blobsOf
  private readonly rename
  private readonly remove
  private readonly restore
  private readonly users
  private readonly needed
  private readonly disposable
  private readonly purge
  private readonly findStatistics
  private readonly insertStatistics

  constructor(
    private readonly connection: Connection,
    private readonly blobs: BlobStore,
  ) {
    this.all = connection.prepare<[], DatasetRow>(`SELECT ${COLUMNS} FROM datasets WHERE removed_at IS NULL ORDER BY id DESC`)
    this.byId = connection.prepare<[number], DatasetRow>(`SELECT ${COLUMNS} FROM datasets WHERE removed_at IS NULL AND id = ?`)
    this.byMaking = connection.prepare<[string], number>('SELECT id FROM datasets WHERE making = ?').pluck()
    this.insert = connection.prepare<[string, string, string, string, number]>(
      'INSERT INTO datasets (making, hash, name, content, created_at) VALUES (?, ?, ?, ?, ?)',
    )
    this.insertBlob = connection.prepare<[number, string]>(
      'INSERT INTO dataset_blobs (dataset_id, sha256) VALUES (?, ?) ON CONFLICT DO NOTHING',
    )
    this.blobsOf = connection.prepare<[number], string>('SELECT sha256 FROM dataset_blobs WHERE dataset_id = ?').pluck()
    this.rename = connection.prepare<[string, number]>('UPDATE datasets SET name = ? WHERE id = ? AND removed_at IS NULL')
    this.remove = connection.prepare<[number, number]>('UPDATE datasets SET removed_at = ? WHERE id = ? AND removed_at IS NULL')
    this.restore = connection.prepare<[number]>('UPDATE datasets SET removed_at = NULL WHERE id = ? AND removed_at IS NOT NULL')
    this.users = connection
      .prepare<[string], number>(
        `SELECT r.id FROM cells c JOIN runs r ON r.cell_id = c.id
         WHERE r.removed_at IS NULL AND EXISTS (SELECT 1 FROM json_each(?) WHERE instr(c.spec, value)) ORDER BY r.id DESC`,
      )
      .pluck()
    // what another data set or an array handed in by itself keeps too does not go away
    this.needed = connection
      .prepare<[{ id: number }], string>(
        `SELECT b.sha256 FROM dataset_blobs b WHERE b.dataset_id = @id
           AND NOT EXISTS (SELECT 1 FROM arrays a WHERE a.sha256 = b.sha256)
           AND NOT EXISTS (SELECT 1 FROM dataset_blobs o JOIN datasets d ON d.id = o.dataset_id
                           WHERE o.sha256 = b.sha256 AND o.dataset_id <> @id AND d.removed_at IS NULL)`,
      )
      .pluck()
    // a run in the trash can come back and needs its data then
    this.disposable = connection
      .prepare<[number], number>(
        `SELECT d.id FROM datasets d WHERE d.removed_at < ? AND NOT EXISTS (
           SELECT 1 FROM dataset_blobs b JOIN cells c ON instr(c.spec, b.sha256) JOIN runs r ON r.cell_id = c.id WHERE b.dataset_id = d.id)`,
      )
      .pluck()
    this.purge = connection.prepare<[number]>('DELETE FROM datasets WHERE id = ?')
    this.findStatistics = connection.prepare<[number, string], { version: number; content: string }>(
      'SELECT version, content FROM dataset_statistics WHERE dataset_id = ? AND role = ?',
    )
    this.insertStatistics = connection.prepare<[number, string, number, string]>(
      `INSERT INTO dataset_statistics (dataset_id, role, version, content) VALUES (?, ?, ?, ?)
       ON CONFLICT (dataset_id, role) DO UPDATE SET version = excluded.version, content = excluded.content`,
    )
  }

  putDataset({ name, ...content }: NewDataset, prepared: PreparedBlob[], now: number): { datasetId: number; existed: boolean } {
    const { hash, ...kept } = content
    const making = hashOf({
      hash,
      sources: content.sources.map(({ sha256 }) => sha256),
      pipeline: content.pipeline.map(({ step, version }) => ({ step, version })),
    })
    return this.blobs.adoptWith(prepared, now, () => {
      const known = this.byMaking.get(making)
      if (known !== undefined) {
        this.restore.run(known)
        return { datasetId: known, existed: true }
      }
      const datasetId = Number(this.insert.run(making, hash, name, JSON.stringify(kept), now).lastInsertRowid)
      for (const sha256 of blobsOf(content)) this.insertBlob.run(datasetId, sha256)
      return { datasetId, existed: false }
    })
  }

  listDatasets(): DatasetView[] {
    return this.connection.read(() => this.all.all().map((row) => this.view(row)))
  }

  getDataset(datasetId: number): DatasetView | null {
    return this.connection.read(() => {
      const row = this.byId.get(datasetId)
      return row === undefined ? null : this.view(row)
    })
  }

  renameDataset(datasetId: number, name: string): number {
    return this.connection.write(() => this.rename.run(name, datasetId).changes)
  }

  removeDataset(datasetId: number, now: number): boolean {
    return this.connection.write(() => {
      const row = this.byId.get(datasetId)
      if (row === undefined) return false
      const users = this.users.all(JSON.stringify(this.needed.all({ id: datasetId })))
      if (users.length > 0) {
        const named = users.slice(0, NAMED_RUNS).join(', ') + (users.length > NAMED_RUNS ? ', ...' : '')
        throw new LabError(
          'not-allowed',
          `${users.length === 1 ? 'A run needs' : `${users.length} runs need`} the data set ${row.name} (${named}). Nothing was removed. Remove the ${users.length === 1 ? 'run' : 'runs'} first.`,
        )
      }
      return this.remove.run(now, datasetId).changes > 0
    })
  }

  restoreDataset(datasetId: number): boolean {
    return this.connection.write(() => this.restore.run(datasetId).changes > 0)
  }

  datasetStatistics(datasetId: number, role: DatasetRole, version: number): unknown {
    const found = this.connection.read(() => this.findStatistics.get(datasetId, role))
    return found?.version === version ? (JSON.parse(found.content) as unknown) : null
  }

  putDatasetStatistics(datasetId: number, role: DatasetRole, version: number, content: unknown): void {
    this.connection.write(() => this.insertStatistics.run(datasetId, role, version, JSON.stringify(content)))
  }

  /** Deletes data sets that have been in the trash since before the given time and that no run needs, those in the trash among them. */
  empty(olderThan: number): { blobs: number; bytes: number } {
    const forgotten = this.connection.write(() => {
      const ids = this.disposable.all(olderThan)
      const candidates = ids.flatMap((id) => this.blobsOf.all(id))
      for (const id of ids) this.purge.run(id)
      return this.blobs.forgetUnreferenced(candidates)
    })
    return this.blobs.removeFiles(forgotten)
  }

  private view({ id, hash, name, content, created_at: createdAt }: DatasetRow): DatasetView {
    const dataset = JSON.parse(content) as Omit<NewDataset, 'name' | 'hash'>
    const runs = this.users.all(JSON.stringify(dataset.parts.map((part) => part.inputs.sha256)))
    return { ...dataset, id, hash, name, createdAt, usedBy: { runs: runs.length, runIds: runs.slice(0, USERS_LISTED) } }
  }
}

function blobsOf({ parts }: Pick<NewDataset, 'parts'>): string[] {
  return parts.flatMap(({ inputs, labels, targets, originals, rows }) =>
    [inputs, labels, targets, originals, rows].flatMap((blob) => (blob === null ? [] : [blob.sha256])),
  )
}

function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest('hex')
}
