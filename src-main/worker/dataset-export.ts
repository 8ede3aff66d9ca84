import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename } from 'node:path'
import { dimensionOf, LabError, type StoredArray } from '../contract'
import { idxHeaderOf, idxNumbers, npyHeaderOf, sidecarText, type IdxType } from '../datasets/export'
import { readRows } from './array-file'
import type { DataResults, DataTask } from './data-protocol'
import { ZipWriter } from './zip-writer'

type ExportTask = Extract<DataTask, { kind: 'export' }>

interface ExportPort {
  report: { report(done: number, total: number, what: string, unit: 'bytes' | 'share'): void }
  checkStop: () => void
}

const PIECE_NUMBERS = 2 ** 19
const LARGEST_BYTE_CLASS = 255

/** What a file holds, piece by piece. */
interface OutputFile {
  path: string
  holds: string
  write: (handle: number) => void
}

/**
 * Writes a part of a data set and a sidecar that says how it was made. Files appear under their names when all are whole.
 * @throws LabError `not-allowed` when the place cannot be written
 */
export function exportPart(task: ExportTask, port: ExportPort): DataResults['export'] {
  const { dataset, part, format, output } = task
  const base = output.replace(/\.(npz|csv|idx|json)$/i, '')
  const source = new ArraySource(task, port)
  const data = { npz: npzFiles, csv: csvFiles, idx: idxFiles }[format](base, source)
  const sidecar: OutputFile = {
    path: `${base}.json`,
    holds: 'this document',
    write: (handle) =>
      writeText(
        handle,
        sidecarText(
          dataset,
          part,
          data.map(({ path, holds }) => ({ file: basename(path), holds })),
        ),
      ),
  }
  const files = [...data, sidecar]
  writeAll(files)
  return { paths: files.map(({ path }) => path) }
}

/** The stored arrays of the part, in pieces, with their progress. */
class ArraySource {
  private done = 0
  private readonly total: number

  constructor(
    readonly task: ExportTask,
    private readonly port: ExportPort,
  ) {
    const { inputs, labels, targets } = task.part
    this.total = [inputs, labels, targets].reduce((sum, array) => sum + (array === null ? 0 : 8 * sizeOf(array)), 0)
  }

  /** Rows in order, some at a time. */
  forEachPiece(array: StoredArray, use: (values: Float64Array, from: number) => void): void {
    const [count = 0] = array.shape
    const columns = sizeOf(array) / Math.max(1, count)
    const step = Math.max(1, Math.floor(PIECE_NUMBERS / columns))
    const path = this.task.files[array.sha256]
    if (path === undefined) throw new LabError('not-found', `The array ${array.sha256} is not in this home folder. Nothing was written.`)
    for (let from = 0; from < count; from += step) {
      this.port.checkStop()
      const rows = Uint32Array.from({ length: Math.min(step, count - from) }, (_, i) => from + i)
      use(readRows(path, columns, rows), from)
      this.done += 8 * rows.length * columns
      this.port.report.report(this.done, this.total, 'Writing', 'bytes')
    }
  }

  /** All of a small array. */
  whole(array: StoredArray): Float64Array {
    const values = new Float64Array(sizeOf(array))
    const columns = sizeOf(array) / Math.max(1, array.shape[0] ?? 1)
    this.forEachPiece(array, (piece, from) => values.set(piece, from * columns))
    return values
  }

  /** n x d, or n x channels x height x width for images */
  get inputShape(): number[] {
    const { shape } = this.task.dataset
    const { count } = this.task.part
    return 'dimension' in shape ? [count, shape.dimension] : [count, shape.channels, shape.height, shape.width]
  }
}

