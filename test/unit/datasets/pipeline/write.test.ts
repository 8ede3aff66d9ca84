import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { pipelineField, type PipelineStepInput } from '../../../../src-main/contract'
import type { Imported } from '../../../../src-main/datasets/import/imported'
import { applyPipeline, draftOf, writeDataset } from '../../../../src-main/datasets/pipeline'
import { PortableArithmetic } from '../../../../src-main/science/arithmetic/portable/portable'
import { memorySinks, numbersOf, piped, syntheticImages } from './synthetic'

function written(source: Imported, steps: PipelineStepInput[]) {
  const { open, contents } = memorySinks()
  const tools = { arithmetic: new PortableArithmetic(), pulse: () => undefined, mostStatisticsSamples: Infinity }
  const { draft, records } = applyPipeline(draftOf(source), pipelineField.parse(steps), tools)
  const progress: number[] = []
  const dataset = writeDataset(draft, records, open, (done, total) => progress.push(done / total))
  return { dataset, contents, progress }
}

const STEPS: PipelineStepInput[] = [{ kind: 'take', count: 2, per: 'class' }, { kind: 'unit-interval' }, { kind: 'one-hot' }]

describe('writing a data set', () => {
  it('writes inputs, labels, targets, images as they came, and which samples they are', () => {
    const { dataset, contents, progress } = written(syntheticImages(), STEPS)
    const [train] = dataset.parts
    expect(train).toMatchObject({
      role: 'train',
      count: 6,
      classCounts: [2, 2, 2],
      inputs: { shape: [6, 48] },
      labels: { shape: [6] },
      targets: { shape: [6, 3] },
    })
    const bytes = contents.get(train?.inputs.sha256 ?? '') ?? new Uint8Array()
    expect(new Float64Array(bytes.buffer)).toEqual(numbersOf(piped(syntheticImages(), STEPS).draft, 'train'))
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(train?.inputs.sha256)
    expect(contents.get(train?.originals?.sha256 ?? '')).toEqual(syntheticImages().parts[0]?.values.slice(0, 6 * 48))
    expect(new Uint32Array(contents.get(train?.rows.sha256 ?? '')?.buffer ?? new ArrayBuffer())).toEqual(Uint32Array.of(0, 1, 2, 3, 4, 5))
    expect(progress.at(-1)).toBe(1)
    expect(dataset.bytes).toBe(12 * (48 * 8 + 48 + 4 + 8 + 24))
    expect(dataset.pipeline.map(({ step, version }) => [step.kind, version])).toEqual([
      ['take', 1],
      ['unit-interval', 1],
      ['one-hot', 1],
    ])
  })

  it('has the same hash for the same content, whatever it was made from', () => {
    const { dataset } = written(syntheticImages(), STEPS)
    expect(written(syntheticImages({ sources: [], format: 'other' }), STEPS).dataset.hash).toBe(dataset.hash)
    expect(written(syntheticImages(), STEPS.slice(0, 2)).dataset.hash).not.toBe(dataset.hash)
    expect(written(syntheticImages({ classNames: ['a', 'b', 'c'] }), STEPS).dataset.hash).not.toBe(dataset.hash)
  })

  it('refuses numbers that are not finite, and stops when it is told to', () => {
    const source = syntheticImages()
    const vectors: Imported = {
      ...source,
      kind: 'vectors',
      shape: { dimension: 2 },
      parts: [{ role: 'all', count: 2, values: Float64Array.of(1, 2, NaN, 4), labels: null }],
    }
    expect(() => written(vectors, [])).toThrow('sample 1 of the part all has NaN as its number 0')
    const { open } = memorySinks()
    const stop = new Error('stopped')
    expect(() =>
      writeDataset(draftOf(source), [], open, () => {
        throw stop
      }),
    ).toThrow(stop)
  })
})
