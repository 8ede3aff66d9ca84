// Windows without a screen, and what Electron has to be told about the machine it opens its window on.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { SetupFailure } from './report.mjs'

const linux = process.platform === 'linux'

/** Whether a window can be shown to somebody. */
export function hasDisplay() {
  return !linux || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/**
 * Starts an X server that draws into memory. It ends with `stop`, or with this process.
 * @param {string} mend what to do when there is no Xvfb
 * @returns {Promise<{ display: string, stop: () => void }>}
 */
export function startVirtualDisplay(mend) {
  return new Promise((resolve, reject) => {
    // descriptor 3 receives the number of the first free display
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    })
    const stop = () => {
      process.off('exit', stop)
      server.kill()
    }
    process.on('exit', stop)
    let complaint = ''
    server.stderr?.on('data', (/** @type {Buffer} */ chunk) => (complaint += chunk.toString()))
    server.once('error', () => reject(new SetupFailure('there is no display, and Xvfb, which stands in for one, is not installed', mend)))
    server.once('exit', (code) =>
      reject(new SetupFailure(`there is no display, and Xvfb ended with code ${code}: ${complaint.trim()}`, mend)),
    )
    server.stdio[3]?.once('data', (/** @type {Buffer} */ number) => resolve({ display: `:${number.toString().trim()}`, stop }))
  })
}

/**
 * Switches that Electron needs on this machine.
 * @param {string} dist folder of the Electron distribution
 * @returns {{ switches: string[], notes: string[] }}
 */
export function electronSwitches(dist) {
  const switches = []
  const notes = []
  if (linux && process.getuid?.() === 0) {
    switches.push('--no-sandbox')
  } else if (linux && !canSandbox(dist)) {
    switches.push('--no-sandbox')
    notes.push('this system does not let programs sandbox themselves: the window runs without the operating system part of its sandbox')
  }
  // without a graphics device Chromium would try one in vain and then draw in software all the same
  if (linux && !existsSync('/dev/dri')) switches.push('--disable-gpu')
  return { switches, notes }
}

/** @param {string} dist */
function canSandbox(dist) {
  const helper = join(dist, 'chrome-sandbox')
  if (existsSync(helper)) {
    const { uid, mode } = statSync(helper)
    if (uid === 0 && (mode & 0o4000) !== 0) return true
  }
  // what Chromium does otherwise: a user namespace of its own (some distributions and containers forbid it)
  const attempt = spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' })
  return attempt.error !== undefined || attempt.status === 0
}
