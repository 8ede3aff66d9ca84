import type { Page } from '@playwright/test'
import { expect, test } from './lab-app'

function stateCounts(page: Page, title: string): Promise<Record<string, number>> {
  return page.evaluate(async (wanted) => {
    const reply = await window.gramscope.request('studies.list', {})
    if (!reply.ok) return {}
    const study = reply.value.find((each) => each.title.includes(wanted))
    return { ...study?.byState, missing: study?.missing ?? -1 }
  }, title)
}

async function startQuick(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: 'Home', exact: true }).click()
  await page.getByRole('button', { name: `Run quick: ${title}` }).click()
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(title.replaceAll(/[()]/g, '\\$&')) })).toBeVisible()
}

test('a recipe of each further paper: spectra, a phase diagram that fills in, a regression', async ({ openLab }) => {
  test.setTimeout(240_000)
  const { page, problems } = await openLab()

  const sweep = 'Smallest eigenvalue against n'
  await startQuick(page, sweep)
  await expect.poll(() => stateCounts(page, sweep), { timeout: 60_000 }).toEqual({ finished: 55, missing: 0 })
  await page.getByRole('tab', { name: /Figures/ }).click()
  await expect(page.getByRole('group', { name: /Smallest eigenvalue against the number of points/ })).toBeVisible()
  await page.getByRole('tab', { name: /Claims/ }).click()
  await expect(
    page.getByText('n^2r-1', { exact: false }).or(page.getByText('The smallest eigenvalue falls with a power of n')).first(),
  ).toBeVisible()
  await expect(page.getByText('holds', { exact: true }).first()).toBeVisible()

  const phase = 'Figure 2a, softplus'
  await startQuick(page, phase)
  await page.getByRole('tab', { name: /Figures/ }).click()
  await expect.poll(async () => (await stateCounts(page, phase)).finished ?? 0, { timeout: 60_000 }).toBeGreaterThan(20)
  // the diagram is there while most of it is still to come, and a tile opens the runs of its cell
  const diagram = page.getByRole('group', { name: /Figure 2a, softplus, n = 100/ })
  await expect(diagram).toBeVisible()
  await diagram.focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: 'Runs of the cell' })).toBeVisible()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect.poll(async () => (await stateCounts(page, phase)).running ?? 0).toBe(0)

  // what was paused is computed only where the outcome changes: the rest is inferred, and said to be
  await page.getByRole('button', { name: 'Near the boundary' }).click()
  await expect(page.getByText(/more follow where these leave it open/)).toBeVisible()
  await expect(page.getByText('inferred, not run').first()).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('button', { name: 'Near the boundary' })).toBeVisible({ timeout: 60_000 })
  const counts = await stateCounts(page, phase)
  expect(counts.finished).toBeGreaterThan(40)
  expect(counts.finished).toBeLessThan(400)
  await page.screenshot({ path: test.info().outputPath('boundary.png') })
  await page.getByRole('button', { name: 'Near the boundary' }).click()
  await expect(page.getByText(/nothing is open/)).toBeVisible()

  const regression = 'Figure 13: concrete strength, ReLU'
  await startQuick(page, regression)
  await expect.poll(() => stateCounts(page, regression), { timeout: 120_000 }).toEqual({ finished: 15, missing: 0 })
  await page.getByRole('tab', { name: /Figures/ }).click()
  await expect(page.getByRole('group', { name: /Test risk/ })).toBeVisible()
  expect(problems).toEqual([])
})
