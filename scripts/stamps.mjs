// What the set-up did, so that the next start sees at once that there is nothing to do. A stamp is a file in node_modules/.gramscope
// (gone with node_modules) with the key under which its step was done: the same key, nothing to do.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './places.mjs'

const folder = join(root, 'node_modules', '.gramscope')

/**
 * @param {string} path file or folder inside the repository
 * @returns {string[]} every file in it, sorted
 */
function filesIn(path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (statSync(full).isFile()) return [path]
  return readdirSync(full, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && entry.name !== 'build')
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(path, entry.name)) : [join(path, entry.name)]))
    .sort()
}

/**
 * A key of the contents of files and of further facts.
 * @param {string[]} paths files and folders inside the repository; folders named node_modules and build are left out
 * @param {unknown[]} [facts]
 */
export function keyOf(paths, facts = []) {
  const hash = createHash('sha256').update(JSON.stringify(facts))
  for (const file of paths.flatMap(filesIn)) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/**
 * @param {string} step
 * @param {string} key
 * @returns {any} what was stamped under this key, or null
 */
export function stamped(step, key) {
  const file = join(folder, `${step}.json`)
  if (!existsSync(file)) return null
  const stamp = JSON.parse(readFileSync(file, 'utf8'))
  return stamp.key === key ? stamp.value : null
}

/**
 * @param {string} step
 * @param {string} key
 * @param {object} value
 */
export function stamp(step, key, value) {
  const file = join(folder, `${step}.json`)
  mkdirSync(dirname(file), { recursive: true })
  const unfinished = `${file}.${process.pid}`
  writeFileSync(unfinished, JSON.stringify({ key, value }))
  renameSync(unfinished, file)
}

/**
 * The step is to be done again.
 * @param {string} step
 */
export function forget(step) {
  rmSync(join(folder, `${step}.json`), { force: true })
}
