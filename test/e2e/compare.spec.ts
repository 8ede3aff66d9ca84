import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { ElectronApplication, Page } from '@playwright/test'
import { expect, test } from './lab-app'
import { spec } from './specs'

const SEEDS = [1, 2, 3]
const WIDTHS = [60, 120]

/** Playwright cannot click native dialogs: from now on the save dialog answers this path. */
async function saveTo(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
}

/** Rows of a CSV without comments, by the names of its columns. */
function rowsOf(path: string): Record<string, string>[] {
  const lines = readFileSync(path, 'utf8').split('\r\n')
  const [header = '', ...rows] = lines.filter((line) => line !== '' && !line.startsWith('#'))
  const fields = (line: string) =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, field = '']) => field.replace(/^"|"$/g, '').replaceAll('""', '"'))
  const names = fields(header)
  return rows.map((line) => Object.fromEntries(fields(line).map((field, i) => [names[i] ?? '', field])))
}

async function exportChart(page: Page, app: ElectronApplication, chart: RegExp, item: string, path: string): Promise<void> {
  await saveTo(app, path)
  await page.getByRole('button', { name: chart }).first().click()
  await page.getByRole('menuitem', { name: item }).click()
  await expect.poll(() => readable(path)).toBe(true)
}

function readable(path: string): boolean {
  try {
    return readFileSync(path).length > 0
  } catch {
    return false
  }
}

