import { invalidFile } from '../../numeric-array'
import { ImageError, type DecodedImage } from './decoded-image'
import { imageHeader, imageSizeProblem } from './image-header'
import { decodeJpeg } from './jpeg'
import { decodePng } from './png'
import { decodeWebp } from './webp'

/**
 * Decodes a PNG, JPEG or WebP file, recognised by its content.
 * @throws LabError `invalid-file` naming the file, where it can be the byte, and the rule
 */
export async function decodeImage(bytes: Uint8Array, name: string): Promise<DecodedImage> {
  const header = imageHeader(bytes)
  if (header === null) throw invalidFile(name, 'is not a PNG, JPEG or WebP image, or is cut off in its header')
  const problem = imageSizeProblem(header)
  if (problem !== null) throw invalidFile(name, problem)
  try {
    if (header.format === 'PNG') return decodePng(bytes)
    return await (header.format === 'JPEG' ? decodeJpeg(bytes, header) : decodeWebp(bytes, header))
  } catch (error) {
    if (error instanceof ImageError) throw invalidFile(name, error.message, error)
    throw error
  }
}
