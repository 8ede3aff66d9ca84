import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openStore } from '../../src-main/store'
import { makeBackup } from '../../src-main/store/backup'
import { openForWriting } from '../../src-main/store/connection'
import { homePaths } from '../../src-main/store/home'
import { MIGRATIONS } from '../../src-main/store/migrations'
import { APPLICATION_ID, migrate, newestVersion, schemaVersion, type Migration } from '../../src-main/store/migrations/migrate'
import { codeOf, NOW, registerEngine, runningRun, temporaryFolder } from './fixtures'
import { batchOf, pointsOf, spectrumOf } from './measured'

/** For each migration: rows that a database of the version before has, and what has to be true of them afterwards. */
const CHECKS: Record<number, { before: (database: Database.Database) => void; after: (database: Database.Database) => void }> = {
  1: {
    before: () => undefined,
    after: (database) => {
      expect(database.pragma('application_id', { simple: true })).toBe(APPLICATION_ID)
      expect(
        database
          .prepare(
            "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
          )
          .pluck()
          .get(),
      ).toBe(0)
    },
  },
  2: {
    before: (database) => {
      database.exec(`INSERT INTO blobs VALUES ('${'a'.repeat(64)}', 8, 0);
        INSERT INTO arrays VALUES ('${'a'.repeat(64)}', '[1]', 'x.npy', 0)`)
    },
    after: (database) => {
      expect(database.prepare('SELECT sha256, source FROM arrays').all()).toEqual([{ sha256: 'a'.repeat(64), source: 'x.npy' }])
      database.exec(`INSERT INTO datasets (making, hash, name, content, created_at) VALUES ('m', 'h', 'n', '{}', 0);
        INSERT INTO dataset_blobs VALUES (1, '${'a'.repeat(64)}')`)
      expect(() => database.exec("UPDATE datasets SET content = '[]'")).toThrow('never changes')
      expect(() => database.exec("INSERT INTO dataset_blobs VALUES (1, 'b')")).toThrow('FOREIGN KEY')
    },
  },
  3: {
    before: (database) => {
      database.exec(`INSERT INTO studies (title, recipe_id, size, base_seed, created_at) VALUES ('t', 'r', 'quick', 1, 0);
        INSERT INTO cells (hash, spec, created_at) VALUES ('a', '{}', 0), ('b', '{}', 0)`)
    },
    after: (database) => {
      expect(database.prepare('SELECT title, inputs FROM studies').all()).toEqual([{ title: 't', inputs: '{}' }])
      const again = (inputs: string): unknown =>
        database.exec(
          `INSERT INTO studies (title, recipe_id, size, base_seed, inputs, created_at) VALUES ('t', 'r', 'quick', 1, '${inputs}', 0)`,
        )
      expect(() => again('{}')).toThrow('UNIQUE')
      again('{"images":"h"}')
      database.exec('INSERT INTO cell_sources VALUES (1, 2)')
      expect(() => database.exec('INSERT INTO cell_sources VALUES (2, 7)')).toThrow('FOREIGN KEY')
    },
  },
  4: {
    before: (database) => {
      database.exec(`INSERT INTO cells (hash, spec, created_at) VALUES ('a', '{}', 0);
        INSERT INTO runs (uid, cell_id, seed, attempt, state, created_at, finished_at, note) VALUES ('u', 1, 0, 1, 'finished', 0, 1, 'odd');
        INSERT INTO studies (title, base_seed, created_at) VALUES ('t', 1, 0), ('t', 1, 0)`)
    },
    after: (database) => {
      // a result can be annotated all the same
      database.exec("UPDATE runs SET name = 'n', starred = 1, archived_at = 5; INSERT INTO run_tags VALUES (1, 'draft')")
      expect(database.prepare('SELECT note, name, starred FROM runs').get()).toEqual({ note: 'odd', name: 'n', starred: 1 })
      expect(() => database.exec('UPDATE runs SET starred = 2')).toThrow('CHECK')
      database.exec("INSERT INTO step_notes VALUES (1, 20, 'here', 0)")
      expect(() => database.exec("INSERT INTO step_notes VALUES (1, 20, 'again', 0)")).toThrow('UNIQUE')
      const uids = database.prepare<[], string>('SELECT uid FROM studies').pluck().all()
      expect(new Set(uids).size).toBe(2)
      expect(uids.every((uid) => /^[0-9a-f]{32}$/.test(uid))).toBe(true)
      database.exec('PRAGMA foreign_keys = ON; DELETE FROM runs')
      expect(database.prepare('SELECT count(*) FROM run_tags').pluck().get()).toBe(0)
    },
  },
  5: {
    before: (database) => {
      database.exec("INSERT INTO studies (title, base_seed, created_at, uid) VALUES ('t', 1, 0, 'u')")
    },
    after: (database) => {
      database.exec("INSERT INTO dashboards (study_id, name, panels, created_at, changed_at) VALUES (1, 'n', '[]', 0, 0)")
      expect(() => database.exec("UPDATE dashboards SET panels = 'no'")).toThrow('CHECK')
      database.exec('PRAGMA foreign_keys = ON; DELETE FROM studies')
      expect(database.prepare('SELECT count(*) FROM dashboards').pluck().get()).toBe(0)
    },
  },
  6: {
    before: (database) => {
      database.exec(`INSERT INTO cells (hash, spec, created_at) VALUES ('a', '{}', 0);
        INSERT INTO runs (uid, cell_id, seed, attempt, state, created_at) VALUES ('u', 1, 0, 1, 'paused', 0);
        INSERT INTO blobs VALUES ('${'a'.repeat(64)}', 8, 0);
        INSERT INTO checkpoints (run_id, step, sha256, created_at, summary) VALUES (1, 5, '${'a'.repeat(64)}', 0, '{}')`)
    },
    after: (database) => {
      expect(database.prepare('SELECT step, kept FROM checkpoints').all()).toEqual([{ step: 5, kept: 0 }])
      expect(database.prepare('SELECT keep_state FROM runs').pluck().all()).toEqual([0])
      database.exec(`PRAGMA foreign_keys = ON; INSERT INTO fork_states VALUES (1, 'u', '${'a'.repeat(64)}')`)
      expect(() => database.exec("INSERT INTO fork_states VALUES (1, 'u', 'b')")).toThrow('UNIQUE')
      expect(() => database.exec('DELETE FROM blobs')).toThrow('FOREIGN KEY')
    },
  },
  7: {
    before: (database) => {
      database.exec(`INSERT INTO cells (hash, spec, created_at) VALUES ('a', '{}', 0);
        INSERT INTO runs (uid, cell_id, seed, attempt, state, created_at) VALUES ('u', 1, 0, 1, 'paused', 0)`)
    },
    after: (database) => {
      expect(database.prepare('SELECT reproduction FROM runs').pluck().all()).toEqual([0])
      expect(() => database.exec('UPDATE runs SET reproduction = 2')).toThrow('CHECK')
    },
  },
  8: {
    before: (database) => {
      database.exec(`INSERT INTO cells (hash, spec, created_at) VALUES ('a', '{}', 0);
        INSERT INTO runs (uid, cell_id, seed, attempt, state, created_at, finished_at) VALUES ('u', 1, 0, 1, 'finished', 0, 0)`)
    },
    after: (database) => {
      database.exec("INSERT INTO run_verdicts VALUES (1, 'b', '{}')")
      expect(() => database.exec("UPDATE run_verdicts SET verdicts = 'no'")).toThrow('CHECK')
      database.exec('PRAGMA foreign_keys = ON; DELETE FROM runs')
      expect(database.prepare('SELECT count(*) FROM run_verdicts').pluck().get()).toBe(0)
    },
  },
}

