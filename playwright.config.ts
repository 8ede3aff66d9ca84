import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'test/e2e',
  // each test opens the whole application, and a run of it uses all cores
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  // what is waited for depends on a busy machine, not on the program
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  // Playwright empties this folder at start: reports stay outside of it
  outputDir: 'test-results/e2e',
})
