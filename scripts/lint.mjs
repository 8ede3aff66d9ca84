// npm run lint: rules of the code (eslint), its form (prettier), who imports whom (dependency-cruiser), what nobody uses (knip).
//
//   npm run lint -- --fix        mends what the tools can mend
import { join } from 'node:path'
import { runQuietly } from './children.mjs'
import { command } from './command.mjs'
import { root } from './places.mjs'
import { setUp } from './setup.mjs'

const tool = (/** @type {string[]} */ ...path) => join(root, 'node_modules', ...path)

// eslint keeps no cache: its rules see types, so a file may break one because another file changed
const PRETTIER_CACHE = ['--cache', '--cache-strategy=content', `--cache-location=${tool('.cache', 'gramscope', 'prettier.json')}`]
const CHECKS = {
  eslint: [tool('eslint', 'bin', 'eslint.js'), '.', '--max-warnings=0'],
  prettier: [tool('prettier', 'bin', 'prettier.cjs'), '.', '--check', '--log-level=warn', ...PRETTIER_CACHE],
  'dependency-cruiser': [
    tool('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
    ...['src-main', 'src-renderer', '--config', '.dependency-cruiser.mjs', '--output-type', 'err'],
  ],
  knip: [tool('knip', 'bin', 'knip.js'), '--no-progress'],
}

/**
 * @param {string} name
 * @param {string[]} line
 * @returns {Promise<boolean>} whether the check passed; if not, it was told
 */
async function passes(name, line) {
  const { code, output } = await runQuietly(process.execPath, line, { cwd: root })
  if (code !== 0) console.log(`${name}:\n${output.trim()}\n`)
  return code === 0
}

await command(async (args) => {
  await setUp('tools')
  if (args.includes('--fix')) {
    // one after the other: both write the same files; what they cannot mend is told below
    await runQuietly(process.execPath, [...CHECKS.eslint, '--fix'], { cwd: root })
    await runQuietly(process.execPath, [...CHECKS.prettier.filter((argument) => argument !== '--check'), '--write'], { cwd: root })
  }
  const results = await Promise.all(Object.entries(CHECKS).map(([name, line]) => passes(name, line)))
  const failed = results.filter((passed) => !passed).length
  console.log(failed === 0 ? 'lint passed' : `lint failed: ${failed} of ${results.length} checks`)
  return failed === 0 ? 0 : 1
})
