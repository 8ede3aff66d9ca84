// npm run dev: the window on the sources; the page follows changes as they are saved.
import { join } from 'node:path'
import { runInTerminal } from './children.mjs'
import { command } from './command.mjs'
import { electronSwitches, hasDisplay } from './display.mjs'
import { electronEnvironment } from './electron-dist.mjs'
import { root } from './places.mjs'
import { SetupFailure } from './report.mjs'
import { setUp } from './setup.mjs'
import { forget } from './stamps.mjs'

await command(async (args) => {
  if (!hasDisplay())
    throw new SetupFailure(
      'there is no display to open a window on',
      'set DISPLAY or WAYLAND_DISPLAY, or use the terminal: npm run lab -- help',
    )
  const { electron } = await setUp('window')
  if (!electron) throw new Error('The set-up for the window ended without an Electron.')
  // what stands in out/ afterwards is a development build of whatever was edited meanwhile
  forget('application')
  const viteCli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const { switches } = electronSwitches(electron.dist)
  return runInTerminal(process.execPath, [viteCli, 'dev', '--watch', ...args, '--', ...switches], {
    cwd: root,
    env: { ...process.env, ...electronEnvironment(electron) },
  })
})
