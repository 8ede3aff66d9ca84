import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { root } from '../../../scripts/places.mjs'
import { forget, keyOf, stamp, stamped } from '../../../scripts/stamps.mjs'

const folder = `test-results/stamps-${String(process.pid)}`
const write = (name: string, content: string) => {
  writeFileSync(join(root, folder, name), content)
}

beforeEach(() => {
  mkdirSync(join(root, folder, 'inner'), { recursive: true })
  write('inner/a.txt', 'one')
})
afterEach(() => {
  rmSync(join(root, folder), { recursive: true, force: true })
  rmSync(join(root, 'node_modules/.gramscope/test-step.json'), { force: true })
})

it('a key stays the same until a file, its name or a fact changes', () => {
  const before = keyOf([folder], ['fact'])
  write('inner/a.txt', 'one')
  expect(keyOf([folder], ['fact'])).toBe(before)
  expect(keyOf([folder], ['other fact'])).not.toBe(before)

  write('inner/a.txt', 'two')
  expect(keyOf([folder], ['fact'])).not.toBe(before)
  write('inner/a.txt', 'one')
  write('b.txt', '')
  expect(keyOf([folder], ['fact'])).not.toBe(before)
  rmSync(join(root, folder, 'b.txt'))
  expect(keyOf([folder], ['fact'])).toBe(before)
})

it('a step is stamped under its key only', () => {
  stamp('test-step', 'key', { built: true })
  expect(stamped('test-step', 'key')).toEqual({ built: true })
  expect(stamped('test-step', 'another key')).toBeNull()
  expect(stamped('step-never-done', 'key')).toBeNull()
  forget('test-step')
  expect(stamped('test-step', 'key')).toBeNull()
})
