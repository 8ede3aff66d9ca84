import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'

/**
 * Pictures of the window in both themes and two sizes, taken from the running harness (`npx vite --config test/renderer-harness/vite.config.ts`).
 * Usage: node test/renderer-harness/screenshots.ts FOLDER [NAME ...]
 */
const [folder = 'screenshots', ...only] = process.argv.slice(2)
const base = process.env.HARNESS_URL ?? 'http://localhost:5178/'
mkdirSync(folder, { recursive: true })

interface Shot {
  name: string
  address: string
  act?: (page: Page) => Promise<void>
}

const SHOTS: Shot[] = [
  { name: 'home-first', address: '?runs=0#/' },
  { name: 'home', address: '?runs=400#/' },
  { name: 'home-spec', address: '?runs=400#/?spec=open' },
  { name: 'home-banners', address: '?runs=400&held&warn#/' },
  { name: 'runs', address: '?runs=10000#/runs?state=finished,diverged,running' },
  {
    name: 'runs-selected',
    address: '?runs=400#/runs?study=1',
    act: async (page) => {
      await page.getByRole('row').nth(3).click()
      await page
        .getByRole('row')
        .nth(9)
        .click({ modifiers: ['Shift'] })
      await page.keyboard.press('i')
      await page.waitForTimeout(300)
    },
  },
  { name: 'runs-grouped', address: '?runs=10000#/runs?group=spec.model.hiddenWidth', act: (page) => page.waitForTimeout(1500) },
  {
    name: 'undo',
    address: '?runs=400#/runs?study=1',
    act: async (page) => {
      await page.getByRole('row').nth(3).click()
      await page.keyboard.press('Delete')
      await page.waitForTimeout(300)
    },
  },
  { name: 'runs-columns', address: '?runs=400#/runs', act: (page) => page.keyboard.press('c') },
  { name: 'runs-empty', address: '?runs=0#/runs' },
  { name: 'settings', address: '?runs=400#/settings' },
  {
    name: 'palette',
    address: '?runs=400#/runs',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('table')
      await page.waitForTimeout(300)
    },
  },
  { name: 'shortcuts', address: '?runs=400#/runs', act: (page) => page.keyboard.press('?') },
]

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
const sizes = [
  { width: 1440, height: 900 },
  { width: 1100, height: 700 },
]
for (const theme of ['light', 'dark'] as const) {
  for (const viewport of sizes) {
    const context = await browser.newContext({ viewport, colorScheme: theme })
    for (const shot of SHOTS) {
      if (only.length > 0 && !only.includes(shot.name)) continue
      const page = await context.newPage()
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') console.log(`${shot.name}: ${message.text()}`)
      })
      page.on('pageerror', (error) => console.log(`${shot.name}: ${error.message}`))
      await page.goto(base + shot.address)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForTimeout(900)
      await shot.act?.(page)
      await page.waitForTimeout(200)
      await page.screenshot({ path: join(folder, `${shot.name}-${theme}-${viewport.width}.png`) })
      await page.close()
    }
    await context.close()
  }
}
await browser.close()
