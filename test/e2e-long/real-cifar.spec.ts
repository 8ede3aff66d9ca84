import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import type { DatasetStatistics, DatasetView } from '../../src-main/contract'
import { CIFAR_CLASSES } from '../fixtures/cifar-files'
import { realData } from '../fixtures/real-data'
import { longestFrame, watchFrames } from '../e2e/frames'
import { expect, test } from '../e2e/lab-app'

const SECOND = 1000
const MEGABYTE = 2 ** 20
/** What the whole of CIFAR-10 may take on two cores. */
const LIMITS = { seconds: 20, memory: 1.5 * 1024 * MEGABYTE, frame: 100 }

/** The archive in its original layout. */
const archive = (): string => join(realData('cifar10'), 'cifar-10-binary.tar.gz')

function measured(type: string, value: number): void {
  test.info().annotations.push({ type, description: value.toFixed(1) })
  console.log(`${type}: ${value.toFixed(1)}`)
}

/** Largest memory of all processes together until it is stopped, in bytes. */
function watchMemory(app: ElectronApplication): { stop: () => Promise<number> } {
  let most = 0
  let goesOn = true
  const watching = (async () => {
    while (goesOn) {
      const metrics = await app.evaluate(({ app: electron }) => electron.getAppMetrics().map(({ memory }) => memory.workingSetSize))
      most = Math.max(
        most,
        metrics.reduce((sum, kilobytes) => sum + 1024 * kilobytes, 0),
      )
      await new Promise((done) => setTimeout(done, 200))
    }
  })()
  return {
    stop: async () => {
      goesOn = false
      await watching
      return most
    },
  }
}

async function openArchive(app: ElectronApplication, page: Page, path: string): Promise<void> {
  await app.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] })
  }, path)
  await page.getByRole('link', { name: 'Data sets' }).click()
  await page.getByRole('button', { name: 'Import files' }).click()
  await expect(page.getByTestId('reason')).toContainText('10,000 records of 3,073 bytes: CIFAR-10 batch', { timeout: 60 * SECOND })
  await expect(page.getByTestId('preview-counts')).toHaveText(/^train 50\D?000, test 10\D?000$/, { timeout: 60 * SECOND })
}

async function addStep(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a step' }).click()
  await page.getByRole('menuitem', { name, exact: true }).click()
}

async function imported(page: Page, name: string, timeout: number): Promise<void> {
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible({ timeout })
}

function datasets(page: Page): Promise<DatasetView[]> {
  return page.evaluate(async () => {
    const reply = await window.gramscope.request('datasets.list', {})
    if (!reply.ok) throw new Error(reply.error.message)
    return reply.value
  })
}

test('all of CIFAR-10 from its archive, in time, in memory and without holding up the window', async ({ openLab }) => {
  const path = archive()
  const { app, page, problems } = await openLab()
  await openArchive(app, page, path)
  const memory = watchMemory(app)
  await watchFrames(page)
  const start = performance.now()
  await imported(page, 'all of it', 120 * SECOND)
  const seconds = (performance.now() - start) / SECOND
  const frame = await longestFrame(page)
  const most = await memory.stop()
  measured('import, seconds', seconds)
  measured('largest memory of all processes, megabytes', most / MEGABYTE)
  measured('longest frame, milliseconds', frame)

  const [made] = await datasets(page)
  expect(made?.classNames).toEqual(CIFAR_CLASSES)
  expect(made?.parts.map(({ role, count, classCounts }) => [role, count, classCounts])).toEqual([
    ['train', 50_000, new Array(10).fill(5000)],
    ['test', 10_000, new Array(10).fill(1000)],
  ])
  expect(seconds).toBeLessThan(LIMITS.seconds)
  expect(most).toBeLessThan(LIMITS.memory)
  expect(frame).toBeLessThan(LIMITS.frame)
  expect(problems).toEqual([])
})

test('ten thousand images as in arXiv 1908.05660, their geometry, and a run composed from a few of them', async ({ openLab }) => {
  const path = archive()
  const { app, page, problems } = await openLab()
  await openArchive(app, page, path)
  await addStep(page, 'Keep parts')
  await addStep(page, 'Take')
  const take = page.getByRole('listitem').filter({ hasText: 'Take' })
  await take.getByLabel('Count').fill('10000')
  await take.getByLabel('Count').press('Tab')
  await take.getByLabel('Sampling').selectOption('random')
  await addStep(page, 'Two coordinates')
  await expect(page.getByTestId('preview-counts')).toHaveText(/^train 10\D?000$/)
  await imported(page, 'ten thousand', 120 * SECOND)

  await page.getByRole('tab', { name: 'Statistics' }).click()
  await watchFrames(page)
  const start = performance.now()
  await page.getByRole('button', { name: 'Compute statistics' }).click()
  await expect(page.getByTestId('line-separation')).toHaveText(/^0\.\d+/, { timeout: 300 * SECOND })
  measured('statistics, seconds', (performance.now() - start) / SECOND)
  measured('longest frame during statistics, milliseconds', await longestFrame(page))
  await page.screenshot({ path: test.info().outputPath('statistics.png') })
  const [dataset] = await datasets(page)
  const statistics = await page.evaluate(async (datasetId): Promise<DatasetStatistics | null> => {
    const reply = await window.gramscope.request('datasets.statistics', {
      datasetId,
      role: 'train',
      compute: false,
      job: crypto.randomUUID(),
    })
    if (!reply.ok) throw new Error(reply.error.message)
    return reply.value
  }, dataset!.id)
  console.log(JSON.stringify(statistics?.directions).slice(0, 1000))

  await openArchive(app, page, path)
  await addStep(page, 'Keep parts')
  await addStep(page, 'Take')
  await take.getByLabel('Count').fill('200')
  await take.getByLabel('Count').press('Tab')
  await addStep(page, 'Two coordinates')
  await imported(page, 'a few', 120 * SECOND)
  await page.getByRole('button', { name: 'Use in an experiment' }).click()
  await expect(page.getByText('from the data set a few')).toBeVisible()
  await page.screenshot({ path: test.info().outputPath('compose.png') })
  const form = page.getByRole('form', { name: 'Experiment' })
  await form.getByLabel(/^Hidden width/).fill('50')
  await form.getByLabel(/^Hidden width/).press('Tab')
  await page.getByRole('button', { name: /^Run 1 run/ }).click()
  await expect(page.getByText('finished').first()).toBeVisible({ timeout: 120 * SECOND })
  expect(problems).toEqual([])
})
