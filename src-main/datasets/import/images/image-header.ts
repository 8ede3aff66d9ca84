export type ImageFormat = 'PNG' | 'JPEG' | 'WebP'

/** What the start of an image file says. */
export interface ImageHeader {
  format: ImageFormat
  width: number
  height: number
  /** 1 for images without colour */
  channels: 1 | 3
  hasAlpha: boolean
}

/** Of one image: more is no sample of a data set, and takes long to decode. */
const MOST_PIXELS = 2 ** 24
const PNG_MARK = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** Recognises PNG, JPEG and WebP by their first bytes. */
export function imageFormat(head: Uint8Array): ImageFormat | null {
  if (PNG_MARK.every((byte, k) => head[k] === byte)) return 'PNG'
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'JPEG'
  return textAt(head, 0, 'RIFF') && textAt(head, 8, 'WEBP') ? 'WebP' : null
}

/**
 * Size and colours of an image by the start of its file; null when it is none, or says nothing that can be true within these bytes.
 */
export function imageHeader(head: Uint8Array): ImageHeader | null {
  const format = imageFormat(head)
  const found = format === 'PNG' ? pngHeader(head) : format === 'JPEG' ? jpegHeader(head) : format === 'WebP' ? webpHeader(head) : null
  return found === null || found.width === 0 || found.height === 0 ? null : found
}

/** The rule that the size breaks; null when it is fine. */
export function imageSizeProblem({ width, height }: Pick<ImageHeader, 'width' | 'height'>): string | null {
  return width * height > MOST_PIXELS ? `says it has ${width} x ${height} pixels; at most ${MOST_PIXELS} are decoded` : null
}

function pngHeader(head: Uint8Array): ImageHeader | null {
  if (head.length < 33 || !textAt(head, 12, 'IHDR')) return null
  const view = viewOf(head)
  const colourType = head[25]!
  return {
    format: 'PNG',
    width: view.getUint32(16),
    height: view.getUint32(20),
    channels: colourType === 0 || colourType === 4 ? 1 : 3,
    hasAlpha: colourType === 4 || colourType === 6,
  }
}

/** Walks over the segments to the frame header (ITU T.81, B.2.2). */
function jpegHeader(head: Uint8Array): ImageHeader | null {
  const view = viewOf(head)
  for (let at = 2; at + 9 < head.length;) {
    if (head[at] !== 0xff) return null
    const marker = head[at + 1]!
    if (marker === 0xff) {
      at++
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) {
      const channels = head[at + 9] === 1 ? 1 : 3
      return { format: 'JPEG', height: view.getUint16(at + 5), width: view.getUint16(at + 7), channels, hasAlpha: false }
    }
    at += 2 + view.getUint16(at + 2)
  }
  return null
}

/** RFC 9649: lossy (VP8), lossless (VP8L) and extended (VP8X) files. */
function webpHeader(head: Uint8Array): ImageHeader | null {
  if (head.length < 30) return null
  const view = viewOf(head)
  const image = { format: 'WebP', channels: 3 } as const
  if (textAt(head, 12, 'VP8 ')) {
    return { ...image, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, hasAlpha: false }
  }
  if (textAt(head, 12, 'VP8L')) {
    const bits = view.getUint32(21, true)
    return { ...image, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, hasAlpha: ((bits >>> 28) & 1) === 1 }
  }
  if (!textAt(head, 12, 'VP8X')) return null
  const uint24 = (at: number): number => view.getUint16(at, true) + head[at + 2]! * 65_536
  return { ...image, width: uint24(24) + 1, height: uint24(27) + 1, hasAlpha: (head[20]! & 0x10) !== 0 }
}

function textAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let k = 0; k < text.length; k++) if (bytes[at + k] !== text.charCodeAt(k)) return false
  return true
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
