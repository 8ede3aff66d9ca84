import { invalidFile } from '../numeric-array'
import { COARSE_CLASSES, FINE_CLASSES, IMAGE_BYTES, requireLabel, type CifarBatch, type CifarKind } from './cifar'
import { asText, PickleArray, PickleError, readPickle, type PickleValue } from './pickle'

/** What a pickled file of CIFAR holds: images, or the names of the classes. */
export type CifarPickle = { what: 'batch'; batch: CifarBatch } | { what: 'names'; names: string[]; coarseNames: string[] | null }

/**
 * A file of the Python version: a pickled dictionary with `data` (count x 3072 bytes) and `labels`, or `fine_labels` and `coarse_labels`; or
 * the names of the classes (`label_names`; `fine_label_names`, `coarse_label_names`). Keys may be text or bytes.
 * @throws LabError `invalid-file` naming the byte of what is refused, or the entry whose label is out of range
 */
export function readCifarPickle(bytes: Uint8Array, name: string): CifarPickle {
  const dictionary = unpickled(bytes, name)
  const kind: CifarKind = dictionary.has('fine_labels') || dictionary.has('fine_label_names') ? 'cifar-100' : 'cifar-10'
  const names = dictionary.get(kind === 'cifar-10' ? 'label_names' : 'fine_label_names')
  if (names !== undefined && !dictionary.has('data')) {
    const coarse = dictionary.get('coarse_label_names')
    return {
      what: 'names',
      names: textsIn(names, name, FINE_CLASSES[kind]),
      coarseNames: coarse === undefined ? null : textsIn(coarse, name, COARSE_CLASSES),
    }
  }
  const images = imagesIn(dictionary.get('data'), name)
  const count = images.length / IMAGE_BYTES
  const labels = labelsIn(dictionary, kind === 'cifar-10' ? 'labels' : 'fine_labels', count, FINE_CLASSES[kind], name)
  const coarseLabels = kind === 'cifar-100' ? labelsIn(dictionary, 'coarse_labels', count, COARSE_CLASSES, name) : null
  return { what: 'batch', batch: { kind, count, images, labels, coarseLabels } }
}

function unpickled(bytes: Uint8Array, name: string): Map<string, PickleValue> {
  try {
    const value = readPickle(bytes)
    if (value instanceof Map) return value
  } catch (error) {
    if (error instanceof PickleError) throw invalidFile(name, error.message, error)
    throw error
  }
  throw invalidFile(name, 'holds no dictionary, as a CIFAR file does')
}

function imagesIn(data: PickleValue | undefined, name: string): Uint8Array {
  if (!(data instanceof PickleArray) || data.bytes === null) throw invalidFile(name, 'has no array "data"')
  const [count, length] = data.shape
  if (
    data.type?.code !== 'u1' ||
    data.shape.length !== 2 ||
    length !== IMAGE_BYTES ||
    count === undefined ||
    count === 0 ||
    data.fortranOrder
  ) {
    throw invalidFile(name, `has "data" of shape (${data.shape.join(', ')}); it must have rows of ${IMAGE_BYTES} bytes`)
  }
  return data.bytes
}

function labelsIn(dictionary: ReadonlyMap<string, PickleValue>, key: string, count: number, classes: number, name: string): Int32Array {
  const list = dictionary.get(key)
  if (!Array.isArray(list)) throw invalidFile(name, `has no list "${key}"`)
  if (list.length !== count) throw invalidFile(name, `has ${list.length} "${key}" for ${count} images`)
  return Int32Array.from(list, (label, k) =>
    requireLabel(name, typeof label === 'number' ? label : NaN, classes, 'label', `at entry ${k} of "${key}" (counted from 0)`),
  )
}

function textsIn(list: PickleValue, name: string, count: number): string[] {
  const texts = Array.isArray(list) ? list.map(asText) : []
  if (texts.length !== count || texts.some((text) => text === null || text === '')) {
    throw invalidFile(name, `does not name ${count} classes`)
  }
  return texts as string[]
}
