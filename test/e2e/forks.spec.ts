import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './lab-app'
import { spec } from './specs'
import { terminal } from './terminal'

test('a finished run is forked from its state in the window and in the terminal, both ends know of it, and states can be removed', async ({
  home,
  openLab,
}, info) => {
  test.setTimeout(180_000)
  const { page, problems, app } = await openLab()
  await page.evaluate(
    async (asked) => await window.gramscope.request('specs.enqueue', { spec: asked, seeds: [3] }),
    spec(40, 20, { maxSteps: 60, stopResidual: 1e-9 }),
  )
  await page.evaluate(() => (window.location.hash = '#/runs/1'))
  await expect(page.getByText('finished').first()).toBeVisible({ timeout: 30_000 })

  // nothing was kept: the same run again, with its state
  await page.getByRole('tab', { name: 'Log' }).click()
  await page.getByRole('button', { name: 'Run again and keep the state at the end' }).click()
  await page.evaluate(() => (window.location.hash = '#/runs/2'))
  await page.getByRole('tab', { name: 'Log' }).click()
  await expect(page.getByRole('link', { name: 'Fork…' })).toBeVisible({ timeout: 30_000 })
  const look = async (name: string) => {
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate(async (to) => await window.gramscope.request('settings.set', { theme: to }), theme)
      await page.waitForTimeout(300)
      await page.screenshot({ path: info.outputPath(`${name}-${theme}.png`) })
    }
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
    expect(
      violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
    ).toEqual([])
  }
  await look('states')

  await page.getByRole('link', { name: 'Fork…' }).click()
  await expect(page.getByRole('note')).toContainText('Goes on from the state of run 2 at step 60, seed 3')
  await expect(page.getByText('is above the step of the fork, 60').first()).toBeVisible()
  await page.getByRole('textbox', { name: 'Max steps' }).fill('200')
  await expect(page.getByText('is above the step of the fork, 60')).toHaveCount(0)
  await look('compose-fork')
  // what the state depends on stays
  await page.getByRole('textbox', { name: 'Hidden width' }).fill('41')
  await expect(page.getByText('a fork of run 2 has it as that run').first()).toBeVisible()
  await page.getByRole('textbox', { name: 'Hidden width' }).fill('40')
  await page.getByRole('button', { name: 'Run 1 run' }).click()
  await expect(page.getByText('1 of 1').or(page.getByText('finished')).first()).toBeVisible({ timeout: 30_000 })

  await page.evaluate(() => (window.location.hash = '#/runs/3'))
  await expect(page.getByText('forked from').first()).toBeVisible()
  await expect(page.getByText('finished').first()).toBeVisible({ timeout: 30_000 })
  await look('child')
  await page.evaluate(() => (window.location.hash = '#/runs/2'))
  await expect(page.getByRole('link', { name: 'run 3' })).toBeVisible()

  const forked = await terminal(home, 'fork', '2', '--set', 'training.maxSteps=150', '--set', 'training.stepSizes.hidden=5e-4', '--json')
  expect(forked.stderr).not.toContain('Error')
  expect(forked.code).toBe(0)
  const { runs } = JSON.parse(forked.stdout) as { runs: { id: number; state: string; step: number }[] }
  expect(runs).toMatchObject([{ state: 'finished', step: 150 }])
  const refused = await terminal(home, 'fork', '2', '--set', 'model.hiddenWidth=41', '--set', 'training.maxSteps=150')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('model.hiddenWidth: a fork of run 2 has it as that run')
  expect((await terminal(home, 'fork', '1')).stderr).toContain('reproduce 1 --keep-state')

  await page.evaluate(() => (window.location.hash = '#/settings'))
  await page.getByRole('button', { name: 'Remove the states…' }).click()
  await look('storage')
  await page.getByRole('button', { name: /^Remove 1 state for good/ }).click()
  await expect(page.getByText('No states of ended runs are kept.')).toBeVisible()
  expect(problems).toEqual([])
  await app.close()
})
