// npm start: opens the lab; without a display runs the quick recipe in the terminal.
import { join } from 'node:path'
import { runInTerminal } from './children.mjs'
import { command } from './command.mjs'
import { electronSwitches, hasDisplay } from './display.mjs'
import { root } from './places.mjs'
import { say } from './report.mjs'
import { setUp } from './setup.mjs'

// hang-up, Ctrl-C, a polite end
const ASKED_TO_END = [129, 130, 143]

await command(async (args) => {
  if (!hasDisplay()) {
    say('There is no display (DISPLAY and WAYLAND_DISPLAY are not set): the quick recipe runs here in the terminal instead of the window.')
    await setUp('terminal')
    return runInTerminal(process.execPath, [join(root, 'out', 'main', 'cli.js'), 'quickstart', ...args])
  }
  const { electron } = await setUp('window')
  if (!electron) throw new Error('The set-up for the window ended without an Electron.')
  const { switches, notes } = electronSwitches(electron.dist)
  for (const note of notes) say(note)
  const env = { ...process.env }
  delete env.ELECTRON_RUN_AS_NODE
  const code = await runInTerminal(electron.exec, [...switches, root, ...args], { env })
  if (code !== 0 && !ASKED_TO_END.includes(code)) {
    say(`The window ended with code ${code}. If the display cannot be used, the lab runs in the terminal: npm run lab -- help`)
  }
  return code
})
