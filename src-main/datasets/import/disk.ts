import { createReadStream } from 'node:fs'
import { opendir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { invalidFile } from '../numeric-array'
import { compareNames } from './entry-name'
import type { Files, FoundFile } from './files'
import { DEEPEST_FOLDER, MOST_FILES } from './limits'

const PIECE_BYTES = 2 ** 20

/** The files of this machine. A link is followed to a file, never to a folder, so that no folder is walked twice. */
export const disk: Files = {
  async list(path) {
    const handed = await stat(path).catch((error: unknown) => {
      throw invalidFile(path, `cannot be read: ${error instanceof Error ? error.message : String(error)}`, error)
    })
    if (handed.isFile()) return [{ path, name: basename(path), bytes: handed.size }]
    if (!handed.isDirectory()) throw invalidFile(path, 'is neither a file nor a folder')
    const found: FoundFile[] = []
    await walk(path, '', 0, found)
    return found.sort((a, b) => compareNames(a.name, b.name))
  },
  stream: (path) => createReadStream(path, { highWaterMark: PIECE_BYTES }),
}

async function walk(folder: string, prefix: string, depth: number, found: FoundFile[]): Promise<void> {
  if (depth > DEEPEST_FOLDER) throw invalidFile(folder, `lies deeper than ${DEEPEST_FOLDER} folders`)
  for await (const entry of await opendir(folder)) {
    if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue
    const path = join(folder, entry.name)
    const name = prefix + entry.name
    if (entry.isDirectory()) await walk(path, `${name}/`, depth + 1, found)
    if (!entry.isFile() && !entry.isSymbolicLink()) continue
    const target = await stat(path).catch(() => null)
    if (target?.isFile() !== true) continue
    if (found.length >= MOST_FILES) throw invalidFile(folder, `holds more than ${MOST_FILES} files`)
    found.push({ path, name, bytes: target.size })
  }
}
