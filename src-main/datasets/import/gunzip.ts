import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { invalidFile } from '../numeric-array'
import { growthProblem } from './limits'

const PIECE_BYTES = 2 ** 20

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8
}

/**
 * The content of a gzip file, piece by piece, its checksum checked at the end.
 * @throws LabError `invalid-file` naming the byte, when it is damaged, cut off or grows beyond all measure; what the packed bytes throw
 */
export async function* gunzipped(packed: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES })
  const source = Readable.from(packed, { objectMode: false, highWaterMark: PIECE_BYTES })
  source.on('error', (error) => gunzip.destroy(error))
  source.pipe(gunzip)
  let unpacked = 0
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      unpacked += piece.length
      const problem = growthProblem(gunzip.bytesWritten, unpacked)
      if (problem !== null) throw invalidFile(name, problem)
      yield piece
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error
    const what = error.code === 'Z_BUF_ERROR' ? 'is cut off' : `is damaged (${error.message})`
    throw invalidFile(name, `${what}: the gzip data cannot be unpacked beyond byte ${gunzip.bytesWritten}`, error)
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}
