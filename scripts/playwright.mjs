import { join } from 'node:path'
import { runInTerminal } from './children.mjs'
import { hasDisplay, startVirtualDisplay } from './display.mjs'
import { electronEnvironment } from './electron-dist.mjs'
import { root } from './places.mjs'

/**
 * Runs Playwright on the built application in this machine's Electron, on a virtual display where there is none.
 * @param {import('./setup.mjs').Outcome} outcome of the set-up for tests
 * @param {string[]} args of `playwright test`
 * @returns {Promise<number>} its exit code
 */
export async function runPlaywright({ electron, mendPackages }, args) {
  if (!electron) throw new Error('The set-up ended without an Electron.')
  const screen = hasDisplay() ? null : await startVirtualDisplay(mendPackages)
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, ...electronEnvironment(electron), ...(screen && { DISPLAY: screen.display }) }
  delete env.ELECTRON_RUN_AS_NODE
  try {
    return await runInTerminal(process.execPath, [join(root, 'node_modules', '@playwright', 'test', 'cli.js'), 'test', ...args], {
      cwd: root,
      env,
    })
  } finally {
    screen?.stop()
  }
}
