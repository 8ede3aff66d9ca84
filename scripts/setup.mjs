// Brings the machine from a fresh clone to where a command can run. Every step first looks, cheaply, whether there is anything to do.
//
//   node scripts/setup.mjs        everything, for the window and the tests; tries again what failed before
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runQuietly } from './children.mjs'
import { command } from './command.mjs'
import { npm, npmProblem } from './npm.mjs'
import { root } from './places.mjs'
import { say, SetupFailure } from './report.mjs'
import { alone } from './setup-lock.mjs'
import { keyOf, stamp, stamped } from './stamps.mjs'
import { hasApt, installCommand, installPackages, missingPackages } from './system-packages.mjs'

/**
 * What a command is about to do; each goal includes those before it.
 * - tools: read and check the sources
 * - terminal: run the lab in the terminal
 * - window: open the lab's window
 * - tests: open it where there may be no display
 * @typedef {'tools' | 'terminal' | 'window' | 'tests'} Goal
 */

/** @type {Record<Goal, import('./system-packages.mjs').PackageGroup[]>} */
const PACKAGE_GROUPS = { tools: [], terminal: ['build'], window: ['build', 'window'], tests: ['build', 'window', 'screen'] }

/** What mends a missing package of the system where it is not known by name. */
const ELSEWHERE = 'install it with the package manager of the system, then start again'

/**
 * @typedef {object} Outcome
 * @property {import('./electron-dist.mjs').Electron | null} electron null when the goal needs none
 * @property {string} mendPackages what to do about missing system packages
 */

/**
 * @param {Goal} goal
 * @param {{ again?: boolean }} [options] again: repeat what failed before, even where nothing changed since
 * @returns {Promise<Outcome>}
 * @throws {SetupFailure} what is missing and the command that mends it
 */
export function setUp(goal, { again = false } = {}) {
  return alone(() => steps(goal, again))
}

/**
 * @param {Goal} goal
 * @param {boolean} again
 * @returns {Promise<Outcome>}
 */
async function steps(goal, again) {
  installDependencies()
  if (goal === 'tools') return { electron: null, mendPackages: '' }

  dropUselessNodedir()
  const { missing, mend: mendPackages } = ensureSystemPackages(goal, again)
  const electron = goal === 'terminal' ? knownElectron() : await findElectron(missing, mendPackages)
  await buildNative(missing, mendPackages, again)
  await ensureDatabaseDriver(electron, missing, mendPackages)
  await buildApplication()
  return { electron: goal === 'terminal' ? null : electron, mendPackages }
}

/** `npm ci` unless every package of the lock file is there in its version. */
function installDependencies() {
  if (dependenciesInstalled()) return
  say('installing the packages of package-lock.json (npm ci)')
  const run = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root })
  if (run.status === 0 && dependenciesInstalled()) return
  throw new SetupFailure(
    `the packages of package-lock.json could not be installed: ${npmProblem(run)}`,
    'npm ci (it needs the npm registry), then start again',
  )
}

