import { crc32, inflateSync } from 'node:zlib'
import { ImageError, planarPixels, type DecodedImage } from './decoded-image'

// The registry's decoders inflate pixels and colour profiles without bound and trust checksums; this one makes what the header says, no more.

type ColourType = 0 | 2 | 3 | 4 | 6

interface Png {
  width: number
  height: number
  depth: number
  colourType: ColourType
  interlaced: boolean
  palette: Uint8Array | null
  /** the chunk tRNS */
  transparency: Uint8Array | null
  packed: Uint8Array[]
}

const SIGNATURE_BYTES = 8
const SAMPLES: Readonly<Record<ColourType, 1 | 2 | 3 | 4>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const DEPTHS: Readonly<Record<ColourType, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] }
const LARGEST_PALETTE = 768

/** Start and step, in columns and rows, of the seven passes of Adam7. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const
const WHOLE = [[0, 0, 1, 1]] as const

/**
 * Decodes a PNG file (ISO 15948): all colour types and depths, interlaced or not. Samples of 16 bits are rounded to 8, transparency is laid on
 * white, gamma and colour profiles are not applied. The caller has checked the size in the header.
 * @throws ImageError naming the byte and the rule
 */
export function decodePng(bytes: Uint8Array): DecodedImage {
  const png = chunksOf(bytes)
  const samples = SAMPLES[png.colourType]
  const bits = samples * png.depth
  const passes = (png.interlaced ? ADAM7 : WHOLE).map(([x, y, dx, dy]) => {
    const columns = Math.ceil(Math.max(0, png.width - x) / dx)
    const rows = columns === 0 ? 0 : Math.ceil(Math.max(0, png.height - y) / dy)
    return { x, y, dx, dy, columns, rows, rowBytes: Math.ceil((columns * bits) / 8) }
  })
  const expected = passes.reduce((sum, { rows, rowBytes }) => sum + rows * (1 + rowBytes), 0)
  const raw = inflated(png.packed, expected)
  const decoded = new Uint8Array(png.width * png.height * samples)
  const pixelBytes = Math.max(1, bits >> 3)
  let at = 0
  for (const { x, y, dx, dy, columns, rows, rowBytes } of passes) {
    let above: Uint8Array = new Uint8Array(rowBytes)
    for (let row = 0; row < rows; row++) {
      const line = raw.subarray(at + 1, at + 1 + rowBytes)
      unfilter(raw[at]!, line, above, pixelBytes)
      for (let column = 0; column < columns; column++) {
        const to = ((y + row * dy) * png.width + x + column * dx) * samples
        for (let k = 0; k < samples; k++) decoded[to + k] = sampleAt(line, column * samples + k, png)
      }
      above = line
      at += 1 + rowBytes
    }
  }
  return coloured(decoded, png, samples)
}

function chunksOf(bytes: Uint8Array): Png {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let png: Png | null = null
  for (let at = SIGNATURE_BYTES; ;) {
    if (at + 12 > bytes.length) throw new ImageError(`is cut off at byte ${bytes.length}, before the end of the PNG data`)
    const length = view.getUint32(at)
    const end = at + 12 + length
    if (end > bytes.length) throw new ImageError(`is cut off at byte ${bytes.length}: the chunk at byte ${at} goes on to ${end}`)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const content = bytes.subarray(at + 8, end - 4)
    const isRead = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'].includes(type)
    if (isRead && crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      throw new ImageError(`is damaged: the checksum of the chunk ${type} at byte ${at} differs`)
    }
    if (png === null) {
      if (type !== 'IHDR' || length !== 13) throw new ImageError(`does not begin with its header (byte ${at})`)
      png = headerIn(content, at)
    } else if (type === 'IHDR') throw new ImageError(`has a second header at byte ${at}`)
    else if (type === 'PLTE') {
      if (length === 0 || length % 3 !== 0 || length > LARGEST_PALETTE) throw new ImageError(`has a damaged palette at byte ${at}`)
      png.palette = content
    } else if (type === 'tRNS') png.transparency = content
    else if (type === 'IDAT') png.packed.push(content)
    else if (type === 'IEND') return png
    else if ((bytes[at + 4]! & 0x20) === 0)
      throw new ImageError(`has the chunk ${JSON.stringify(type)} at byte ${at}, which no decoder may leave out`)
    at = end
  }
}

