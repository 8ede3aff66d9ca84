import { Linter } from 'eslint'
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'
import { describe, expect, it } from 'vitest'
import { houseRules } from '../../eslint.config.js'

const linter = new Linter({ configType: 'flat' })

/** Names of the house rules that a file breaks. */
function broken(file: string, code: string): (string | null)[] {
  const configuration: Linter.Config[] = [
    { files: ['**/*.ts'], languageOptions: { parser: ts.parser } },
    ...vue.configs['flat/base'],
    ...houseRules,
  ]
  return linter.verify(code, configuration, { filename: file }).map(({ ruleId }) => ruleId)
}

describe('house rules', () => {
  it.each([
    ['src-main/lab/lab.ts', `import { app } from 'electron'`, 'no-restricted-imports'],
    ['src-renderer/stores/lab.ts', `import { ipcRenderer } from 'electron'`, 'no-restricted-imports'],
    ['src-main/lab/lab.ts', `import Database from 'better-sqlite3'`, 'no-restricted-imports'],
    ['src-main/main.ts', `import Database from 'better-sqlite3'`, 'no-restricted-imports'],
    ['src-main/main.ts', `import { app, ipcMain } from 'electron'`, 'no-restricted-imports'],
    ['src-main/shell/window.ts', `import { ipcMain } from 'electron'`, 'no-restricted-imports'],
    ['src-main/shell/window.ts', `import * as electron from 'electron'`, 'no-restricted-imports'],
    ['src-main/worker/pool.ts', `import { createRequire } from 'node:module'`, 'no-restricted-imports'],
    ['src-main/worker/pool.ts', `process.dlopen(module, 'kernels.node')`, 'no-restricted-properties'],
    ['src-main/papers/figure.ts', `export const x = Math.random()`, 'no-restricted-properties'],
    ['src-main/science/random/normal.ts', `export const x = Math.random()`, 'no-restricted-properties'],
    ['src-main/science/arithmetic/native.ts', `export const x = Math.random()`, 'no-restricted-properties'],
    ['src-main/science/random/normal.ts', `export const x = Math.cos(1)`, 'no-restricted-properties'],
    ['src-main/datasets/labels.ts', `export const x = Math.sin(1)`, 'no-restricted-properties'],
    ['src-main/experiments/one/run.ts', `export const x = Math.pow(3, 2)`, 'no-restricted-properties'],
    ['src-main/experiments/one/run.ts', `export const x = (y: number) => y ** 1.5`, 'no-restricted-syntax'],
    ['src-main/experiments/one/run.ts', `let x = 3; x **= 2`, 'no-restricted-syntax'],
    ['src-main/lab/lab.ts', `eval('1')`, 'no-eval'],
    ['src-main/lab/lab.ts', `export const f = new Function('return 1')`, 'no-new-func'],
    ['test/unit/lab.test.ts', `it.skip('works', () => undefined)`, 'no-restricted-syntax'],
    ['test/unit/lab.test.ts', `describe.only('the lab', () => undefined)`, 'no-restricted-syntax'],
    ['test/e2e/lab.spec.ts', `test.fixme('works', () => undefined)`, 'no-restricted-syntax'],
    ['src-renderer/pages/use-run.ts', `watch(() => [a.value, b.value], run)`, 'no-restricted-syntax'],
    ['src-renderer/pages/use-run.ts', `watch(() => [a.value] as const, run)`, 'no-restricted-syntax'],
    ['src-renderer/Page.vue', `<template><p v-html="text" /></template>`, 'vue/no-v-html'],
  ])('%s: %s', (file, code, rule) => {
    expect(broken(file, code)).toEqual([rule])
  })

  it.each([
    ['src-main/main.ts', `import { app } from 'electron'`],
    ['src-main/shell/ipc-gate.ts', `import { ipcMain } from 'electron'`],
    ['src-main/store/open.ts', `import Database from 'better-sqlite3'`],
    ['src-main/science/arithmetic/native.ts', `import { createRequire } from 'node:module'`],
    ['src-main/science/random/philox.ts', `export const x = 2 ** -32`],
    ['src-main/papers/figure.ts', `export const x = (y: number) => Math.pow(y, 1.5)`],
    ['test/unit/lab.test.ts', `it.runIf(process.platform === 'linux')('works', () => undefined)`],
    ['src-renderer/pages/use-run.ts', `watch([() => a.value, () => b.value], run)`],
    ['src-renderer/charts/scale.ts', `export const x = Math.sin(1)`],
  ])('%s may: %s', (file, code) => {
    expect(broken(file, code)).toEqual([])
  })
})
