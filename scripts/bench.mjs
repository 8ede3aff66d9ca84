// npm run bench: speed of the kernels against the machine's own matrix product.
import { join } from 'node:path'
import { runInTerminal } from './children.mjs'
import { command } from './command.mjs'
import { root } from './places.mjs'
import { setUp } from './setup.mjs'

await command(async (args) => {
  await setUp('terminal')
  return runInTerminal(process.execPath, [join(root, 'test', 'bench', 'run-bench.mjs'), ...args], { cwd: root })
})
