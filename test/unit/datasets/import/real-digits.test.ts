import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { importFiles } from '../../../../src-main/datasets/import'
import { realData } from '../../../fixtures/real-data'

const CUT = 300
/** Bytes before the first record, bytes of a record. */
const LAYOUT = { images: [16, 784], labels: [8, 1] } as const

/** The first records of a file of the collection, as a file of its own that says how many there are. */
function cut(folder: string, name: string, [header, record]: readonly [number, number]): Buffer {
  const bytes = gunzipSync(readFileSync(join(folder, `${name}.gz`))).subarray(0, header + CUT * record)
  bytes.writeUInt32BE(CUT, 4)
  return bytes
}

/** Null where the registry cannot be reached, which is said. */
function digitsFolder(): string | null {
  try {
    return realData('mnist')
  } catch (error) {
    const reason = String(error)
    if (!reason.includes('could not be fetched')) throw error
    console.warn(reason)
    return null
  }
}
const folder = digitsFolder()

describe('the first real digits of MNIST', () => {
  const work = mkdtempSync(join(tmpdir(), 'gramscope-digits-'))
  afterAll(() => rmSync(work, { recursive: true, force: true }))

  it.runIf(folder !== null)('are imported with the published labels and pixels', async () => {
    if (folder === null) return
    writeFileSync(join(work, 't10k-images-idx3-ubyte'), cut(folder, 't10k-images-idx3-ubyte', LAYOUT.images))
    writeFileSync(join(work, 't10k-labels-idx1-ubyte.gz'), gzipSync(cut(folder, 't10k-labels-idx1-ubyte', LAYOUT.labels)))
    const data = await importFiles([work])
    expect(data).toMatchObject({ kind: 'images', shape: { channels: 1, height: 28, width: 28 } })
    const [part] = data.parts
    expect([part?.role, part?.count]).toEqual(['test', CUT])
    expect(Array.from(part!.labels!.slice(0, 10))).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    expect(Array.from(part!.values.slice(0, 784)).reduce((sum, value) => sum + value, 0)).toBe(18_454)
  })
})
