import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'

/**
 * Serves a built harness under the policy the application has, so that whatever breaks it shows:
 * `npx vite build --config test/renderer-harness/vite.config.ts --outDir /tmp/harness && node test/renderer-harness/serve-build.ts /tmp/harness 5179`
 */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'"
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
}
const [folder = '', port = '5179'] = process.argv.slice(2)

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  const file = join(folder, normalize(path === '/' ? '/index.html' : path))
  try {
    const content = await readFile(file)
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': POLICY })
    response.end(content)
  } catch (error) {
    response.writeHead(404)
    response.end(String(error))
  }
}

createServer((request, response) => void serve(request, response)).listen(Number(port))
