import base from './playwright.config'

/** What needs the whole of a real data set, for `npm run test:long`. */
export default {
  ...base,
  testDir: 'test/e2e-long',
  timeout: 900_000,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e-long.json' }]],
  outputDir: 'test-results/e2e-long',
} satisfies typeof base
