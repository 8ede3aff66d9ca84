import { readCsv } from './csv'
import { isNpy, readNpy } from './npy'
import { readNpz } from './npz'
import { invalidFile, type NumericArray } from './numeric-array'
import { isZip } from './zip-archive'

const CSV_NAME = /\.(csv|tsv|txt)$/i
const NPY_NAME = /\.npy$/i

/**
 * Reads the content of a file that a person handed in, by what it is rather than by its name: .npy, .npz or, by its name, CSV. Files are
 * hostile until proven otherwise: nothing in them is evaluated, no size they claim is believed.
 * @param name of the file, for messages and to tell CSV
 * @param member of an .npz archive
 * @throws LabError `invalid-file` naming the file, the place and the rule
 */
export function readArrayFile(bytes: Uint8Array, name: string, member?: string): NumericArray {
  if (isZip(bytes)) return readNpz(bytes, name, member)
  if (member !== undefined) throw invalidFile(name, 'is not an .npz archive, so it has no members')
  if (isNpy(bytes) || NPY_NAME.test(name)) return readNpy(bytes, name)
  if (CSV_NAME.test(name)) return readCsv(bytes, name)
  throw invalidFile(name, 'is neither an .npy file nor an .npz archive, and its name does not end in .csv, .tsv or .txt')
}
