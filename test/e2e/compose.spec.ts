import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './lab-app'
import { spec } from './specs'

async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
}

const study = (page: Page) => page.getByRole('complementary', { name: 'Study' })
const experiment = (page: Page) => page.getByRole('form', { name: 'Experiment' })

test('a sweep is composed from a recipe, priced, run and opened', async ({ openLab }, info) => {
  const { page, problems } = await openLab()
  await page.getByRole('link', { name: 'Compose' }).click()
  const start = page.getByRole('complementary', { name: 'Start from' })
  await start.getByRole('button', { name: /^Table 1/ }).click()
  await start.getByRole('button', { name: /S = 100, m = 100,/ }).click()
  await expect(study(page).getByText('Expected time')).toBeVisible()

  // a number stays as it is typed; what is wrong is said beside it, in the words of the form
  const width = experiment(page).getByLabel(/^Hidden width/)
  await width.fill('1e-')
  await expect(experiment(page).getByText('“1e-” is not a number')).toBeVisible()
  await width.fill('2e1')
  await expect(width).toHaveValue('2e1')
  await experiment(page)
    .getByLabel(/^Sample count/)
    .fill('15')

  // what only the lab can tell stands beside its field too
  await experiment(page).getByLabel('Hidden', { exact: true }).fill('0')
  await expect(experiment(page).getByText('at least one step size is positive')).toBeVisible()
  await experiment(page).getByRole('button', { name: 'Sweep Hidden', exact: true }).click()
  await experiment(page).getByRole('textbox', { name: 'Hidden: values' }).fill('1e-3, 5e-4')
  await experiment(page).getByRole('button', { name: 'Sweep Sample count' }).click()
  await experiment(page).getByLabel('How Sample count is swept').selectOption('range')
  await experiment(page).getByRole('textbox', { name: 'Sample count: to' }).fill('25')
  await experiment(page).getByRole('textbox', { name: 'Sample count: step' }).fill('5')
  await study(page).getByLabel('Seeds').fill('1-2')
  await expect(page.getByRole('button', { name: 'Run 12 runs' })).toBeVisible()
  await expect(study(page).getByRole('row')).toHaveCount(7)
  await page.screenshot({ path: info.outputPath('sweep.png') })
  expect(await seriousViolations(page)).toEqual([])

  // another page and back: nothing is lost
  await page.getByRole('link', { name: 'Runs' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible()
  await page.getByRole('link', { name: 'Compose' }).click()
  await expect(width).toHaveValue('2e1')
  await expect(page.getByRole('button', { name: 'Run 12 runs' })).toBeVisible()

  await study(page).getByLabel('Name of the study').fill('Small steps')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Small steps' })).toBeVisible()
  await expect(page.getByText('6 cells, 12 finished')).toBeVisible()
  await page.screenshot({ path: info.outputPath('study.png') })
  const specs = await page.evaluate(async () => {
    const reply = await window.gramscope.request('runs.query', {
      filter: {},
      offset: 0,
      limit: 20,
      columns: ['spec.model.hiddenWidth', 'spec.data.sampleCount', 'spec.training.stepSizes.hidden'],
    })
    return reply.ok ? reply.value.rows.map(({ cells, seed }) => [...cells, seed].join(' ')).sort() : []
  })
  expect(specs).toEqual(
    [15, 20, 25].flatMap((m) => [0.0005, 0.001].flatMap((step) => [1, 2].map((seed) => `20 ${m} ${step} ${seed}`))).sort(),
  )
  expect(problems).toEqual([])
})

test('form and JSON are one spec, variants swap their fields and can be undone, a run is a start', async ({ openLab }, info) => {
  const { page, problems } = await openLab()
  const runId = await page.evaluate(
    async (content) => {
      const reply = await window.gramscope.request('specs.enqueue', { spec: content, seeds: [7] })
      return reply.ok ? reply.value.runIds[0] : undefined
    },
    spec(20, 15),
  )
  await page.evaluate((id) => (window.location.hash = `#/runs/${id}`), runId)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: /Use as start/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Compose' })).toBeVisible()
  await expect(study(page).getByLabel('Seeds')).toHaveValue('7')
  await expect(
    study(page)
      .getByText('(1 have a result)')
      .or(page.getByRole('button', { name: 'Run 1 run' })),
  ).toBeVisible()

  const labels = experiment(page).locator('[id="compose-labels"]')
  await labels.selectOption('low-spectrum')
  await expect(experiment(page).getByLabel('Sign', { exact: true })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(labels).toHaveValue('gaussian')
  await expect(experiment(page).getByLabel('Variance', { exact: true })).toHaveValue('0')

  await page.getByRole('tab', { name: 'JSON' }).click()
  const text = page.getByRole('textbox', { name: 'Spec as JSON' })
  const before = await text.inputValue()
  await text.fill(before.replace('"hiddenWidth": 20', '"hiddenWidth": 0'))
  await expect(page.getByText('model.hiddenWidth must be at least 1').first()).toBeVisible()
  await page.screenshot({ path: info.outputPath('json.png') })
  await text.fill(before.replace('"sampleCount": 15', '"sampleCount": 1.6e1').replace(/,\s*$/, ''))
  await expect(page.getByText('The text is a valid spec.')).toBeVisible()
  await page.getByRole('tab', { name: 'Form' }).click()
  await expect(experiment(page).getByLabel(/^Sample count/)).toHaveValue('1.6e1')
  await page.getByRole('tab', { name: 'JSON' }).click()
  await text.fill('{ "experiment": ')
  await expect(page.getByRole('button', { name: /^line 1/ })).toBeVisible()
  await page.getByRole('tab', { name: 'Form' }).click()
  await page.getByRole('button', { name: 'Discard the text' }).click()
  await expect(experiment(page).getByLabel(/^Sample count/)).toHaveValue('1.6e1')
  expect(problems).toEqual([])
})
