import type { CellPlan, DatasetView, RecipeSize } from '../../contract'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'
import type { Recipe } from '../paper'
import { datasetFor, partOf, typicalDataset, type RecipeInput, type RecipeInputs } from '../recipe-inputs'
import { orderClaims, runsBySetting } from './claims'
import { classFields, classRefusal, samplesOf } from './class-input'
import { networkClaims, scanClaims } from './network-claims'
import { networkOf, networkPanels } from './network-panels'
import { PART_AXIS, planNetworks } from './parts'
import { NETWORK_READINGS, type NetworkReading } from './published'
import { featuresId, SCAN_ID, type ClassCount, type Variant } from './recipe-ids'
import { asymmetricSpec, repetitionSeeds, SETTING_AXIS, SETTING_NOTE, SETTINGS, type ScaleSetting } from './settings'

const BATCH = 64
const STEP_SIZE = 5
/** Of the residual network that the paper takes its features from. */
const PAPER_DIMENSION = 512

const FULL_WIDTH = 2000
const SIZES: Readonly<
  Record<RecipeSize, { hiddenWidth: number; train: number; test: number; epochs: number; records: number; runs: number }>
> = {
  full: { hiddenWidth: FULL_WIDTH, train: 50_000, test: 10_000, epochs: 100, records: 50, runs: 5 },
  quick: { hiddenWidth: 500, train: 5000, test: 2000, epochs: 8, records: 8, runs: 1 },
}
/** A recipe takes what there is, down to this. */
const LEAST = { train: 1000, test: 500 }

function featuresInput(classes: number): RecipeInput {
  return {
    id: 'features',
    title: 'Feature vectors',
    needs:
      `a data set of ${classes} classes with parts for training and test, such as the features of CIFAR-${classes} images from a residual network ` +
      '(512 numbers a sample)',
    typical: typicalDataset({
      name: `CIFAR-${classes} features`,
      kind: 'vectors',
      shape: { dimension: PAPER_DIMENSION },
      classCount: classes,
      parts: [
        { role: 'train', count: 50_000 },
        { role: 'test', count: 10_000 },
      ],
    }),
    refusal: (dataset) =>
      classRefusal(dataset, classes, [
        { role: 'train', count: LEAST.train },
        { role: 'test', count: LEAST.test },
      ]),
  }
}

function planFeatures(
  dataset: DatasetView,
  what: { classes: number; variant: Variant; size: RecipeSize; baseSeed: number; settings: readonly ScaleSetting[] },
): CellPlan[] {
  const { hiddenWidth, epochs, records, runs, ...most } = SIZES[what.size]
  const samples = (role: 'train' | 'test') => {
    const part = partOf(dataset, role)
    return { part, count: Math.min(part.count, most[role]) }
  }
  const [train, test] = [samples('train'), samples('test')]
  const steps = epochs * Math.ceil(train.count / BATCH)
  const program = what.variant === 'program'
  const values = { activation: program ? 'relu' : 'swish', loss: 'cross-entropy', weightVariance: program ? 2 : 1 } as const
  const fields = classFields(samplesOf(train.part, 0, train.count), samplesOf(test.part, 0, test.count), what.classes)
  const network = (setting: ScaleSetting): TwoLayerSpec => {
    const recordedEvery = Math.ceil(steps / records)
    const spec = asymmetricSpec({ data: fields.data, dataSeed: what.baseSeed, hiddenWidth, setting, values, steps, recordedEvery })
    return {
      ...spec,
      ...fields,
      training: {
        ...spec.training,
        method: { kind: 'stochastic', batchSize: BATCH, replacement: false },
        stepSizes: { kind: 'given', hidden: STEP_SIZE, bias: 0, output: program ? 0 : STEP_SIZE },
      },
      measurements: { ...spec.measurements, kernels: [], kernelSteps: 0, finalWeights: true },
    }
  }
  return planNetworks(network, repetitionSeeds(what.baseSeed, runs), {}, what.settings)
}

