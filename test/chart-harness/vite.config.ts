import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  root: resolve('test/chart-harness'),
  plugins: [
    vue(),
    {
      // importers of files need Node; what experiments need of the datasets in a page is the generator alone
      name: 'datasets-without-files',
      enforce: 'pre',
      resolveId: (id) => (id.endsWith('/datasets') ? resolve('src-main/datasets/sphere.ts') : null),
    },
  ],
  cacheDir: resolve('node_modules/.vite-chart-harness'),
  server: { hmr: false, port: 5187, strictPort: true, fs: { allow: [resolve('.')] } },
  build: { rollupOptions: { input: [resolve('test/chart-harness/index.html'), resolve('test/chart-harness/app.html')] }, target: 'chrome130', outDir: resolve('out/chart-harness'), emptyOutDir: true },
})
