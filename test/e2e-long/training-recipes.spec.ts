import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import type { StudyView } from '../../src-main/contract'
import { expect, test } from '../e2e/lab-app'
import { realData } from '../fixtures/real-data'

const MINUTE = 60_000

async function importFashion(app: ElectronApplication, page: Page): Promise<void> {
  const folder = realData('fashion-mnist')
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.gz'))
    .map((name) => join(folder, name))
  await app.evaluate(({ dialog }, paths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: paths })
  }, files)
  await page.getByRole('link', { name: 'Data sets' }).click()
  await page.getByRole('button', { name: 'Import files' }).click()
  await expect(page.getByTestId('preview-counts')).toHaveText(/^train 60\D?000, test 10\D?000$/, { timeout: MINUTE })
  await page.getByLabel('Name').fill('Fashion-MNIST')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Fashion-MNIST', level: 1 })).toBeVisible({ timeout: MINUTE })
}

interface Asked {
  title: string
  /** how the size is called */
  name: string
  runs: number
  /** as the claims of the study are called */
  claims: string[]
  timeout: number
}

/** Starts the quick size of a recipe on Home and waits until nothing of its study is open. */
async function runQuick(page: Page, { title, name, runs, claims, timeout }: Asked): Promise<StudyView> {
  await page.getByRole('link', { name: 'Home', exact: true }).click()
  await page.getByRole('button', { name: `Run quick: ${title}` }).click()
  const choice = page.getByRole('form', { name: `Data for ${title}, quick` })
  await expect(choice).toContainText(new RegExp(`Size: ${name}\\. ${runs} runs, `))
  await expect(choice.getByRole('combobox')).toContainText('Fashion-MNIST (70,000 samples)')
  const start = performance.now()
  await choice.getByRole('button', { name: 'Run quick' }).click()
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(title) })).toBeVisible()
  const studyId = Number(/studies\/(\d+)/.exec(page.url())?.[1])
  const study = () =>
    page.evaluate(async (id) => {
      const reply = await window.gramscope.request('studies.get', { studyId: id })
      if (!reply.ok) throw new Error(reply.error.message)
      return reply.value
    }, studyId)
  await expect.poll(async () => (await study()).summary.byState.finished, { timeout, intervals: [2000] }).toBe(runs)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  test.info().annotations.push({ type: `${title}, seconds`, description: seconds })
  const ended = await study()
  const verdicts = ended.claims.map(({ title: claim, verdict, measured }) => `${claim}: ${verdict} (${measured})`)
  console.log([`${title}: ${seconds} s`, ...verdicts].join('\n  '))

  await page.getByRole('tab', { name: /Claims/ }).click()
  for (const claim of claims) await expect(page.getByText(claim, { exact: true }).first()).toBeVisible()
  await page.getByRole('tab', { name: /Figures/ }).click()
  await expect(page.getByRole('group', { name: /^Test accuracy, FF-32/ })).toBeVisible()
  await page.screenshot({ path: test.info().outputPath(`${name}-figures.png`) })
  return ended
}

function accuracyOf({ cells }: StudyView, network: string, method: string): number {
  const cell = cells.find(({ axes }) => axes['network'] === network && axes['method'] === method)
  return cell?.statistics['testAccuracy']?.mean ?? NaN
}

test('depth is the finding: 4 and 32 layers on Fashion-MNIST, and the comparisons of some minutes, from Home to the verdicts', async ({
  openLab,
}) => {
  test.setTimeout(30 * MINUTE)
  const { app, page, problems } = await openLab()
  await importFashion(app, page)

  const demo = await runQuick(page, {
    title: 'Training at 4, 32 and 64 layers',
    name: 'demo',
    runs: 6,
    claims: ['At 32 layers NormReLU trains best', 'At 4 layers there is no difference', 'Dot products fall while accuracy rises'],
    timeout: 5 * MINUTE,
  })
  // the acceptance check of the specification, of one seed
  expect(accuracyOf(demo, 'FF-32', 'NormReLU') - accuracyOf(demo, 'FF-32', 'batch normalisation')).toBeGreaterThan(0.08)
  expect(accuracyOf(demo, 'FF-4', 'batch normalisation')).toBeGreaterThan(0.8)
  const verdicts = Object.fromEntries(demo.claims.map(({ id, verdict }) => [id, verdict]))
  expect(verdicts).toMatchObject({ 'T-depth-32': 'holds', 'T-depth-4': 'holds', 'T-depth-64': 'not measured' })
  // of one seed the dot products of NormReLU at the end may be those after the first epoch
  expect(verdicts['T-dot-products']).toMatch(/^(holds|fails)$/)

  const minutes = await runQuick(page, {
    title: 'Training in minutes: 64 layers, more width, residual networks',
    name: 'minutes',
    runs: 12,
    claims: ['NormReLU stays ahead with more neurons and more data'],
    timeout: 20 * MINUTE,
  })
  expect(minutes.claims.map(({ verdict }) => verdict)).toEqual(['holds'])
  expect(accuracyOf(minutes, 'FF-64', 'batch normalisation')).toBeLessThan(0.2)
  expect(accuracyOf(minutes, 'ResNet-32', 'NormReLU')).toBeGreaterThan(0.6)

  // the page of deep training has them, by layer too
  await page.getByRole('link', { name: 'Depth', exact: true }).click()
  await page.getByRole('tab', { name: 'Training' }).click()
  await page.getByRole('button', { name: 'FF-32' }).click()
  await expect(page.getByRole('group', { name: /^Test accuracy/ })).toBeVisible()
  await expect(page.getByRole('region', { name: 'By layer' }).getByRole('group', { name: /by layer, after epoch 12/ })).toBeVisible()
  expect(problems).toEqual([])
})
