import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './lab-app'
import { spec } from './specs'

const THEMES = ['light', 'dark'] as const
/** One kernel is singular, one waits to be computed, one is hidden, one is refused. */
const OVERLAYS = [
  { activation: 'tanh' },
  { data: 'full-circle' },
  { activation: 'swish', points: '2000' },
  { activation: 'elu', hidden: true },
  { activation: 'expression', parameter: 'x * tahn(x)' },
]

test('every page is legible and usable for everybody, light and dark, at both ends of the window sizes', async ({ openLab }, info) => {
  test.setTimeout(240_000)
  const { app, page, problems } = await openLab()
  const ids = await page.evaluate(
    async (specs) => {
      const { request } = window.gramscope
      await request('recipes.start', { recipeId: 'razborov-two-rate', size: 'quick' })
      await request('studies.pause', { studyId: 1 })
      const [good, unstable] = await Promise.all(specs.map((content) => request('specs.enqueue', { spec: content, seeds: [1, 2] })))
      return [good, unstable].map((reply) => (reply?.ok ? reply.value.runIds[0] : undefined))
    },
    [spec(60, 40), spec(60, 40, { stepSizes: { kind: 'two-rate', hidden: 0.1, output: 0 } })],
  )
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const reply = await window.gramscope.request('runs.query', {
          filter: { states: ['finished', 'diverged'] },
          offset: 0,
          limit: 1,
          columns: [],
        })
        return reply.ok ? reply.value.total : 0
      }),
    )
    .toBeGreaterThanOrEqual(4)
  const places = {
    home: '#/',
    runs: '#/runs',
    study: '#/studies/1',
    run: `#/runs/${ids[0]}`,
    diverged: `#/runs/${ids[1]}`,
    compose: `#/compose?run=${ids[0]}`,
    spectra: `#/spectra?spectra=${encodeURIComponent(JSON.stringify(OVERLAYS))}`,
    datasets: '#/datasets',
    claims: '#/claims',
    settings: '#/settings',
  }
  for (const theme of THEMES) {
    await page.evaluate((chosen) => window.gramscope.request('settings.set', { theme: chosen }), theme)
    await page.reload()
    for (const [name, hash] of Object.entries(places)) {
      for (const [width, height] of [
        [1440, 900],
        [1100, 700],
      ] as const) {
        await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height), {
          width,
          height,
        })
        await page.evaluate((target) => {
          window.location.hash = target
        }, hash)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await page.waitForTimeout(600)
        await page.screenshot({ path: info.outputPath(`${name}-${theme}-${width}.png`) })
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect(sideways, `${name} is wider than its window`).toBeLessThanOrEqual(0)
      }
      // without a second window, which this application refuses to open
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.map(({ id, nodes }) => `${name} ${theme} ${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([])
    }
  }
  expect(problems).toEqual([])
})

test('keys reach everything: palette, shortcuts, pages', async ({ openLab }) => {
  const { page } = await openLab()
  await page.getByRole('heading', { name: 'Home' }).waitFor()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.type('settings')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
