import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './lab-app'
import { spec } from './specs'

test('notes at steps are written from a point of a chart and marked on the charts of run and comparison', async ({ openLab }, info) => {
  test.setTimeout(120_000)
  const { page, problems } = await openLab()
  await page.evaluate(
    async (asked) => await window.gramscope.request('specs.enqueue', { spec: asked, seeds: [1, 2] }),
    spec(16, 10, { maxSteps: 100 }),
  )
  await page.evaluate(() => (window.location.hash = '#/runs/1'))
  await expect(page.getByText('finished').first()).toBeVisible({ timeout: 30_000 })
  const chart = page.getByRole('group', { name: /^Error against step/ })
  await chart.focus()
  for (let moves = 0; moves < 5; moves++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page
    .getByRole('button', { name: /^Note at step \d+/ })
    .first()
    .click()
  const field = page.getByRole('textbox', { name: /^Note at step \d+/ })
  await field.fill('**Drop** begins')
  await page.screenshot({ path: info.outputPath('writing-light.png') })
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(
    violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes[0]?.html}`),
  ).toEqual([])
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('written')).toBeVisible()
  const notes = await page.evaluate(async () => {
    const reply = await window.gramscope.request('runs.get', { runId: 1 })
    return reply.ok ? reply.value.stepNotes : []
  })
  expect(notes).toMatchObject([{ text: '**Drop** begins' }])
  expect(notes[0]?.step).toBeGreaterThan(0)
  await page.keyboard.press('Escape')
  await page.waitForTimeout(800)
  await page.screenshot({ path: info.outputPath('marked-light.png') })
  await page.evaluate(async () => await window.gramscope.request('settings.set', { theme: 'dark' }))
  await page.evaluate(() => (window.location.hash = '#/compare?runs=1,2&group=none&series=residualNorm'))
  await expect(page.getByRole('heading', { name: /^Error against step/ })).toBeVisible()
  await page.waitForTimeout(800)
  await page.screenshot({ path: info.outputPath('compared-dark.png') })
  expect(problems).toEqual([])
})
