import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { TwoLayerSpec } from '../../src-main/experiments/two-layer/spec'
import { phaseSpec } from '../fixtures/two-layer-specs'
import { expect, test } from './lab-app'
import { spec } from './specs'

/** 300 runs: 3 widths, 2 step sizes, 50 seeds. */
const WIDTHS = [16, 32, 64]
const STEP_SIZES = [1e-3, 2e-3]
const SEEDS = Array.from({ length: 50 }, (_, i) => i + 1)
/** on points of one data seed, with weights kept, so that their kernels can be compared */
const KERNEL_SEEDS = [1, 2, 3]

const base = phaseSpec(60, 5, { sampleCount: 24, steps: 120 })
const KERNEL_SPEC: TwoLayerSpec = {
  ...base,
  dataSeed: 7,
  training: { ...base.training, stepSizes: { kind: 'given', hidden: 0.02, bias: 0, output: 0 }, stop: { steps: 120, increase: false } },
  measurements: { ...base.measurements, kernels: ['tangent'], kernelSteps: 4, weightsAtSpectra: true },
}

async function enqueue(page: Page, specs: unknown[], seeds: number[]): Promise<number[]> {
  return await page.evaluate(
    async (asked) => {
      const replies = []
      for (const content of asked.specs)
        replies.push(await window.gramscope.request('specs.enqueue', { spec: content, seeds: asked.seeds }))
      return replies.flatMap((reply) => (reply.ok ? reply.value.runIds : []))
    },
    { specs, seeds },
  )
}

const finished = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const reply = await window.gramscope.request('runs.query', { filter: { states: ['finished'] }, offset: 0, limit: 1, columns: [] })
    return reply.ok ? reply.value.total : 0
  })

const percentile = (times: number[], share: number): number => times.toSorted((a, b) => a - b)[Math.ceil(share * times.length) - 1] ?? NaN
const report = (name: string, times: number[]): string =>
  `${name}: median ${percentile(times, 0.5).toFixed(1)} ms, 95th percentile ${percentile(times, 0.95).toFixed(1)} ms of ${times.length}`

