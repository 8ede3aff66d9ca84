import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './lab-app'

test('claims of the papers: not tested, tested by a recipe from the row, filtered, exported', async ({ home, openLab }, info) => {
  test.setTimeout(240_000)
  const { app, page, problems } = await openLab()
  await page.getByRole('link', { name: 'Claims' }).click()
  await expect(page.getByText(/\d+ claims, 0 tested/)).toBeVisible()
  await page.getByRole('button', { name: 'Run quick: Two step sizes, to test Drift of the neuron invariant' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Two step sizes (quick)' })).toBeVisible()
  await expect(page.getByText('7 cells, 14 finished')).toBeVisible({ timeout: 120_000 })

  // verdicts follow by themselves
  await page.getByRole('link', { name: 'Claims' }).click()
  const row = page.getByRole('row', { name: /^Drift of the neuron invariant: holds/ })
  await expect(row).toBeVisible()
  await expect(row.getByRole('link', { name: 'Two step sizes (quick)' })).toBeVisible()
  await row.click()
  await expect(page.getByRole('complementary', { name: 'Claim' })).toContainText('drift')
  await page.screenshot({ path: info.outputPath('claims.png') })
  await page.keyboard.press('Escape')
  await expect(page.getByRole('complementary', { name: 'Claim' })).toHaveCount(0)

  await page.getByRole('button', { name: /^holds/ }).click()
  await expect(page.getByRole('row', { name: /: not tested$/ })).toHaveCount(0)
  await page.getByRole('textbox', { name: 'Filter by text' }).fill('invariant drift')
  await expect(page.getByRole('row', { name: /: holds$/ })).toHaveCount(1)
  for (const [format, expected] of [
    ['CSV', 'C12,Drift of the neuron invariant'],
    ['Markdown', '| holds | C12 | Drift of the neuron invariant<br>$'],
  ] as const) {
    const path = join(home, `claims.${format}`)
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, path)
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: format }).click()
    await expect(page.getByText(`Saved as ${path}`)).toBeVisible()
    expect(readFileSync(path, 'utf8')).toContain(expected)
  }
  expect(problems).toEqual([])
})
