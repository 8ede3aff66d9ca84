import { createHash } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DatasetView, ExperimentSpec, StoredArray } from '../../src-main/contract'
import type { Store } from '../../src-main/store'
import type { PreparedBlob } from '../../src-main/store/blobs'
import type { NewDataset } from '../../src-main/store/store'
import { codeOf, NOW, registerEngine, temporaryStore } from './fixtures'
import { hashOf, specOf } from './measured'

/** A file as the importing thread leaves it. */
function prepared(store: Store, values: Float64Array | Uint32Array): PreparedBlob {
  const bytes = new Uint8Array(values.buffer)
  const temporary = store.temporaryBlobPath()
  writeFileSync(temporary, bytes)
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, temporary }
}

interface Made {
  datasetId: number
  existed: boolean
  inputs: StoredArray
}

/** Two samples of two numbers, with labels. */
function put(store: Store, change: { first?: number; source?: string; scale?: boolean; name?: string } = {}): Made {
  const { first = 1, source = 'a', scale = false, name = 'points' } = change
  const files = [Float64Array.of(first, 2, 3, 4), Float64Array.of(0, 1), Uint32Array.of(0, 1)].map((values) => prepared(store, values))
  const [inputs, labels, rows] = files.map(({ sha256 }) => sha256) as [string, string, string]
  const dataset: NewDataset = {
    name,
    hash: createHash('sha256').update(inputs).digest('hex'),
    format: 'npy',
    reason: 'two rows',
    kind: 'vectors',
    shape: { dimension: 2 },
    originalShape: { dimension: 2 },
    classNames: ['0', '1'],
    parts: [
      {
        role: 'train',
        count: 2,
        inputs: { kind: 'stored', sha256: inputs, shape: [2, 2] },
        labels: { kind: 'stored', sha256: labels, shape: [2] },
        targets: null,
        classCounts: [1, 1],
        originals: null,
        rows: { sha256: rows, bytes: 8 },
      },
    ],
    pipeline: scale ? [{ step: { kind: 'unit-sphere' }, version: 1, says: 'x' }] : [],
    sources: [{ path: `/data/${source}.npy`, bytes: 1, sha256: source.repeat(64) }],
    bytes: 56,
  }
  return { ...store.putDataset(dataset, files, NOW), inputs: { kind: 'stored', sha256: inputs, shape: [2, 2] } }
}

/** A run whose spec refers to the array. */
function runOn(store: Store, data: StoredArray): number {
  const spec = { ...specOf(), data } as ExperimentSpec
  const { runIds } = store.enqueue([{ hash: hashOf(7), spec, seeds: [0] }], registerEngine(store), NOW)
  return runIds[0] ?? NaN
}

const blobs = (store: Store): string[] => readdirSync(join(store.home, 'blobs'))

