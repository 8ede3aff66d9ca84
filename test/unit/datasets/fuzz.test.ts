import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LabError } from '../../../src-main/contract'
import { readArrayFile, readTable } from '../../../src-main/datasets'

const folder = join(import.meta.dirname, '../../fixtures/arrays')
const SEEDS = [
  'float64.npy',
  'float32-big-endian-fortran.npy',
  'uint-u8.npy',
  'version-3.npy',
  'stored.npz',
  'compressed.npz',
  'objects.npy',
]

/** Of texts that are almost tables. */
const piece = fc.constantFrom(
  '1',
  '3,5',
  '-2.5',
  '1e3',
  ',',
  ';',
  '\t',
  '\n',
  '\r\n',
  '"',
  '""',
  ' ',
  'x',
  'nan',
  '\u0000',
  '\uFEFF',
  'é',
  '1e999',
)

type Mutation = { kind: 'flip' | 'insert' | 'remove' | 'cut'; at: number; value: number }

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('flip', 'insert', 'remove', 'cut'),
  // evenly spread; fast-check's doubles lie next to 0, most of them
  at: fc.integer({ min: 0, max: 2 ** 20 - 1 }).map((value) => value / 2 ** 20),
  value: fc.integer({ min: 0, max: 255 }),
})

function mutate(bytes: Uint8Array, { kind, at, value }: Mutation): Uint8Array {
  const offset = Math.floor(at * bytes.length)
  const before = bytes.subarray(0, offset)
  switch (kind) {
    case 'flip':
      return Uint8Array.from(bytes, (byte, index) => (index === offset ? value : byte))
    case 'insert':
      return Uint8Array.of(...before, value, ...bytes.subarray(offset))
    case 'remove':
      return Uint8Array.of(...before, ...bytes.subarray(offset + 1 + (value % 16)))
    case 'cut':
      return before
  }
}

/** Reads or refuses; anything else, a hang and a wrong shape included, is a fault. */
function readsOrRefuses(bytes: Uint8Array, name: string): void {
  try {
    const { values, shape } = readArrayFile(bytes, name, name.endsWith('.npz') ? 'X' : undefined)
    expect(values.length).toBe(shape.reduce((product, length) => product * length, 1))
    expect(values.length).toBeGreaterThan(0)
    expect(values.every(Number.isFinite)).toBe(true)
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    expect(error.code).toBe('invalid-file')
  }
}

function readsTableOrRefuses(bytes: Uint8Array): void {
  try {
    const { names, values, rowCount, columnCount } = readTable(bytes, 'random.csv')
    expect(values.length).toBe(rowCount * columnCount)
    expect(values.length).toBeGreaterThan(0)
    expect(names).toHaveLength(columnCount)
    expect(values.every(Number.isFinite)).toBe(true)
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    expect(error.code).toBe('invalid-file')
  }
}

describe('hostile files are read or refused, nothing else', () => {
  it.each(SEEDS)('mutations of %s', (name) => {
    const original = new Uint8Array(readFileSync(join(folder, name)))
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        readsOrRefuses(mutations.reduce(mutate, original), name)
      }),
      { seed: 7, numRuns: 1500 },
    )
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('headers of random words', () => {
    const word = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      ',',
      ':',
      "'descr'",
      "'shape'",
      "'fortran_order'",
      "'<f8'",
      'True',
      'False',
      '3',
      ' ',
      "'",
      '\\',
      '[',
      '-',
      'L',
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        const text = new TextEncoder().encode(words.join(''))
        const bytes = Uint8Array.of(
          0x93,
          0x4e,
          0x55,
          0x4d,
          0x50,
          0x59,
          1,
          0,
          text.length & 0xff,
          text.length >> 8,
          ...text,
          ...new Uint8Array(24),
        )
        readsOrRefuses(bytes, 'header.npy')
      }),
      { seed: 8, numRuns: 3000 },
    )
  })

  it('texts as CSV', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        readsOrRefuses(new TextEncoder().encode(pieces.join('')), 'random.csv')
      }),
      { seed: 9, numRuns: 3000 },
    )
  })

  it('texts as tables', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        readsTableOrRefuses(new TextEncoder().encode(pieces.join('')))
      }),
      { seed: 11, numRuns: 3000 },
    )
  })

  it('random bytes under every name', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('a.npy', 'a.npz', 'a.csv', 'a.tsv', 'a'), (bytes, name) => {
        readsOrRefuses(bytes, name)
      }),
      { seed: 10, numRuns: 2000 },
    )
  })
})
