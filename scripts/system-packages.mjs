// Debian's and Ubuntu's packages that the build, the window and the tests need. Elsewhere nothing is looked for here: what is missing
// shows, by its name, when it is used.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { say } from './report.mjs'

/** @typedef {'build' | 'window' | 'screen'} PackageGroup */

/**
 * Alternatives separated by | (Ubuntu 24.04 and Debian 13 renamed some libraries); the first that the system offers is installed.
 * @type {Record<PackageGroup, string[]>}
 */
const GROUPS = {
  build: ['gcc', 'g++', 'make', 'python3', 'libopenblas-pthread-dev'],
  window: [
    'libgtk-3-0t64|libgtk-3-0',
    'libnss3',
    'libasound2t64|libasound2',
    'libgbm1',
    'libxkbcommon0',
    'libatk-bridge2.0-0t64|libatk-bridge2.0-0',
    'libcups2t64|libcups2',
    'libdrm2',
    'libxcomposite1',
    'libxdamage1',
    'libxrandr2',
    'fonts-dejavu-core',
  ],
  screen: ['xvfb', 'xauth'],
}

const LOCK_WAIT = ['-o', 'DPkg::Lock::Timeout=300']

export const hasApt = process.platform === 'linux' && existsSync('/usr/bin/apt-get') && existsSync('/var/lib/dpkg/status')

const mayInstall = process.getuid?.() === 0

/**
 * @param {PackageGroup[]} groups
 * @returns {string[]} entries of the groups of which no alternative is installed
 */
export function missingPackages(groups) {
  if (!hasApt) return []
  const wanted = groups.flatMap((group) => GROUPS[group])
  const names = wanted.flatMap((entry) => entry.split('|'))
  const query = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status} ${Package}\\n', ...names], { encoding: 'utf8' })
  const installed = new Set(
    query.stdout
      .split('\n')
      .filter((line) => line.startsWith('installed '))
      .map((line) => line.slice('installed '.length)),
  )
  return wanted.filter((entry) => !entry.split('|').some((name) => installed.has(name)))
}

/**
 * Of each entry the alternative that this system offers.
 * @param {string[]} entries
 */
function offered(entries) {
  const names = entries.flatMap((entry) => entry.split('|'))
  const policy = spawnSync('apt-cache', ['policy', ...names], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }).stdout ?? ''
  const known = new Set()
  for (const block of policy.split(/\n(?=\S)/)) {
    const candidate = /Candidate: (\S+)/.exec(block)?.[1]
    if (candidate && candidate !== '(none)') known.add(block.slice(0, block.indexOf(':')))
  }
  return entries.map((entry) => {
    const alternatives = entry.split('|')
    return alternatives.find((name) => known.has(name)) ?? /** @type {string} */ (alternatives.at(-1))
  })
}

/**
 * The one command that installs the packages.
 * @param {string[]} entries
 */
export function installCommand(entries) {
  const apt = mayInstall ? 'apt-get' : 'sudo apt-get'
  return `${apt} update && ${apt} install -y --no-install-recommends ${offered(entries).join(' ')}`
}

/**
 * Installs the packages where this process may; says what went wrong where it could not.
 * @param {string[]} entries
 * @returns {boolean} whether apt reported success
 */
export function installPackages(entries) {
  if (!mayInstall) return false
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }
  say(`installing system packages: ${entries.map((entry) => entry.split('|').at(-1)).join(' ')}`)
  // package lists may be stale or, in a fresh container, not there at all; an unreachable mirror shows in the installation
  spawnSync('apt-get', [...LOCK_WAIT, 'update', '-qq'], { stdio: 'ignore', env })
  const install = spawnSync('apt-get', [...LOCK_WAIT, 'install', '-y', '-qq', '--no-install-recommends', ...offered(entries)], {
    encoding: 'utf8',
    env,
  })
  if (install.status === 0) return true
  const problem = install.error?.message ?? (install.stderr.split('\n').find((line) => line.startsWith('E: ')) || 'no reason given')
  say(`apt-get could not install them: ${problem}`)
  return false
}
