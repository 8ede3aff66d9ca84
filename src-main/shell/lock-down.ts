import { app, session } from 'electron'
import { originOf } from './channels'

/** No navigation, no new windows, no webviews, no permissions and no network, for every page that is ever created. */
export function lockDown(allowedOrigins: readonly string[]): void {
  app.on('web-contents-created', (_, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
  })
  void app.whenReady().then(() => {
    const own = session.defaultSession
    own.setPermissionRequestHandler((_, __, decide) => decide(false))
    own.setPermissionCheckHandler(() => false)
    own.setDevicePermissionHandler(() => false)
    own.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !isAllowed(details.url, allowedOrigins) }))
  })
}

function isAllowed(url: string, allowedOrigins: readonly string[]): boolean {
  return ['data:', 'blob:', 'devtools:'].includes(new URL(url).protocol) || allowedOrigins.includes(originOf(url))
}
