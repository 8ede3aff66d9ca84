import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { LabError } from '../../../../src-main/contract'
import { importFiles, recogniseFiles } from '../../../../src-main/datasets/import'
import { decodeImage } from '../../../../src-main/datasets/import/images/decode-image'
import { imageHeader } from '../../../../src-main/datasets/import/images/image-header'
import { resized } from '../../../../src-main/datasets/import/images/resize'
import { zipOf } from '../../../fixtures/archives'
import { memoryFiles, textBytes } from '../../../fixtures/memory-files'

const folder = join(import.meta.dirname, '../../../fixtures/images')
const image = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)))
/** Decoded by libvips (libspng, libjpeg-turbo, libwebp), on white: interleaved samples. */
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<
  string,
  { width: number; height: number; channels: number; samples: string }
>
const LARGEST_DIFFERENCE: Record<string, number> = {
  // 16 bits rounded here, cut there; alpha rounded in another order
  'sixteen-bit.png': 1,
  'alpha.png': 1,
  'alpha.webp': 1,
}

async function refused(bytes: Uint8Array): Promise<string> {
  try {
    await decodeImage(bytes, 'x')
  } catch (error) {
    if (error instanceof LabError && error.code === 'invalid-file') return error.message
    throw error
  }
  throw new Error('it was not refused')
}

describe('images', () => {
  it.each(Object.keys(expected))('%s as another library decodes it', async (name) => {
    const { width, height, channels, samples } = expected[name]!
    const reference = Buffer.from(samples, 'base64')
    const found = await decodeImage(image(name), name)
    expect([found.width, found.height]).toEqual([width, height])
    expect(found.channels).toBe(name.startsWith('grey') ? 1 : 3)
    let largest = 0
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let channel = 0; channel < found.channels; channel++) {
        const difference = Math.abs(found.pixels[channel * width * height + pixel]! - reference[pixel * channels + channel]!)
        largest = Math.max(largest, difference)
      }
    }
    expect(largest).toBeLessThanOrEqual(LARGEST_DIFFERENCE[name] ?? 0)
  })

  it('the fixtures cover what PNG can be', () => {
    expect(decode(image('palette.png')).palette).toBeDefined()
    expect(decode(image('sixteen-bit.png')).depth).toBe(16)
    expect(decode(image('two-colours.png')).depth).toBe(1)
  })

  it.each(Object.keys(expected))('%s is refused when cut off or changed in its size', async (name) => {
    const whole = image(name)
    expect(await refused(whole.subarray(0, 20))).toContain('is cut off in its header')
    expect(await refused(whole.subarray(0, whole.length - 20))).toMatch(/cut off|can be decoded|damaged/)
  })

  it.each([1, 3])('PNG rows of all five filters, %i channels', async (channels) => {
    const [width, height] = [6, 10]
    const raw = Buffer.from(Array.from({ length: height * (1 + width * channels) }, (_, k) => (k * k * 37 + 11 * k) % 256))
    for (let row = 0; row < height; row++) raw[row * (1 + width * channels)] = row % 5
    const bytes = pngOf(width, height, channels === 1 ? 0 : 2, raw)
    const reference = decode(bytes).data
    const { pixels } = await decodeImage(bytes, 'x')
    expect([...pixels]).toEqual(Array.from(pixels, (_, k) => reference[(k % 60) * channels + Math.floor(k / 60)]))
  })

  it('a PNG file is checked chunk by chunk', async () => {
    const bytes = image('colour.png')
    bytes[70]! ^= 1
    expect(await refused(bytes)).toMatch(/x is damaged: the checksum of the chunk \w+ at byte \d+ differs/)
  })

  it('an image that claims to be huge is not decoded', async () => {
    const bytes = image('colour.png')
    new DataView(bytes.buffer).setUint32(16, 60_000)
    new DataView(bytes.buffer).setUint32(20, 60_000)
    expect(await refused(bytes)).toContain('says it has 60000 x 60000 pixels; at most 16777216 are decoded')
  })

  it('a WebP file that fails does not spoil the next', async () => {
    const broken = image('lossy.webp').fill(0x55, 60, 110)
    await decodeImage(broken, 'x').catch(() => null)
    expect((await decodeImage(image('lossless.webp'), 'x')).pixels[0]).toBe(0)
  })

  it('headers of all formats', () => {
    for (const name of Object.keys(expected)) expect(imageHeader(image(name))).toMatchObject({ width: 13, height: 9 })
  })
})