function npzFiles(base: string, source: ArraySource): OutputFile[] {
  const { inputs, labels, targets } = source.task.part
  const isClass = source.task.dataset.classNames !== null
  const write = (handle: number): void => {
    const zip = new ZipWriter(handle)
    const add = (name: string, array: StoredArray, shape: number[], type: '<f8' | '<i8'): void =>
      zip.add(`${name}.npy`, (piece) => {
        piece(npyHeaderOf(type, shape))
        source.forEachPiece(array, (values) =>
          piece(new Uint8Array(type === '<f8' ? values.buffer : BigInt64Array.from(values, (value) => BigInt(value)).buffer)),
        )
      })
    add('inputs', inputs, source.inputShape, '<f8')
    if (labels !== null) add('labels', labels, labels.shape, isClass ? '<i8' : '<f8')
    if (targets !== null) add('targets', targets, targets.shape, '<f8')
    zip.end()
  }
  const names = ['inputs', ...(labels === null ? [] : ['labels']), ...(targets === null ? [] : ['targets'])]
  return [{ path: `${base}.npz`, holds: `NumPy arrays ${names.join(', ')}`, write }]
}

function csvFiles(base: string, source: ArraySource): OutputFile[] {
  const { dataset, part } = source.task
  const dimension = dimensionOf(dataset.shape)
  const write = (handle: number): void => {
    const labels = part.labels === null ? null : source.whole(part.labels)
    const header = [...Array.from({ length: dimension }, (_, k) => `x${k}`), ...(labels === null ? [] : ['label'])]
    writeText(handle, `${header.join(',')}\n`)
    source.forEachPiece(part.inputs, (values, from) => {
      const lines: string[] = []
      for (let i = 0; i < values.length / dimension; i++) {
        const row = values.subarray(i * dimension, (i + 1) * dimension).join(',')
        lines.push(labels === null ? row : `${row},${labelText(labels[from + i] ?? NaN, dataset.classNames)}`)
      }
      writeText(handle, `${lines.join('\n')}\n`)
    })
  }
  const last = part.labels === null ? '' : dataset.classNames === null ? '; last column: value' : '; last column: name of the class'
  return [{ path: `${base}.csv`, holds: `a line a sample${last}`, write }]
}

/** A name that would be read as several cells is quoted. */
function labelText(label: number, classNames: string[] | null): string {
  if (classNames === null) return String(label)
  const name = classNames[label] ?? String(label)
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}

function idxFiles(base: string, source: ArraySource): OutputFile[] {
  const { dataset, part } = source.task
  const file = (name: string, array: StoredArray, shape: number[], type: IdxType): OutputFile => ({
    path: `${base}-${name}.idx`,
    holds: `${name}, ${type}, big-endian, ${shape.join(' x ')}`,
    write: (handle) => {
      writeBytes(handle, idxHeaderOf(type, shape))
      source.forEachPiece(array, (values) => writeBytes(handle, idxNumbers(type, values)))
    },
  })
  const classes = dataset.classNames?.length ?? 0
  const labelType: IdxType = dataset.classNames === null ? 'double' : classes - 1 <= LARGEST_BYTE_CLASS ? 'unsigned byte' : 'int'
  return [
    file('inputs', part.inputs, source.inputShape, 'double'),
    ...(part.labels === null ? [] : [file('labels', part.labels, part.labels.shape, labelType)]),
    ...(part.targets === null ? [] : [file('targets', part.targets, part.targets.shape, 'double')]),
  ]
}

/** All files under temporary names, then under their own; when something fails no file of this export is there. */
function writeAll(files: OutputFile[]): void {
  const written: string[] = []
  try {
    for (const { path, write } of files) {
      const temporary = `${path}.part`
      const handle = openSync(temporary, 'w')
      written.push(temporary)
      try {
        write(handle)
        fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
    }
    for (const { path } of files) renameSync(`${path}.part`, path)
  } catch (error) {
    for (const temporary of written) rmSync(temporary, { force: true })
    if (error instanceof LabError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new LabError('not-allowed', `The data set could not be written: ${reason}. Another place can be chosen.`, [], { cause: error })
  }
}

function writeText(handle: number, text: string): void {
  writeBytes(handle, new TextEncoder().encode(text))
}

function writeBytes(handle: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written)
}

function sizeOf({ shape }: StoredArray): number {
  return shape.reduce((product, extent) => product * extent, 1)
}
