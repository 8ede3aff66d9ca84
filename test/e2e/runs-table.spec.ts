import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { generateStore } from '../bench/generate-store'
import { expect, test, type OpenLab } from './lab-app'
import { terminal } from './terminal'

const filterField = (page: Page) => page.getByRole('combobox', { name: 'Filter runs' })
const grid = (page: Page) => page.locator('[role=grid][aria-label=Runs], [role=treegrid][aria-label=Runs]')
const lines = (page: Page) =>
  grid(page)
    .locator('[role=row]')
    .filter({ has: page.getByRole('gridcell') })
const state = (page: Page) => page.locator('main header, header').filter({ has: page.getByRole('heading', { name: 'Runs' }) })

async function openRuns(openLab: () => Promise<OpenLab>): Promise<OpenLab> {
  const lab = await openLab()
  await lab.page.getByRole('link', { name: 'Runs', exact: true }).click()
  await expect(lines(lab.page).first()).toBeVisible()
  return lab
}

test('runs are kept in order: filter, chips, groups, tags, notes, archive, views', async ({ home, openLab }) => {
  generateStore(home, { runs: 40, points: 40 * 5 * 50, cells: 4 }).close()
  const { page, problems } = await openRuns(openLab)
  await expect(state(page)).toContainText('40 runs')

  // a filter is completed, shown as chips, and taken apart again
  const field = filterField(page)
  await field.click()
  await field.pressSequentially('hiddenW')
  const options = page.getByRole('listbox', { name: 'What could follow' }).getByRole('option')
  await expect(options.first()).toContainText('hiddenWidth')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('hiddenWidth ')
  await field.pressSequentially('>= 12 and seed < 5')
  await page.keyboard.press('Enter')
  await expect(state(page)).toContainText('10 runs match')
  const chips = page.getByRole('list', { name: 'Conditions' }).getByRole('listitem')
  await expect(chips).toHaveCount(2)
  await page.getByRole('button', { name: 'Remove seed < 5' }).click()
  await expect(state(page)).toContainText('20 runs match')

  // a mistake is shown at its place with what was meant; the table stays as it was
  await field.fill('hidenWidth >= 12')
  await expect(page.getByRole('alert')).toHaveText('There is no key hidenWidth. Did you mean hiddenWidth?')
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(state(page)).toContainText('20 runs match')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(field).toHaveValue('')
  await expect(state(page)).toContainText('40 runs')

  // runs that differ in their seed only, with mean, deviation and count
  await page.getByLabel('Group by', { exact: true }).selectOption({ label: 'Seeds together' })
  const groups = page.getByRole('treegrid', { name: 'Runs' }).locator('[role=row][aria-level="1"]')
  await expect(groups).toHaveCount(4)
  await expect(groups.first()).toContainText(/10 runs/)
  await expect(groups.first()).toContainText('±')
  await page.getByRole('button', { name: 'Expand group' }).first().click()
  await expect(page.locator('[role=row][aria-level="2"]')).toHaveCount(10)
  await page.getByLabel('Group by', { exact: true }).selectOption('')

  // tags, stars and the archive; each can be undone
  const undo = () => page.getByRole('button', { name: 'Undo' }).last().click()
  await lines(page).nth(0).getByRole('gridcell').nth(1).click()
  await lines(page)
    .nth(2)
    .getByRole('gridcell')
    .nth(1)
    .click({ modifiers: ['Shift'] })
  const bar = page.getByRole('toolbar', { name: 'Selected runs' })
  await bar.getByRole('button', { name: 'Tag' }).click()
  await page.getByRole('combobox', { name: 'Tag' }).fill('draft')
  await page.keyboard.press('Enter')
  await expect(page.getByText('3 runs tagged draft')).toBeVisible()
  await bar.getByRole('button', { name: 'Star' }).click()
  await expect(page.getByRole('img', { name: 'starred' })).toHaveCount(3)
  await bar.getByRole('button', { name: 'Archive' }).click()
  await expect(state(page)).toContainText('37 runs')
  await field.fill('archived and tag:draft and star')
  await expect(state(page)).toContainText('3 runs match')
  await undo()
  await expect(state(page)).toContainText('0 runs match')
  await field.fill('tag:draft')
  await expect(state(page)).toContainText('3 runs match')

  // columns of series, and all of it kept as a view
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Columns' }).click()
  await field.fill('tag:draft')
  await page.getByLabel('Column in the filter language').fill('tail(residualNorm)')
  await page.getByRole('button', { name: 'Add column' }).click()
  await expect(grid(page).getByRole('columnheader', { name: /tail\(residualNorm\)/ })).toBeVisible()
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Keep this view…' }).click()
  await page.getByLabel('Name of the view').fill('drafts')
  await page.keyboard.press('Enter')
  await expect(page.getByText('The view is kept as drafts')).toBeVisible()
  await field.fill('')
  await page.getByRole('button', { name: 'Choose for me' }).click()
  await expect(state(page)).toContainText('40 runs')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'drafts' }).first().click()
  await expect(state(page)).toContainText('3 runs match')
  await expect(grid(page).getByRole('columnheader', { name: /tail\(residualNorm\)/ })).toBeVisible()

  // a note reads as Markdown, whatever is written in it
  await lines(page).first().dblclick()
  await expect(page).toHaveURL(/#\/runs\/\d+/)
  await page.getByLabel('Name of the run').fill('the odd one')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'the odd one' })).toBeVisible()
  await page.getByLabel('Note', { exact: true }).fill('It *turns* at $x^2$ <img src=x onerror=alert(1)>')
  await page.getByLabel('Step of a new note').fill('20')
  await expect(page.locator('.markdown em')).toHaveText('turns')
  await expect(page.locator('.markdown .katex')).toHaveCount(1)
  await expect(page.locator('.markdown img')).toHaveCount(0)
  await page.getByLabel('Note on step 20').fill('here')
  await page.getByLabel('Step of a new note').focus()
  await expect(page.getByRole('button', { name: 'Edit note on step 20' })).toBeVisible()

  // the terminal speaks the same language
  const found = await terminal(home, 'query', 'tag:draft and note ~ turns', '--json')
  expect(JSON.parse(found.stdout)).toMatchObject({ total: 1, runs: [{ name: 'the odd one' }] })
  const refused = await terminal(home, 'query', 'hidenWidth > 3')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('hidenWidth > 3\n^^^^^^^^^^\n')
  expect(problems).toEqual([])
})

