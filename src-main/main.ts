import { app, dialog, Menu, powerMonitor, type BrowserWindow } from 'electron'
import {
  LabError,
  type RequestArgument,
  type RequestName,
  type DropArgument,
  type ShellRequestArgument,
  type ShellRequestName,
} from './contract'
import { buildLayout } from './lab/build-layout'
import { homeFolder } from './lab/home'
import { LabClient } from './lab/lab-client'
import { APP_ORIGIN, originOf } from './shell/channels'
import { openGate } from './shell/ipc-gate'
import { lockDown } from './shell/lock-down'
import { declarePageScheme, servePage } from './shell/page-protocol'
import { PowerKeeper } from './shell/power'
import { shellRequests } from './shell/shell-requests'
import { createWindow, forwardEvents } from './shell/window'

/** How long running runs may take to checkpoint before the program ends; what is not checkpointed by then resumes from before. */
const CLOSE_MILLISECONDS = 8000

const layout = buildLayout(import.meta.url)
const home = homeFolder()
const development = process.env.ELECTRON_RENDERER_URL

// every page asks for the sandbox itself; as root Chromium has none to offer and would refuse to start
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
// Chromium's own files (caches, local storage) stay with the home, so that two homes are two laboratories
app.setPath('userData', `${home}/window`)
declarePageScheme()
// while developing, the page and its hot reloading come from the development server
lockDown(development === undefined ? [APP_ORIGIN] : [APP_ORIGIN, originOf(development), originOf(development).replace(/^http/, 'ws')])

let window: BrowserWindow | null = null
let closing = false

function start(): void {
  const lab = new LabClient(layout.labThreadFile, { home, kind: 'app', workerFile: layout.workerFile, appRoot: layout.appRoot })
  servePage(layout.rendererFolder)
  const onlyWindow = (): BrowserWindow => {
    if (window === null) throw new LabError('internal', 'The window is closed.')
    return window
  }
  const shell = shellRequests(onlyWindow, lab, home)
  openGate({
    request: (name: RequestName, argument) => lab.request(name, argument as RequestArgument<typeof name>),
    shell: (name: ShellRequestName, argument) => shell[name](argument as ShellRequestArgument<typeof name> as never),
    drop: (_, argument) => lab.openData((argument as DropArgument).paths),
  })
  forwardEvents(lab, () => window)
  const power = new PowerKeeper(lab, powerMonitor)
  // a laboratory that is closing pauses its runs itself
  const closingIgnored = (error: unknown): void => {
    if (!closing) console.error(LabError.from(error).message)
  }
  power.watch(closingIgnored)
  lab.subscribe((events) => {
    if (events.some(({ kind }) => kind === 'settings-changed')) power.settingsChanged().catch(closingIgnored)
  })
  window = createWindow(layout.preloadFile)
  window.on('closed', () => (window = null))

  app.on('second-instance', () => {
    window?.restore()
    window?.focus()
  })
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (closing) return
    closing = true
    event.preventDefault()
    void lab.close(CLOSE_MILLISECONDS).finally(() => app.quit())
  })
}

if (app.requestSingleInstanceLock()) {
  Menu.setApplicationMenu(null)
  // never awaited at the top level: Electron waits for the module before it emits ready
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      dialog.showErrorBox('Gramscope could not start', LabError.from(error).message)
      app.exit(1)
    })
} else {
  app.quit()
}
