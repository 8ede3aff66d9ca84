import { readNpy } from './npy'
import { invalidFile, MOST_NUMBERS, type NumericArray } from './numeric-array'
import { readZipMember, ZipError, zipMembers, type ZipMember } from './zip-archive'

const SUFFIX = '.npy'
const MOST_BYTES = 8 * MOST_NUMBERS + 65_547
const NAMES_LISTED = 20

/**
 * Reads one array of an .npz archive (NumPy's savez or savez_compressed).
 * @param member name of the array; may be left out when the archive has only one
 * @throws LabError `invalid-file` naming the file, the member and the rule
 */
export function readNpz(bytes: Uint8Array, name: string, member?: string): NumericArray {
  try {
    const arrays = zipMembers(bytes).filter((entry) => entry.name.endsWith(SUFFIX))
    const chosen = chooseMember(arrays, name, member)
    return readNpy(readZipMember(bytes, chosen, MOST_BYTES), `${name}, member ${chosen.name.slice(0, -SUFFIX.length)},`)
  } catch (error) {
    if (error instanceof ZipError) throw invalidFile(name, error.message, error)
    throw error
  }
}

function chooseMember(arrays: readonly ZipMember[], name: string, member: string | undefined): ZipMember {
  const found = member === undefined ? arrays : arrays.filter((entry) => entry.name === member + SUFFIX || entry.name === member)
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  const names = arrays.map((entry) => entry.name.slice(0, -SUFFIX.length))
  const list = names.length === 0 ? 'no arrays' : names.slice(0, NAMES_LISTED).join(', ') + (names.length > NAMES_LISTED ? ', ...' : '')
  if (member === undefined) throw invalidFile(name, `has ${arrays.length} arrays (${list}); the field "member" has to name one`)
  throw invalidFile(name, `has ${found.length === 0 ? 'no array' : 'several arrays'} ${member}; it has ${list}`)
}
