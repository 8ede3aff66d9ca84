import { rmSync } from 'node:fs'
import { posix } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cruise, repository, writeTree, type Violation } from './cruise'

// The arrows of the house, written out once more: whoever changes the rules changes them here too.
const ARROWS: Record<string, string[]> = {
  'src-main/contract': [],
  'src-main/science': ['contract'],
  'src-main/datasets': ['science', 'contract'],
  'src-main/experiments': ['datasets', 'science', 'contract'],
  'src-main/papers': ['experiments', 'datasets', 'science', 'contract'],
  'src-main/worker': ['experiments', 'datasets', 'science', 'contract'],
  'src-main/store': ['contract'],
  'src-main/lab': ['store', 'worker', 'papers', 'experiments', 'datasets', 'science', 'contract'],
  'src-main/shell': ['lab', 'contract'],
  'src-main/terminal': ['lab', 'contract'],
  'src-main/main.ts': ['shell', 'lab', 'contract'],
  'src-main/preload.ts': ['contract'],
  'src-main/cli.ts': ['terminal', 'lab', 'contract'],
  'src-renderer': ['contract'],
}
const rooms = Object.keys(ARROWS)
const isFile = (room: string) => room.endsWith('.ts')
const entryOf = (room: string) => (isFile(room) ? room : `${room}/index.ts`)

/** The file of `room` that imports `target`: an entry file imports everything itself, a folder has a file for each import. */
const importer = (room: string, target: string) => (isFile(room) ? room : `${room}/imports-${target.replace(/\W/g, '-')}.ts`)
const importLine = (from: string, to: string) =>
  `import '${posix
    .relative(posix.dirname(from), to)
    .replace(/^(?!\.)/, './')
    .replace(/\.ts$/, '')}'\n`

const arrows = rooms.flatMap((room) => rooms.filter((target) => target !== room).map((target) => ({ room, target })))
const allowed = arrows.filter(({ room, target }) => ARROWS[room]?.includes(target.replace('src-main/', '')))
const forbidden = arrows.filter((arrow) => !allowed.includes(arrow))

/** Imports that other rules forbid: the importing file, what it imports, the path under which that is found, the rule. */
const SPECIAL: [file: string, specifier: string, found: string, rule: string][] = [
  ['src-main/lab/window.ts', 'electron', 'node_modules/electron/index.js', 'electron only in the shell'],
  ['src-renderer/window.ts', 'electron', 'node_modules/electron/index.js', 'electron only in the shell'],
  ['src-main/terminal/window.ts', 'electron', 'node_modules/electron/index.js', 'electron only in the shell'],
  ['src-main/lab/sql.ts', 'better-sqlite3', 'node_modules/better-sqlite3/index.js', 'better-sqlite3 only in the store'],
  ['src-main/worker/sql.ts', 'better-sqlite3', 'node_modules/better-sqlite3/index.js', 'better-sqlite3 only in the store'],
  ['src-main/science/files.ts', 'node:fs', 'fs', 'science without files, processes and clocks'],
  ['src-main/science/clock.ts', 'node:perf_hooks', 'perf_hooks', 'science without files, processes and clocks'],
  ['src-renderer/files.ts', 'node:fs', 'fs', 'the window without Node'],
  ['src-main/contract/files.ts', 'node:fs', 'fs', 'contract knows only zod'],
  ['src-main/contract/driver.ts', 'vue', 'node_modules/vue/index.js', 'contract knows only zod'],
  ['src-main/experiments/one/spec.ts', '../../contract/api', 'src-main/contract/api.ts', 'specs know only zod and shared fields'],
  ['src-main/experiments/two/spec.ts', '../../science/index', 'src-main/science/index.ts', 'specs know only zod and shared fields'],
  ['src-main/experiments/three/spec.ts', 'node:fs', 'fs', 'specs know only zod and shared fields'],
  ['src-main/contract/run-function.ts', '../experiments/one/run', 'src-main/experiments/one/run.ts', 'contract imports only itself'],
  ['src-main/lab/fixture.ts', '../../test/fixture', 'test/fixture.ts', 'sources without tests and scripts'],
  ['src-main/lab/lost.ts', './nowhere', './nowhere', 'every import leads somewhere'],
  ['src-main/lab/undeclared.ts', 'undeclared', 'node_modules/undeclared/index.js', 'every package is in package.json'],
  ['src-main/lab/circle-a.ts', './circle-b', 'src-main/lab/circle-b.ts', 'no circles'],
  ['src-main/extras/index.ts', '../contract/index', 'src-main/contract/index.ts', 'every source belongs to a room'],
  [
    'src-main/lab/type-only.ts',
    'type:../terminal/index',
    'src-main/terminal/index.ts',
    'lab imports only store, worker, papers, experiments, datasets, science, contract',
  ],
]

