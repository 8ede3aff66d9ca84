import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

/** SHA-256 over what the program is built from; every run records it. */
function sourceHash(): string {
  const hash = createHash('sha256')
  const files = ['src-main', 'src-renderer', 'native/src']
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  for (const file of ['package-lock.json', ...files])
    hash.update(file.replaceAll('\\', '/')).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

// Built for the oldest Electron the code has to run on: 33 (Node 20.18, Chrome 130).
export default defineConfig({
  main: {
    define: { __BUILD_HASH__: JSON.stringify(sourceHash()), __APP_VERSION__: JSON.stringify(version) },
    build: {
      target: 'node20.18',
      outDir: 'out/main',
      rollupOptions: {
        input: {
          main: resolve('src-main/main.ts'),
          cli: resolve('src-main/cli.ts'),
          'lab-thread': resolve('src-main/lab/lab-thread.ts'),
          'compute-worker': resolve('src-main/worker/compute-worker.ts'),
          'data-worker': resolve('src-main/worker/data-worker.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      target: 'node20.18',
      outDir: 'out/preload',
      rollupOptions: {
        input: { preload: resolve('src-main/preload.ts') },
        // a sandboxed preload must be one CommonJS file
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [vue()],
    build: {
      target: 'chrome130',
      outDir: 'out/renderer',
      minify: true,
      // the policy of the page forbids fonts in data: addresses
      assetsInlineLimit: 0,
      rollupOptions: { input: { index: resolve('src-renderer/index.html') } },
    },
  },
})
