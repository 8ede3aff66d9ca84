import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { CheckpointFiles } from '../../../src-main/worker/checkpoint-file'
import { encodeSnapshot } from '../../../src-main/worker/snapshot'

const folder = mkdtempSync(join(tmpdir(), 'gramscope-checkpoints-'))
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
})

// several pieces, each written as it lies in memory
const snapshot = { step: 3, numbers: { examples: 5 }, arrays: { parameters: Float32Array.from({ length: 1001 }, (_, at) => at / 7) } }
const pieces = () => encodeSnapshot(snapshot, { together: 0, largestPiece: 1000 })
const whole = encodeSnapshot(snapshot)[0]!

it('large checkpoints become durable files with names of their own, small ones stay bytes', () => {
  const files = new CheckpointFiles(join(folder, '.17-name.tmp'), 4000)
  expect(pieces().length).toBeGreaterThan(4)
  const written = [files.content(pieces()), files.content(pieces())]
  expect(readdirSync(folder).toSorted()).toEqual(['.17-name-0.tmp', '.17-name-1.tmp'])
  for (const content of written) {
    if (!('file' in content)) throw new Error('It was not written')
    expect(readFileSync(content.file.temporary).equals(whole)).toBe(true)
    expect(content.file).toMatchObject({ bytes: whole.length, sha256: createHash('sha256').update(whole).digest('hex') })
  }
  const small = pieces()
  expect(new CheckpointFiles(join(folder, '.17-other.tmp'), 5000).content(small)).toEqual({ bytes: small })
  expect(readdirSync(folder)).toHaveLength(2)
})

it('what cannot be written is handed over as it is, and nothing stays behind', () => {
  const given = pieces()
  const content = new CheckpointFiles(join(folder, 'missing', '.17-name.tmp'), 0).content(given)
  expect(content).toEqual({ bytes: given })
  expect(readdirSync(folder)).toEqual([])
})
