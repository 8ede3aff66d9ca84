import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

it('a folder that holds no Electron is named, with what mends it', () => {
  const run = spawnSync(process.execPath, [resolve(import.meta.dirname, '../../../scripts/electron-dist.mjs')], {
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: import.meta.dirname },
  })
  expect(run.status).toBe(1)
  expect(run.stdout).toBe('')
  expect(run.stderr).toContain(`Set-up stopped: ELECTRON_OVERRIDE_DIST_PATH names ${import.meta.dirname}, where no Electron starts`)
  expect(run.stderr).toContain('To mend it: unset ELECTRON_OVERRIDE_DIST_PATH')
})