function dependenciesInstalled() {
  // npm writes this file last: it lists what really stands in node_modules
  const list = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(list)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(list, 'utf8')).packages
  // optional packages are those of other systems
  return Object.entries(wanted).every(([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version)
}

/** node-gyp heeds this setting of npm more than its own arguments: one that leads to no headers breaks every native build. */
function dropUselessNodedir() {
  const folder = process.env.npm_config_nodedir
  if (folder && !existsSync(join(folder, 'include', 'node', 'node_api.h'))) delete process.env.npm_config_nodedir
}

// any change of any package changes dpkg's list
const packagesKey = () => keyOf(['scripts/system-packages.mjs'], [statSync('/var/lib/dpkg/status').mtimeMs])

/**
 * @param {Goal} goal
 * @param {boolean} again
 * @returns {{ missing: string[], mend: string }} what is still missing, and the command that installs it
 */
function ensureSystemPackages(goal, again) {
  if (!hasApt) return { missing: [], mend: ELSEWHERE }
  const step = `system-packages-${goal}`
  let outcome = stamped(step, packagesKey())
  if (outcome === null || (outcome.missing.length > 0 && again)) {
    const before = missingPackages(PACKAGE_GROUPS[goal])
    const missing = before.length > 0 && installPackages(before) ? missingPackages(PACKAGE_GROUPS[goal]) : before
    outcome = { missing, mend: missing.length > 0 ? installCommand(missing) : ELSEWHERE }
    stamp(step, packagesKey(), outcome)
  }
  if (outcome.missing.length > 0) say(`missing system packages: ${outcome.missing.join(', ')}. To install them: ${outcome.mend}`)
  return outcome
}

const electronKey = () =>
  keyOf(['node_modules/electron/package.json', 'scripts/electron-dist.mjs'], [process.env.ELECTRON_OVERRIDE_DIST_PATH ?? null])

/** @returns {import('./electron-dist.mjs').Electron | null} the Electron of an earlier set-up */
function knownElectron() {
  const known = stamped('electron', electronKey())
  return known && existsSync(known.exec) ? known : null
}

/**
 * @param {string[]} missing
 * @param {string} mendPackages
 */
async function findElectron(missing, mendPackages) {
  const known = knownElectron()
  if (known) return known
  const { electronDist } = await import('./electron-dist.mjs')
  const found = await orMissingPackages(missing, mendPackages, electronDist)
  stamp('electron', electronKey(), found)
  return found
}

/**
 * A step that fails while system packages are missing most likely fails for that: their installation is then what mends it.
 * @template T
 * @param {string[]} missing
 * @param {string} mendPackages
 * @param {() => Promise<T>} step
 */
async function orMissingPackages(missing, mendPackages, step) {
  try {
    return await step()
  } catch (error) {
    if (error instanceof SetupFailure && missing.length > 0) throw new SetupFailure(error.message, mendPackages, { cause: error })
    throw error
  }
}

/**
 * The C++ arithmetic. Without it the lab computes the same in TypeScript, slower, so a failure does not stop the set-up.
 * @param {string[]} missing
 * @param {string} mendPackages
 * @param {boolean} again
 */
async function buildNative(missing, mendPackages, again) {
  const sources = ['native', 'scripts/build-native.mjs', 'scripts/node-headers.mjs', 'node_modules/node-addon-api/package.json']
  const key = keyOf(sources, [process.platform, process.arch])
  const earlier = stamped('native', key)
  const addonThere = () => existsSync(join(root, 'native', 'build', 'Release', 'gramscope_kernels.node'))
  if (earlier?.built && addonThere()) return
  const nothingNew = earlier?.built === false && earlier.addonThere === addonThere() && earlier.missing.join() === missing.join()
  if (nothingNew && !again) {
    say(earlier.problem)
    return
  }
  say('building the native arithmetic')
  const { code, output } = await runQuietly(process.execPath, [join(root, 'scripts', 'build-native.mjs'), '--required'], { cwd: root })
  if (code === 0) {
    stamp('native', key, { built: true })
    return
  }
  const told = output.split('\n').filter((line) => /^(Native|The portable) arithmetic/.test(line))
  const mend =
    missing.length > 0
      ? `${mendPackages}, then npm run setup`
      : 'node scripts/build-native.mjs shows all messages; npm run setup tries again'
  const problem = `${told.join(' ') || 'Native arithmetic not built.'} (${mend})`
  stamp('native', key, { built: false, problem, missing, addonThere: addonThere() })
  say(problem)
}

/**
 * A better-sqlite3 that loads in this Node and in the Electron of this machine.
 * @param {import('./electron-dist.mjs').Electron | null} electron
 * @param {string[]} missing
 * @param {string} mendPackages
 */
async function ensureDatabaseDriver(electron, missing, mendPackages) {
  const napi = Math.min(Number(process.versions.napi), electron?.napi ?? Infinity)
  const key = keyOf(['node_modules/better-sqlite3/package.json', 'native/src/napi9_refs.h', 'scripts/sqlite-napi9.mjs'], [napi])
  // an addon built for an older Node-API stands where better-sqlite3 looks first; the one it ships with needs version 10
  const built = join(root, 'node_modules', 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node')
  if (stamped('database-driver', key) && (napi >= 10 || existsSync(built))) return
  const { ensureSqlite } = await import('./sqlite-napi9.mjs')
  await orMissingPackages(missing, mendPackages, () => ensureSqlite(napi))
  stamp('database-driver', key, {})
}

const APPLICATION = ['out/main/main.js', 'out/main/cli.js', 'out/preload/preload.cjs', 'out/renderer/index.html']

async function buildApplication() {
  // the build carries a hash over the native sources and the version in package.json
  const sources = [
    'src-main',
    'src-renderer',
    'native/src',
    'electron.vite.config.ts',
    'tsconfig.base.json',
    'package.json',
    'package-lock.json',
  ]
  const key = keyOf(sources)
  if (stamped('application', key) && APPLICATION.every((file) => existsSync(join(root, file)))) return
  say('building the application')
  const viteCli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const run = await runQuietly(process.execPath, [viteCli, 'build', '--logLevel', 'warn'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (run.code !== 0) {
    const told = run.output.replace(/^ +at .*$/gm, '').trim()
    throw new SetupFailure(`the application could not be built:\n${told}`, 'mend the source that the message names, then start again')
  }
  stamp('application', key, {})
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await command(async () => {
    const { electron } = await setUp('tests', { again: true })
    say(`ready: Node ${process.versions.node}, Electron ${electron?.version} (${electron?.source})`)
    return 0
  })
}
