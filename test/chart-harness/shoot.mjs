// node test/chart-harness/shoot.mjs <url path> <out.png> [width] [height] [dark|light] [script]
import { chromium } from 'playwright-core'
const [path, out, width = '1440', height = '900', theme = 'light', script] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
const page = await browser.newPage({ viewport: { width: Number(width), height: Number(height) }, colorScheme: theme })
page.on('console', (message) => console.log('console', message.type(), message.text()))
page.on('pageerror', (error) => console.log('ERROR', error.message, (error.stack ?? '').split('\n').slice(0, 6).join(' | ')))
await page.goto(`http://localhost:5187${path}`)
await page.waitForSelector('.plot, .claim', { timeout: 60000 }).catch((error) => console.log(error.message))
await page.waitForTimeout(1500)
if (script) {
  const act = new Function('page', `return (async () => { ${script} })()`)
  const result = await act(page)
  if (result !== undefined) console.log(JSON.stringify(result))
  await page.waitForTimeout(500)
}
await page.screenshot({ path: out })
await browser.close()
