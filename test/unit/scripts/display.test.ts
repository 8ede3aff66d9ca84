import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { hasDisplay, startVirtualDisplay } from '../../../scripts/display.mjs'

const socketOf = (display: string) => `/tmp/.X11-unix/X${display.slice(1)}`

it.runIf(!hasDisplay())('a virtual display stands in for a missing one until it is stopped', async () => {
  const { display, stop } = await startVirtualDisplay('')
  expect(display).toMatch(/^:\d+$/)
  expect(existsSync(socketOf(display))).toBe(true)
  stop()
  await expect.poll(() => existsSync(socketOf(display))).toBe(false)
})

it.runIf(process.platform === 'linux')('a missing Xvfb is named, with what mends it', () => {
  const code = `import { startVirtualDisplay } from './display.mjs'
    import { sayFailure } from './report.mjs'
    try { await startVirtualDisplay('sudo apt-get install -y xvfb') } catch (error) { sayFailure(error) }`
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: resolve(import.meta.dirname, '../../../scripts'),
    encoding: 'utf8',
    env: { ...process.env, PATH: '/nowhere' },
  })
  expect(run.stderr).toContain('Set-up stopped: there is no display, and Xvfb, which stands in for one, is not installed')
  expect(run.stderr).toContain('To mend it: sudo apt-get install -y xvfb')
})