test('runs are laid side by side: seeds as means with bands that check out, reopened, exported', async ({ home, openLab }, info) => {
  test.setTimeout(300_000)
  const { app, page, problems } = await openLab()
  const ids = await page.evaluate(
    async ({ specs, seeds }) => {
      const replies = []
      for (const content of specs) replies.push(await window.gramscope.request('specs.enqueue', { spec: content, seeds }))
      return replies.flatMap((reply) => (reply.ok ? reply.value.runIds : []))
    },
    { specs: WIDTHS.map((width) => spec(width, 40)), seeds: SEEDS },
  )
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          const reply = await window.gramscope.request('runs.query', { filter: { states: ['finished'] }, offset: 0, limit: 1, columns: [] })
          return reply.ok ? reply.value.total : 0
        }),
      { timeout: 120_000 },
    )
    .toBe(6)

  // from the selection in the table of runs
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await page.getByRole('grid', { name: 'Runs' }).getByRole('gridcell').first().click()
  await page.keyboard.press('Control+a')
  await page.getByRole('toolbar', { name: 'Selected runs' }).getByRole('button', { name: 'Compare' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Compare' })).toBeVisible()
  const set = page.getByRole('complementary', { name: 'Compared runs' })
  await expect(set.getByRole('listitem')).toHaveCount(6)
  await expect(set.getByRole('listitem').first()).toContainText('hiddenWidth 60, seed 1')

  // every point of the single runs, as exported
  const singles = join(home, 'singles.csv')
  await exportChart(page, app, /^Export Error against step/, 'Numbers as CSV, every point', singles)
  const bySeed = Map.groupBy(rowsOf(singles), (row) => row.curve)
  expect(bySeed.size).toBe(6)

  // runs that differ only in seed become groups
  await set.getByLabel('Runs taken together').selectOption('seed')
  await expect(set.getByRole('listitem')).toHaveCount(2)
  await expect(set.getByRole('listitem').first()).toContainText('3 runs')
  await expect(page.getByText(/bands mean ± one standard deviation/)).toBeVisible()
  const means = join(home, 'means.csv')
  await exportChart(page, app, /^Export Error against step/, 'Numbers as CSV, every point', means)
  for (const width of WIDTHS) {
    const members = SEEDS.map((seed) => {
      const rows = bySeed.get(`hiddenWidth ${width}, seed ${seed}`) ?? []
      return new Map(rows.map((row) => [Number(row.Step), Number(row.Error)]))
    })
    const exported = rowsOf(means).filter((row) => row.curve === `hiddenWidth ${width}`)
    // every step is recorded: as many members as are still going on
    expect(exported.length).toBe(Math.max(...members.map((member) => member.size)))
    for (const row of exported) {
      const values = members.flatMap((member) => member.get(Number(row.Step)) ?? [])
      const n = values.length
      const mean = values.reduce((sum, value) => sum + value, 0) / n
      expect(Number(row.count)).toBe(n)
      expect(Math.abs(Number(row.Error) - mean)).toBeLessThanOrEqual(1e-12 * mean)
      if (n === 1) {
        expect(row.low).toBe('')
        continue
      }
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))
      expect(Math.abs(Number(row.high) - (mean + deviation))).toBeLessThanOrEqual(1e-12 * mean)
      expect(Math.abs(Number(row.low) - (mean - deviation))).toBeLessThanOrEqual(1e-12 * mean)
    }
  }

  // a base: differences of runs with the same seed
  await set.getByRole('button', { name: 'Base: hiddenWidth 60' }).click()
  await page.getByLabel('Shown', { exact: true }).selectOption('difference')
  await page.getByLabel('Band', { exact: true }).selectOption('min-max')
  await expect(page.getByRole('heading', { name: /^Error − that of the base against step/ })).toBeVisible()
  const paired = join(home, 'paired.csv')
  await exportChart(page, app, /^Export Error − that of the base/, 'Numbers as CSV, every point', paired)
  const first = rowsOf(paired)[0]
  const differences = SEEDS.map((seed) => {
    const [other, base] = [120, 60].map((width) => Number(bySeed.get(`hiddenWidth ${width}, seed ${seed}`)?.[0]?.Error))
    return (other ?? NaN) - (base ?? NaN)
  })
  expect(Number(first?.low)).toBe(Math.min(...differences))
  expect(Number(first?.high)).toBe(Math.max(...differences))
  await page.screenshot({ path: info.outputPath('difference.png') })
  const picture = join(home, 'picture.svg')
  await exportChart(page, app, /^Export Error − that of the base/, 'Picture as SVG', picture)
  expect(readFileSync(picture, 'utf8')).toMatch(/^<svg[\s\S]*<path[\s\S]*<\/svg>\s*$/)

  // the address holds all of it
  await page.reload()
  await expect(set.getByRole('listitem')).toHaveCount(2)
  await expect(page.getByLabel('Band', { exact: true })).toHaveValue('min-max')
  await expect(page.getByRole('heading', { name: /^Error − that of the base against step/ })).toBeVisible()
  await page.getByLabel('Shown', { exact: true }).selectOption('values')
  await page.getByLabel('Smoothing', { exact: true }).selectOption('gaussian')
  await page.getByLabel('Up', { exact: true }).selectOption('symlog')
  await expect(page.getByRole('textbox', { name: 'straight within ±' })).toHaveValue('0.001')
  await page.getByLabel('Across', { exact: true }).selectOption('flow-time')
  await expect(page.getByRole('heading', { name: /^Error against gradient-flow time/ })).toBeVisible()
  await page.waitForTimeout(500)
  await page.screenshot({ path: info.outputPath('symlog.png') })
  await page.getByLabel('Up', { exact: true }).selectOption('own')
  await page.getByLabel('Across', { exact: true }).selectOption('loss-level')
  await expect(page.getByRole('heading', { name: /^Activations ever changed against level of error/ })).toBeVisible()
  await page.waitForTimeout(500)
  await page.screenshot({ path: info.outputPath('loss-level.png') })
  await page.getByLabel('Across', { exact: true }).selectOption('step')
  await page.getByLabel('Smoothing', { exact: true }).selectOption('none')

  // side by side, at one step for all views
  await page.getByRole('tab', { name: 'Side by side' }).click()
  const beside = page.getByRole('region', { name: 'Entries side by side' })
  await expect(beside.getByRole('row', { name: /^hiddenWidth/ }).getByRole('cell')).toHaveText([/^\s*60\s*$/, /^\s*120\s*× 2\s*$/])
  await expect(beside.getByRole('row', { name: /^sampleCount/ })).toHaveCount(0)
  await page.getByLabel(/also what is the same/).check()
  await expect(
    beside
      .getByRole('row', { name: /^sampleCount/ })
      .getByRole('cell')
      .first(),
  ).toHaveText('40')
  await page.getByLabel(/also what is the same/).uncheck()
  await page.getByRole('slider', { name: 'Step shown by all views' }).fill('0')
  await expect(beside.getByText('At step 0, mean over the runs recorded there')).toBeVisible()
  await expect(beside.getByText(/paired [+−]/).first()).toBeVisible()
  await page.screenshot({ path: info.outputPath('side-by-side.png') })

  await page.getByRole('tab', { name: 'Spectra' }).click()
  await expect(page.getByRole('heading', { name: /^Spectrum of the .*, up to step 0$/ })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Ratio to the base, place by place' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Distances between spectra' }).getByRole('row')).toHaveCount(3)

  await page.getByRole('tab', { name: 'Columns' }).click()
  await expect(page.getByText(/^Power law by least squares of the logarithms: exponent .*, n = 6\.$/)).toBeVisible()
  await page.getByRole('button', { name: 'map', exact: true }).click()
  await page.getByLabel('Up', { exact: true }).selectOption('seed')
  await expect(page.getByRole('heading', { name: /over hiddenWidth and Seed$/ })).toBeVisible()

  // the whole comparison in one file
  const whole = join(home, 'comparison.csv')
  await saveTo(app, whole)
  await page.getByRole('button', { name: 'Export CSV' }).click()
  await expect.poll(() => readable(whole)).toBe(true)
  const rows = rowsOf(whole)
  expect(rows.filter((row) => row.part === 'configuration' && row.name === 'model.hiddenWidth').map((row) => row.value)).toEqual(
    WIDTHS.flatMap((width) => SEEDS.map(() => String(width))),
  )
  expect(rows.filter((row) => row.part === 'mean curve' && row.name === 'residualNorm').length).toBe(rowsOf(means).length)

  // dropped, reordered, and added again from the page of a run
  await set.getByRole('button', { name: 'Move hiddenWidth 120 up' }).click()
  await expect(set.getByRole('listitem').first()).toContainText('hiddenWidth 120')
  await set.getByRole('button', { name: 'Leave out hiddenWidth 60' }).click()
  await expect(set.getByRole('listitem')).toHaveCount(1)
  await page.evaluate((id) => (window.location.hash = `#/runs/${id}`), ids[0])
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Add to comparison' }).click()
  await expect(set.getByRole('listitem')).toHaveCount(2)
  await set.getByLabel('Numbers of further runs').fill('1-999')
  await set.getByRole('button', { name: 'Add' }).click()
  await expect(page.getByText(/At most 200 runs are compared at once/)).toBeVisible()

  // legible and usable for everybody
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((chosen) => window.gramscope.request('settings.set', { theme: chosen }), theme)
    for (const tab of ['curves', 'side-by-side', 'spectra', 'columns']) {
      await page.evaluate(([runs, view]) => (window.location.hash = `#/compare?runs=${runs}&group=seed&base=1&members=true&tab=${view}`), [
        `${ids[0]}-${ids.at(-1)}`,
        tab,
      ] as const)
      await page.reload()
      await expect(set.getByRole('listitem')).toHaveCount(2)
      await page.waitForTimeout(700)
      await page.screenshot({ path: info.outputPath(`${tab}-${theme}.png`) })
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.map(({ id, nodes }) => `${tab} ${theme} ${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([])
    }
  }
  expect(problems).toEqual([])
})
