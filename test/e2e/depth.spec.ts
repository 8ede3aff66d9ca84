import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './lab-app'

test('what depth does to condition numbers is explored, and a formula of one’s own goes through the workbench', async ({
  openLab,
}, info) => {
  test.setTimeout(240_000)
  const { page, problems } = await openLab()
  await page.getByRole('link', { name: 'Depth' }).click()
  const form = page.getByRole('form', { name: 'Depth' })

  // ReLU on eight directions
  const facts = page.getByRole('region', { name: 'Numbers at this depth' })
  const row = (name: string) => facts.getByRole('row', { name: new RegExp(`^${name}`) })
  await expect(facts.getByRole('heading')).toContainText('At 8 layers')
  await expect(row('Condition number')).toContainText('8.24137')
  await expect(row('Corollary 4 speaks from')).toContainText('31')
  await expect(row('Steps of the top layer')).toContainText('53')
  await expect(page.getByRole('group', { name: /^Kernel of the top layer, 8 layers/ })).toBeVisible()
  await expect(page.getByRole('group', { name: /^Condition number, less 1/ })).toBeVisible()

  const slider = page.getByRole('slider', { name: /^Layers/ })
  await slider.fill('16')
  await expect(row('Condition number')).toContainText('1.38151')
  await slider.fill('0')
  await expect(row('Condition number')).toContainText('∞')
  await slider.fill('16')

  for (const scheme of ['light', 'dark'] as const) {
    await page.evaluate((theme) => window.gramscope.request('settings.set', { theme }), scheme)
    await page.waitForTimeout(400)
    await page.screenshot({ path: info.outputPath(`conditioning-${scheme}.png`) })
    expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations).toEqual([])
  }

  // the activation that is trained with: the theorems are silent at these depths
  await form.getByLabel(/^Activation/).selectOption('normrelu')
  await expect(row('theorem 3 says')).toContainText('243')
  await expect(row('Condition number')).toContainText('372.994')
  await form.getByLabel(/^Points/).fill('many')
  await expect(form.getByRole('status')).toBeVisible()
  await form.getByLabel(/^Points/).fill('8')

  await page.getByRole('tab', { name: 'Activation' }).click()
  const constants = page.getByRole('region', { name: 'Constants' })
  await expect(constants).toContainText('0.015598873')
  for (const chart of [
    /^Normalised activation/,
    /^What a layer does to a correlation/,
    /^Hermite coefficients/,
    /^What a layer does to a squared length/,
    /^NormReLU over its kink/,
  ])
    await expect(page.getByRole('group', { name: chart })).toBeVisible()
  for (const scheme of ['light', 'dark'] as const) {
    await page.evaluate((theme) => window.gramscope.request('settings.set', { theme }), scheme)
    await page.waitForTimeout(400)
    await page.screenshot({ path: info.outputPath(`activation-${scheme}.png`) })
    expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations).toEqual([])
  }

  await form.getByLabel(/^Activation/).selectOption('expression')
  await form.getByLabel(/^Formula in x/).fill('x / (1 + abs(x))')
  await form.getByLabel(/^Kinks/).fill('0')
  await expect(constants).toContainText('0.069105352')
  await form.getByLabel(/^Formula in x/).fill('3')
  await expect(page.getByRole('alert')).toContainText('no variance')
  expect(problems).toEqual([])
})
