import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { importFiles, type ImportChoices, type Imported } from '../../../../src-main/datasets/import'
import { preprocessed } from '../../../../src-main/datasets/import/onnx-features'
import { bytesOf, idxFile, npyFile } from '../../../fixtures/array-files'
import { memoryFiles } from '../../../fixtures/memory-files'
import { largestModel } from '../../../fixtures/onnx-model'

const WEIGHTS = Float32Array.of(1, 0, 0, 2, 0.5, -1)
const model = largestModel(WEIGHTS, Float32Array.of(0.25, -3))
const MEAN = [0.485, 0.456, 0.406]
const DEVIATION = [0.229, 0.224, 0.225]

/** Images of one colour each, by channels last. */
function colours(...images: number[][]): Uint8Array {
  const data = images.flatMap((colour) => Array.from({ length: 16 }, () => colour).flat())
  return npyFile('|u1', [images.length, 4, 4, images[0]?.length ?? 0], Uint8Array.from(data))
}

const read = (
  content: Record<string, Uint8Array>,
  features: ImportChoices['features'],
  progress?: (done: number, total: number, what: string) => void,
): Promise<Imported> => importFiles(['x.npy'], { features }, progress, memoryFiles({ 'm.onnx': model, ...content }))

describe('features by an ONNX model', () => {
  it('are what the model makes of the preprocessed images', async () => {
    const images = Array.from({ length: 20 }, (_, k) => [k, 100 + k, 255 - k])
    const told: [number, number][] = []
    const found = await read({ 'x.npy': colours(...images) }, { model: 'm.onnx' }, (done, total, what) => {
      if (what === 'features') told.push([done, total])
    })
    expect(found).toMatchObject({ kind: 'vectors', shape: { dimension: 2 }, format: 'npy, features' })
    const { values } = found.parts[0]!
    images.forEach((colour, k) => {
      const [r = 0, g = 0, b = 0] = colour.map((value, channel) => (value / 255 - MEAN[channel]!) / DEVIATION[channel]!)
      expect(values[2 * k]).toBeCloseTo(r + 0.5 * b + 0.25, 5)
      expect(values[2 * k + 1]).toBeCloseTo(2 * g - b - 3, 5)
    })
    const sha256 = createHash('sha256').update(model).digest('hex')
    expect(found.sources[1]).toEqual({ path: 'm.onnx', bytes: model.length, sha256 })
    expect(found.reason).toContain(`the output y of the model m.onnx (SHA-256 ${sha256})`)
    expect(told).toEqual([
      [16, 20],
      [20, 20],
    ])
  })

  it('of grey images, and of another output', async () => {
    const { parts } = await read({ 'x.npy': npyFile('|u1', [1, 2, 2], Uint8Array.of(51, 51, 51, 51)) }, { model: 'm.onnx', output: 'flat' })
    const expected = MEAN.map((mean, channel) => (0.2 - mean) / DEVIATION[channel]!)
    parts[0]!.values.forEach((value, channel) => expect(value).toBeCloseTo(expected[channel]!, 5))
  })

  it.each<[string, Record<string, Uint8Array>, ImportChoices['features'], string]>([
    [
      'vectors',
      { 'x.npy': npyFile('<f4', [1, 2], bytesOf(Float32Array.of(1, 2))) },
      { model: 'm.onnx' },
      'features are made of images; these are vectors',
    ],
    [
      'images of floats',
      { 'x.npy': npyFile('<f4', [1, 1, 2], bytesOf(Float32Array.of(1, 2))) },
      { model: 'm.onnx' },
      'these have other numbers',
    ],
    ['another output', {}, { model: 'm.onnx', output: 'z' }, 'm.onnx has no output z; it has y, flat'],
    ['no model', { 'm.onnx': idxFile(8, [1], Uint8Array.of(1)) }, { model: 'm.onnx' }, 'm.onnx is not an ONNX model that can be run'],
    [
      'a model of other images',
      { 'm.onnx': largestModel(WEIGHTS, Float32Array.of(0, 0), 64) },
      { model: 'm.onnx' },
      'm.onnx does not take images of 3 x 224 x 224',
    ],
    ['a missing file', {}, { model: 'other.onnx' }, 'other.onnx cannot be read'],
  ])('%s: refused', async (_, content, features, rule) => {
    await expect(read({ 'x.npy': colours([1, 2, 3]), ...content }, features)).rejects.toThrow(rule)
  })

  it('of oblong images come from the middle', () => {
    // 8 rows of 16 pixels: left half black, right half white; 256 x 512 before the cut, whose middle is the border
    const image = Uint8Array.from({ length: 128 }, (_, k) => (k % 16 < 8 ? 0 : 255))
    const values = preprocessed(image, { channels: 1, height: 8, width: 16 })
    const [black, white] = [(0 - MEAN[0]!) / DEVIATION[0]!, (1 - MEAN[0]!) / DEVIATION[0]!]
    const row = values.slice(100 * 224, 101 * 224)
    expect(row[0]).toBeCloseTo(black, 6)
    expect(row[223]).toBeCloseTo(white, 6)
    // antisymmetric about the middle, up to the rounding to bytes
    for (let x = 0; x < 112; x++) expect(Math.abs(row[x]! + row[223 - x]! - black - white)).toBeLessThan(1.01 / 255 / DEVIATION[0]!)
  })
})