const NOTES = [
  'Cross-entropy, mean over batches of 64 that are drawn anew every epoch, step size 5. The paper does not state the number of steps; the published program uses 100 epochs.',
  'Features are used as imported. The paper takes them from a residual network trained on ImageNet, which does not come with the lab.',
]
const VARIANT_NOTES: Readonly<Record<Variant, string>> = {
  stated: 'Swish, weights N(0, 1), both layers trained, as the text states it.',
  program:
    'ReLU, weights N(0, 2), only the hidden layer trained, as in the program the authors published: there the output layer is frozen.',
}

function dimensionNote(evidence: Parameters<Recipe['present']>[0]): string[] {
  const data = evidence.runs.map(({ spec }) => networkOf(spec)?.data).find((each) => each?.kind === 'stored')
  const dimension = data?.kind === 'stored' ? data.shape[1] : undefined
  return dimension === undefined || dimension === PAPER_DIMENSION
    ? []
    : [`These samples have ${dimension} numbers, the paper's features ${PAPER_DIMENSION}: they are not the paper's features.`]
}

interface FeatureRecipe {
  title: string
  classes: ClassCount
  variant: Variant
  readings: readonly NetworkReading[]
}

function features({ title, classes, variant, readings }: FeatureRecipe): Recipe {
  const input = featuresInput(classes)
  return {
    id: featuresId(classes, variant),
    title,
    shows: 'Stochastic gradient descent on feature vectors of images with classes, and how many neurons can be removed afterwards.',
    axes: [SETTING_AXIS, PART_AXIS],
    inputs: [input],
    plan: (size, baseSeed, inputs?: RecipeInputs) =>
      planFeatures(datasetFor(input, inputs), { classes, variant, size, baseSeed, settings: SETTINGS }),
    present: (evidence) => ({
      tables: [],
      figures: networkPanels(evidence, readings, FULL_WIDTH),
      claims: [...orderClaims(runsBySetting(evidence)).filter((claim) => claim.id === 'S5-movement'), ...networkClaims(evidence, false)],
      notes: [...NOTES, VARIANT_NOTES[variant], ...dimensionNote(evidence), SETTING_NOTE],
    }),
  }
}

/** Values of gamma for Figure 12, from the largest down; the paper does not state its own. */
const SCAN: readonly ScaleSetting[] = [1, 0.7, 0.5, 0.2, 0.1].map((symmetricShare) => ({ symmetricShare, exponent: 0.5 }))

const SCAN_INPUT = featuresInput(10)
const FIGURE_12: Recipe = {
  id: SCAN_ID,
  title: 'Figure 12: gamma alone, swish',
  shows: 'Pruned networks for five values of gamma with one exponent.',
  axes: [SETTING_AXIS, PART_AXIS],
  inputs: [SCAN_INPUT],
  plan: (size, baseSeed, inputs) =>
    planFeatures(datasetFor(SCAN_INPUT, inputs), { classes: 10, variant: 'stated', size, baseSeed, settings: SCAN }),
  present: (evidence) => ({
    tables: [],
    figures: networkPanels(evidence, [], FULL_WIDTH),
    claims: scanClaims(evidence, SCAN),
    notes: [...NOTES, VARIANT_NOTES.stated, ...dimensionNote(evidence), 'alpha = 0.5; the values of gamma are ours.'],
  }),
}

export const FEATURE_RECIPES: readonly Recipe[] = [
  features({ title: 'Figure 5: 100 classes, swish', classes: 100, variant: 'stated', readings: [] }),
  features({ title: 'Figure 11: 10 classes, swish', classes: 10, variant: 'stated', readings: [] }),
  features({
    title: 'Figure 18: 10 classes, ReLU',
    classes: 10,
    variant: 'program',
    readings: NETWORK_READINGS.features,
  }),
  features({ title: 'Figure 19: 100 classes, ReLU', classes: 100, variant: 'program', readings: [] }),
  FIGURE_12,
]
