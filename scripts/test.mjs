// npm test: unit tests under Node, then end-to-end tests in Electron, under a virtual display where there is none.
//
//   npm test                           everything but the long tests
//   npm test -- unit [vitest arguments]
//   npm test -- e2e [Playwright arguments]
//   npm test -- long [vitest arguments]
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { runInTerminal } from './children.mjs'
import { command } from './command.mjs'
import { hasDisplay, startVirtualDisplay } from './display.mjs'
import { electronEnvironment } from './electron-dist.mjs'
import { root } from './places.mjs'
import { say } from './report.mjs'
import { setUp } from './setup.mjs'
import { summary, totalsOf } from './test-totals.mjs'

const tool = (/** @type {string[]} */ ...path) => join(root, 'node_modules', ...path)
const reportOf = (/** @type {string} */ suite) => join(root, 'test-results', `${suite}.json`)

/**
 * @param {'unit' | 'long'} project
 * @param {string[]} args
 */
async function runVitest(project, args) {
  const file = reportOf(project)
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  const code = await runInTerminal(process.execPath, [tool('vitest', 'vitest.mjs'), 'run', '--project', project, ...reporters, ...args], {
    cwd: root,
  })
  return totalsOf('vitest', file, code)
}

/**
 * @param {import('./setup.mjs').Outcome} outcome
 * @param {string[]} args
 */
async function runPlaywright({ electron, mendPackages }, args) {
  if (!electron) throw new Error('The set-up for the tests ended without an Electron.')
  const screen = hasDisplay() ? null : await startVirtualDisplay(mendPackages)
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, ...electronEnvironment(electron), ...(screen && { DISPLAY: screen.display }) }
  delete env.ELECTRON_RUN_AS_NODE
  try {
    const code = await runInTerminal(process.execPath, [tool('@playwright', 'test', 'cli.js'), 'test', ...args], { cwd: root, env })
    return totalsOf('playwright', reportOf('e2e'), code)
  } finally {
    screen?.stop()
  }
}

await command(async ([first = 'all', ...rest]) => {
  const suites = { all: ['unit', 'e2e'], unit: ['unit'], e2e: ['e2e'], long: ['long'] }[first]
  if (!suites) {
    say(`Unknown tests "${first}". Known: unit, e2e, long; nothing for unit and e2e.`)
    return 2
  }
  const outcome = await setUp(suites.includes('e2e') ? 'tests' : 'terminal')
  const totals = []
  for (const suite of suites) {
    // a report of an earlier run must not be read as this run's
    rmSync(reportOf(suite), { force: true })
    totals.push(suite === 'e2e' ? await runPlaywright(outcome, rest) : await runVitest(suite === 'long' ? 'long' : 'unit', rest))
  }
  const { line, success } = summary(totals)
  console.log(line)
  return success ? 0 : 1
})
