import type { StorageUsage } from '../contract'
import type { Connection } from './connection'
import type { Store } from './store'

/** Series and spectra of a run are in the database; artifacts and checkpoints are files, which runs may share. */
const ROWS_OF = (runs: string): string => `
  (SELECT ifnull(sum(bytes), 0) FROM series WHERE run_id IN (${runs}))
  + (SELECT ifnull(sum(length(eigenvalue_data)), 0) FROM spectra WHERE run_id IN (${runs}))`
const FILES_OF = (runs: string): string =>
  `SELECT sha256 FROM artifacts WHERE run_id IN (${runs}) UNION SELECT sha256 FROM checkpoints WHERE run_id IN (${runs})`
const TRASH = 'SELECT id FROM runs WHERE removed_at IS NOT NULL'
const KEPT = 'SELECT id FROM runs WHERE removed_at IS NULL'

/** What takes how much of the disk. */
export class UsageRepository implements Pick<Store, 'usage'> {
  private readonly runs
  private readonly studies
  private readonly trash
  private readonly states
  private readonly blobs

  constructor(private readonly connection: Connection) {
    this.runs = connection.prepare<[], { count: number; bytes: number }>(
      'SELECT count(*) AS count, ifnull(sum(bytes), 0) AS bytes FROM runs WHERE removed_at IS NULL',
    )
    this.studies = connection.prepare<[], StorageUsage['studies'][number]>(`
      SELECT t.id, t.title, count(r.id) AS runs, ifnull(sum(r.bytes), 0) AS bytes FROM studies t
      LEFT JOIN study_seeds s ON s.study_id = t.id
      LEFT JOIN runs r ON r.cell_id = s.cell_id AND r.seed = s.seed AND r.removed_at IS NULL
      WHERE t.removed_at IS NULL GROUP BY t.id ORDER BY bytes DESC, t.id`)
    this.trash = connection.prepare<[], { runs: number; bytes: number }>(`
      SELECT (SELECT count(*) FROM runs WHERE removed_at IS NOT NULL) AS runs, ${ROWS_OF(TRASH)}
        + (SELECT ifnull(sum(b.bytes), 0) FROM blobs b WHERE b.sha256 IN (${FILES_OF(TRASH)})
             AND b.sha256 NOT IN (${FILES_OF(KEPT)}) AND b.sha256 NOT IN (SELECT sha256 FROM arrays)
             AND b.sha256 NOT IN (SELECT sha256 FROM dataset_blobs) AND b.sha256 NOT IN (SELECT sha256 FROM fork_states)) AS bytes`)
    this.states = connection.prepare<[], StorageUsage['states']>(`
      SELECT count(*) AS count, ifnull(sum(b.bytes), 0) AS bytes FROM checkpoints k JOIN blobs b ON b.sha256 = k.sha256
      JOIN runs r ON r.id = k.run_id WHERE r.state IN ('finished', 'diverged')`)
    this.blobs = connection.prepare<[], number>('SELECT ifnull(sum(bytes), 0) FROM blobs').pluck()
  }

  usage(): StorageUsage {
    return this.connection.read(() => {
      const pragma = (name: string): number => Number(this.connection.database.pragma(name, { simple: true }))
      return {
        databaseBytes: pragma('page_count') * pragma('page_size'),
        blobBytes: this.blobs.get() ?? 0,
        runs: this.runs.get() ?? { count: 0, bytes: 0 },
        studies: this.studies.all(),
        states: this.states.get() ?? { count: 0, bytes: 0 },
        trash: this.trash.get() ?? { runs: 0, bytes: 0 },
      }
    })
  }
}
