import AxeBuilder from '@axe-core/playwright'
import { generateStore } from '../bench/generate-store'
import { expect, test } from './lab-app'

test('menus and forms that lie over a page are legible and usable for everybody', async ({ home, openLab }, info) => {
  test.setTimeout(600_000)
  generateStore(home, { runs: 24, points: 24 * 5 * 60, cells: 3 }).close()
  const { page, problems } = await openLab()
  await page.evaluate(async () => {
    await window.gramscope.request('runs.setStepNote', { runId: 1, step: 20, text: 'It *turns*' })
    await window.gramscope.request('runs.setStepNote', { runId: 1, step: 30, text: 'and here' })
  })
  const go = (hash: string) => page.evaluate((to) => (window.location.hash = to), hash)
  const look = async (name: string) => {
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate(async (to) => await window.gramscope.request('settings.set', { theme: to }), theme)
      await page.waitForTimeout(300)
      await page.screenshot({ path: info.outputPath(`${name}-${theme}.png`) })
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.map(({ id, nodes }) => `${name} ${theme} ${id}: ${nodes[0]?.html}`)).toEqual([])
    }
  }

  await go('#/runs')
  const cell = page.getByRole('gridcell').nth(1)
  await cell.click()
  await page.keyboard.press('Control+a')
  await page.getByRole('button', { name: 'Export as a bundle' }).click()
  await expect(page.getByRole('menuitem', { name: /^Bundle/ })).toBeVisible()
  await look('bundle-menu')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('textbox', { name: 'Find a column' }).fill('verdict')
  await expect(page.getByRole('checkbox', { name: 'Verdicts' })).toBeVisible()
  await look('columns-of-verdicts')
  await page.keyboard.press('Escape')
  const field = page.getByRole('combobox', { name: 'Filter runs' })
  await field.fill('')
  await field.pressSequentially('verdict:')
  await expect(page.getByRole('listbox', { name: 'What could follow' })).toBeVisible()
  await look('filter-completion')
  await page.keyboard.press('Escape')

  await go('#/compare?runs=1,2,3,11,12,13&group=none&series=residualNorm')
  await expect(page.getByRole('heading', { name: /^Error against step/ })).toBeVisible()
  await page.getByRole('button', { name: /^Export Error against step/ }).click()
  await expect(page.getByRole('menuitem', { name: 'Picture as PDF' })).toBeVisible()
  await look('export-menu')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Dashboards' }).click()
  await expect(page.getByRole('menuitem').first()).toBeVisible()
  await look('dashboards-menu')
  await page.keyboard.press('Escape')

  await go('#/runs/1')
  await expect(page.getByRole('group', { name: /^Error against step/ })).toBeVisible()
  await page.waitForTimeout(600)
  await look('notes-on-charts')
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await expect(page.getByRole('menuitem').first()).toBeVisible()
  await look('run-menu')
  await page.keyboard.press('Escape')

  await go('#/studies/1')
  await page.getByRole('button', { name: 'Export study' }).click()
  await expect(page.getByRole('menuitem').first()).toBeVisible()
  await look('study-menu')
  await page.keyboard.press('Escape')
  expect(problems).toEqual([])
})
