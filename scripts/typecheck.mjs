// npm run typecheck: the main process, the window, the tests and the scripts, side by side.
import { join } from 'node:path'
import { runQuietly } from './children.mjs'
import { command } from './command.mjs'
import { root } from './places.mjs'
import { setUp } from './setup.mjs'

const PROJECTS = ['tsconfig.main.json', 'tsconfig.renderer.json', 'tsconfig.test.json', join('scripts', 'tsconfig.json')]

await command(async () => {
  await setUp('tools')
  const compiler = join(root, 'node_modules', 'vue-tsc', 'bin', 'vue-tsc.js')
  const results = await Promise.all(
    PROJECTS.map((project) => runQuietly(process.execPath, [compiler, '--noEmit', '-p', project, '--pretty', 'false'], { cwd: root })),
  )
  // a file belongs to several projects: an error, with the indented lines that explain it, is told once
  const errors = new Map(results.flatMap(({ output }) => output.trim().split(/\n(?=\S)/)).map((error) => [error.split('\n')[0], error]))
  for (const error of errors.values()) if (error !== '') console.log(error)
  const failed = results.some(({ code }) => code !== 0)
  console.log(failed ? 'typecheck failed' : 'typecheck passed')
  return failed ? 1 : 0
})
