import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { ElectronApplication, Page } from '@playwright/test'
import { cifarArchive, cifarBatch, CIFAR_CLASSES } from '../fixtures/cifar-files'
import { longestFrame, watchFrames } from './frames'
import { expect, test } from './lab-app'

/** Makes dialogs answer with these paths, as if a person had chosen them. */
async function answerDialogs(app: ElectronApplication, { open = [], save = '' }: { open?: string[]; save?: string }): Promise<void> {
  await app.evaluate(
    ({ dialog }, answers) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: answers.open })
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: answers.save })
    },
    { open, save },
  )
}

/** What keeps people out who do not see or do not use a mouse. */
async function seriousViolations(page: Page): Promise<string[]> {
  // without a second window, which this application refuses to open
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

test('an archive in the original layout becomes a data set, is looked at, exported and used for a run', async ({ openLab, home }) => {
  const folder = join(home, 'downloads')
  mkdirSync(folder, { recursive: true })
  const archive = join(folder, 'cifar-10-binary.tar.gz')
  writeFileSync(archive, cifarArchive(40))
  const { app, page, problems } = await openLab()
  await answerDialogs(app, { open: [archive], save: join(folder, 'cut.npz') })

  await page.getByRole('link', { name: 'Data sets' }).click()
  await expect(page.getByText('No data set yet')).toBeVisible()
  await page.getByRole('button', { name: 'Import files' }).click()
  await expect(page.getByTestId('reason')).toContainText('40 records of 3,073 bytes: CIFAR-10 batch')
  await expect(page.getByTestId('preview-counts')).toHaveText('train 200, test 40')

  // ten of each class, as in the paper: one scale for all and two coordinates
  await page.getByRole('button', { name: 'Add a step' }).click()
  await page.getByRole('menuitem', { name: 'Take' }).click()
  const step = page.getByRole('listitem').filter({ hasText: 'Take' })
  await step.getByLabel('Count').fill('4')
  await step.getByLabel('Count').press('Tab')
  await step.getByLabel('Per').selectOption('class')
  await expect(page.getByTestId('preview-counts')).toHaveText('train 40, test 40')
  await page.getByRole('button', { name: 'Add a step' }).click()
  await page.getByRole('menuitem', { name: 'Two coordinates' }).click()
  await expect(page.getByText('unit vectors of 3074 numbers')).toBeVisible()
  expect(await seriousViolations(page)).toEqual([])
  await watchFrames(page)
  await page.getByRole('button', { name: 'Import', exact: true }).click()

  // the data set page
  await expect(page.getByRole('heading', { name: 'cifar-10-binary', level: 1 })).toBeVisible()
  test.info().annotations.push({ type: 'longest frame in milliseconds', description: (await longestFrame(page)).toFixed(0) })
  const balance = page.getByRole('list', { name: 'Samples of each class' })
  for (const name of CIFAR_CLASSES) await expect(balance.getByRole('button', { name: new RegExp(`^${name}\\s*4$`) })).toBeVisible()
  await balance.getByRole('button', { name: /^cat/ }).click()
  await expect(page.getByRole('region', { name: 'Images' }).getByRole('button')).toHaveCount(4)
  await page.getByRole('button', { name: 'Sample 3, cat' }).click()
  await expect(page.getByRole('complementary', { name: 'Sample' }).getByText('cat')).toBeVisible()
  expect(await seriousViolations(page)).toEqual([])
  await page.getByRole('tab', { name: 'Statistics' }).click()
  await page.getByRole('button', { name: 'Compute statistics' }).click()
  await expect(page.getByTestId('line-separation')).toHaveText(/^0\.\d+/)
  await expect(page.getByText('No two samples equal')).toBeVisible()
  expect(await seriousViolations(page)).toEqual([])
  await page.getByRole('tab', { name: 'Origin' }).click()
  await expect(page.getByText('Divided by 255')).toBeVisible()

  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: '.npz' }).click()
  await expect(page.getByText('cut.npz')).toBeVisible()
  const sidecar = JSON.parse(readFileSync(join(folder, 'cut.json'), 'utf8')) as { part: { count: number } }
  expect(sidecar.part.count).toBe(40)

  // a run on it
  await page.getByRole('button', { name: 'Use in an experiment' }).click()
  await expect(page.getByText('from the data set cifar-10-binary')).toBeVisible()
  const done = await page.evaluate(async () => {
    const [dataset] = await answer(window.gramscope.request('datasets.list', {}))
    const { inputs } = dataset!.parts[0]!
    const spec = {
      experiment: 'kernel-spectrum',
      version: 1,
      data: inputs,
      preprocessing: { scaling: 'none', smoothing: 0 },
      model: { activation: { kind: 'relu' }, layer: 'hidden', weightVariance: 1, biasVariance: 0, width: { kind: 'infinite' } },
      measurements: { route: 'best' },
    }
    const { runIds } = await answer(window.gramscope.request('specs.enqueue', { spec, seeds: [1] }))
    return { runId: runIds[0]!, datasetId: dataset!.id }

    async function answer<T>(reply: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>): Promise<T> {
      const got = await reply
      if (!got.ok) throw new Error(got.error.message)
      return got.value
    }
  })
  await page.goto(`app://gramscope/index.html#/runs/${done.runId}`)
  await expect(page.getByText('finished').first()).toBeVisible({ timeout: 30_000 })
  await page.getByRole('link', { name: 'Data sets' }).click()
  await expect(page.getByRole('row', { name: /cifar-10-binary/ })).toContainText('1 run')

  // its spectrum beside those of synthetic data
  await page.getByRole('link', { name: 'Spectra' }).click()
  await page.getByRole('button', { name: 'Add spectrum' }).click()
  const form = page.getByRole('form', { name: 'Spectrum' })
  await form.getByLabel(/^Data/).selectOption({ label: 'cifar-10-binary, train: inputs, 40 × 3074' })
  await expect(form.getByLabel(/^Points/)).toHaveValue('40')
  await form.getByLabel(/^Points/).fill('30')
  const health = page.getByRole('region', { name: 'Health of the spectra' })
  await expect(health.getByRole('row', { name: /^Resolved/ }).getByRole('cell')).toHaveText([/of 30$/])
  await page.screenshot({ path: test.info().outputPath('spectra.png') })
  await page.getByRole('link', { name: 'Data sets' }).click()

  // what a run needs is not removed
  await page.getByRole('link', { name: 'cifar-10-binary' }).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  // the run of this test and those that the spectra page made
  await expect(page.getByText(new RegExp(`runs need the data set cifar-10-binary \\((\\d+, )+${done.runId}\\)`))).toBeVisible()
  expect(problems).toEqual([])
})

test('files that are dropped on the page are looked at, and what is no data set is refused with its reason', async ({ openLab, home }) => {
  const { page, problems } = await openLab()
  const batch = join(home, 'test_batch.bin')
  writeFileSync(batch, cifarBatch(20))
  const cut = join(home, 'cut.bin')
  writeFileSync(cut, cifarBatch(20).subarray(0, 3073 * 3 - 5))
  await page.goto('app://gramscope/index.html#/datasets')
  await expect(page.getByText('No data set yet')).toBeVisible()

  await drop(page, cut)
  await expect(page.getByRole('alert')).toContainText('cut.bin')
  await drop(page, batch)
  await expect(page.getByTestId('reason')).toContainText('20 records of 3,073 bytes')
  await page.keyboard.press('Escape')
  await expect(page.getByText('No data set yet')).toBeVisible()

  // the page itself can name no path
  const refused = await page.evaluate(() => window.gramscope.openDropped([new File(['x'], '/etc/passwd')]))
  expect(refused).toMatchObject({ ok: false, error: { code: 'invalid-request' } })
  expect(problems).toEqual([])
})

/** Drags a file from the desktop to the middle of the page and drops it there. */
async function drop(page: Page, file: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [file], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data })
}
