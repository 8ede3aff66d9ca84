import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './lab-app'
import { spec } from './specs'
import { terminal } from './terminal'

test('the table of runs: filter, sort, group, select, remove and undo; a chart zooms', async ({ home, openLab }) => {
  const path = join(home, 'spec.json')
  writeFileSync(path, JSON.stringify(spec(100, 50)))
  expect((await terminal(home, 'run', path, '--seed', '1..3', '--json')).code).toBe(0)
  expect((await terminal(home, 'run', path, '--seed', '1..2', '--set', 'model.hiddenWidth=200', '--json')).code).toBe(0)

  const { page, problems } = await openLab()
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  const grid = page.getByRole('grid', { name: 'Runs' })
  const lines = grid.getByRole('row').filter({ has: page.getByRole('gridcell') })
  await expect(lines).toHaveCount(5)

  await page.getByPlaceholder('Filter ( / )').fill('hiddenWidth = 200')
  await expect(lines).toHaveCount(2)
  await page.getByPlaceholder('Filter ( / )').fill('')
  await expect(lines).toHaveCount(5)
  await page.getByRole('group', { name: 'States' }).getByRole('button', { name: 'Failed' }).click()
  await expect(lines).toHaveCount(0)
  await page.getByRole('group', { name: 'States' }).getByRole('button', { name: 'Failed' }).click()
  await expect(lines).toHaveCount(5)

  const seeds = async (): Promise<string[]> => {
    const header = await grid.getByRole('columnheader').allInnerTexts()
    const column = header.findIndex((text) => text.includes('Seed'))
    return Promise.all((await lines.all()).map((line) => line.getByRole('gridcell').nth(column).innerText()))
  }
  await grid.getByRole('columnheader', { name: /Seed/ }).click()
  await expect.poll(seeds).toEqual(['3', '2', '2', '1', '1'])
  await grid.getByRole('columnheader', { name: /Seed/ }).click()
  await expect.poll(seeds).toEqual(['1', '1', '2', '2', '3'])

  await page.getByLabel('Group by').selectOption({ label: 'By Seed' })
  const groups = page.getByRole('treegrid', { name: 'Runs' }).locator('[role=row][aria-level="1"]')
  await expect(groups).toHaveCount(3)
  await page.getByLabel('Group by').selectOption('')

  await grid.getByRole('gridcell').first().click()
  await page.keyboard.press('Control+a')
  await expect(page.getByText(/5 selected/)).toBeVisible()
  await page.getByRole('toolbar', { name: 'Selected runs' }).getByRole('button', { name: 'Remove' }).click()
  await expect(lines).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(lines).toHaveCount(5)

  await lines.first().dblclick()
  await expect(page).toHaveURL(/#\/runs\/\d+/)
  const chart = page.getByRole('group', { name: /against step/ }).first()
  await expect(chart).toBeVisible()
  const box = await chart.boundingBox()
  if (box === null) throw new Error('the chart has no size')
  const whole = page.getByRole('button', { name: 'Show the whole' }).first()
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 5 })
  await page.mouse.up()
  await expect(whole).toBeEnabled()
  await chart.dblclick()
  await expect(whole).toBeDisabled()
  // every value with all its digits, as a table
  await page.getByRole('button', { name: 'Data as table' }).first().click()
  await expect(page.getByRole('table').first()).toBeVisible()
  expect(problems).toEqual([])
})
