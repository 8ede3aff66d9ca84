import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const project = resolve(import.meta.dirname, '../..')

/** Serves (or builds) the window with a laboratory of its own in the page instead of the preload script's bridge. */
export default defineConfig({
  root: resolve(project, 'src-renderer'),
  cacheDir: resolve(project, 'node_modules/.vite-harness'),
  plugins: [
    vue(),
    {
      name: 'mock-bridge',
      transformIndexHtml: {
        order: 'pre',
        handler: (html) =>
          html.replace(
            '<script type="module" src="./main.ts">',
            `<script type="module" src="/@fs${resolve(import.meta.dirname, 'start.ts')}">`,
          ),
      },
    },
  ],
  // a data: address is no font the policy lets in
  build: { target: 'chrome130', assetsInlineLimit: 0, emptyOutDir: true },
  server: { fs: { allow: [project] }, port: 5178, strictPort: true },
})
