import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { LabError } from '../../../src-main/contract'
import { readArrayFile } from '../../../src-main/datasets'

const folder = join(import.meta.dirname, '../../fixtures/arrays')
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)))

const expected = z
  .record(z.string(), z.object({ shape: z.array(z.number()), values: z.array(z.number()) }))
  .parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')))

function refusal(bytes: Uint8Array, name: string, member?: string): string {
  try {
    readArrayFile(bytes, name, member)
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    expect(error.code).toBe('invalid-file')
    expect(error.problems).toHaveLength(1)
    expect(error.message).toContain(name)
    return error.message
  }
  throw new Error(`${name} was read`)
}

describe('files written by NumPy', () => {
  it.each(Object.entries(expected))('%s', (name, { shape, values }) => {
    const array = readArrayFile(bytesOf(name), name)
    expect(array.shape).toEqual(shape)
    expect([...array.values]).toEqual(values)
  })

  it.each(['stored.npz', 'compressed.npz'])('%s, by member with or without suffix', (name) => {
    const values = expected['float64.npy']?.values
    expect([...readArrayFile(bytesOf(name), name, 'X').values]).toEqual(values)
    expect([...readArrayFile(bytesOf(name), name, 'X.npy').values]).toEqual(values)
    expect([...readArrayFile(bytesOf(name), name, 'y').values]).toEqual([1, 2])
  })

  it('an archive with one array needs no member', () => {
    expect(readArrayFile(bytesOf('single.npz'), 'single.npz').shape).toEqual([3, 4])
  })

  it('at any offset of a larger buffer', () => {
    const bytes = bytesOf('float64.npy')
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect([...readArrayFile(shifted.subarray(3), 'float64.npy').values]).toEqual(expected['float64.npy']?.values)
  })

  it.each([
    ['objects.npy', 'Python objects, which are never loaded'],
    ['complex.npy', "values of type '<c16'"],
    ['text.npy', "values of type '<U3'"],
    ['records.npy', 'records with several fields'],
    ['scalar.npy', 'has 0 axes'],
    ['three-axes.npy', 'has 3 axes'],
    ['empty.npy', 'has shape (0, 3) and no numbers'],
    ['nan.npy', 'has the value NaN at row 1, column 1'],
    ['large-integer.npy', 'has an integer that float64 cannot hold exactly at entry 1'],
  ])('%s is refused', (name, rule) => {
    expect(refusal(bytesOf(name), name)).toContain(rule)
  })
})

describe('damaged .npy files', () => {
  const whole = bytesOf('float64.npy')

  it('are refused at every length but the right one', () => {
    for (let length = 0; length < whole.length; length++) {
      expect(refusal(whole.subarray(0, length), 'cut.npy')).toMatch(length < 6 ? /does not start with the mark/ : /is cut off/)
    }
    expect(refusal(Uint8Array.of(...whole, 0), 'long.npy')).toContain('goes on after its data: it has 177 bytes, its header promises 176')
  })

  it.each([
    ['version 4', 6, 4, 'format 4'],
    ['wrong mark', 1, 0x4d, 'does not start with the mark'],
  ])('%s', (_, offset, value, rule) => {
    const bytes = whole.slice()
    bytes[offset] = value
    expect(refusal(bytes, 'bad.npy')).toContain(rule)
  })

  it.each([
    ['no dictionary', `[1, 2]`, 'is not the literal of a dictionary'],
    ['a call', `__import__('os')`, 'is not the literal of a dictionary'],
    ['another key', `{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 1}`, "unexpected or repeated key 'x'"],
    ['a key twice', `{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}`, 'unexpected or repeated key'],
    ['a missing key', `{'descr': '<f8', 'shape': (1,)}`, 'lacks one of'],
    ['the prototype as key', `{'__proto__': {}, 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}`, "key '__proto__'"],
    ['the prototype as type', `{'descr': '__proto__', 'fortran_order': False, 'shape': (1,)}`, "values of type '__proto__'"],
    ['a negative length', `{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}`, 'a non-negative integer expected'],
    ['a sum', `{'descr': '<f8', 'fortran_order': False, 'shape': (1+1,)}`, 'expected at character'],
    ['text after it', `{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} 5`, 'its end expected'],
    ['a number as truth', `{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}`, 'True or False expected'],
    ['an absurd size', `{'descr': '<f8', 'fortran_order': False, 'shape': (999999999, 999999999)}`, 'at most 268000000 can be read'],
    ['nothing', ``, 'is not the literal of a dictionary'],
  ])('header with %s', (_, header, rule) => {
    expect(refusal(npyWithHeader(header, 8), 'bad.npy')).toContain(rule)
  })

  it('Python 2 long integers and no spaces are fine', () => {
    expect(readArrayFile(npyWithHeader(`{"shape":(1L,),"fortran_order":False,"descr":"<f8"}`, 8), 'old.npy').shape).toEqual([1])
  })
})

