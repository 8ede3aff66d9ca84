// npm test: unit tests under Node, then end-to-end tests in Electron, on a virtual display where there is none.
//
//   npm test                           everything but the long tests
//   npm test -- unit [vitest arguments]
//   npm test -- e2e [Playwright arguments]
//   npm test -- long [vitest arguments]
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { runInTerminal } from './children.mjs'
import { command } from './command.mjs'
import { root } from './places.mjs'
import { runPlaywright } from './playwright.mjs'
import { say } from './report.mjs'
import { setUp } from './setup.mjs'
import { summary, totalsOf } from './test-totals.mjs'

/**
 * @param {string} project
 * @param {string} report
 * @param {string[]} args
 */
function runVitest(project, report, args) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  // a person sees that it goes on; a log keeps what failed and the sums, without colours
  const inTerminal = process.stdout.isTTY
  const reporters = [`--reporter=${inTerminal ? 'dot' : 'minimal'}`, '--reporter=json', `--outputFile.json=${report}`]
  return runInTerminal(process.execPath, [vitest, 'run', '--project', project, ...reporters, ...args], {
    cwd: root,
    env: inTerminal ? process.env : { ...process.env, NO_COLOR: '1' },
  })
}

await command(async ([first = 'all', ...args]) => {
  const suites = { all: ['unit', 'e2e'], unit: ['unit'], e2e: ['e2e'], long: ['long', 'e2e-long'] }[first]
  if (!suites) {
    say(`Unknown tests "${first}". Known: unit, e2e, long; nothing for unit and e2e.`)
    return 2
  }
  const outcome = await setUp(suites.some((suite) => suite.startsWith('e2e')) ? 'tests' : 'terminal')
  const totals = []
  for (const suite of suites) {
    const report = join(root, 'test-results', `${suite}.json`)
    // a report of an earlier run must not be read as this run's
    rmSync(report, { force: true })
    if (suite === 'e2e') totals.push(totalsOf('playwright', report, await runPlaywright(outcome, args)))
    else if (suite === 'e2e-long') {
      // arguments of `npm run test:long` are for vitest
      if (args.length > 0) continue
      const config = ['--config', join(root, 'playwright.long.config.ts')]
      totals.push(totalsOf('playwright', report, await runPlaywright(outcome, config)))
    } else totals.push(totalsOf('vitest', report, await runVitest(suite, report, args)))
  }
  const { line, success } = summary(totals)
  console.log(line)
  return success ? 0 : 1
})
