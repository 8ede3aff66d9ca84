import { expect, test } from './lab-app'
import { spec } from './specs'
import { terminal } from './terminal'

test('a view of the runs is copied as an address, which the palette opens, and as a query, which the terminal answers', async ({
  home,
  openLab,
}) => {
  test.setTimeout(120_000)
  const { page, problems, app } = await openLab()
  await page.evaluate(
    async (specs) => {
      for (const each of specs) await window.gramscope.request('specs.enqueue', { spec: each, seeds: [1, 2] })
    },
    [spec(20, 10, { maxSteps: 5 }), spec(40, 10, { maxSteps: 5 })],
  )
  const copied = () => app.evaluate(({ clipboard }) => clipboard.readText())
  await page.evaluate(() => (window.location.hash = '#/runs'))
  await expect(page.getByText('4 runs').first()).toBeVisible({ timeout: 30_000 })
  const filter = page.getByRole('combobox', { name: /Filter/ })
  await filter.fill('hiddenWidth = 40')
  await filter.press('Enter')
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3')

  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Query, for the terminal' }).click()
  await expect.poll(copied).toMatch(/^npm run lab -- query "hiddenWidth = 40" --columns ".*" --sort "-createdAt"$/)
  const [, columns = ''] = /--columns "([^"]*)"/.exec(await copied()) ?? []
  const answer = await terminal(home, 'query', 'hiddenWidth = 40', '--columns', columns, '--json')
  expect(JSON.parse(answer.stdout)).toMatchObject({ total: 2 })

  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Address, for the command palette' }).click()
  await expect.poll(copied).toContain('#/runs?')
  const address = await copied()
  await page.evaluate(() => (window.location.hash = '#/'))
  await page.keyboard.press('Control+k')
  await page.getByLabel('Find a command').fill(address)
  await expect(page.getByText('Open /runs?').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible()
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3')
  await expect(filter).toHaveValue('hiddenWidth = 40')
  expect(problems).toEqual([])
  await app.close()
})
