import Database from 'better-sqlite3'
import { LabError } from '../../src-main/contract'
import { openStore } from '../../src-main/store'

/**
 * Opens the home named on the command line as a user who must not write there, and prints what that looks like as JSON. Permissions do
 * not bind root, so a process of root becomes another user first; the addon is loaded before that, for its files may be root's alone.
 */
const NOBODY = 65534
new Database(':memory:').close()
if (process.getuid?.() === 0) {
  process.setgid?.(NOBODY)
  process.setuid?.(NOBODY)
}

const attempt = (action: () => unknown): unknown => {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    return error.toShape()
  }
}

const home = process.argv[2] ?? ''
const report = attempt(() => {
  const store = openStore({ home, now: () => 0 })
  const seen = {
    readOnly: store.readOnly,
    warnings: store.warnings,
    states: store.countByState(),
    points: store.readSeries(1, 'loss')?.values.length ?? null,
    problems: store.checkIntegrity(),
    backups: store.listBackups().length,
    write: attempt(() => store.setValue('a', 1)),
    blob: attempt(() => store.putArray(Float64Array.of(1), [1], 'x', 0)),
    backup: attempt(() => store.backup(0)),
  }
  store.close()
  return seen
})
process.stdout.write(JSON.stringify(report))
