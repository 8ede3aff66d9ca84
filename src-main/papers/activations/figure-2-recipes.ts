import type { DatasetPart, DatasetView, PointData } from '../../contract'
import type { Recipe, StudyEvidence, StudyPresentation } from '../paper'
import { datasetFor, typicalDataset, type RecipeInput } from '../recipe-inputs'
import { finished, measuredTable, studyCells } from '../study-cells'
import { figure2Claims } from './figure-2-claims'
import { figure2Figures } from './figure-2-figures'
import { FIGURE_2_AXES, figure2Plan, PANELS, type Images } from './figure-2-plan'

const CLASSES = 10
/** A CIFAR-10 image. */
const SHAPE = { channels: 3, height: 32, width: 32 }

const NOTES = [
  'The paper takes a random subset of 10,000 images; here it is the first ones of the data set, whose import can shuffle them. All images are scaled by one ' +
    'factor, no mean is taken off and nothing is standardised; the spectra of images whose mean has been taken off stand beside.',
  'Panel (d) does not say the parametrisation: fan-in initialisation without biases and the mean cross-entropy over a batch are taken. With the network ' +
    'of section 2 and this loss a step of 0.001 would move almost nothing. The full size has 80,000 neurons, the most whose weights fit into one array, for the ' +
    'paper\u2019s 100,000; the quick size has 200, far fewer steps and the step size 1.',
  'The spectra at finite width are of fewer images and neurons than the paper\u2019s 10,000 and 100,000, whose kernel alone takes 10^13 multiplications; at ' +
    'infinite width they are of all.',
]

function present(evidence: StudyEvidence, notes: readonly string[]): StudyPresentation {
  const cells = studyCells(evidence)
  const table = (id: string, title: string, panel: string, quantityIds: string[]) =>
    measuredTable(
      { id, title, caption: '', axes: FIGURE_2_AXES, groupBy: null, quantityIds },
      cells.filter(({ axes }) => axes['panel'] === panel),
      finished,
    )
  return {
    tables: [
      table('geometry', '(a), (b) Distances and directions', PANELS.geometry, [
        'smallestDistance',
        'lineSeparation',
        'medianDistance',
        'components99',
        'centredComponents99',
        'participationRatio',
      ]),
      table('spectra', '(c) Spectra', PANELS.spectrum, ['lambdaMax', 'lambdaMin', 'trace', 'noiseFloor', 'lineSeparation']),
      table('training', '(d) Training', PANELS.training, ['initialLoss', 'finalLoss', 'hiddenLambdaMaxStart', 'hiddenLambdaMaxEnd']),
    ],
    figures: figure2Figures(evidence),
    claims: figure2Claims(cells),
    notes: [...notes, ...NOTES],
  }
}

/** Pixels of an edge for a quick look at training. */
const COARSE = 16

const synthetic = (sampleCount: number, side: number): { data: PointData; count: number } => ({
  data: { kind: 'synthetic-images', sampleCount, side, channels: SHAPE.channels, classCount: CLASSES },
  count: sampleCount,
})

const STAND_IN: Images = {
  points: (count) => synthetic(count, SHAPE.height),
  trainingPoints: (count, size) => synthetic(count, size === 'quick' ? COARSE : SHAPE.height),
  labels: () => ({ kind: 'data-classes', count: CLASSES }),
}

export const standInRecipe: Recipe = {
  id: 'activations-figure-2-stand-in',
  title: 'Figure 2 on synthetic images',
  shows: 'Distances, dimension, spectra and training on a synthetic stand-in for images: noise with the spectrum of photographs.',
  axes: FIGURE_2_AXES,
  plan: (size, baseSeed) => figure2Plan(STAND_IN, size, baseSeed),
  present: (evidence) =>
    present(evidence, [
      'These are not the paper\u2019s images but synthetic ones that come with the laboratory, noise whose amplitude falls like 1 / frequency with a pattern for ' +
        'each class. Figure 2 on image data takes an imported data set.',
    ]),
}

const partOf = ({ parts }: DatasetView): DatasetPart | undefined =>
  parts.find(({ role }) => role === 'train') ?? parts.find(({ role }) => role === 'all')

const INPUT: RecipeInput = {
  id: 'images',
  title: 'Images with classes',
  needs: 'a data set of images with classes, CIFAR-10 in the paper',
  typical: typicalDataset({
    name: 'CIFAR-10',
    kind: 'images',
    shape: SHAPE,
    classCount: CLASSES,
    parts: [{ role: 'train', count: 50_000 }],
  }),
  refusal: (dataset) => {
    const part = partOf(dataset)
    if (part === undefined) return 'has no part for training'
    if (part.labels === null || dataset.classNames === null) return 'has no classes'
    return part.count < 3 ? 'has fewer than three samples' : null
  },
}

function imagesOf(dataset: DatasetView): Images {
  const part = partOf(dataset)
  if (part?.labels === null || part === undefined) throw new TypeError(`The data set ${dataset.name} has no classes`)
  const { inputs, labels, count: available } = part
  const rowsOf = (count: number): { rows?: { first: number; count: number } } => (count < available ? { rows: { first: 0, count } } : {})
  const points: Images['points'] = (count) => ({ data: { ...inputs, ...rowsOf(count) }, count: Math.min(count, available) })
  return {
    points,
    trainingPoints: points,
    labels: (count) => ({ kind: 'classes', values: { ...labels, ...rowsOf(count) }, count: dataset.classNames?.length ?? 0 }),
  }
}

export const figure2Recipe: Recipe = {
  id: 'activations-figure-2',
  title: 'Figure 2 on image data',
  shows:
    'Distances and dimension of preprocessed images, the spectra of their kernels at the start, and training of both layers by stochastic gradient descent.',
  axes: FIGURE_2_AXES,
  inputs: [INPUT],
  plan: (size, baseSeed, inputs) => figure2Plan(imagesOf(datasetFor(INPUT, inputs)), size, baseSeed),
  present: (evidence) => present(evidence, []),
}
