// npm run lint: rules of the code (eslint), its form (prettier), who imports whom (dependency-cruiser), what nobody uses (knip).
//
//   npm run lint -- --fix        mends what the tools can mend
import { join } from 'node:path'
import { runQuietly } from './children.mjs'
import { command } from './command.mjs'
import { root } from './places.mjs'
import { setUp } from './setup.mjs'

await command(async (args) => {
  await setUp('tools')
  const fix = args.includes('--fix')
  const tool = (/** @type {string[]} */ ...path) => join(root, 'node_modules', ...path)
  const cache = (/** @type {string} */ name) => ['--cache', '--cache-strategy', 'content', '--cache-location', tool('.cache', name)]
  const checks = {
    eslint: [tool('eslint', 'bin', 'eslint.js'), '.', '--max-warnings=0', ...cache('eslint'), ...(fix ? ['--fix'] : [])],
    prettier: [tool('prettier', 'bin', 'prettier.cjs'), '.', '--log-level=warn', fix ? '--write' : '--check', ...cache('prettier')],
    'dependency-cruiser': [
      tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      'src-main',
      'src-renderer',
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'err',
    ],
    knip: [tool('knip', 'bin', 'knip.js'), '--no-progress'],
  }
  let failed = 0
  await Promise.all(
    Object.entries(checks).map(async ([name, line]) => {
      const { code, output } = await runQuietly(process.execPath, line, { cwd: root })
      if (code === 0) return
      failed += 1
      console.log(`${name}:\n${output.trim()}\n`)
    }),
  )
  console.log(failed === 0 ? 'lint passed' : `lint failed: ${failed} of ${Object.keys(checks).length} checks`)
  return failed === 0 ? 0 : 1
})
