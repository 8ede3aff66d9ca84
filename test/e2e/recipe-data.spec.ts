import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cifarArchive } from '../fixtures/cifar-files'
import { expect, test } from './lab-app'

const RECIPE = 'Figure 18: 10 classes, ReLU'

test('a recipe on imported data asks for them, and runs on the data set that is chosen', async ({ openLab, home }) => {
  test.setTimeout(180_000)
  const folder = join(home, 'downloads')
  mkdirSync(folder, { recursive: true })
  const archive = join(folder, 'cifar-10-binary.tar.gz')
  writeFileSync(archive, cifarArchive(500))
  const { app, page, problems } = await openLab()
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, archive)

  await page.getByRole('button', { name: `Run quick: ${RECIPE}` }).click()
  const choice = page.getByRole('form', { name: `Data for ${RECIPE}, quick` })
  await expect(choice.getByText('needs a data set of 10 classes', { exact: false })).toBeVisible()
  await expect(choice.getByRole('button', { name: 'Run quick' })).toBeDisabled()
  await choice.getByRole('link', { name: 'Import a data set' }).click()

  await page.getByRole('button', { name: 'Import files' }).click()
  await expect(page.getByTestId('preview-counts')).toHaveText('train 2500, test 500')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByRole('tab', { name: 'Statistics' }).or(page.getByRole('row', { name: /cifar-10-binary/ }))).toBeVisible()

  await page.getByRole('link', { name: 'Home', exact: true }).click()
  await page.getByRole('button', { name: `Run quick: ${RECIPE}` }).click()
  await expect(choice.getByRole('combobox')).toContainText('cifar-10-binary (3,000 samples)')
  await choice.getByRole('button', { name: 'Run quick' }).click()
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`${RECIPE}.*cifar-10-binary`) })).toBeVisible()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  expect(problems).toEqual([])
})

test('the network of a finished run is pruned from its page', async ({ openLab }) => {
  test.setTimeout(120_000)
  const { page, problems } = await openLab()
  const runId = await page.evaluate(async () => {
    const cells = await window.gramscope.request('recipes.cells', { recipeId: 'asymmetric-concrete', size: 'quick' })
    const spec = cells.ok ? cells.value[0]?.spec : undefined
    if (spec?.experiment !== 'two-layer') throw new Error('The recipe begins with no training')
    const short = { ...spec, training: { ...spec.training, stop: { ...spec.training.stop, steps: 50 } } }
    const queued = await window.gramscope.request('specs.enqueue', { spec: short, seeds: [1] })
    if (!queued.ok) throw new Error(queued.error.message)
    return queued.value.runIds[0] ?? 0
  })
  const stateOf = (id: number) =>
    page.evaluate(async (asked) => {
      const reply = await window.gramscope.request('runs.get', { runId: asked })
      return reply.ok ? reply.value.state : reply.error.message
    }, id)
  await expect.poll(() => stateOf(runId), { timeout: 60_000 }).toBe('finished')

  await page.evaluate((id) => {
    window.location.hash = `#/runs/${id}`
  }, runId)
  await page.getByRole('button', { name: /More/ }).click()
  await page.getByRole('menuitem', { name: 'Prune this network' }).click()
  await expect(page.getByRole('form', { name: 'Experiment' })).toBeVisible()
  await page.getByRole('button', { name: /^Run/ }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: /pruned by hidden weights/ })).toBeVisible()
  const pruned = await page.evaluate(async () => {
    const reply = await window.gramscope.request('runs.query', { filter: {}, sort: '-id', offset: 0, limit: 1, columns: [] })
    return reply.ok ? (reply.value.rows[0]?.id ?? 0) : 0
  })
  await expect.poll(() => stateOf(pruned), { timeout: 60_000 }).toBe('finished')
  // the network was there: nothing was trained again
  expect(pruned).toBe(runId + 1)
  expect(problems).toEqual([])
})
