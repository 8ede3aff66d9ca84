import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './lab-app'
import { spec } from './specs'

test('runs are found, sorted and shown by the verdicts on them', async ({ openLab }, info) => {
  test.setTimeout(120_000)
  const { page, problems } = await openLab()
  await page.evaluate(
    async (asked) => {
      for (const each of asked) await window.gramscope.request('specs.enqueue', { spec: each, seeds: [1, 2, 3] })
    },
    [spec(8, 30, { maxSteps: 40 }), spec(64, 12, { maxSteps: 60 })],
  )
  const verdicts = async (): Promise<Record<string, string[]>> =>
    await page.evaluate(async () => {
      const found: Record<string, string[]> = {}
      for (let runId = 1; runId <= 6; runId++) {
        const reply = await window.gramscope.request('runs.claims', { runId })
        if (reply.ok) found[runId] = reply.value.map(({ id, verdict }) => `${id} ${verdict}`)
      }
      return found
    })
  await expect
    .poll(
      async () =>
        await page.evaluate(async () => {
          const reply = await window.gramscope.request('runs.query', {
            filter: { states: ['finished', 'diverged'] },
            offset: 0,
            limit: 10,
            columns: [],
          })
          return reply.ok ? reply.value.total : 0
        }),
      { timeout: 60_000 },
    )
    .toBe(6)
  const expected = await verdicts()
  const withVerdict = (verdict: string) => Object.values(expected).filter((own) => own.some((each) => each.endsWith(` ${verdict}`))).length
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  const state = page.locator('header').filter({ has: page.getByRole('heading', { name: 'Runs' }) })
  const field = page.getByRole('combobox', { name: 'Filter runs' })
  for (const verdict of ['holds', 'fails', 'premise not met']) {
    await field.fill(`verdict:${verdict.includes(' ') ? `"${verdict}"` : verdict}`)
    await field.press('Enter')
    const count = withVerdict(verdict)
    await expect(state).toContainText(count === 0 ? /No run|0 runs/ : `${count} ${count === 1 ? 'run' : 'runs'}`)
  }
  // a claim by its name, completed
  await field.fill('')
  await field.pressSequentially('verdict(raz')
  await expect(page.getByRole('listbox', { name: 'What could follow' }).getByRole('option').first()).toContainText('razborov-')
  const someClaim = expected['1']?.[0]?.split(' ')[0] ?? ''
  const fitting = Object.values(expected).filter((own) => own.includes(`${someClaim} holds`)).length
  await field.fill(`verdict(razborov-${someClaim}) = holds`)
  await field.press('Enter')
  await expect(state).toContainText(`${fitting} ${fitting === 1 ? 'run' : 'runs'}`)
  await field.fill('')
  await field.press('Enter')

  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('textbox', { name: 'Find a column' }).fill('verdict')
  await page.getByRole('checkbox', { name: 'Verdicts' }).click()
  await page.getByRole('textbox', { name: 'Find a column' }).fill(`razborov-${someClaim}`)
  await page
    .getByRole('checkbox', { name: `razborov-${someClaim}` })
    .first()
    .click()
  await page.keyboard.press('Escape')
  await page.getByRole('columnheader', { name: /Verdicts/ }).click()
  await expect(page.getByRole('gridcell', { name: /holds \d/ }).first()).toBeVisible()
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate(async (to) => await window.gramscope.request('settings.set', { theme: to }), theme)
    await page.waitForTimeout(300)
    await page.screenshot({ path: info.outputPath(`verdicts-${theme}.png`) })
  }
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([])
  expect(problems).toEqual([])
})
