import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import type { ArraySink } from '../datasets/pipeline'
import type { PreparedArray } from './data-protocol'

/** Files of arrays that are being written: content goes out and into the hash as it comes, nothing is kept. */
export class ArrayFiles {
  readonly finished: PreparedArray[] = []
  private readonly open = new Map<string, number>()

  /** @param names for the files; each is used once */
  constructor(private readonly names: string[]) {}

  sink(): ArraySink {
    const temporary = this.names.pop()
    if (temporary === undefined) throw new RangeError('A data set has more arrays than names were given')
    const handle = openSync(temporary, 'wx')
    this.open.set(temporary, handle)
    const hash = createHash('sha256')
    let bytes = 0
    return {
      write(content) {
        hash.update(content)
        for (let written = 0; written < content.length;) written += writeSync(handle, content, written)
        bytes += content.length
      },
      end: () => {
        fsyncSync(handle)
        closeSync(handle)
        this.open.delete(temporary)
        const sha256 = hash.digest('hex')
        this.finished.push({ sha256, bytes, temporary })
        return { sha256, bytes }
      },
    }
  }

  /** Removes everything that was written, finished or not. */
  discard(): void {
    for (const [name, handle] of this.open) {
      closeSync(handle)
      rmSync(name, { force: true })
    }
    this.open.clear()
    for (const { temporary } of this.finished.splice(0)) rmSync(temporary, { force: true })
  }
}

/** Reads some rows of a file of float64 numbers, one row after another in memory. */
export function readRows(path: string, dimension: number, rows: ArrayLike<number>): Float64Array {
  return new Float64Array(readRowBytes(path, 8 * dimension, rows).buffer)
}

/** The same for rows of so many bytes each. */
export function readRowBytes(path: string, rowBytes: number, rows: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const handle = openSync(path, 'r')
  try {
    const content = new Uint8Array(rows.length * rowBytes)
    for (let i = 0; i < rows.length;) {
      // rows that follow each other are read at once
      let count = 1
      while (i + count < rows.length && rows[i + count] === rows[i]! + count) count++
      readFully(handle, content.subarray(i * rowBytes, (i + count) * rowBytes), rows[i]! * rowBytes)
      i += count
    }
    return content
  } finally {
    closeSync(handle)
  }
}

function readFully(handle: number, into: Uint8Array, position: number): void {
  for (let read = 0; read < into.length;) {
    const count = readSync(handle, into, read, into.length - read, position + read)
    if (count === 0) throw new RangeError(`The file ends before byte ${position + into.length}`)
    read += count
  }
}
