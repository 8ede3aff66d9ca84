import { LabError, type StoredArray, type StoredRows } from '../contract'
import type { BlobStore } from './blobs'
import type { Connection } from './connection'
import type { Store } from './store'

/** Arrays the user gave, kept by their content. They are never removed: specs name them. */
export class ArrayRepository implements Pick<Store, 'putArray' | 'getArray'> {
  private readonly insert

  constructor(
    private readonly connection: Connection,
    private readonly blobs: BlobStore,
  ) {
    this.insert = connection.prepare<[string, string, string, number]>(
      'INSERT INTO arrays (sha256, shape, source, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
  }

  putArray(values: Float64Array, shape: number[], source: string, now: number): StoredArray {
    if (values.length !== elements(shape)) {
      throw new LabError(
        'invalid-file',
        `${source} has ${values.length} numbers, which do not fill the shape ${shape.join(' x ')}. Nothing was stored.`,
      )
    }
    const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    return this.blobs.writeWith([content], now, ([blob]) => {
      const sha256 = blob?.sha256 ?? ''
      this.insert.run(sha256, JSON.stringify(shape), source, now)
      return { kind: 'stored', sha256, shape }
    })
  }

  /** All rows, or those that are named. @throws LabError `not-found` when the content is not (or not whole) in this home folder */
  getArray({ sha256, shape, rows }: StoredRows): Float64Array {
    const length = elements(shape)
    const width = length / (shape[0] ?? 1)
    const [first, count] = rows === undefined ? [0, length] : [rows.first * width, rows.count * width]
    const content = this.blobs.size(sha256) === 8 * length ? this.blobs.readPart(sha256, 8 * first, 8 * count) : null
    if (content === null) {
      throw new LabError(
        'not-found',
        `The array ${sha256} of shape ${shape.join(' x ')} is not in the folder blobs of ${this.connection.home}, or its file is damaged. Nothing was changed. Hand in the array's file again.`,
      )
    }
    return new Float64Array(content.buffer)
  }
}

function elements(shape: number[]): number {
  return shape.reduce((product, extent) => product * extent, 1)
}