describe('data sets', () => {
  it('come back as they were stored, with arrays that runs can read', () => {
    const store = temporaryStore()
    const { datasetId, existed, inputs } = put(store)
    expect(existed).toBe(false)
    expect(store.getDataset(datasetId)).toMatchObject({ id: datasetId, name: 'points', createdAt: NOW, usedBy: { runs: 0, runIds: [] } })
    expect(store.listDatasets().map(({ id }) => id)).toEqual([datasetId])
    expect(store.getArray(inputs)).toEqual(Float64Array.of(1, 2, 3, 4))
    expect(blobs(store)).toHaveLength(3)
    expect(store.checkIntegrity()).toEqual([])
    expect(store.getDataset(datasetId + 1)).toBeNull()
  })

  it('are one for the same import and several for other steps or sources, without storing anything twice', () => {
    const store = temporaryStore()
    const { datasetId } = put(store)
    expect(put(store, { name: 'again' })).toMatchObject({ datasetId, existed: true })
    expect(put(store, { scale: true }).datasetId).not.toBe(datasetId)
    expect(put(store, { source: 'b' }).existed).toBe(false)
    expect(new Set(store.listDatasets().map(({ hash }) => hash)).size).toBe(1)
    expect(store.listDatasets()).toHaveLength(3)
    expect(blobs(store)).toHaveLength(3)
  })

  it('can be named anew, and nothing else of them changes', () => {
    const store = temporaryStore()
    const { datasetId } = put(store)
    const before = store.getDataset(datasetId)
    expect(store.renameDataset(datasetId, 'better')).toBe(1)
    expect(store.getDataset(datasetId)).toEqual({ ...before, name: 'better' } as DatasetView)
  })

  it('go to the trash and come back, by asking or by the same import', () => {
    const store = temporaryStore()
    const { datasetId } = put(store)
    expect(store.removeDataset(datasetId, NOW)).toBe(true)
    expect(store.removeDataset(datasetId, NOW)).toBe(false)
    expect(store.listDatasets()).toEqual([])
    expect(store.restoreDataset(datasetId)).toBe(true)
    expect(store.getDataset(datasetId)).not.toBeNull()
    store.removeDataset(datasetId, NOW)
    expect(put(store)).toMatchObject({ datasetId, existed: true })
    expect(store.listDatasets()).toHaveLength(1)
  })

  it('are not removed while a run needs them, and the run is named', () => {
    const store = temporaryStore()
    const { datasetId, inputs } = put(store)
    const run = runOn(store, inputs)
    expect(store.getDataset(datasetId)?.usedBy).toEqual({ runs: 1, runIds: [run] })
    expect(codeOf(() => store.removeDataset(datasetId, NOW))).toBe('not-allowed')
    expect(() => store.removeDataset(datasetId, NOW)).toThrow(`(${run})`)
    expect(store.getDataset(datasetId)).not.toBeNull()
    // the array stays when another data set keeps it too, but not when that one is in the trash
    const other = put(store, { source: 'b' }).datasetId
    store.removeDataset(other, NOW)
    expect(codeOf(() => store.removeDataset(datasetId, NOW))).toBe('not-allowed')
    store.restoreDataset(other)
    expect(store.removeDataset(datasetId, NOW)).toBe(true)
    store.removeRuns([run], NOW)
    expect(store.getDataset(datasetId + 1)?.usedBy.runs).toBe(0)
  })

  it('lose their files only when nothing can need them any more', () => {
    const store = temporaryStore()
    const { datasetId, inputs } = put(store)
    const run = runOn(store, inputs)
    store.removeRuns([run], NOW)
    store.removeDataset(datasetId, NOW)
    // the run is still in the trash
    store.sweep(NOW)
    expect(store.getArray(inputs)).toHaveLength(4)
    store.sweep(NOW + 1)
    expect(store.sweep(NOW + 1).blobs + blobs(store).length).toBe(0)
    expect(store.restoreDataset(datasetId)).toBe(false)
  })

  it('keep the files that another one shares with them', () => {
    const store = temporaryStore()
    const { datasetId, inputs } = put(store)
    put(store, { source: 'b' })
    store.removeDataset(datasetId, NOW)
    expect(store.sweep(NOW + 1)).toEqual({ blobs: 0, bytes: 0 })
    expect(store.restoreDataset(datasetId)).toBe(false)
    expect(store.getArray(inputs)).toHaveLength(4)
    expect(store.checkIntegrity()).toEqual([])
  })

  it('leave nothing behind when they cannot be stored', () => {
    const store = temporaryStore()
    const [file] = [prepared(store, Float64Array.of(1))]
    const dataset = { name: 'x', parts: [], sources: [], pipeline: [], hash: null } as unknown as NewDataset
    expect(() => store.putDataset(dataset, file === undefined ? [] : [file], NOW)).toThrow()
    expect(blobs(store)).toEqual([])
  })

  it('keep what was computed about a part, for one version of the code', () => {
    const store = temporaryStore()
    const { datasetId } = put(store)
    expect(store.datasetStatistics(datasetId, 'train', 1)).toBeNull()
    store.putDatasetStatistics(datasetId, 'train', 1, { delta: 0.5 })
    store.putDatasetStatistics(datasetId, 'train', 1, { delta: 0.25 })
    expect(store.datasetStatistics(datasetId, 'train', 1)).toEqual({ delta: 0.25 })
    expect(store.datasetStatistics(datasetId, 'train', 2)).toBeNull()
    expect(store.datasetStatistics(datasetId, 'test', 1)).toBeNull()
  })
})
