import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BrowserWindow, session } from 'electron'

export interface PrintedPage {
  html: string
  widthMillimetres: number
  heightMillimetres: number
  /** one page without margins, or as many as the document needs, with margins and numbers; one when absent */
  pages?: 'one' | 'all' | undefined
}

const MILLIMETRES_PER_INCH = 25.4
const ONE_PAGE = { margins: { top: 0, bottom: 0, left: 0, right: 0 }, pageRanges: '1' }
const DOCUMENT = {
  margins: { top: 0.6, bottom: 0.7, left: 0.6, right: 0.6 },
  displayHeaderFooter: true,
  headerTemplate: '<span></span>',
  footerTemplate:
    '<div style="width:100%;font-size:8px;text-align:center;color:#57616a"><span class="pageNumber"></span> / <span class="totalPages"></span></div>',
}

/**
 * A document as a PDF with vector graphics and embedded fonts, by the printing part of the browser itself. The document has no scripts, and a
 * session of its own that answers nothing but the document.
 */
export async function printPdf({ html, widthMillimetres, heightMillimetres, pages = 'one' }: PrintedPage): Promise<Uint8Array> {
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
      printBackground: true,
      ...(pages === 'one' ? ONE_PAGE : DOCUMENT),
    })
  } finally {
    window.destroy()
    await rm(folder, { recursive: true, force: true })
  }
}
