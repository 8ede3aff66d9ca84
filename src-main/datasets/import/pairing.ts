import { baseName, roleOf, roleOfWord, wordsOf } from './entry-name'
import type { ArrayChoice, FoundArray } from './imported'

/** An array whose numbers need not have been read. */
export interface NamedArray extends FoundArray {
  isInteger: boolean
}

/** Arrays that make one data set: samples of one shape, each with its labels where they were found. */
export interface ArrayGroup {
  parts: ArrayChoice[]
  count: number
}

const INPUT_WORDS = new Set([
  'x',
  'xs',
  'image',
  'images',
  'data',
  'feature',
  'features',
  'input',
  'inputs',
  'embedding',
  'embeddings',
  'points',
])
const LABEL_WORDS = new Set(['y', 'ys', 'label', 'labels', 'target', 'targets', 'class', 'classes', 'fine'])
const FORMAT_WORDS = new Set(['idx1', 'idx2', 'idx3', 'idx4', 'ubyte', 'npy', 'gz', 'idx', 'bin', 'arr'])

/**
 * Finds which arrays are samples and which are their labels: samples have two axes or more, labels one (or a second one of length 1), and as
 * many entries as there are samples. Where several fit, names decide that differ only in words such as x and y, images and labels. Arrays of
 * the same sample shape that differ in words such as train and test are the parts of one data set.
 * @returns the groups, those with labels first, then those with more samples
 */
export function pairArrays(arrays: readonly NamedArray[]): ArrayGroup[] {
  const isColumn = ({ shape }: NamedArray): boolean => shape.slice(1).every((length) => length === 1)
  const matrices = arrays.filter((array) => !isColumn(array) && !saysLabels(array))
  // samples of dimension one look like labels; then their names have to tell
  const inputs = matrices.length > 0 ? matrices : arrays.filter(saysInputs)
  const columns = arrays.filter((array) => isColumn(array) && !inputs.includes(array))
  const groups = new Map<string, ArrayGroup>()
  for (const array of inputs) {
    const role = roleOf(baseName(array.name))
    const key = `${stemOf(array.name)} ${array.shape.slice(1).join('x')}`
    const group = groups.get(key) ?? { parts: [], count: 0 }
    // two arrays of the same role, shape and name but for numbers: the second is another data set
    if (group.parts.some((part) => part.role === role)) continue
    group.parts.push({ role, inputs: array.name, labels: labelsFor(array, columns, inputs)?.name ?? null })
    group.count += array.shape[0] ?? 0
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) => labelledParts(b) - labelledParts(a) || b.count - a.count)
}

function labelledParts({ parts }: ArrayGroup): number {
  return parts.some(({ labels }) => labels !== null) ? 1 : 0
}

function labelsFor(array: NamedArray, columns: readonly NamedArray[], inputs: readonly NamedArray[]): NamedArray | undefined {
  const fitting = columns.filter(({ shape }) => shape[0] === array.shape[0])
  const role = roleOf(baseName(array.name))
  const namedAlike = fitting.filter((column) => stemOf(column.name) === stemOf(array.name) && roleOf(baseName(column.name)) === role)
  const [best] = namedAlike.filter(saysLabels).length > 0 ? namedAlike.filter(saysLabels) : namedAlike
  if (best !== undefined) return best
  const sameRole = fitting.filter((column) => roleOf(baseName(column.name)) === role)
  const rivals = inputs.filter((other) => other !== array && other.shape[0] === array.shape[0] && roleOf(baseName(other.name)) === role)
  return sameRole.length === 1 && rivals.length === 0 ? sameRole[0] : undefined
}

function saysLabels({ name }: NamedArray): boolean {
  return wordsOf(baseName(name)).some((word) => LABEL_WORDS.has(word))
}

function saysInputs({ name }: NamedArray): boolean {
  return wordsOf(baseName(name)).some((word) => INPUT_WORDS.has(word))
}

/** What is left of a name without the words that say role, kind or format. */
function stemOf(name: string): string {
  const words = wordsOf(baseName(name))
  return words
    .filter((word) => roleOfWord(word) === undefined && !INPUT_WORDS.has(word) && !LABEL_WORDS.has(word) && !FORMAT_WORDS.has(word))
    .join('-')
}
