// Whole tables of a paper in a fresh home, as a user would run them: wall time of the whole process, start and storage included.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Seconds each may take on two cores. */
const GOALS = { 'razborov-table-1': 240, 'razborov-table-2': 360 }

const sizes = process.argv.includes('--quick') ? ['--quick'] : []
const rows = {}
for (const [recipe, goal] of Object.entries(GOALS)) {
  const home = mkdtempSync(join(tmpdir(), 'gramscope-bench-'))
  const started = performance.now()
  const { status, stdout } = spawnSync(process.execPath, [resolve('out/main/cli.js'), 'run', recipe, ...sizes, '--json', '--home', home], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 30,
  })
  const seconds = (performance.now() - started) / 1000
  rmSync(home, { recursive: true, force: true })
  if (status !== 0) throw new Error(`${recipe} ended with code ${status}`)
  const { summary } = JSON.parse(stdout)
  rows[recipe] = { runs: summary.runs, finished: summary.byState.finished, seconds: Number(seconds.toFixed(1)), goal }
}
console.table(rows)
