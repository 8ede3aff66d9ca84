import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'

// Which room may import which is dependency-cruiser's matter; these few are told in the editor too.
const RESERVED_IMPORTS = [
  { name: 'electron', message: 'Only main.ts, preload.ts and shell/ know Electron.' },
  { name: 'better-sqlite3', message: 'Only store/ knows the database driver.' },
  { name: 'node:module', message: 'Only science/arithmetic/native.ts loads the addon.' },
]
const ONE_GATE = { name: 'electron', importNames: ['ipcMain'], message: 'Requests of the window pass the one gate, shell/ipc-gate.ts.' }

/** @param {{ allowed?: string[], also?: object[] }} exceptions */
const restrictedImports = ({ allowed = [], also = [] } = {}) => [
  'error',
  { paths: [...RESERVED_IMPORTS.filter(({ name }) => !allowed.includes(name)), ...also] },
]

const NO_OTHER_LOADER = { object: 'process', property: 'dlopen', message: 'Only science/arithmetic/native.ts loads the addon.' }
const NO_OTHER_RANDOMNESS = {
  object: 'Math',
  property: 'random',
  message: 'Random numbers come from named streams of the seed: science/random.',
}
const BITWISE = 'differs bitwise between Node and Electron, or between their versions: a run could not be reproduced.'
const NOT_BITWISE_EQUAL = ['sin', 'cos', 'tan', 'pow'].map((property) => ({
  object: 'Math',
  property,
  message: `Math.${property} ${BITWISE}`,
}))

/** The rules of this house that need no types. Tests show that each of them can fail. */
export const houseRules = defineConfig(
  {
    files: ['src-main/**/*.ts', 'src-renderer/**/*.{ts,vue}'],
    rules: {
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-imports': restrictedImports(),
      'no-restricted-properties': ['error', NO_OTHER_LOADER],
    },
  },
  { files: ['src-renderer/**/*.vue'], rules: { 'vue/no-v-html': 'error' } },
  { files: ['src-main/**/*.ts'], rules: { 'no-restricted-properties': ['error', NO_OTHER_LOADER, NO_OTHER_RANDOMNESS] } },
  {
    // everything on the way to a stored number
    files: ['src-main/{science,datasets,experiments}/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', NO_OTHER_LOADER, NO_OTHER_RANDOMNESS, ...NOT_BITWISE_EQUAL],
      'no-restricted-syntax': [
        'error',
        // a power of two is exact everywhere
        {
          selector: "BinaryExpression[operator='**']:not([left.value=2])",
          message: `** is Math.pow, which ${BITWISE} Integer powers are products.`,
        },
        { selector: "AssignmentExpression[operator='**=']", message: `**= is Math.pow, which ${BITWISE}` },
      ],
    },
  },
  {
    files: ['src-renderer/**/*.{ts,vue}'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "CallExpression[callee.name='watch'] > ArrowFunctionExpression:first-child > :matches(ArrayExpression, TSAsExpression).body",
          message: 'A new array differs every time: watch([() => a, () => b]) calls back only when one of them changes.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression > MemberExpression.callee[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo|fixme)$/]',
          message: 'Every test runs. One that cannot run everywhere says where: it.runIf(condition).',
        },
      ],
    },
  },
  {
    files: ['src-main/{main,preload}.ts', 'src-main/shell/**/*.ts'],
    rules: { 'no-restricted-imports': restrictedImports({ allowed: ['electron'], also: [ONE_GATE] }) },
  },
  { files: ['src-main/shell/ipc-gate.ts'], rules: { 'no-restricted-imports': restrictedImports({ allowed: ['electron'] }) } },
  { files: ['src-main/store/**/*.ts'], rules: { 'no-restricted-imports': restrictedImports({ allowed: ['better-sqlite3'] }) } },
  {
    files: ['src-main/science/arithmetic/native.ts'],
    rules: {
      'no-restricted-imports': restrictedImports({ allowed: ['node:module'] }),
      'no-restricted-properties': ['error', NO_OTHER_RANDOMNESS, ...NOT_BITWISE_EQUAL],
    },
  },
)

export default defineConfig(
  globalIgnores(['out', 'native', 'test-results', 'playwright-report', 'bench-results']),
  // a rule that is wrong is changed here, for everybody to see, not switched off beside the code
  { linterOptions: { noInlineConfig: true } },
  js.configs.recommended,
  { rules: { eqeqeq: 'error' } },
  {
    // their types are checked by the compiler (scripts/tsconfig.json), which knows what is defined
    files: ['**/*.{js,mjs,cjs}'],
    rules: { 'no-undef': 'off' },
  },
  {
    files: ['**/*.{ts,vue}'],
    extends: [ts.configs.strictTypeChecked, vue.configs['flat/essential']],
    languageOptions: {
      parserOptions: { parser: ts.parser, projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'] },
    },
    rules: {
      // the compiler knows better what is defined
      'no-undef': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // return console.result(...) ends a branch
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // it takes for settled what a call or a callback changes in the meantime
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // an interface that answers with promises has implementations that need not wait
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // a prop may carry state that is shared on purpose, such as the zoom that the charts of a page have in common
      'vue/no-mutating-props': ['error', { shallowOnly: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      // Playwright reads the pattern of a fixture's first parameter
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
      // text is taken apart by code points
      '@typescript-eslint/no-misused-spread': ['error', { allow: [{ from: 'lib', name: 'string' }] }],
      // () => void | Promise<void> is a callback that may be asynchronous
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // noUncheckedIndexedAccess makes every element of a typed array possibly undefined; an index that a loop's bounds guard is asserted
    files: [
      'src-main/{science,datasets,experiments,papers,worker,store}/**/*.ts',
      'src-renderer/charts/**/*.{ts,vue}',
      'test/**/*.{ts,vue}',
    ],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // functions are taken out of Node's modules inside the application under test, where there is no import
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    // The parser does not see into .vue files: what it imports from them, and types that come from a template, are unknown to it.
    // vue-tsc, which does see them, checks these files.
    files: ['src-renderer/**/*.vue', 'src-renderer/{main,router}.ts'],
    rules: Object.fromEntries(
      ['argument', 'assignment', 'call', 'member-access', 'return'].map((use) => [`@typescript-eslint/no-unsafe-${use}`, 'off']),
    ),
  },
  houseRules,
)
