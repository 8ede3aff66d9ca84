import { app, BrowserWindow, powerSaveBlocker } from 'electron'
import type { LabEvent } from '../contract'
import type { LabClient } from '../lab/lab-client'
import { APP_ORIGIN, CHANNELS } from './channels'

/** The one window. Shown when its first frame is drawn. */
export function createWindow(preloadFile: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1100,
    minHeight: 700,
    show: false,
    title: app.name,
    autoHideMenuBar: true,
    webPreferences: {
      preload: preloadFile,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  void window.loadURL(process.env.ELECTRON_RENDERER_URL ?? `${APP_ORIGIN}/`)
  return window
}

/** Sends the lab's events to the page, and keeps the machine awake while runs go on. */
export function forwardEvents(lab: LabClient, window: () => BrowserWindow | null): void {
  let blocker: number | null = null
  const awake = (running: boolean): void => {
    if (running && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
    else if (!running && blocker !== null) {
      powerSaveBlocker.stop(blocker)
      blocker = null
    }
  }
  lab.subscribe((events: LabEvent[]) => {
    const target = window()
    if (target !== null && !target.isDestroyed()) target.webContents.send(CHANNELS.events, events)
    if (events.some((event) => event.kind === 'queue-changed')) {
      lab.request('queue.get', {}).then(
        (queue) => awake(queue.running.length > 0),
        () => awake(false),
      )
    }
  })
}
