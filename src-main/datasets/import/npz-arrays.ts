import { LabError } from '../../contract'
import { invalidFile } from '../numeric-array'
import { readZipMember, ZipError, zipMembers, type ZipMember } from '../zip-archive'
import { MOST_BYTES } from './limits'
import { npyLayout, readNpyArray } from './npy-array'
import type { NamedArray } from './pairing'
import type { StoredNumbers } from './stored-numbers'

const SUFFIX = '.npy'

/**
 * The arrays of an .npz archive that can be read; those of other types (text, objects) are left out.
 * @throws LabError `invalid-file` when the archive is damaged, or none of its arrays can be read
 */
export function arraysOfNpz(bytes: Uint8Array, name: string): NamedArray[] {
  let refusal: LabError | null = null
  const arrays = membersOf(bytes, name).flatMap((member): NamedArray[] => {
    const content = contentOf(bytes, member, name)
    try {
      const { type, shape, isInteger } = npyLayout(content, labelOf(member, name))
      return [{ name: member.name.slice(0, -SUFFIX.length), type, shape, isInteger }]
    } catch (error) {
      if (!(error instanceof LabError)) throw error
      refusal ??= error
      return []
    }
  })
  if (arrays.length > 0) return arrays
  throw refusal ?? invalidFile(name, 'has no arrays')
}

/** @throws LabError `invalid-file` */
export function readArrayOfNpz(bytes: Uint8Array, name: string, array: string): StoredNumbers {
  const member = membersOf(bytes, name).find((candidate) => candidate.name === array + SUFFIX)
  if (member === undefined) throw invalidFile(name, `has no array ${JSON.stringify(array.slice(0, 100))}`)
  return readNpyArray(contentOf(bytes, member, name), labelOf(member, name))
}

function membersOf(bytes: Uint8Array, name: string): ZipMember[] {
  return guarded(name, () => zipMembers(bytes).filter((member) => member.name.endsWith(SUFFIX)))
}

function contentOf(bytes: Uint8Array, member: ZipMember, name: string): Uint8Array {
  return guarded(name, () => readZipMember(bytes, member, MOST_BYTES))
}

function labelOf(member: ZipMember, name: string): string {
  return `${name}, member ${member.name.slice(0, -SUFFIX.length)},`
}

function guarded<T>(name: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof ZipError) throw invalidFile(name, error.message, error)
    throw error
  }
}
