import fs, { readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../src-main/contract'
import type { BlobFileSystem } from '../../src-main/store/blobs'
import { codeOf, databaseOf, NOW, temporaryStore } from './fixtures'

describe('arrays of the user', () => {
  it('are kept once for each content and come back bit for bit', () => {
    const store = temporaryStore()
    const values = Float64Array.of(1, -0, NaN, 1e-320, Infinity, 6)
    const stored = store.putArray(values, [2, 3], 'x.npy', NOW)
    expect(stored).toMatchObject({ kind: 'stored', shape: [2, 3] })
    expect(store.putArray(values.slice(), [3, 2], 'y.npy', NOW).sha256).toBe(stored.sha256)
    expect(readdirSync(join(store.home, 'blobs'))).toEqual([stored.sha256])
    const read = store.getArray(stored)
    expect(Array.from(read, (value, index) => Object.is(value, values[index]))).toEqual(Array(6).fill(true))
    // a view into a larger buffer is its own content
    expect(store.getArray(store.putArray(values.subarray(1, 3), [2], 'z', NOW))).toEqual(values.slice(1, 3))
  })

  it('come back in the rows that are asked for; a file is read as a whole only when it is new or has changed', () => {
    const read: number[] = []
    const files: BlobFileSystem = {
      ...fs,
      readSync: ((handle: number, into: Uint8Array, offset: number, length: number, position: number) => {
        const bytes = fs.readSync(handle, into, offset, length, position)
        read.push(bytes)
        return bytes
      }) as BlobFileSystem['readSync'],
    }
    const store = temporaryStore({ files, largestPiece: 24 })
    const values = Float64Array.from({ length: 20 }, (_, k) => k / 3)
    const stored = store.putArray(values, [10, 2], 'x.npy', NOW)
    const rows = (first: number, count: number) => store.getArray({ ...stored, rows: { first, count } })
    expect(rows(1, 2)).toEqual(values.slice(2, 6))
    expect(read.splice(0)).toEqual([160, 0, 24, 8])
    expect(rows(9, 1)).toEqual(values.slice(18))
    expect(read.splice(0)).toEqual([16])
    expect(codeOf(() => rows(9, 2))).toBe('not-found')
    const path = join(store.home, 'blobs', stored.sha256)
    writeFileSync(path, new Uint8Array(160))
    utimesSync(path, NOW / 1000, NOW / 1000)
    expect(codeOf(() => rows(9, 1))).toBe('not-found')
  })

  it('are refused when they do not fill their shape', () => {
    const store = temporaryStore()
    expect(codeOf(() => store.putArray(Float64Array.of(1, 2, 3), [2, 2], 'x.npy', NOW))).toBe('invalid-file')
    expect(readdirSync(join(store.home, 'blobs'))).toEqual([])
  })

  it('are reported when their file is missing, damaged or of another shape', () => {
    const store = temporaryStore()
    const stored = store.putArray(Float64Array.of(1, 2), [2], 'x.npy', NOW)
    expect(codeOf(() => store.getArray({ ...stored, shape: [3] }))).toBe('not-found')
    writeFileSync(join(store.home, 'blobs', stored.sha256), new Uint8Array(16))
    expect(codeOf(() => store.getArray(stored))).toBe('not-found')
    rmSync(join(store.home, 'blobs', stored.sha256))
    expect(codeOf(() => store.getArray(stored))).toBe('not-found')
    expect(store.checkIntegrity()).toEqual([`The file blobs/${stored.sha256} is missing`])
    // handing it in again mends that
    store.putArray(Float64Array.of(1, 2), [2], 'x.npy', NOW)
    expect(store.checkIntegrity()).toEqual([])
  })

  it('outlive a sweep', () => {
    const store = temporaryStore()
    const stored = store.putArray(Float64Array.of(1, 2), [2], 'x.npy', NOW)
    expect(store.sweep(NOW + 1)).toEqual({ blobs: 0, bytes: 0 })
    expect(store.getArray(stored)).toEqual(Float64Array.of(1, 2))
  })
})

describe('settings', () => {
  it('begin with the defaults, change one by one, and are shared by processes', () => {
    const store = temporaryStore()
    const other = temporaryStore({ home: store.home })
    expect(store.getSettings()).toEqual(DEFAULT_SETTINGS)
    expect(store.setSettings({ theme: 'dark', concurrency: 3 })).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark', concurrency: 3 })
    other.setSettings({ concurrency: null, layout: { rail: 200 } })
    expect(store.getSettings()).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark', layout: { rail: 200 } })
  })

  it('are refused when not valid, and what an other version left does no harm', () => {
    const store = temporaryStore()
    expect(codeOf(() => store.setSettings({ concurrency: 0 }))).toBe('invalid-request')
    databaseOf(store.home).exec(`INSERT INTO settings VALUES ('theme', '"sepia"'), ('unheard', '1'), ('checkpointSeconds', '60')`)
    expect(store.getSettings()).toEqual({ ...DEFAULT_SETTINGS, checkpointSeconds: 60 })
  })

  it('stand beside small values of any shape', () => {
    const store = temporaryStore()
    expect(store.getValue('calibration')).toBeNull()
    store.setValue('calibration', { gemmGflops: 12.5, list: [1, null, 'a'] })
    store.setValue('calibration', { gemmGflops: 13 })
    expect(store.getValue('calibration')).toEqual({ gemmGflops: 13 })
  })
})
