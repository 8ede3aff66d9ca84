import { invalidFile } from '../numeric-array'
import { growthProblem, MOST_BYTES } from './limits'
import { readZipMember, ZipError, zipMembers, isZip, type ZipMember } from '../zip-archive'
import { ByteStream } from './byte-stream'
import { baseName, requireHarmlessName } from './entry-name'
import { gunzipped, isGzip } from './gunzip'
import { forEachTarMember, isTar } from './tar'

/** Enough of the start of a file to know what it is. */
export const HEAD_BYTES = 65_536

/** What a disk hands over at once. */
const CHEAP_BYTES = 2 ** 20

/** A file, or a file in an archive. */
export interface Entry {
  /** path of the file on disk */
  file: string
  /** with slashes, in its folder or archive, without the suffix .gz */
  name: string
  /** names it in messages */
  label: string
  /** null where only unpacking tells */
  size: number | null
  /** the first bytes */
  head: Uint8Array
  container: Container
  /** The content, to be asked for before the next entry. @throws LabError when it is damaged, or larger than `MOST_BYTES` */
  whole(): Promise<Uint8Array>
}

/** What kind of container the entries stand in. */
export type Container = 'plain' | 'gzip' | 'tar' | 'zip'

/**
 * Offers each entry of one file in the order in which they are stored; archives are streamed, nothing is written to disk. Files in archives
 * in archives are not looked for.
 * @param extent `whole` reads the file to its end, whatever was asked for; `whole where cheap` does so for archives, which have to be gone
 *   through anyway, and small files
 * @throws LabError `invalid-file` naming the file, the byte and the rule; what `use` throws
 */
export async function forEachEntry(
  file: { path: string; name: string; bytes: number },
  chunks: AsyncIterable<Uint8Array>,
  extent: 'whole' | 'whole where cheap' | 'as needed',
  use: (entry: Entry) => Promise<void>,
): Promise<Container> {
  const packed = new ByteStream(chunks, baseName(file.name), file.bytes)
  try {
    const container = await offer(file, packed, use)
    if (extent === 'whole' || (extent === 'whole where cheap' && isCheap(container, file.bytes))) await packed.drain()
    return container
  } finally {
    await packed.close()
  }
}

/** Whether the whole content costs little more than its start. */
export function isCheap(container: Container, bytes: number): boolean {
  return container !== 'plain' || bytes <= CHEAP_BYTES
}

async function offer(file: FileOf, packed: ByteStream, use: Use): Promise<Container> {
  const head = await packed.peek(HEAD_BYTES)
  if (isGzip(head)) return offerUnpacked(file, packed, use)
  if (isTar(head)) return offerTar(file, packed, use)
  if (isZip(head)) return offerZip(file, packed, use)
  const whole = (): Promise<Uint8Array> => wholeOf(packed, file.bytes)
  await use({ file: file.path, name: file.name, label: packed.name, size: file.bytes, head, container: 'plain', whole: once(whole) })
  return 'plain'
}

async function wholeOf(stream: ByteStream, size: number): Promise<Uint8Array> {
  if (size > MOST_BYTES) throw invalidFile(stream.name, `has ${size} bytes; at most ${MOST_BYTES} are read at once`)
  return stream.read(size, 'the file')
}

async function offerUnpacked(file: FileOf, packed: ByteStream, use: Use): Promise<Container> {
  const stream = new ByteStream(gunzipped(bytesOf(packed), packed.name), packed.name)
  try {
    const head = await stream.peek(HEAD_BYTES)
    if (isTar(head)) return await offerTar(file, stream, use)
    const name = file.name.replace(/\.gz$/i, '')
    const whole = once(() => stream.rest(MOST_BYTES))
    await use({ file: file.path, name, label: packed.name, size: null, head, container: 'gzip', whole })
    await stream.drain()
    return 'gzip'
  } finally {
    await stream.close()
  }
}

async function offerTar(file: FileOf, stream: ByteStream, use: Use): Promise<Container> {
  await forEachTarMember(stream, async ({ name, size }) => {
    if (isAppleDouble(name)) return
    const head = await stream.peek(Math.min(size, HEAD_BYTES))
    const label = `${stream.name}, member ${name},`
    const whole = async (): Promise<Uint8Array> => {
      if (size > MOST_BYTES) throw invalidFile(label, `has ${size} bytes; at most ${MOST_BYTES} are read at once`)
      return stream.read(size, `the member ${name}`)
    }
    await use({ file: file.path, name: withoutDot(name), label, size, head: head.subarray(0, size), container: 'tar', whole: once(whole) })
  })
  await stream.drain()
  return 'tar'
}

async function offerZip(file: FileOf, stream: ByteStream, use: Use): Promise<Container> {
  const bytes = await wholeOf(stream, file.bytes)
  try {
    const members = zipMembers(bytes)
    // an archive of NumPy arrays is a format of its own
    if (members.length > 0 && members.every(({ name }) => name.endsWith('.npy'))) {
      await use({
        file: file.path,
        name: file.name,
        label: stream.name,
        size: bytes.length,
        head: bytes.subarray(0, HEAD_BYTES),
        container: 'plain',
        whole: async () => bytes,
      })
      return 'plain'
    }
    const problem = growthProblem(
      bytes.length,
      members.reduce((sum, { size }) => sum + size, 0),
    )
    if (problem !== null) throw invalidFile(stream.name, problem)
    requireDistinctPlaces(members)
    for (const member of members) await offerZipMember(file, bytes, member, stream.name, use)
    return 'zip'
  } catch (error) {
    if (error instanceof ZipError) throw invalidFile(stream.name, error.message, error)
    throw error
  }
}

async function offerZipMember(file: FileOf, bytes: Uint8Array, member: ZipMember, archive: string, use: Use): Promise<void> {
  requireHarmlessName(archive, member.name, `whose content is at byte ${member.headerOffset}`)
  if (member.isLink) throw new ZipError(`has a symbolic link (${member.name}) at byte ${member.headerOffset}; only plain files are read`)
  if (member.name.endsWith('/') || isAppleDouble(member.name)) return
  // small enough to be unpacked for its head alone
  const content = readZipMember(bytes, member, MOST_BYTES)
  const label = `${archive}, member ${member.name},`
  await use({
    file: file.path,
    name: withoutDot(member.name),
    label,
    size: member.size,
    head: content.subarray(0, HEAD_BYTES),
    container: 'zip',
    whole: async () => content,
  })
}

/** The bytes of a stream come once; they may be asked for again. */
function once(read: () => Promise<Uint8Array>): () => Promise<Uint8Array> {
  let reading: Promise<Uint8Array> | null = null
  return () => (reading ??= read())
}

/** Members that share their bytes make a small archive unpack without end. */
function requireDistinctPlaces(members: readonly ZipMember[]): void {
  const seen = new Set<number>()
  for (const { headerOffset, name } of members) {
    if (seen.has(headerOffset)) throw new ZipError(`has a second member (${name}) at byte ${headerOffset}`)
    seen.add(headerOffset)
  }
}

/** What macOS lays beside each file of an archive, and hidden files. */
function isAppleDouble(name: string): boolean {
  return name.split('/').some((part) => part === '__MACOSX' || (part.startsWith('.') && part !== '.'))
}

function withoutDot(name: string): string {
  return name.replace(/^(\.\/)+/, '')
}

async function* bytesOf(stream: ByteStream): AsyncGenerator<Uint8Array> {
  for (let piece = await stream.piece(); piece !== null; piece = await stream.piece()) yield piece
}

type FileOf = { path: string; name: string; bytes: number }
type Use = (entry: Entry) => Promise<void>
