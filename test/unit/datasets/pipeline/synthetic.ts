import { createHash } from 'node:crypto'
import { pipelineField, type PipelineStepInput } from '../../../../src-main/contract'
import type { Imported, ImportedPart } from '../../../../src-main/datasets/import/imported'
import { applyPipeline, draftOf, valuesOf, type ArraySink, type Draft } from '../../../../src-main/datasets/pipeline'
import { PortableArithmetic } from '../../../../src-main/science/arithmetic/portable/portable'
import { normals, RandomStream } from '../../../../src-main/science/random'

const arithmetic = new PortableArithmetic()

/** Images whose pixels can be told from each other: sample i of the source has (37 i + 11 k) mod 256 as its number k. */
export function syntheticImages(change: Partial<Imported> & { counts?: { train: number; test: number }; side?: number } = {}): Imported {
  const { counts = { train: 12, test: 6 }, side = 4, ...rest } = change
  const dimension = 3 * side * side
  const part = (role: 'train' | 'test', first: number): ImportedPart => ({
    role,
    count: counts[role],
    values: Uint8Array.from(
      { length: counts[role] * dimension },
      (_, at) => (37 * (first + Math.floor(at / dimension)) + 11 * (at % dimension)) % 256,
    ),
    labels: Int32Array.from({ length: counts[role] }, (_, i) => (first + i) % 3),
    coarseLabels: Int32Array.from({ length: counts[role] }, (_, i) => ((first + i) % 3 === 0 ? 0 : 1)),
  })
  return {
    format: 'test',
    reason: 'made by a test',
    kind: 'images',
    shape: { channels: 3, height: side, width: side },
    classNames: ['cat', 'dog', 'ship'],
    coarseClassNames: ['animal', 'other'],
    parts: [part('train', 0), part('test', counts.train)],
    sources: [{ path: '/data/test.bin', bytes: 1, sha256: '0'.repeat(64) }],
    ...rest,
  }
}

/** Independent normal vectors, by columns with growing deviation. */
export function syntheticVectors(count: number, dimension: number): Imported {
  const values = normals(new RandomStream(5, 'test'), 0, count * dimension).map((value, at) => 3 + value * (1 + (at % dimension)))
  return {
    format: 'test',
    reason: 'made by a test',
    kind: 'vectors',
    shape: { dimension },
    classNames: null,
    parts: [{ role: 'all', count, values, labels: Float64Array.from({ length: count }, (_, i) => i / 10) }],
    sources: [],
  }
}

/** Applies steps as a person writes them. */
export function piped(source: Imported, steps: PipelineStepInput[]): { draft: Draft; says: string[] } {
  const { draft, records } = applyPipeline(draftOf(source), pipelineField.parse(steps), {
    arithmetic,
    pulse: () => undefined,
    mostStatisticsSamples: Infinity,
  })
  return { draft, says: records.map(({ says }) => says) }
}

/** All numbers of a part, row-major. */
export function numbersOf(draft: Draft, role: string): Float64Array {
  const part = draft.parts.find((each) => each.role === role)
  if (part === undefined) throw new Error(`There is no part ${role}`)
  return valuesOf(draft, part, 0, part.rows.length)
}

/** Sinks that keep what they are given. */
export function memorySinks(): { open: () => ArraySink; contents: Map<string, Uint8Array> } {
  const contents = new Map<string, Uint8Array>()
  const open = (): ArraySink => {
    const pieces: Uint8Array[] = []
    return {
      write: (bytes) => void pieces.push(bytes.slice()),
      end: () => {
        const content = new Uint8Array(Buffer.concat(pieces))
        const sha256 = createHash('sha256').update(content).digest('hex')
        contents.set(sha256, content)
        return { sha256, bytes: content.length }
      },
    }
  }
  return { open, contents }
}
