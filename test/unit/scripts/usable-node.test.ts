import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { environmentFor, isUsable } from '../../../scripts/usable-node.mjs'

describe('a usable Node', () => {
  it.each(['22.22.2', '22.23.0', '24.15.0', '24.21.0', '26.0.0', '28.1.0'])('%s is', (version) => {
    expect(isUsable(version)).toBe(true)
  })
  it.each(['20.20.2', '22.22.1', '22.9.5', '23.11.0', '24.14.9', '25.9.0'])('%s is not', (version) => {
    expect(isUsable(version)).toBe(false)
  })

  it('comes first in PATH', () => {
    const environment: NodeJS.ProcessEnv = environmentFor(process.execPath)
    expect(environment.PATH?.split(delimiter)[0]).toBe(dirname(process.execPath))
  })

  it.runIf(process.platform === 'linux' && process.arch === 'x64')('that cannot be fetched is named, with what mends it', () => {
    const cache = mkdtempSync(join(tmpdir(), 'gramscope-cache-'))
    const code = `import { usableNode } from './usable-node.mjs'
      import { sayFailure } from './report.mjs'
      try { usableNode() } catch (error) { sayFailure(error) }`
    const run = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: resolve(import.meta.dirname, '../../../scripts'),
      encoding: 'utf8',
      // the discard port of this machine: nobody answers there
      env: {
        ...process.env,
        XDG_CACHE_HOME: cache,
        npm_config_cache: join(cache, 'npm'),
        npm_config_registry: 'http://127.0.0.1:9',
        npm_config_fetch_retries: '0',
      },
    })
    rmSync(cache, { recursive: true, force: true })
    expect(run.stderr).toMatch(/Set-up stopped: Node 24\.\d+\.\d+ could not be fetched: .*127\.0\.0\.1:9/)
    expect(run.stderr).toMatch(/To mend it: .*npm ping.*install Node 24/)
  })
})
