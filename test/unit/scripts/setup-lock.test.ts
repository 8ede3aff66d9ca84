import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'gramscope-lock-'))
})
afterEach(() => {
  rmSync(cache, { recursive: true, force: true })
})

const locks = () => readdirSync(join(cache, 'gramscope'))

/** A process that does some work alone: says "in", works until its input ends, says "out". */
function worker() {
  const code = `import { alone } from './setup-lock.mjs'
    await alone(async () => {
      console.log('in')
      for await (const _ of process.stdin) {}
      console.log('out')
    })`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: resolve(import.meta.dirname, '../../../scripts'),
    env: { ...process.env, XDG_CACHE_HOME: cache },
  })
  let said = ''
  let told = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()))
  return { child, said: () => said, told: () => told }
}

describe.runIf(process.platform === 'linux')('set-ups of one clone', () => {
  it('work one after the other', async () => {
    const first = worker()
    await expect.poll(first.said).toBe('in\n')
    const second = worker()
    await expect.poll(second.told).toContain(`another set-up (process ${String(first.child.pid)}) is at work here`)
    expect(second.said()).toBe('')

    first.child.stdin.end()
    await expect.poll(first.said).toBe('in\nout\n')
    await expect.poll(second.said).toBe('in\n')
    second.child.stdin.end()
    await once(second.child, 'close')
    expect(second.said()).toBe('in\nout\n')
    expect(locks()).toEqual([])
  })

  it('are not held up by one that was killed', async () => {
    const first = worker()
    await expect.poll(first.said).toBe('in\n')
    first.child.kill('SIGKILL')
    await once(first.child, 'close')
    const [left] = locks()
    expect(left).toMatch(/^setup-[0-9a-f]{12}\.lock$/)

    const second = worker()
    await expect.poll(second.said).toBe('in\n')
    expect(second.told()).toBe('')
    second.child.stdin.end()
    await once(second.child, 'close')
  })

  it('are not held up by a lock that names no process', async () => {
    const probe = worker()
    await expect.poll(probe.said).toBe('in\n')
    const [name = ''] = locks()
    probe.child.stdin.end()
    await once(probe.child, 'close')

    writeFileSync(join(cache, 'gramscope', name), '')
    const second = worker()
    await expect.poll(second.said).toBe('in\n')
    second.child.stdin.end()
    await once(second.child, 'close')
  })
})
