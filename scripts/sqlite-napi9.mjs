// The prebuilt addon of better-sqlite3 13 needs Node-API 10 (Node 22.14, Electron 36); under Node-API 9 (Node 20, Electron 33) loading it
// is a segmentation fault without a message. Here the same source is built for Node-API 9 and put where better-sqlite3 looks before its
// prebuilt files: build/Release. Newer runtimes load the rebuilt addon too, so one old runtime among several decides.
//
//   node scripts/sqlite-napi9.mjs [lowest Node-API version of the runtimes in use]     (default: 9)
import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runQuietly } from './children.mjs'
import { nodeDir } from './node-headers.mjs'
import { cacheFolder, root } from './places.mjs'
import { say, sayFailure, SetupFailure } from './report.mjs'

const require = createRequire(import.meta.url)
/** force-included: turns references to strings and numbers, which Node-API 9 does not allow, into copies */
const header = join(root, 'native', 'src', 'napi9_refs.h')

/**
 * Makes better-sqlite3 loadable in every runtime in use.
 * @param {number} napiVersion the lowest Node-API version among them
 * @returns {Promise<'prebuilt' | 'rebuilt'>}
 * @throws {SetupFailure} when the addon cannot be built
 */
export async function ensureSqlite(napiVersion) {
  const packageFolder = dirname(require.resolve('better-sqlite3/package.json', { paths: [root] }))
  const installed = join(packageFolder, 'build', 'Release', 'better_sqlite3.node')
  if (napiVersion >= 10) {
    rmSync(join(packageFolder, 'build'), { recursive: true, force: true })
    return 'prebuilt'
  }
  const { version } = require(join(packageFolder, 'package.json'))
  const key = createHash('sha256').update(readFileSync(header)).update(version).digest('hex').slice(0, 12)
  const cached = join(cacheFolder, `better-sqlite3-${version}-napi9-${key}-${process.platform}-${process.arch}.node`)
  if (!existsSync(cached)) await build(packageFolder, cached)
  if (!sameContent(cached, installed)) {
    mkdirSync(dirname(installed), { recursive: true })
    copyFileSync(cached, `${installed}.${process.pid}`)
    renameSync(`${installed}.${process.pid}`, installed)
  }
  return 'rebuilt'
}

/**
 * Builds in a copy: a half-built addon in better-sqlite3's own folder would be loaded by whatever runs meanwhile.
 * @param {string} packageFolder
 * @param {string} cached
 */
async function build(packageFolder, cached) {
  say('building better-sqlite3 for Node-API 9 (about a minute)')
  // beside the package, so that binding.gyp finds node-addon-api
  const work = mkdtempSync(join(dirname(packageFolder), '.better-sqlite3-'))
  try {
    for (const part of ['binding.gyp', 'package.json', 'lib', 'src', 'deps'])
      cpSync(join(packageFolder, part), join(work, part), { recursive: true })
    const { code, output } = await runQuietly(
      process.execPath,
      [
        require.resolve('node-gyp/bin/node-gyp.js', { paths: [root] }),
        'rebuild',
        '--release',
        '--force_build=1',
        '-j',
        'max',
        ...nodeDir(),
      ],
      { cwd: work, env: { ...process.env, ...compilerFlags() } },
    )
    const built = join(work, 'build', 'Release', 'better_sqlite3.node')
    if (code !== 0 || !existsSync(built)) {
      const problem = output.split('\n').find((line) => /error/i.test(line)) ?? `node-gyp ended with exit code ${code}`
      throw new SetupFailure(
        `better-sqlite3 could not be built for Node-API 9: ${problem.trim()}`,
        'install a C++ compiler, make and Python 3 (Debian: apt-get install g++ make python3), then start again; or use Node 22.14 or newer',
      )
    }
    mkdirSync(cacheFolder, { recursive: true })
    copyFileSync(built, `${cached}.${process.pid}`)
    renameSync(`${cached}.${process.pid}`, cached)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Flags from the environment come after those of binding.gyp, so they win. */
function compilerFlags() {
  if (process.platform === 'win32') return { _CL_: `/UNAPI_VERSION /DNAPI_VERSION=9 /FI"${header}"` }
  return {
    CFLAGS: '-w -O2',
    CXXFLAGS: `-w -UNAPI_VERSION -DNAPI_VERSION=9 -include "${header}" -fno-lto`,
    LDFLAGS: '-fno-lto',
  }
}

/**
 * @param {string} one
 * @param {string} other
 */
function sameContent(one, other) {
  return existsSync(other) && readFileSync(one).equals(readFileSync(other))
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    say(`better-sqlite3: the ${await ensureSqlite(Number(process.argv[2] ?? 9))} addon is in place`)
  } catch (error) {
    sayFailure(error)
    process.exitCode = 1
  }
}
