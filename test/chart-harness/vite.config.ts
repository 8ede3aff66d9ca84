import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { record, written } from './recorded-run'

/** Charts alone (index.html) and the pages of a study and a run with a laboratory in the page (app.html), for looking at them. */
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: resolve('node_modules/.vite-chart-harness'),
  plugins: [
    vue(),
    {
      // importers of files need Node; what experiments need of the datasets in a page is the generator alone
      name: 'datasets-without-files',
      enforce: 'pre',
      resolveId: (id) => (id.endsWith('/datasets') ? resolve('src-main/datasets/sphere.ts') : null),
    },
    {
      // two runs that were really computed: one that converges, one whose step size is too large
      name: 'recordings',
      resolveId: (id) => (id === 'virtual:recordings' ? '\0recordings' : null),
      load: (id) =>
        id === '\0recordings'
          ? `export default ${JSON.stringify({ converged: written(record(100, 100, 5)), diverged: written(record(200, 100, 7, 0.0105)) })}`
          : null,
    },
  ],
  server: { hmr: false, port: 5187, strictPort: true, fs: { allow: [resolve('.')] } },
  build: {
    target: 'chrome130',
    outDir: resolve('out/chart-harness'),
    emptyOutDir: true,
    rollupOptions: { input: [resolve(import.meta.dirname, 'index.html'), resolve(import.meta.dirname, 'app.html')] },
  },
})