test('three hundred runs are compared, brushed, explained, reproduced; their kernels are made again', async ({ openLab }, info) => {
  test.setTimeout(600_000)
  const { page, problems } = await openLab()
  const cells = WIDTHS.flatMap((width) =>
    STEP_SIZES.map((hidden) => spec(width, 10, { stepSizes: { kind: 'two-rate', hidden, output: 0 }, maxSteps: 300 })),
  )
  const ids = await enqueue(page, cells, SEEDS)
  const kernelIds = await enqueue(page, [KERNEL_SPEC], KERNEL_SEEDS)
  expect(ids).toHaveLength(300)
  await expect.poll(() => finished(page), { timeout: 240_000 }).toBe(300 + KERNEL_SEEDS.length)

  // fifty runs, of every cell the first eight and two more: grouped because they are many, which is said
  const fifty = cells.flatMap((_, cell) => ids.slice(50 * cell, 50 * cell + (cell < 2 ? 9 : 8)))
  expect(fifty).toHaveLength(50)
  const go = (query: string) => page.evaluate((address) => (window.location.hash = address), `#/compare?${query}`)
  await go(`runs=${fifty.join(',')}`)
  const set = page.getByRole('complementary', { name: 'Compared runs' })
  await expect(set.getByText('More than 12 runs: those that differ only in their seed are taken together.')).toBeVisible()
  await expect(set.getByRole('listitem')).toHaveCount(cells.length)

  // bands of the fifty runs against numbers computed here from the stored series
  const stored = await page.evaluate(async (runIds) => {
    const read = []
    for (const runId of runIds) {
      const reply = await window.gramscope.request('runs.series', { runId, names: ['residualNorm'], pixels: 20_000 })
      read.push(reply.ok ? { x: [...(reply.value[0]?.steps ?? [])], y: [...(reply.value[0]?.values ?? [])] } : { x: [], y: [] })
    }
    return read
  }, fifty)
  const entries = cells.map((_, cell) => fifty.filter((id) => ids.indexOf(id) >= 50 * cell && ids.indexOf(id) < 50 * (cell + 1)))
  const banded = await page.evaluate(async (asked) => {
    const times: number[] = []
    const found: Record<string, { entry: number; x: number[]; y: number[]; low: number[]; high: number[] }[]> = {}
    for (const band of ['standard-deviation', 'standard-error', 'min-max', 'quantiles', 'bootstrap'] as const) {
      const start = performance.now()
      const reply = await window.gramscope.request('compare.curves', {
        ...{ entries: asked, series: 'residualNorm', x: 'step', band, coverage: 'every', against: null, members: false, smoothing: null },
        ...{ from: null, to: null, pixels: null, scale: 'linear' },
      })
      times.push(performance.now() - start)
      const curves = reply.ok ? reply.value.curves : []
      found[band] = curves.map(({ entry, x, y, low, high }) => ({
        entry,
        x: [...x],
        y: [...y],
        low: [...(low ?? [])],
        high: [...(high ?? [])],
      }))
    }
    return { found, times }
  }, entries)
  entries.forEach((own, entry) => {
    const members = own.map((id) => stored[fifty.indexOf(id)] ?? { x: [], y: [] })
    const shortest = Math.min(...members.map(({ x }) => x.length))
    for (const at of [0, 1, Math.floor(shortest / 2), shortest - 1]) {
      const values = members.map(({ y }) => y[at] ?? NaN).sort((a, b) => a - b)
      const n = values.length
      const mean = values.reduce((sum, value) => sum + value, 0) / n
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))
      const quantile = (p: number) => {
        const place = p * (n - 1)
        const low = values[Math.floor(place)] ?? NaN
        return low + (place - Math.floor(place)) * ((values[Math.ceil(place)] ?? NaN) - low)
      }
      const expected: Record<string, [number, number]> = {
        'standard-deviation': [mean - deviation, mean + deviation],
        'standard-error': [mean - deviation / Math.sqrt(n), mean + deviation / Math.sqrt(n)],
        'min-max': [values[0] ?? NaN, values.at(-1) ?? NaN],
        quantiles: [quantile(0.1), quantile(0.9)],
      }
      for (const [band, [low, high]] of Object.entries(expected)) {
        const curve = banded.found[band]?.find((each) => each.entry === entry)
        expect(curve?.x[at]).toBe(members[0]?.x[at])
        expect(Math.abs((curve?.y[at] ?? NaN) - mean)).toBeLessThan(1e-12 * mean)
        expect(Math.abs((curve?.low[at] ?? NaN) - low)).toBeLessThan(1e-12 * mean)
        expect(Math.abs((curve?.high[at] ?? NaN) - high)).toBeLessThan(1e-12 * mean)
      }
      const bootstrap = banded.found.bootstrap?.find((each) => each.entry === entry)
      expect(bootstrap?.low[at]).toBeGreaterThanOrEqual(values[0] ?? NaN)
      expect(bootstrap?.low[at]).toBeLessThan(mean)
      expect(bootstrap?.high[at]).toBeGreaterThan(mean)
    }
  })
  console.log(report('Means and bands of 50 runs, every point', banded.times))

  // two hundred runs one by one: list and table keep to what is in sight
  const many = ids.slice(0, 200)
  await go(`runs=${many.join(',')}&group=none&tab=side-by-side&all=true`)
  await expect(set.getByRole('listitem').first()).toHaveAttribute('aria-setsize', '200')
  expect(await set.getByRole('listitem').count()).toBeLessThan(40)
  const beside = page.getByRole('region', { name: 'Entries side by side' })
  await expect(beside.getByRole('row', { name: /^hiddenWidth/ })).toBeVisible()
  expect(await beside.getByRole('columnheader').count()).toBeLessThan(40)
  await beside.evaluate((element) => (element.scrollLeft = element.scrollWidth))
  await expect(beside.locator('[aria-colindex="201"]')).toBeVisible()
  const frames = await beside.evaluate(async (element) => {
    const times: number[] = []
    let last = performance.now()
    for (let i = 0; i < 90; i++) {
      element.scrollLeft = (i * 331) % element.scrollWidth
      await new Promise(requestAnimationFrame)
      times.push(performance.now() - last)
      last = performance.now()
    }
    return times
  })
  console.log(report('Frames while 200 columns are scrolled', frames))
  await page.screenshot({ path: info.outputPath('two-hundred.png') })

  // epochs and time of computing
  await go(`runs=${fifty.join(',')}`)
  await page.getByLabel('Across', { exact: true }).selectOption('epoch')
  await expect(page.getByRole('heading', { name: /^Error against epoch/ })).toBeVisible()
  await page.getByLabel('Across', { exact: true }).selectOption('compute-time')
  await expect(page.getByRole('heading', { name: /^Error against compute time/ })).toBeVisible()
  await expect(page.getByText(/^Pauses not counted\. The clock was read about every quarter of a second/)).toBeVisible()

  // brushing the widest third leaves the others out of every view
  await go(`runs=${fifty.join(',')}&tab=columns&plot=parallel`)
  await page.getByRole('textbox', { name: 'hiddenWidth from' }).fill('60')
  await page.getByRole('textbox', { name: 'hiddenWidth from' }).press('Enter')
  await expect(page.getByText(/^16 of 50 runs lie within the brushes/)).toBeVisible()
  const table = page.getByRole('region', { name: 'Runs within the brushes' })
  await expect(table.getByRole('table')).toHaveAttribute('aria-rowcount', '17')
  await page.getByRole('tab', { name: 'Side by side' }).click()
  await expect(beside.getByRole('columnheader', { name: /hidden 0\.00[12]/ })).toHaveCount(2)
  await page.getByRole('button', { name: 'Let all through' }).click()
  await expect(beside.getByRole('columnheader', { name: /hiddenWidth/ })).toHaveCount(6)

  // what explains the number of steps, as a table and as a map
  await page.getByRole('tab', { name: 'Columns' }).click()
  await page.getByRole('button', { name: 'what explains it' }).click()
  await page.getByLabel('Outcome').getByRole('combobox').selectOption('steps')
  const explained = page.getByRole('region', { name: 'Keys by the share they explain' })
  await expect(explained.getByRole('row')).toHaveCount(4)
  await page.getByRole('button', { name: 'table', exact: true }).click()
  await page.getByLabel('Aggregate').selectOption('count')
  await expect(page.getByRole('region', { name: 'Table of runs by two columns' }).getByRole('row')).toHaveCount(3)
  await page.getByRole('button', { name: 'map', exact: true }).click()
  await page.getByLabel('Level to reach').fill('100')
  await page.getByLabel('Level to reach').press('Enter')
  await expect(page.getByText(/^Half of the runs reach 100 in \d of 2 rows/)).toBeVisible()

  // kernels, made again
  await go(`runs=${kernelIds.join(',')}&tab=spectra&spectral=eigenspaces`)
  await expect(page.getByRole('heading', { name: /^Centred alignment of the tangent kernel/ })).toBeVisible()
  await expect(page.getByRole('heading', { name: /^Angles between leading eigenspaces, to seed 1/ })).toBeVisible()
  const kernels = await page.evaluate(async (runIds) => {
    const asked = { entries: runIds.map((id) => [id]), base: null, name: 'tangentKernel', leading: 3, job: 'kernels' }
    const start = await window.gramscope.request('compare.kernels', { ...asked, step: 0 })
    const end = await window.gramscope.request('compare.kernels', { ...asked, step: null })
    return start.ok && end.ok ? { start: start.value, end: end.value } : null
  }, kernelIds)
  expect(kernels?.end.members.map(({ step }) => step)).toEqual([120, 120, 120])
  expect(kernels?.start.members.map(({ step }) => step)).toEqual([0, 0, 0])
  kernels?.end.alignment.forEach((row, i) => row.forEach((value, k) => expect(value).toBe(kernels.end.alignment[k]?.[i])))
  kernels?.end.alignment.forEach((row, i) => expect(row[i]).toBeCloseTo(1, 12))
  expect(kernels?.end.alignment[0]?.[1]).toBeGreaterThan(0.5)
  expect(kernels?.end.members.every(({ fromStart }) => fromStart?.length === 3)).toBe(true)
  await page.screenshot({ path: info.outputPath('eigenspaces.png') })
  await page.getByRole('button', { name: 'decay by mode' }).click()
  await expect(page.getByRole('heading', { name: 'Predicted and measured decay by mode, at step 120' })).toBeVisible()
  await page.getByRole('button', { name: 'trajectories' }).click()
  await expect(page.getByRole('heading', { name: 'Eigenvalues of the tangent kernel against step' })).toBeVisible()

  // computed again: the same bits
  await page.evaluate((id) => (window.location.hash = `#/runs/${id}`), kernelIds[0])
  await page.getByRole('tab', { name: 'Reproduction' }).click()
  await page.getByRole('button', { name: 'Reproduce', exact: true }).click()
  await expect(page.getByText(/Bit-identical in all [\d\s]+ numbers$/)).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText(/^Run \d+ \(attempt 1,/)).toBeVisible()
  await page.screenshot({ path: info.outputPath('reproduced.png') })

  // views of a study kept under a name, which go on with its runs
  const study = await page.evaluate(async (content) => {
    const reply = await window.gramscope.request('studies.createFromSpecs', { title: 'Kernels', cells: [{ spec: content, seeds: [1, 2] }] })
    return reply.ok ? reply.value.studyId : 0
  }, KERNEL_SPEC)
  await go(`runs=${kernelIds[0]},${kernelIds[1]}&series=loss`)
  await page.getByRole('button', { name: 'Dashboards' }).click()
  await page.getByRole('menuitem', { name: 'New with this view, of all runs of Kernels' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Kernels' })).toBeVisible()
  await expect(page.getByText(/^2 runs of/)).toBeVisible()
  await go(`runs=${kernelIds[0]}&tab=spectra&spectral=trajectories`)
  await page.getByRole('button', { name: 'Dashboards' }).click()
  await page.getByRole('menuitem', { name: 'Add this view to Kernels' }).click()
  const panels = page.getByRole('region', { name: /^(Loss|Eigenvalues over the steps)$/ })
  await expect(panels).toHaveCount(2)
  await page.evaluate(async (studyId) => await window.gramscope.request('studies.addSeeds', { studyId, runs: 3 }), study)
  await expect(page.getByText(/^5 runs of/)).toBeVisible({ timeout: 30_000 })
  const seeds = panels.first().getByRole('button', { name: /^seed \d+$/ })
  await expect(seeds).toHaveCount(5, { timeout: 30_000 })
  await page.reload()
  await expect(panels).toHaveCount(2)
  await page.waitForTimeout(700)
  await page.screenshot({ path: info.outputPath('dashboard.png') })

  // legible and usable for everybody
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((chosen) => window.gramscope.request('settings.set', { theme: chosen }), theme)
    const some = `runs=${fifty.join(',')}&tab=columns`
    const kernel = `runs=${kernelIds.join(',')}&tab=spectra`
    for (const [name, query] of [
      ['many-curves', `runs=${fifty.join(',')}&x=compute-time`],
      ['parallel', `${some}&plot=parallel&brush=spec.model.hiddenWidth:20:64`],
      ['pivot', `${some}&plot=pivot`],
      ['explain', `${some}&plot=explain&value=steps`],
      ['map', `${some}&plot=map&value=steps`],
      ['trajectories', `${kernel}&spectral=trajectories`],
      ['eigenspaces', `${kernel}&spectral=eigenspaces`],
      ['decay', `${kernel}&spectral=decay&step=120`],
    ] as const) {
      await go(query)
      await page.waitForTimeout(900)
      await page.screenshot({ path: info.outputPath(`${name}-${theme}.png`) })
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.map(({ id, nodes }) => `${name} ${theme} ${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([])
    }
  }
  expect(problems).toEqual([])
})
