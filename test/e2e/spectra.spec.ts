import { expect, test } from './lab-app'
import { spec } from './specs'

test('spectra of two activations are laid over each other, examined from all sides and sent to a study', async ({ openLab }, info) => {
  test.setTimeout(240_000)
  const { page, problems } = await openLab()
  await page.getByRole('link', { name: 'Spectra' }).click()
  const form = page.getByRole('form', { name: 'Spectrum' })
  await page.getByRole('button', { name: 'Add spectrum' }).click()
  await form.getByLabel(/^Activation/).selectOption('tanh')
  await page.getByRole('button', { name: 'Add spectrum' }).click()
  await expect(form.getByLabel(/^Activation/)).toHaveValue('relu')
  await expect(form.getByLabel(/^Points/)).toHaveValue('50')

  const health = page.getByRole('region', { name: 'Health of the spectra' })
  const row = (name: string) => health.getByRole('row', { name: new RegExp(`^${name}`) })
  await expect(health.getByRole('columnheader')).toHaveText(['Quantity', 'tanh', 'ReLU'])
  const smallest = row('Smallest eigenvalue').getByRole('cell')
  await expect(smallest.nth(0)).toContainText(/1\.878\s×\s10\^−15/)
  await expect(smallest.nth(1)).toContainText('0.005010')
  await expect(row('Resolved').getByRole('cell')).toHaveText([/50\s*of 50/, /50\s*of 50/])
  await expect(row('Opposite pairs').getByRole('cell')).toHaveText([/holds\s*0/, /holds\s*0/])
  await page.screenshot({ path: info.outputPath('scree.png') })

  // a full circle of an even number of points has opposite points, and the kernel of tanh is singular: said, not repaired
  await form.getByLabel(/^Data/).selectOption('full-circle')
  await form.getByLabel(/^Activation/).selectOption('tanh')
  await expect(row('Opposite pairs').getByRole('cell').nth(1)).toHaveText(/fails\s*25/)
  await expect(row('Condition number').getByRole('cell').nth(1)).toContainText('∞')
  await page.screenshot({ path: info.outputPath('singular.png') })

  // a formula is refused where it is written
  await form.getByLabel(/^Activation/).selectOption('expression')
  await form.getByLabel(/^Formula in x/).fill('x * tahn(x)')
  await expect(form.getByRole('status')).toContainText('tahn')
  await form.getByLabel(/^Formula in x/).fill('max(x, 0)')
  await form.getByLabel(/^Data/).selectOption('half-circle')
  await expect(smallest.nth(1)).toContainText('0.005010')

  for (const [tab, chart] of [
    ['Log-log', /both logarithmic/],
    ['Cumulative', /^Share of the trace/],
    ['Density', /^Density of the eigenvalues/],
    ['Hermite', /^Hermite coefficients of the derivative/],
    ['Dual', /^Dual of the derivative/],
  ] as const) {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    await expect(page.getByRole('heading', { name: chart })).toBeVisible()
    await expect(page.getByRole('tabpanel').getByRole('group', { name: chart })).toBeVisible()
    await page.waitForTimeout(300)
    await page.screenshot({ path: info.outputPath(`${tab.toLowerCase()}.png`) })
  }
  await expect(page.getByRole('region', { name: 'Activations' })).toContainText('no closed form')

  // the address holds the overlays, and so does the home folder
  await page.reload()
  await expect(page.getByRole('button', { name: /^tanh half circle/ })).toBeVisible()
  await expect
    .poll(() => page.evaluate(async () => JSON.stringify(await window.gramscope.request('settings.get', {}))))
    .toContain('max(x, 0)')
  await page.evaluate(() => (window.location.hash = '#/'))
  await page.reload()
  await page.getByRole('link', { name: 'Spectra' }).click()
  await expect(page.getByRole('button', { name: /^tanh half circle/ })).toBeVisible()
  await expect(page.getByRole('button', { name: /^max\(x, 0\) half circle/ })).toBeVisible()

  await page.getByRole('button', { name: 'Send to a study' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Spectra: tanh, max/ })).toBeVisible()
  await expect(page.getByText('2 cells, 2 finished')).toBeVisible()

  // the spectra of a training over its steps
  const runId = await page.evaluate(
    async (content) => {
      const reply = await window.gramscope.request('specs.enqueue', { spec: content, seeds: [7] })
      return reply.ok ? reply.value.runIds[0] : undefined
    },
    spec(60, 40),
  )
  await page.evaluate((id) => (window.location.hash = `#/runs/${id}`), runId)
  await page.getByRole('tab', { name: 'Spectra' }).click()
  await page.getByRole('link', { name: 'Spectra over steps' }).click()
  await expect(page.getByRole('heading', { name: /^Eigenvalues of the hidden kernel while/ })).toBeVisible()
  await page.getByLabel('places by size').fill('1, 41')
  await expect(page.getByText('Places go from 1 to 40.')).toBeVisible()
  await page.getByLabel('places by size').fill('1-3, 40')
  await page.waitForTimeout(300)
  await page.screenshot({ path: info.outputPath('trajectories.png') })
  expect(problems).toEqual([])
})