function memoryDatabase(): Database.Database {
  const database = new Database(':memory:')
  onTestFinished(() => {
    database.close()
  })
  return database
}

/** Statements that make the schema, in the order of names. */
function schemaOf(database: Database.Database): string {
  const statements = database
    .prepare<[], string>("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY tbl_name, type = 'table' DESC, name")
    .pluck()
    .all()
  return `${statements.join(';\n\n')};\n`
}

/** table.column -> declared type */
function columnsOf(database: Database.Database): Map<string, string> {
  const rows = database
    .prepare<[], { column: string; type: string }>(
      "SELECT t.name || '.' || c.name AS column, c.type FROM pragma_table_list t JOIN pragma_table_info(t.name) c WHERE t.schema = 'main'",
    )
    .all()
  return new Map(rows.map(({ column, type }) => [column, type]))
}

const neverBackUp = (): never => {
  throw new Error('There is nothing to back up')
}

describe('the migrations', () => {
  it('are numbered without gaps and each has a check here', () => {
    expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, index) => index + 1))
    expect(Object.keys(CHECKS).map(Number)).toEqual(MIGRATIONS.map((migration) => migration.version))
  })

  for (const { version } of MIGRATIONS) {
    it(`${version} keeps what a database of version ${version - 1} has, and only adds`, () => {
      const database = memoryDatabase()
      migrate(database, MIGRATIONS.slice(0, version - 1), neverBackUp)
      CHECKS[version]?.before(database)
      const columnsBefore = columnsOf(database)
      migrate(database, MIGRATIONS.slice(0, version), () => undefined)
      CHECKS[version]?.after(database)
      expect(schemaVersion(database)).toBe(version)
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(database.pragma('foreign_key_check')).toEqual([])
      const columnsAfter = columnsOf(database)
      for (const [column, type] of columnsBefore) expect([column, columnsAfter.get(column)]).toEqual([column, type])
    })

    it(`${version} makes the schema that was released as version ${version}`, async () => {
      const database = memoryDatabase()
      migrate(database, MIGRATIONS.slice(0, version), () => undefined)
      await expect(schemaOf(database)).toMatchFileSnapshot(`schema-${version}.sql`)
    })
  }
})