function headerIn(content: Uint8Array, at: number): Png {
  const view = new DataView(content.buffer, content.byteOffset, content.length)
  const [depth = 0, colour = 0, compression, filter, interlace] = content.subarray(8)
  if (
    !(colour in DEPTHS) ||
    !DEPTHS[colour as ColourType].includes(depth) ||
    compression !== 0 ||
    filter !== 0 ||
    (interlace !== 0 && interlace !== 1)
  ) {
    throw new ImageError(`has a header that the PNG standard does not know (byte ${at + 16})`)
  }
  return {
    width: view.getUint32(0),
    height: view.getUint32(4),
    depth,
    colourType: colour as ColourType,
    interlaced: interlace === 1,
    palette: null,
    transparency: null,
    packed: [],
  }
}

function inflated(packed: readonly Uint8Array[], expected: number): Uint8Array {
  try {
    const raw = inflateSync(Buffer.concat(packed), { maxOutputLength: expected })
    if (raw.length === expected) return raw
    throw new ImageError(`has ${raw.length} bytes of pixels where its header needs ${expected}`)
  } catch (error) {
    if (error instanceof ImageError) throw error
    throw new ImageError(`has pixels that cannot be unpacked to the ${expected} bytes that its header needs`, { cause: error })
  }
}

/** Undoes the filter of a row in place (ISO 15948, 9.2). */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  if (filter === 0) return
  if (filter > 4) throw new ImageError(`has a row with the filter ${filter}; 0 to 4 are known`)
  for (let k = 0; k < line.length; k++) {
    const left = k < pixelBytes ? 0 : line[k - pixelBytes]!
    const up = above[k]!
    if (filter === 1) line[k]! += left
    else if (filter === 2) line[k]! += up
    else if (filter === 3) line[k]! += (left + up) >> 1
    else line[k]! += paeth(left, up, k < pixelBytes ? 0 : above[k - pixelBytes]!)
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - upLeft)]
  if (a <= b && a <= c) return left
  return b <= c ? up : upLeft
}

/** One sample as 8 bits: fewer are spread over the range (those of a palette are indices and stay), 16 are rounded. */
function sampleAt(line: Uint8Array, index: number, { depth, colourType }: Png): number {
  if (depth === 8) return line[index]!
  if (depth === 16) return Math.round((line[2 * index]! * 256 + line[2 * index + 1]!) / 257)
  const perByte = 8 / depth
  const shift = 8 - depth * (1 + (index % perByte))
  const largest = 2 ** depth - 1
  const value = (line[Math.floor(index / perByte)]! >> shift) & largest
  return colourType === 3 ? value : value * (255 / largest)
}

function coloured(decoded: Uint8Array, png: Png, samples: 1 | 2 | 3 | 4): DecodedImage {
  const { width, height, palette, transparency } = png
  if (png.colourType !== 3) return planarPixels(decoded, width, height, samples)
  if (palette === null) throw new ImageError('has no palette')
  const colours = new Uint8Array(4 * decoded.length)
  decoded.forEach((index, pixel) => {
    if (3 * index >= palette.length)
      throw new ImageError(`has the colour ${index} at pixel ${pixel} and a palette of ${palette.length / 3}`)
    colours.set(palette.subarray(3 * index, 3 * index + 3), 4 * pixel)
    colours[4 * pixel + 3] = transparency?.[index] ?? 255
  })
  return planarPixels(colours, width, height, 4)
}
