import { describe, expect, it } from 'vitest'
import { LabError } from '../../src-main/contract'
import { openForWriting } from '../../src-main/store/connection'
import { storeError } from '../../src-main/store/errors'
import { codeOf, databaseOf, temporaryStore } from './fixtures'

const failure = (code: string): Error => Object.assign(new Error('as reported'), { code })

describe('errors of SQLite and of the file system', () => {
  it('get the code of what they mean for a user', () => {
    const codes: Record<string, string> = {
      SQLITE_FULL: 'disk-full',
      ENOSPC: 'disk-full',
      EDQUOT: 'disk-full',
      SQLITE_BUSY: 'database-busy',
      SQLITE_BUSY_SNAPSHOT: 'database-busy',
      SQLITE_LOCKED: 'database-busy',
      SQLITE_CORRUPT: 'database-damaged',
      SQLITE_CORRUPT_INDEX: 'database-damaged',
      SQLITE_NOTADB: 'database-damaged',
      SQLITE_READONLY: 'home-not-writable',
      SQLITE_READONLY_DIRECTORY: 'home-not-writable',
      SQLITE_CANTOPEN: 'home-not-writable',
      EACCES: 'home-not-writable',
      EPERM: 'home-not-writable',
      EROFS: 'home-not-writable',
      SQLITE_CONSTRAINT_TRIGGER: 'not-allowed',
      SQLITE_CONSTRAINT_UNIQUE: 'internal',
      EIO: 'internal',
    }
    for (const [code, expected] of Object.entries(codes)) {
      const cause = failure(code)
      const error = storeError(cause, '/the/home')
      expect([code, error.code]).toEqual([code, expected])
      expect(error.cause).toBe(cause)
    }
    const known = new LabError('not-found', 'x')
    expect(storeError(known, '/the/home')).toBe(known)
    expect(storeError('a thrown text', '/the/home').code).toBe('internal')
  })

  it('say where, what was kept and what to do', () => {
    expect(storeError(failure('SQLITE_FULL'), '/the/home').message).toMatch(/\/the\/home is full.*kept.*Free some space/)
    expect(storeError(failure('EACCES'), '/the/home').message).toMatch(
      /\/the\/home cannot be written.*To make it writable: .*"\/the\/home"/,
    )
  })

  it('of a lock that another process does not give back is one of them', () => {
    const store = temporaryStore({
      connect: (path) => {
        const database = openForWriting(path)
        database.pragma('busy_timeout = 20')
        return database
      },
    })
    const other = databaseOf(store.home)
    other.exec('BEGIN IMMEDIATE')
    expect(codeOf(() => store.setValue('a', 1))).toBe('database-busy')
    // reading goes on meanwhile
    expect(store.getValue('a')).toBeNull()
    other.exec('ROLLBACK')
    store.setValue('a', 1)
    expect(store.getValue('a')).toBe(1)
  })

  it('leave a closed store closed', () => {
    const store = temporaryStore()
    store.close()
    store.close()
    expect(codeOf(() => store.getRun(1))).toBe('internal')
  })
})
