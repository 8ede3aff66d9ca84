import AxeBuilder from '@axe-core/playwright'
import { deepSpec, residualSpec } from '../fixtures/deep-specs'
import { expect, test } from './lab-app'

test('deep networks are trained, and shown by method over epochs and by layer', async ({ openLab }, info) => {
  test.setTimeout(240_000)
  const { page, problems } = await openLab()

  // nothing yet: what to do first
  await page.getByRole('link', { name: 'Depth' }).click()
  await page.getByRole('tab', { name: 'Training' }).click()
  await expect(page.getByText('No network has been trained yet')).toBeVisible()

  const { training, measurements } = deepSpec()
  const common = {
    training: { ...training, epochs: 6 },
    measurements: { ...measurements, layerStatistics: true, dotProducts: { kind: 'measured', points: 20, layers: 'all' } },
  } as const
  const relu = { kind: 'fully-connected', depth: 6, width: 24, activation: { kind: 'relu' } } as const
  const cells = [
    deepSpec({ ...common, model: { ...relu, normalisation: 'none', activation: { kind: 'normrelu', kink: -1.5975 } } }),
    deepSpec({ ...common, model: { ...relu, normalisation: 'batch' }, initialisation: { kind: 'fan-in', gain: 2 } }),
    deepSpec({ ...common, model: { ...relu, normalisation: 'layer-before' }, initialisation: { kind: 'fan-in', gain: 2 } }),
    residualSpec('batch'),
  ].map((spec) => ({ spec, seeds: [1, 2, 3] }))
  const { studyId } = await page.evaluate(async (asked) => {
    const reply = await window.gramscope.request('studies.createFromSpecs', { title: 'Small networks', cells: asked })
    if (!reply.ok) throw new Error(reply.error.message)
    return reply.value
  }, cells)

  const chart = (name: RegExp) => page.getByRole('group', { name })
  await expect(chart(/^Test accuracy/)).toBeVisible({ timeout: 60_000 })
  for (const name of [/^Training loss/, /^Average dot product/, /^Average absolute dot product/, /^Root mean square of the features/])
    await expect(chart(name).first()).toBeVisible()
  const layers = page.getByRole('region', { name: 'By layer' })
  await expect(layers.getByRole('group', { name: /by layer, after epoch 6/ })).toBeVisible({ timeout: 60_000 })
  await layers.getByLabel('Measure').selectOption('layerGradientRms')
  await layers.getByRole('slider').fill('0')
  await expect(layers.getByRole('group', { name: /^Root mean square of gradients by layer, before training/ })).toBeVisible()
  await expect(page.getByRole('button', { name: 'FF-6' })).toHaveAttribute('aria-pressed', 'true')
  for (const scheme of ['light', 'dark'] as const) {
    await page.evaluate((theme) => window.gramscope.request('settings.set', { theme }), scheme)
    await page.waitForTimeout(400)
    await page.getByRole('combobox', { name: /^Study/ }).scrollIntoViewIfNeeded()
    await page.screenshot({ path: info.outputPath(`training-${scheme}.png`) })
    await layers.scrollIntoViewIfNeeded()
    await page.screenshot({ path: info.outputPath(`training-layers-${scheme}.png`) })
    expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations).toEqual([])
  }
  await page.getByRole('button', { name: 'ResNet-8' }).click()
  await expect(chart(/^Test accuracy/)).toBeVisible()

  // a run: its layers together in a chart
  await page.getByRole('link', { name: 'Open the study' }).click()
  await expect(page).toHaveURL(new RegExp(`/studies/${studyId}$`))
  const runId = await page.evaluate(async (id) => {
    const reply = await window.gramscope.request('studies.get', { studyId: id })
    return reply.ok ? reply.value.cells[0]?.runs[0]?.id : undefined
  }, studyId)
  await page.goto(page.url().replace(/#.*$/, `#/runs/${runId}`))
  await expect(chart(/^Average dot product by layer against update/)).toBeVisible()
  await page.screenshot({ path: info.outputPath('run.png') })
  expect(problems).toEqual([])
})
