import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openStore, type Store } from '../../src-main/store'
import { bundle } from './bundle'
import { codeOf, databaseOf, NOW, registerEngine, runningRun, temporaryFolder } from './fixtures'
import { batchOf, pointsOf } from './measured'

/** What the program saw that opened `home` as somebody who must not write there. */
async function seenFrom(home: string): Promise<Record<string, unknown>> {
  const program = await bundle('read-only-program.ts')
  const { stdout, stderr } = spawnSync(process.execPath, [program, home], { encoding: 'utf8' })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Record<string, unknown>
}

/** A folder everybody may read and nobody but root may write; made writable again so that it can be removed. */
function protect(folder: string): void {
  const setMode = (mode: number, fileMode: number): void => {
    chmodSync(folder, mode)
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? mode : fileMode)
    }
  }
  setMode(0o555, 0o444)
  onTestFinished(() => setMode(0o755, 0o644))
}

function filledStore(home: string): Store {
  const store = openStore({ home, now: () => NOW })
  const engine = registerEngine(store)
  const run = runningRun(store, engine)
  store.appendBatch(run, engine, batchOf({ series: [{ name: 'loss', ...pointsOf(0, [3, 2, 1]) }] }), NOW)
  store.backup(NOW)
  return store
}

// Windows knows no such permissions for folders; there the same paths are taken when an access list forbids writing
describe.runIf(process.platform !== 'win32')('a home that cannot be written', () => {
  /** a home inside a folder that everybody may enter */
  let home = ''
  beforeAll(() => {
    process.umask(0o022)
  })
  const makeHome = (): string => {
    const parent = temporaryFolder()
    chmodSync(parent, 0o755)
    home = join(parent, 'home')
    return home
  }

  const expectReadOnly = (seen: Record<string, unknown>): void => {
    expect(seen).toMatchObject({
      readOnly: true,
      warnings: [{ code: 'read-only' }],
      states: { running: 1 },
      points: 3,
      problems: [],
      backups: 1,
      write: { code: 'home-not-writable' },
      blob: { code: 'home-not-writable' },
      backup: { code: 'home-not-writable' },
    })
    const [warning] = seen.warnings as { message: string }[]
    expect(warning?.message).toContain(home)
    expect(warning?.message).toContain('chmod')
  }

  it('is opened for reading, after it was closed', async () => {
    filledStore(makeHome()).close()
    protect(home)
    const before = readdirSync(home)
    expectReadOnly(await seenFrom(home))
    expect(readdirSync(home)).toEqual(before)
  })

  it('is opened for reading while another process writes, with what that has only in its log', async () => {
    const store = filledStore(makeHome())
    onTestFinished(() => store.close())
    protect(home)
    expectReadOnly(await seenFrom(home))
  })

  it('is opened for reading when only the database file is protected', async () => {
    filledStore(makeHome()).close()
    chmodSync(join(home, 'lab.sqlite'), 0o444)
    for (const folder of ['.', 'blobs', 'backups']) chmodSync(join(home, folder), 0o777)
    expect(await seenFrom(home)).toMatchObject({ readOnly: true, states: { running: 1 }, points: 3, write: { code: 'home-not-writable' } })
  })

  it('and has nothing in it is refused, with the folder and the command that mends it', async () => {
    mkdirSync(makeHome())
    protect(home)
    const refused = await seenFrom(home)
    expect(refused).toMatchObject({ code: 'home-not-writable' })
    expect(refused.message).toContain(`chmod -R u+rwX "${home}"`)
  })

  it('and cannot even be made is refused, with the folder', async () => {
    const parent = temporaryFolder()
    protect(parent)
    const refused = await seenFrom(join(parent, 'home'))
    expect(refused).toMatchObject({ code: 'home-not-writable' })
    expect(refused.message).toContain(join(parent, 'home'))
  })

  it('and has a database of an older version is refused, and not migrated', async () => {
    filledStore(makeHome()).close()
    const database = databaseOf(home)
    database.pragma('user_version = 0')
    database.close()
    protect(home)
    const refused = await seenFrom(home)
    expect(refused).toMatchObject({ code: 'home-not-writable' })
    expect(refused.message).toContain('older version')
  })
})

describe('a home that is not a folder', () => {
  it('is refused, and the file stays', () => {
    const path = join(temporaryFolder(), 'home')
    writeFileSync(path, 'a file')
    expect(codeOf(() => openStore({ home: path, now: () => NOW }))).toBe('home-not-writable')
    expect(readFileSync(path, 'utf8')).toBe('a file')
  })
})
