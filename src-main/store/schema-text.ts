import Database from 'better-sqlite3'
import { MIGRATIONS } from './migrations'
import { migrate, newestVersion } from './migrations/migrate'

/**
 * The database for those who read it by other programs: how to open it, how numbers are stored, and the statements that make it, which
 * say themselves what is in each table.
 */
export function databaseSchema(): string {
  const database = new Database(':memory:')
  try {
    migrate(database, MIGRATIONS, () => undefined)
    const statements = database
      .prepare<[], string>(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type <> 'trigger' AND name NOT LIKE 'sqlite_%' ORDER BY type = 'table' DESC, rowid",
      )
      .pluck()
      .all()
    return `${introduction(newestVersion(MIGRATIONS))}\n${statements.join(';\n\n')};\n`
  } finally {
    database.close()
  }
}

function introduction(version: number): string {
  return `-- Gramscope's database lab.sqlite, version ${version} (PRAGMA user_version)
--
-- Open it read-only, also while the lab is running:  sqlite3 'file:lab.sqlite?mode=ro'
-- Only Gramscope writes to it: what other programs write is not checked and can be lost with the next version.
--
-- Times are milliseconds since 1970, UTC. Rows with removed_at are in the trash. A cell is a spec; a run is a cell with a seed.
-- runs.summary is JSON, quantity -> number or null; NaN, Infinity, -Infinity and -0 are these strings, for JSON has no notation for them.
-- cells.spec is JSON as "lab schema" describes it. Eigenvalues and points of series are float64, little endian:
--   spectra.eigenvalue_data     ascending
--   series_chunks.value_data    1024 values a row, the last row of a series may be shorter
--   series_chunks.step_data     the steps of these values; NULL: first_step, first_step + 1, ...
-- Artifacts and checkpoints are files blobs/<sha256> beside the database.
--
-- Finished runs with width and a summary quantity:
--   SELECT r.id, json_extract(c.spec, '$.model.hiddenWidth') AS width, json_extract(r.summary, '$.kappaH') AS kappaH
--   FROM runs r JOIN cells c ON c.id = r.cell_id WHERE r.state = 'finished' AND r.removed_at IS NULL;
-- Last value and minimum of a series of every run:
--   SELECT run_id, last_value, min_value FROM series WHERE name = 'residualNorm';
-- Seeds of a study and the runs there are of them:
--   SELECT s.seed, r.id, r.state FROM study_seeds s LEFT JOIN runs r ON r.cell_id = s.cell_id AND r.seed = s.seed WHERE s.study_id = 1;
`
}
