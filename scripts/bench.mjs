// npm run bench: how fast the lab is on this machine. Timings mean something on a quiet machine only.
//
//   npm run bench                      everything below, in turn
//   npm run bench -- kernels           the kernels, against the machine's own matrix product; sections two-layer, deep, training-step and
//                                      spectra by name
//   npm run bench -- tables [--quick]  whole tables of a paper, as a user would run them
//   npm run bench -- window            the window on a full store
import { join } from 'node:path'
import { runInTerminal } from './children.mjs'
import { command } from './command.mjs'
import { root } from './places.mjs'
import { runPlaywright } from './playwright.mjs'
import { say } from './report.mjs'
import { setUp } from './setup.mjs'

const folder = join('test', 'bench')
/** @type {Record<string, (outcome: import('./setup.mjs').Outcome, args: string[]) => Promise<number>>} */
const BENCHES = {
  kernels: (_outcome, args) => runInTerminal(process.execPath, [join(folder, 'run-bench.mjs'), ...args], { cwd: root }),
  tables: (_outcome, args) => runInTerminal(process.execPath, [join(folder, 'tables.mjs'), ...args], { cwd: root }),
  window: (outcome, args) => runPlaywright(outcome, ['--config', join(folder, 'playwright.config.ts'), ...args]),
}

await command(async ([first = 'all', ...args]) => {
  const names = first === 'all' ? Object.keys(BENCHES) : [first]
  if (!names.every((name) => Object.hasOwn(BENCHES, name))) {
    say(`Unknown bench "${first}". Known: ${Object.keys(BENCHES).join(', ')}; nothing for all of them.`)
    return 2
  }
  const outcome = await setUp(names.includes('window') ? 'tests' : 'terminal')
  let worst = 0
  for (const name of names) worst = Math.max(worst, (await BENCHES[name]?.(outcome, args)) ?? 1)
  return worst
})
