import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BrowserWindow, session } from 'electron'

export interface PrintedPage {
  html: string
  widthMillimetres: number
  heightMillimetres: number
}

const MILLIMETRES_PER_INCH = 25.4

/**
 * One page as a PDF with vector graphics and embedded fonts, by the printing part of the browser itself. The document has no scripts, and a
 * session of its own that answers nothing but the document.
 */
export async function printPdf({ html, widthMillimetres, heightMillimetres }: PrintedPage): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'gramscope-print-'))
  const path = join(folder, 'page.html')
  const own = session.fromPartition(`print ${folder}`, { cache: false })
  const allowed = pathToFileURL(path).href
  own.setPermissionRequestHandler((_, __, decide) => decide(false))
  own.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: url !== allowed && !url.startsWith('data:') }))
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: own, javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false },
  })
  try {
    await writeFile(path, html)
    await window.loadFile(path)
    return await window.webContents.printToPDF({
      pageSize: { width: widthMillimetres / MILLIMETRES_PER_INCH, height: heightMillimetres / MILLIMETRES_PER_INCH },
      margins: { top: 0, bottom: 0, left: 0, right: 0 },
      printBackground: true,
      pageRanges: '1',
    })
  } finally {
    window.destroy()
    await rm(folder, { recursive: true, force: true })
  }
}