/** Imports that look like those above and are right. */
const RIGHT: [file: string, specifier: string, found: string][] = [
  ['src-main/shell/window.ts', 'electron', 'node_modules/electron/index.js'],
  ['src-main/store/open.ts', 'better-sqlite3', 'node_modules/better-sqlite3/index.js'],
  ['src-main/store/files.ts', 'node:fs', 'fs'],
  ['src-main/science/arithmetic/native.ts', 'node:fs', 'fs'],
  ['src-main/science/arithmetic/self-test.ts', 'node:child_process', 'child_process'],
  ['src-main/contract/schema.ts', 'zod', 'node_modules/zod/index.js'],
  ['src-main/contract/spec.ts', '../experiments/right/spec', 'src-main/experiments/right/spec.ts'],
  ['src-main/experiments/right/spec.ts', '../../contract/fields', 'src-main/contract/fields.ts'],
  ['src-main/experiments/right/run.ts', '../../science/index', 'src-main/science/index.ts'],
  ['src-main/preload.ts', './shell/channels', 'src-main/shell/channels.ts'],
  ['src-renderer/page.ts', 'vue', 'node_modules/vue/index.js'],
]

const line = (specifier: string) =>
  specifier.startsWith('type:') ? `import type {} from '${specifier.slice('type:'.length)}'\n` : `import '${specifier}'\n`

function fixture(): Record<string, string> {
  const files: Record<string, string> = {
    'package.json': JSON.stringify({ dependencies: { zod: '1', 'better-sqlite3': '1' }, devDependencies: { electron: '1', vue: '1' } }),
    'src-main/contract/api.ts': 'export {}\n',
    'src-main/contract/fields.ts': 'export {}\n',
    'src-main/experiments/one/run.ts': 'export {}\n',
    'src-main/lab/circle-b.ts': `import './circle-a'\n`,
    'src-main/lab/alone.ts': 'export {}\n',
    'src-main/shell/channels.ts': 'export {}\n',
    'test/fixture.ts': 'export {}\n',
  }
  for (const name of ['zod', 'better-sqlite3', 'electron', 'vue', 'undeclared']) {
    files[`node_modules/${name}/package.json`] = JSON.stringify({ name, version: '1.0.0', main: 'index.js' })
    files[`node_modules/${name}/index.js`] = 'module.exports = {}\n'
  }
  for (const room of rooms) files[entryOf(room)] ??= 'export {}\n'
  for (const { room, target } of arrows) {
    const file = importer(room, target)
    files[file] = (files[file] ?? '') + importLine(file, entryOf(target))
  }
  for (const [file, specifier] of [...SPECIAL, ...RIGHT]) files[file] = (files[file] ?? '') + line(specifier)
  return files
}

describe('import rules', () => {
  let tree: string
  let violations: Violation[]

  beforeAll(() => {
    tree = writeTree(fixture())
    violations = cruise(tree)
  })
  afterAll(() => {
    rmSync(tree, { recursive: true, force: true })
  })

  const between = (from: string, to: string) => violations.filter((violation) => violation.from === from && violation.to === to)

  it.each(forbidden)('$room must not import $target', ({ room, target }) => {
    const rules = between(importer(room, target), entryOf(target)).map(({ rule }) => rule)
    expect(rules).toContainEqual(expect.stringMatching(new RegExp(`^${room.replace('src-main/', '')} imports only `)))
  })

  it.each(allowed)('$room may import $target', ({ room, target }) => {
    expect(between(importer(room, target), entryOf(target))).toEqual([])
  })

  it.each(SPECIAL)('%s must not import %s', (file, _specifier, found, rule) => {
    expect(between(file, found).map((violation) => violation.rule)).toContain(rule)
  })

  it.each(RIGHT)('%s may import %s', (file, _specifier, found) => {
    expect(between(file, found)).toEqual([])
  })

  it('a file without any import to or from it is an orphan', () => {
    expect(violations.filter(({ rule }) => rule === 'no orphans').map(({ from }) => from)).toEqual(['src-main/lab/alone.ts'])
  })

  it('the sources of this repository keep every rule', () => {
    expect(cruise(repository)).toEqual([])
  })
})