describe('resizing', () => {
  it('is the average of whole blocks where they fit a triangle', () => {
    // weights 1 - |distance| / 2 over two pixels on each side, cut at the border: 3 3 1 and 1 3 3, of seven
    const half = resized({ width: 4, height: 1, channels: 1, pixels: Uint8Array.of(0, 100, 200, 100) }, 2, 1)
    expect([...half.pixels]).toEqual([Math.round((3 * 0 + 3 * 100 + 200) / 7), Math.round((100 + 3 * 200 + 3 * 100) / 7)])
  })

  it('leaves a constant constant and interpolates when it enlarges', () => {
    expect(new Set(resized({ width: 7, height: 5, channels: 3, pixels: new Uint8Array(105).fill(77) }, 3, 11).pixels)).toEqual(
      new Set([77]),
    )
    expect([...resized({ width: 2, height: 1, channels: 1, pixels: Uint8Array.of(0, 100) }, 4, 1).pixels]).toEqual([0, 25, 75, 100])
  })
})

describe('folders of images', () => {
  const colour = image('colour.png')
  const grey = image('grey.png')

  it('the folder is the class, train and test are roles', async () => {
    const files = memoryFiles({
      'd/train/cat/2.png': colour,
      'd/train/cat/10.webp': image('lossless.webp'),
      'd/train/dog/1.png': grey,
      'd/test/dog/1.jpg': image('baseline.jpg'),
    })
    const [found] = await recogniseFiles(['d/'], undefined, files)
    expect(found).toMatchObject({
      reason: '3 + 1 images (JPEG, PNG, WebP), 2 classes by folder',
      shape: { channels: 3, height: 9, width: 13 },
      classNames: ['cat', 'dog'],
      choices: { images: { height: 9, width: 13, channels: 3 } },
    })
    const { parts, sources } = await importFiles(['d/'], {}, undefined, files)
    expect(parts.map(({ role, labels }) => [role, ...labels!])).toEqual([
      ['train', 0, 0, 1],
      ['test', 1],
    ])
    const size = 3 * 9 * 13
    // 2.png before 10.webp: the same picture, stored twice
    expect(parts[0]?.values.subarray(0, size)).toEqual(parts[0]?.values.subarray(size, 2 * size))
    expect(sources).toHaveLength(4)
  })

  it.each(['id,label\n1,frog\n2,truck\n', 'file;class\nb/2.png;truck\nb/1.png;frog\n', '1.png\tfrog\n2.png\ttruck\n'])(
    'classes from a table: %j',
    async (table) => {
      const files = memoryFiles({ 'd/b/1.png': colour, 'd/b/2.png': grey, 'd/labels.csv': textBytes(table) })
      const found = await importFiles(['d/'], {}, undefined, files)
      expect(found).toMatchObject({ classNames: ['frog', 'truck'], parts: [{ role: 'all', count: 2, labels: Int32Array.of(0, 1) }] })
    },
  )

  it('an image without a row is named', async () => {
    const files = memoryFiles({ 'd/1.png': colour, 'd/2.png': grey, 'd/labels.csv': textBytes('id,label\n1,frog\n') })
    await expect(importFiles(['d/'], {}, undefined, files)).rejects.toThrow('labels.csv has no label for the image 2.png')
  })

  it('a table that names no image is a data set of its own', async () => {
    const files = memoryFiles({ 'd/1.png': colour, 'd/values.csv': textBytes('a,b\n7,8\n9,10\n') })
    const found = await recogniseFiles(['d/'], undefined, files)
    expect(found.map(({ format, paths }) => [format, paths])).toEqual([
      ['images', ['d/1.png']],
      ['table', ['d/values.csv']],
    ])
    await expect(importFiles(['d/'], {}, undefined, files)).rejects.toThrow('hold 2 data sets; choose the files of one')
  })

  it('images of different sizes need a choice', async () => {
    const other = zipOf({ 'a/1.png': colour, 'b/2.png': smallPng() })
    const files = memoryFiles({ 'i.zip': other })
    const [found] = await recogniseFiles(['i.zip'], undefined, files)
    expect(found?.notes).toEqual(['The images are of different sizes: choose the size to which each is brought.'])
    await expect(importFiles(['i.zip'], {}, undefined, files)).rejects.toMatchObject({ code: 'invalid-request' })
    const { shape, parts } = await importFiles(['i.zip'], { images: { height: 4, width: 4, channels: 1 } }, undefined, files)
    expect([shape, parts[0]?.values.length]).toEqual([{ channels: 1, height: 4, width: 4 }, 32])
  })
})

/** 1 x 1, grey 100. */
function smallPng(): Uint8Array {
  return pngOf(1, 1, 0, Uint8Array.of(0, 100))
}

/** Of 8 bits, from rows that begin with their filter. */
function pngOf(width: number, height: number, colourType: number, raw: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, colourType], 8)
  const chunks = (
    [
      ['IHDR', header],
      ['IDAT', deflateSync(raw)],
      ['IEND', Buffer.alloc(0)],
    ] as const
  ).map(([type, content]) => {
    const named = Buffer.concat([Buffer.from(type), content])
    const framed = Buffer.alloc(named.length + 8)
    framed.writeUInt32BE(content.length, 0)
    named.copy(framed, 4)
    framed.writeUInt32BE(crc32(named), named.length + 4)
    return framed
  })
  return Uint8Array.from(Buffer.concat([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), ...chunks]))
}
