import { defineConfig } from '@playwright/test'

/** Measurements in the real window; started by "npm run bench -- window". */
export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  timeout: 600_000,
  workers: 1,
  reporter: [['line']],
  outputDir: '../../test-results/bench',
})
