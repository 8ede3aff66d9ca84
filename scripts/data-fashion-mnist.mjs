// npm run data:fashion-mnist: where the Debian package dataset-fashion-mnist has put Fashion-MNIST, checked.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { command } from './command.mjs'
import { requireStart } from './real-data.mjs'
import { SetupFailure } from './report.mjs'

const FOLDER = '/usr/share/datasets/fashion-mnist'
const FILES = {
  'train-images-idx3-ubyte.gz': 47_040_016,
  'train-labels-idx1-ubyte.gz': 60_008,
  't10k-images-idx3-ubyte.gz': 7_840_016,
  't10k-labels-idx1-ubyte.gz': 10_008,
}

await command(async () => {
  for (const [name, bytes] of Object.entries(FILES)) {
    const file = join(FOLDER, name)
    if (!existsSync(file))
      throw new SetupFailure(`${file} is not there`, 'apt-get install dataset-fashion-mnist (Debian and Ubuntu), then start again')
    const content = gunzipSync(readFileSync(file))
    if (content.length !== bytes) throw new Error(`${file} has ${content.length} bytes instead of ${bytes}`)
    if (name.startsWith('train-labels')) requireStart('the training labels', content.subarray(8), [9, 0, 0, 3, 0, 2, 7, 2, 5, 5])
  }
  process.stdout.write(`${FOLDER}\n`)
  return 0
})
