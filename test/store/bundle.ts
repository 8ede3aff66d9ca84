import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { build } from 'vite'

/**
 * Makes one JavaScript file of a TypeScript program, for a child process to run. It lies under node_modules, so that the packages it
 * leaves out are found, and is gone after the test.
 */
export async function bundle(program: string): Promise<string> {
  const parent = resolve('node_modules', '.gramscope')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'store-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: resolve('test/store', program),
      outDir: folder,
      target: 'node20.18',
      minify: false,
      rollupOptions: { output: { entryFileNames: 'program.mjs' } },
    },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
  })
  return join(folder, 'program.mjs')
}
