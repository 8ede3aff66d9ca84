import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { expect, test } from './lab-app'

/** Playwright cannot click native dialogs: from now on the save dialog answers this path. */
async function answerSaveDialog(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
}

function finishedRuns(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const reply = await window.gramscope.request('runs.query', { filter: { states: ['finished'] }, offset: 0, limit: 1, columns: [] })
    return reply.ok ? reply.value.total : -1
  })
}

function stateCounts(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const reply = await window.gramscope.request('studies.list', {})
    return reply.ok ? (reply.value[0]?.byState ?? {}) : {}
  })
}

test('Table 1 from Home: fills, is paused, survives closing, goes on, is looked at and exported', async ({ home, openLab }) => {
  test.setTimeout(300_000)
  const first = await openLab()
  await expect(first.page.getByRole('heading', { name: 'Improved Convergence Guarantees for Shallow Neural Networks' })).toBeVisible()
  await first.page.getByRole('button', { name: 'Run quick: Table 1' }).click()
  await expect(first.page.getByRole('heading', { name: 'Table 1 (quick)' })).toBeVisible()
  await expect.poll(() => finishedRuns(first.page), { timeout: 60_000 }).toBeGreaterThan(2)
  // the table shows what is finished while the rest is running
  await expect(first.page.getByText('1/1').first()).toBeVisible()
  await first.page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect.poll(async () => Object.keys(await stateCounts(first.page)).sort()).toEqual(['finished', 'paused'])
  const before = await finishedRuns(first.page)
  expect(first.problems).toEqual([])
  await first.app.close()

  const { app, page, problems } = await openLab()
  expect(await finishedRuns(page)).toBe(before)
  await page
    .getByRole('link', { name: /Open Table 1/ })
    .first()
    .click()
  await page.getByRole('button', { name: /Run \d+ missing/ }).click()
  await expect.poll(() => finishedRuns(page), { timeout: 200_000, intervals: [500] }).toBe(40)
  await expect(page.getByRole('button', { name: /Run \d+ missing/ })).toHaveCount(0)

  // the published value of (S, m) = (100, 100) stands beside the measured one
  await expect(page.getByText('468–624')).toBeVisible()

  const csv = join(home, 'table.csv')
  await answerSaveDialog(app, csv)
  await page.getByRole('button', { name: 'Export study' }).click()
  await page.getByRole('menuitem', { name: /CSV/ }).click()
  await expect.poll(() => lines(csv).length).toBe(41)
  expect(lines(csv)[0]).toContain('steps')
  const latex = join(home, 'table.tex')
  await answerSaveDialog(app, latex)
  await page.getByRole('button', { name: 'Export study' }).click()
  await page.getByRole('menuitem', { name: /LaTeX/ }).click()
  await expect.poll(() => lines(latex).join('\n')).toContain('\\toprule')

  // a cell opens its runs, a run its curves
  await page.getByText('468–624').click()
  await page.getByRole('complementary', { name: 'Runs of the cell' }).getByRole('link', { name: /^\d+$/ }).first().click()
  await expect(page).toHaveURL(/#\/runs\/\d+/)
  await expect(page.locator('canvas').first()).toBeVisible()
  const json = join(home, 'run.json')
  await answerSaveDialog(app, json)
  await page.getByRole('button', { name: 'Export JSON' }).click()
  await expect.poll(() => lines(json).join('')).toContain('gramscope-run')
  const document = JSON.parse(readFileSync(json, 'utf8')) as {
    run: { summary: { steps: number } }
    series: { name: string; values: number[] }[]
  }
  const residual = document.series.find((series) => series.name === 'residualNorm')
  expect(residual?.values).toHaveLength(document.run.summary.steps + 1)
  expect(residual?.values.at(-1)).toBeLessThan(1e-3)
  expect(problems).toEqual([])
})

function lines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').trim().split('\n')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
