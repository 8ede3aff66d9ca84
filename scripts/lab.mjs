// npm run lab -- ...: the lab in the terminal. Standard output is the lab's alone.
import { join } from 'node:path'
import { runInTerminal } from './children.mjs'
import { command } from './command.mjs'
import { root } from './places.mjs'
import { setUp } from './setup.mjs'

await command(async (args) => {
  await setUp('terminal')
  return runInTerminal(process.execPath, [join(root, 'out', 'main', 'cli.js'), ...args])
})
