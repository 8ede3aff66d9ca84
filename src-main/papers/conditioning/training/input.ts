import type { DatasetView } from '../../../contract'
import type { DeepTrainingSpec } from '../../../experiments/deep-training/spec'
import { datasetFor, partOf, typicalDataset, type RecipeInput, type RecipeInputs } from '../../recipe-inputs'

const CLASSES = 10
const NEEDED = { train: 10_000, test: 2000 } as const
const SMALLEST_SIDE = 14

/** What the small sizes work on; every recipe takes any of these. */
export const IMAGES: RecipeInput = {
  id: 'images',
  title: 'Images with ten classes',
  needs: 'a data set of images with ten classes, 10,000 of them for training and 2,000 for the test, such as Fashion-MNIST or CIFAR-10',
  typical: typicalDataset({
    name: 'CIFAR-10',
    kind: 'images',
    shape: { channels: 3, height: 32, width: 32 },
    classCount: CLASSES,
    parts: [
      { role: 'train', count: 50_000 },
      { role: 'test', count: 10_000 },
    ],
  }),
  refusal: refusalOf,
}

function refusalOf({ classNames, shape, parts }: DatasetView): string | null {
  if (classNames?.length !== CLASSES)
    return `has ${classNames === null ? 'no classes' : `${classNames.length} classes`}, ${CLASSES} are needed`
  if ('dimension' in shape) return 'has vectors; images are needed'
  if (Math.min(shape.height, shape.width) < SMALLEST_SIDE)
    return `has images of ${shape.height} x ${shape.width} pixels, at least ${SMALLEST_SIDE} x ${SMALLEST_SIDE} are needed`
  for (const role of ['train', 'test'] as const) {
    const name = role === 'train' ? 'training' : role
    const part = parts.find((each) => each.role === role)
    if (part === undefined) return `has no part for ${name}`
    if (part.labels === null) return `has no labels in its part for ${name}`
    if (part.count < NEEDED[role]) return `has ${part.count} samples for ${name}, ${NEEDED[role]} are needed`
  }
  return null
}

export interface Counts {
  /** all of the part when absent */
  train?: number
  test?: number
}

type GivenData = Extract<DeepTrainingSpec['data'], { kind: 'given' }>

/** The first so many examples of both parts. */
export function imagesOf(inputs: RecipeInputs | undefined, counts: Counts): GivenData {
  const dataset = datasetFor(IMAGES, inputs)
  return { ...common(dataset), train: rowsOf(dataset, 'train', 0, counts.train), test: rowsOf(dataset, 'test', 0, counts.test) }
}

/** The first so many training examples, with those after them to be evaluated on: nothing of the test part is seen. */
export function heldOutImages(inputs: RecipeInputs | undefined, train: number, heldOut: number): GivenData {
  const dataset = datasetFor(IMAGES, inputs)
  return { ...common(dataset), train: rowsOf(dataset, 'train', 0, train), test: rowsOf(dataset, 'train', train, heldOut) }
}

function common({ shape }: DatasetView): Pick<GivenData, 'kind' | 'shape' | 'classCount'> {
  if ('dimension' in shape) throw new TypeError('The data set has no images')
  const { channels, height, width } = shape
  return { kind: 'given', shape: { channels, height, width }, classCount: CLASSES }
}

function rowsOf(dataset: DatasetView, role: 'train' | 'test', first: number, count?: number): GivenData['train'] {
  const { inputs, labels, count: all } = partOf(dataset, role)
  if (labels === null) throw new TypeError(`The part ${role} has no labels`)
  if (first === 0 && (count === undefined || count === all)) return { inputs, labels }
  const rows = { first, count: count ?? all - first }
  return { inputs: { ...inputs, rows }, labels: { ...labels, rows } }
}