describe('migrating', () => {
  const addColour: Migration = { version: newestVersion(MIGRATIONS) + 1, sql: 'ALTER TABLE runs ADD COLUMN colour TEXT' }
  const next = [...MIGRATIONS, addColour]

  /** A home with a run and all it measured, and an open connection to its database. */
  function filledHome(): { database: Database.Database; home: string } {
    const home = temporaryFolder()
    const store = openStore({ home, now: () => NOW })
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    store.appendBatch(
      run,
      engine,
      batchOf({ series: [{ name: 'loss', ...pointsOf(0, [1, 2, 3]) }], spectra: [spectrumOf(0)], summary: { a: 1 } }),
      NOW,
    )
    store.close()
    const database = openForWriting(homePaths(home).database)
    onTestFinished(() => {
      database.close()
    })
    return { database, home }
  }

  it('makes a verified backup of the old database first, once', () => {
    const { database, home } = filledHome()
    const later: Migration = { version: addColour.version + 1, sql: 'ALTER TABLE runs ADD COLUMN shade TEXT' }
    const backups: string[] = []
    migrate(database, [...next, later], () => backups.push(makeBackup(database, homePaths(home), NOW)))
    expect(schemaVersion(database)).toBe(later.version)
    expect(backups).toHaveLength(1)
    const backup = new Database(backups[0], { readonly: true })
    expect(schemaVersion(backup)).toBe(newestVersion(MIGRATIONS))
    expect(backup.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(1)
    backup.close()
    expect(database.prepare('SELECT id, colour, shade FROM runs').all()).toEqual([{ id: 1, colour: null, shade: null }])
  })

  it('does nothing, and backs nothing up, when the database is of the newest version', () => {
    const { database } = filledHome()
    migrate(database, MIGRATIONS, neverBackUp)
    expect(schemaVersion(database)).toBe(newestVersion(MIGRATIONS))
  })

  it('changes nothing when the backup cannot be made', () => {
    const { database } = filledHome()
    const schema = schemaOf(database)
    expect(() => migrate(database, next, neverBackUp)).toThrow('nothing to back up')
    expect(schemaOf(database)).toBe(schema)
  })

  it('rolls a migration that fails back whole, and keeps those before it', () => {
    const { database } = filledHome()
    const failing: Migration = {
      version: addColour.version + 1,
      sql: 'ALTER TABLE runs ADD COLUMN shade TEXT; UPDATE runs SET attempt = 0',
    }
    expect(() => migrate(database, [...next, failing], () => undefined)).toThrow()
    expect(schemaVersion(database)).toBe(addColour.version)
    expect(columnsOf(database).has('runs.colour')).toBe(true)
    expect(columnsOf(database).has('runs.shade')).toBe(false)
    expect(database.prepare('SELECT attempt FROM runs').pluck().get()).toBe(1)
  })

  it('refuses a database of a newer version', () => {
    const { database } = filledHome()
    migrate(database, next, () => undefined)
    const schema = schemaOf(database)
    expect(codeOf(() => migrate(database, MIGRATIONS, neverBackUp))).toBe('database-newer')
    expect(schemaOf(database)).toBe(schema)
  })

  it('leaves the work to whoever was quicker', () => {
    const { database, home } = filledHome()
    const other = openForWriting(homePaths(home).database)
    // the other process migrates after this one has looked at the version
    migrate(database, next, () => migrate(other, next, () => undefined))
    expect(schemaVersion(database)).toBe(addColour.version)
    other.close()
  })

  it('makes no backup for a new home', () => {
    const home = temporaryFolder()
    openStore({ home, now: () => NOW }).close()
    expect(readdirSync(join(home, 'backups'))).toEqual([])
  })
})
