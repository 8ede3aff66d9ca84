import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'
import { APP_ORIGIN, originOf } from './channels'

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
}

/** No inline code, no inline style sheets, no network. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** To be called before the app is ready. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: false } },
  ])
}

/** Serves the built page from its folder, and nothing outside it, under app://gramscope. */
export function servePage(folder: string): void {
  const headers = {
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  }
  const missing = (): Response => new Response('Not found', { status: 404, headers })
  protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    if (originOf(request.url) !== APP_ORIGIN || request.method !== 'GET') return missing()
    const name = url.pathname === '/' ? '/index.html' : decodeURIComponent(url.pathname)
    const file = normalize(join(folder, name))
    if (!file.startsWith(folder + sep)) return missing()
    const type = CONTENT_TYPES[extname(file)]
    if (type === undefined) return missing()
    try {
      return new Response(new Uint8Array(await readFile(file)), { headers: { ...headers, 'Content-Type': type } })
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return missing()
      throw error
    }
  })
}
