import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { root } from '../../../scripts/places.mjs'
import { summary, totalsOf } from '../../../scripts/test-totals.mjs'

/** A small project of its own on which the real runners run. */
let project: string

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'gramscope-totals-'))
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'), 'junction')
})
afterEach(() => {
  rmSync(project, { recursive: true, force: true })
})

function write(name: string, content: string): void {
  mkdirSync(join(project, 'tests'), { recursive: true })
  writeFileSync(join(project, name), content)
}

function run(program: string, ...args: string[]): number {
  const env = { ...process.env }
  // the runner under test must not take itself for a part of this one
  delete env.VITEST
  return spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], { cwd: project, env, stdio: 'ignore' }).status ?? 1
}

function vitest() {
  const report = join(project, 'vitest.json')
  const code = run('vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile.json=${report}`)
  return totalsOf('vitest', report, code)
}

function playwright() {
  const report = join(project, 'playwright.json')
  write('playwright.config.mjs', `export default { testDir: 'tests', reporter: [['json', { outputFile: ${JSON.stringify(report)} }]] }\n`)
  const code = run('@playwright/test/cli.js', 'test')
  return totalsOf('playwright', report, code)
}

const PASS = `test('passes', () => { expect(1).toBe(1) })\n`
const FAIL = `test('fails', () => { expect(1).toBe(2) })\n`
const SKIP = `test.skip('is skipped', () => { expect(1).toBe(2) })\n`

describe('totals of vitest', () => {
  const head = `import { expect, test } from 'vitest'\n`

  it('count what passed, failed and was left out', () => {
    write('tests/a.test.mjs', head + PASS + PASS.replace('passes', 'passes too') + SKIP)
    write('tests/b.test.mjs', head + FAIL)
    expect(vitest()).toEqual({ passed: 2, failed: 1, skipped: 1 })
  })

  it('count a file that breaks before its first test, and an error outside of tests', () => {
    write('tests/a.test.mjs', head + PASS)
    write('tests/b.test.mjs', `throw new Error('broken')\n`)
    expect(vitest()).toEqual({ passed: 1, failed: 1, skipped: 0 })

    write(
      'tests/b.test.mjs',
      `${head}test('passes', async () => { Promise.reject(new Error('late')); await new Promise((r) => setTimeout(r, 50)) })\n`,
    )
    expect(vitest()).toEqual({ passed: 2, failed: 1, skipped: 0 })
  })
})

describe('totals of Playwright', () => {
  const head = `import { expect, test } from '@playwright/test'\n`

  it('count what passed, failed and was left out', () => {
    write('tests/a.spec.mjs', head + PASS + SKIP)
    write('tests/b.spec.mjs', head + FAIL)
    expect(playwright()).toEqual({ passed: 1, failed: 1, skipped: 1 })
  })

  it('count a file that breaks before its first test', () => {
    write('tests/b.spec.mjs', `throw new Error('broken')\n`)
    expect(playwright()).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('summary', () => {
  it('adds up and fails with any failure', () => {
    const good = { passed: 3, failed: 0, skipped: 1 }
    expect(summary([good, good])).toEqual({ line: '6 passed, 0 failed', success: true })
    expect(summary([good, { passed: 1, failed: 2, skipped: 0 }])).toEqual({ line: '4 passed, 2 failed', success: false })
  })

  it('is no success when nothing ran', () => {
    expect(summary([{ passed: 0, failed: 0, skipped: 5 }])).toEqual({ line: '0 passed, 0 failed', success: false })
  })

  it('takes a runner without a report for a failure', () => {
    expect(totalsOf('vitest', join(root, 'no-such-report.json'), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})
