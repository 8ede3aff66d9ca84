import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { dimensionOf, type DatasetBlob, type DatasetPart, type DatasetView, type PipelineRecord, type StoredArray } from '../../contract'
import { blockRows, forEachBlock, sourceBytes, type Draft, type DraftPart } from './draft'
import { impossible } from './step'

/** Where the content of one array goes, piece by piece. */
export interface ArraySink {
  write(bytes: Uint8Array): void
  /** makes the content durable */
  end(): DatasetBlob
}

export type WrittenDataset = Omit<DatasetView, 'id' | 'name' | 'createdAt' | 'usedBy'>

/** Pixels of an image are stored as they came when they are bytes. */
export function hasOriginals({ source }: Draft): boolean {
  return source.kind === 'images' && source.parts.every(({ values }) => values instanceof Uint8Array)
}

/**
 * Makes every number of a draft and hands it to sinks, block by block.
 * @param open makes a sink for an array of so many bytes
 * @param written told how many bytes of how many there are; may throw to stop
 * @throws LabError `invalid-request` when a number is not finite
 */
export function writeDataset(
  draft: Draft,
  records: PipelineRecord[],
  open: () => ArraySink,
  written: (done: number, total: number) => void,
): WrittenDataset {
  const { source, shape, classNames } = draft
  const total = draft.parts.reduce((sum, part) => sum + bytesOf(draft, part), 0)
  let done = 0
  const counted = (): ArraySink => {
    const sink = open()
    return {
      write(bytes) {
        sink.write(bytes)
        done += bytes.length
        written(done, total)
      },
      end: () => sink.end(),
    }
  }
  const parts = draft.parts.map((part) => writePart(draft, part, counted))
  return {
    hash: contentHash({ shape, classNames, parts }),
    format: source.format,
    reason: source.reason,
    kind: source.kind,
    shape,
    originalShape: source.shape,
    classNames,
    parts,
    pipeline: records,
    sources: source.sources,
    bytes: total,
  }
}

/** What a part will take on disk. */
export function bytesOf(draft: Draft, { rows, labels, targets }: DraftPart): number {
  const originals = hasOriginals(draft) ? dimensionOf(draft.source.shape) : 0
  return rows.length * (8 * dimensionOf(draft.shape) + originals + 4 + (labels === null ? 0 : 8) + 8 * (targets?.columns ?? 0))
}

function writePart(draft: Draft, part: DraftPart, open: () => ArraySink): DatasetPart {
  const { role, rows, labels, targets } = part
  const count = rows.length
  const dimension = dimensionOf(draft.shape)
  const inputs = open()
  forEachBlock(draft, part, Infinity, (values, from) => {
    const bad = values.findIndex((value) => !Number.isFinite(value))
    if (bad !== -1) throw notFinite(role, from + Math.floor(bad / dimension), bad % dimension, values[bad] ?? NaN)
    inputs.write(bytesIn(values))
  })
  const inputBlob = inputs.end()
  return {
    role,
    count,
    inputs: stored(inputBlob, [count, dimension]),
    labels: labels === null ? null : stored(writeWhole(open(), labels), [count]),
    targets:
      targets === null ? null : stored(writeWhole(open(), targets.values), targets.columns === 1 ? [count] : [count, targets.columns]),
    classCounts: draft.classNames === null || labels === null ? null : countsOf(labels, draft.classNames.length),
    originals: hasOriginals(draft) ? writeOriginals(draft, part, open()) : null,
    rows: writeWhole(open(), rows),
  }
}

function writeOriginals(draft: Draft, { rows }: DraftPart, sink: ArraySink): DatasetBlob {
  const step = 8 * blockRows(dimensionOf(draft.source.shape))
  for (let from = 0; from < rows.length; from += step) sink.write(sourceBytes(draft.source, rows.subarray(from, from + step)))
  return sink.end()
}

function writeWhole(sink: ArraySink, values: Float64Array | Uint32Array): DatasetBlob {
  sink.write(bytesIn(values))
  return sink.end()
}

/** In the processor's byte order, which is little endian on every platform Electron runs on. */
function bytesIn(values: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

function stored({ sha256 }: DatasetBlob, shape: number[]): StoredArray {
  return { kind: 'stored', sha256, shape }
}

export function countsOf(labels: Float64Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0)
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1
  return counts
}

function notFinite(role: string, sample: number, column: number, value: number): Error {
  return impossible(`sample ${sample} of the part ${role} has ${value} as its number ${column} (counted from 0) after the last step`)
}

/** The same for the same samples in the same parts with the same labels, wherever they came from and however they were made. */
function contentHash(content: Pick<WrittenDataset, 'shape' | 'classNames' | 'parts'>): string {
  const parts = content.parts.map(({ role, inputs, labels, targets }) => ({ role, inputs, labels, targets }))
  const text = canonicalize({ ...content, parts }) ?? ''
  return createHash('sha256').update(text).digest('hex')
}
