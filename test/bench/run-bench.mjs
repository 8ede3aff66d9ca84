// Speed of the kernels against the machine's own matrix product. The sections are TypeScript and import the application's sources, so
// they run through vite.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const { module } = await runnerImport(join(dirname(fileURLToPath(import.meta.url)), 'kernels', 'bench.ts'), {
  configFile: false,
  logLevel: 'error',
})
await module.bench(process.argv.slice(2))