function npyWithHeader(header: string, dataBytes: number): Uint8Array {
  const text = new TextEncoder().encode(header)
  const bytes = new Uint8Array(10 + text.length + dataBytes)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 0xff, text.length >> 8])
  bytes.set(text, 10)
  return bytes
}

describe('damaged archives', () => {
  const stored = bytesOf('stored.npz')
  const compressed = bytesOf('compressed.npz')

  it('name the members there are', () => {
    expect(refusal(stored, 'stored.npz')).toContain('has 2 arrays (X, y); the field "member" has to name one')
    expect(refusal(stored, 'stored.npz', 'Z')).toContain('has no array Z; it has X, y')
    expect(refusal(stored, 'stored.npz', '__proto__')).toContain('has no array __proto__')
  })

  it('are refused when cut off', () => {
    for (const length of [22, 60, 200, stored.length - 1]) expect(refusal(stored.subarray(0, length), 'cut.npz', 'X')).toContain('cut off')
  })

  it('a single changed bit of the data is found by the checksum', () => {
    for (const archive of [stored, compressed]) {
      const bytes = archive.slice()
      const at = 30 + 5 + 20 + 60
      bytes[at]! ^= 0x10
      expect(refusal(bytes, 'bit.npz', 'X')).toMatch(/checksum differs|cannot be unpacked|where the directory says/)
    }
  })

  it('a directory that lies about the size is not believed', () => {
    const bytes = compressed.slice()
    const view = new DataView(bytes.buffer)
    const entry = findSignature(view, 0x02014b50)
    view.setUint32(entry + 24, 100, true)
    expect(refusal(bytes, 'liar.npz', 'X')).toContain('cannot be unpacked to the size that the directory says')
    view.setUint32(entry + 24, 0xf000_0000, true)
    expect(refusal(bytes, 'liar.npz', 'X')).toMatch(/at most|where the directory says/)
  })

  it('other methods, encryption and offsets outside of the file are refused', () => {
    const change = (offset: number, value: number): string => {
      const bytes = compressed.slice()
      const view = new DataView(bytes.buffer)
      view.setUint16(findSignature(view, 0x02014b50) + offset, value, true)
      return refusal(bytes, 'odd.npz', 'X')
    }
    expect(change(10, 14)).toContain('packed by method 14')
    expect(change(8, 1)).toContain('is encrypted')
    expect(change(44, 0x7fff)).toContain('does not begin at byte')
  })

  it('a member is only for archives', () => {
    expect(refusal(bytesOf('float64.npy'), 'float64.npy', 'X')).toContain('is not an .npz archive')
  })

  it('other files are refused by what they are', () => {
    expect(refusal(new TextEncoder().encode('hello'), 'notes.md')).toContain('is neither an .npy file nor an .npz archive')
    expect(refusal(new TextEncoder().encode('hello'), 'data.npy')).toContain('does not start with the mark of an .npy file (byte 0)')
  })
})

function findSignature(view: DataView, signature: number): number {
  for (let at = 0; at < view.byteLength - 4; at++) if (view.getUint32(at, true) === signature) return at
  throw new Error('signature not found')
}
