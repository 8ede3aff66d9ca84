import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { databaseSchema } from '../../src-main/store'
import { newestVersion } from '../../src-main/store/migrations/migrate'
import { MIGRATIONS } from '../../src-main/store/migrations'

it('the schema for readers is SQL that makes the tables, and its examples can be run', () => {
  const text = databaseSchema()
  expect(text).toContain(`version ${newestVersion(MIGRATIONS)} `)
  const database = new Database(':memory:')
  database.exec(text)
  const tables = database.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
  expect(tables).toEqual(expect.arrayContaining(['runs', 'cells', 'series_chunks', 'run_tags', 'step_notes']))
  const examples = text
    .split('\n')
    .filter((line) => line.startsWith('--   '))
    .map((line) => line.slice(5))
    .join('\n')
  const statements = examples
    .slice(examples.indexOf('SELECT'))
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  expect(statements).toHaveLength(3)
  for (const statement of statements) expect(database.prepare(statement).all()).toEqual([])
  database.close()
})
