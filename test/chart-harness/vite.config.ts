import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  root: resolve('test/chart-harness'),
  plugins: [vue()],
  server: { port: 5187, strictPort: true, fs: { allow: [resolve('.')] } },
  build: { target: 'chrome130', outDir: resolve('out/chart-harness'), emptyOutDir: true },
})
