// Builds the native arithmetic (native/) with node-gyp. Where a compiler or OpenBLAS is missing it says so, names the command that mends
// it, and succeeds: the application then computes in TypeScript. With --required it fails instead.
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { nodeDir } from './node-headers.mjs'
import { root } from './places.mjs'

const addon = join(root, 'native', 'build', 'Release', 'gramscope_kernels.node')
const required = process.argv.includes('--required')

/** @param {string} what @param {string} remedy */
function giveUp(what, remedy) {
  console.log(`Native arithmetic not built: ${what}`)
  console.log(`The portable arithmetic gives the same results, more slowly. To mend it: ${remedy}`)
  process.exit(required ? 1 : 0)
}

/** @param {string} command @param {string[]} args */
function output(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8' })
  return result.status === 0 ? result.stdout.trim() : null
}

/**
 * The build with pthreads only: the serial one gives wrong results when several threads call it, the OpenMP one brings its own threads.
 * @param {string} compiler
 */
function findOpenblas(compiler) {
  if (process.env.OPENBLAS_LIBRARY) return existsSync(process.env.OPENBLAS_LIBRARY) ? process.env.OPENBLAS_LIBRARY : null
  const triple = output(compiler, ['-print-multiarch']) || output(compiler, ['-dumpmachine']) || ''
  return [`/usr/lib/${triple}/openblas-pthread/libopenblas.a`, '/usr/lib64/libopenblasp.a', '/usr/lib/libopenblasp.a'].find((file) =>
    existsSync(file),
  )
}

const mend = 'apt-get install g++ make python3 libopenblas-pthread-dev, then npm run setup'
if (process.platform !== 'linux') giveUp(`no build for ${process.platform} yet.`, 'nothing to do on this system.')
const compiler = process.env.CXX ?? 'g++'
if (output(compiler, ['--version']) === null) giveUp(`no C++ compiler (${compiler}).`, mend)
if (output('make', ['--version']) === null) giveUp('no make.', mend)
if (output('python3', ['--version']) === null) giveUp('no python3, which node-gyp needs.', mend)
const openblas = findOpenblas(compiler)
if (!openblas)
  giveUp(
    process.env.OPENBLAS_LIBRARY
      ? `OPENBLAS_LIBRARY names ${process.env.OPENBLAS_LIBRARY}, which does not exist.`
      : 'no static OpenBLAS with pthreads (openblas-pthread/libopenblas.a).',
    `${mend}; or set OPENBLAS_LIBRARY to its libopenblas.a`,
  )
const headers = nodeDir()
if (headers.length === 0)
  giveUp(
    'no headers of Node (include/node/node_api.h).',
    'apt-get install libnode-dev, or set npm_config_nodedir to a folder with include/node',
  )

const gyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js')
const built = spawnSync(process.execPath, [gyp, 'rebuild', '-C', 'native', '--loglevel=warn', ...headers, '--', `-Dopenblas=${openblas}`], {
  cwd: root,
  stdio: 'inherit',
})
if (built.status !== 0) {
  rmSync(addon, { force: true })
  giveUp('the compiler reported the errors above.', 'repair what they name, then npm run setup')
}
const probe = spawnSync(process.execPath, ['-e', 'process.stdout.write(require(process.argv[1]).selfTest())', addon], { encoding: 'utf8' })
if (probe.status !== 0 || probe.stdout !== '') {
  const problem = probe.stdout || probe.stderr.split('\n').find((line) => line.includes('Error')) || `signal ${probe.signal}`
  if (required) process.exitCode = 1
  console.log(`Native arithmetic built, but its self-test says: ${problem}. It is tested again at every start and not used while it fails.`)
} else {
  console.log(`Native arithmetic built with ${openblas}: ${addon}`)
}