test('a bundle of runs goes to another home and back', async ({ home, openLab }) => {
  generateStore(home, { runs: 12, points: 12 * 5 * 50, cells: 2 }).close()
  const file = join(home, 'runs.gramscope')
  const { app, page, problems } = await openRuns(openLab)
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, file)
  await lines(page).first().getByRole('gridcell').nth(1).click()
  await page.keyboard.press('Control+a')
  await page.getByRole('button', { name: 'Export as a bundle' }).click()
  await page.getByRole('menuitem', { name: /^Bundle/ }).click()
  await expect(page.getByText(/^12 runs, [\d.]+ [kM]?B, written to .*runs\.gramscope$/)).toBeVisible()
  expect(existsSync(file)).toBe(true)
  await page.getByRole('button', { name: 'Import' }).click()
  await expect(page.getByText('0 runs taken in, 12 here already')).toBeVisible()
  const other = join(home, 'other')
  expect((await terminal(other, 'bundle', 'import', file)).stdout).toContain('12 runs')
  const [here, there] = await Promise.all(
    [home, other].map((each) =>
      terminal(each, 'query', '--csv', '--sort', 'uid', '--columns', 'last(residualNorm),quantity3,condition(hiddenKernel,0)'),
    ),
  )
  // numbers of runs are given anew
  const withoutIds = (csv = ''): string[] => csv.split('\r\n').map((line) => line.replace(/^\d+,/, ''))
  expect(withoutIds(there?.stdout)).toEqual(withoutIds(here?.stdout))
  expect(problems).toEqual([])
})
