import { invalidFile } from '../numeric-array'
import type { PartRole } from './imported'

const LONGEST_NAME = 1000
const ROLE_WORDS: Readonly<Record<string, PartRole>> = {
  train: 'train',
  training: 'train',
  test: 'test',
  testing: 'test',
  t10k: 'test',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
}

/**
 * Refuses names that lead out of the folder into which an archive would be unpacked. Nothing is ever unpacked, but such an archive was made
 * to do harm.
 * @throws LabError `invalid-file`
 */
export function requireHarmlessName(archive: string, name: string, place: string): void {
  const shown = name.slice(0, 100)
  const refuse = (rule: string): Error => invalidFile(archive, `names a file ${JSON.stringify(shown)} ${place}, which ${rule}`)
  if (name === '' || name.includes('\0')) throw refuse('is not a name')
  if (name.length > LONGEST_NAME) throw refuse(`is longer than ${LONGEST_NAME} characters`)
  if (/^[/\\]|^[a-zA-Z]:/.test(name)) throw refuse('is an absolute path')
  if (name.split(/[/\\]/).includes('..')) throw refuse('leads out of its folder (path traversal)')
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

/** What stands before the last slash, '' when there is none. */
export function folderName(name: string): string {
  return name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : ''
}

/** Words of a name, e.g. `x_train.npy` -> x, train, npy. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/^([xy])(train|test|val)/, '$1 $2')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

export function roleOfWord(word: string): PartRole | undefined {
  return Object.hasOwn(ROLE_WORDS, word) ? ROLE_WORDS[word] : undefined
}

/** The role that a name says, `all` when it says none. */
export function roleOf(name: string): PartRole {
  for (const word of wordsOf(name)) {
    const role = roleOfWord(word)
    if (role !== undefined) return role
  }
  return 'all'
}

/** Order of names as people count: 2.png before 10.png. The same everywhere, whatever the machine's language. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => name.match(/\d+|\D+/g) ?? [])
  for (let k = 0; ; k++) {
    const [p, q] = [left?.[k], right?.[k]]
    if (p === undefined || q === undefined) return p === q ? (a < b ? -1 : a > b ? 1 : 0) : p === undefined ? -1 : 1
    if (p === q) continue
    const [m, n] = [Number(p), Number(q)]
    if (Number.isNaN(m) || Number.isNaN(n)) return p < q ? -1 : 1
    if (m !== n) return m - n
  }
}
