import type { DatasetView, RecipeSize } from '../../contract'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'
import type { Recipe } from '../paper'
import { datasetFor, partOf, typicalDataset, type RecipeInput } from '../recipe-inputs'
import { orderClaims, runsBySetting } from './claims'
import { classFields, classRefusal, samplesOf, type Samples } from './class-input'
import { networkClaims } from './network-claims'
import { networkPanels } from './network-panels'
import { PART_AXIS, planNetworks, type TransferPlan } from './parts'
import { NETWORK_READINGS } from './published'
import { digitsId, type Variant } from './recipe-ids'
import { asymmetricSpec, repetitionSeeds, SETTING_AXIS, SETTING_NOTE, type ConventionValues } from './settings'

const CLASSES = 10
const NEEDED = [
  { role: 'train', count: 10_000 },
  { role: 'test', count: 10_000 },
] as const

const IMAGES: RecipeInput = {
  id: 'images',
  title: 'Images of digits',
  needs: 'a data set of ten classes with 10,000 samples for training and 10,000 for the test, such as MNIST with pixels from 0 to 1',
  typical: typicalDataset({
    name: 'MNIST',
    kind: 'images',
    shape: { channels: 1, height: 28, width: 28 },
    classCount: CLASSES,
    parts: [
      { role: 'train', count: 60_000 },
      { role: 'test', count: 10_000 },
    ],
  }),
  refusal: (dataset) => classRefusal(dataset, CLASSES, NEEDED),
}

interface Size {
  hiddenWidth: number
  steps: number
  stepSize: number
  recordedEvery: number
  runs: number
  features: number[]
  externalSteps: number
  /** which samples are used for what */
  samples: (dataset: DatasetView) => Record<'train' | 'test' | 'transferTrain' | 'transferTest', Samples>
}

const FULL_WIDTH = 2000
const SIZES: Readonly<Record<RecipeSize, Size>> = {
  full: {
    hiddenWidth: FULL_WIDTH,
    steps: 200_000,
    stepSize: 1,
    recordedEvery: 2000,
    runs: 5,
    features: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
    externalSteps: 10_000,
    samples: (dataset) => {
      const [train, test] = [partOf(dataset, 'train'), partOf(dataset, 'test')]
      return {
        train: samplesOf(train, 0, 5000),
        test: samplesOf(test, 0, 5000),
        transferTrain: samplesOf(train, 5000, 5000),
        transferTest: samplesOf(test, 5000, 5000),
      }
    },
  },
  quick: {
    hiddenWidth: 300,
    steps: 400,
    stepSize: 50,
    recordedEvery: 25,
    runs: 1,
    features: [10, 50, 100],
    externalSteps: 300,
    samples: (dataset) => {
      const test = partOf(dataset, 'test')
      return {
        train: samplesOf(test, 0, 500),
        test: samplesOf(test, 5000, 1000),
        transferTrain: samplesOf(test, 500, 1000),
        transferTest: samplesOf(test, 6000, 1000),
      }
    },
  },
}

const VALUES: Readonly<Record<Variant, Pick<ConventionValues, 'activation' | 'loss' | 'weightVariance'>>> = {
  stated: { activation: 'swish', loss: 'mean-of-outputs', weightVariance: 1 },
  program: { activation: 'relu', loss: 'mean-of-outputs', weightVariance: 2 },
}
const KERNEL_POINTS = 50

const NOTES = [
  'One-hot labels and the mean of the squared errors over points and outputs, as in the program the authors published: with the half-sum and step size 1 ' +
    'gradient descent diverges. The paper does not state the number of steps; the program uses 200,000. The kernel is that of the first 50 training points.',
  'Full: trained on the first 5,000 training samples, tested on the first 5,000 test samples; features are transferred to the 5,000 training samples after them and tested on ' +
    'the other test samples. Quick: 500 samples of the test part with step size 50, which is still far below the limit of stability, and tested on 1,000 others of it.',
]

function digits(variant: Variant): Recipe {
  const program = variant === 'program'
  return {
    id: digitsId(variant),
    title: program ? 'Figure 17: digits, ReLU' : 'Figures 4 and 10: digits, swish',
    shows:
      'Training on images of digits, how many neurons can be removed afterwards, and what a few features are worth to another network.',
    axes: [SETTING_AXIS, PART_AXIS],
    inputs: [IMAGES],
    plan: (size, baseSeed, inputs) => {
      const { hiddenWidth, steps, stepSize, recordedEvery, runs, features, externalSteps, samples } = SIZES[size]
      const { train, test, transferTrain, transferTest } = samples(datasetFor(IMAGES, inputs))
      const network = (setting: Parameters<typeof asymmetricSpec>[0]['setting']): TwoLayerSpec => {
        const common = {
          dataSeed: baseSeed,
          hiddenWidth,
          setting,
          values: VALUES[variant],
          steps,
          recordedEvery,
          kernelPoints: KERNEL_POINTS,
        }
        const spec = asymmetricSpec({ data: train.inputs, ...common })
        return {
          ...spec,
          ...classFields(train, test, CLASSES),
          training: { ...spec.training, stepSizes: { kind: 'given', hidden: stepSize, bias: 0, output: 0 } },
          measurements: { ...spec.measurements, finalWeights: true },
        }
      }
      const transfer = (hiddenWidths: number[]): TransferPlan => ({
        data: { kind: 'given', train: transferTrain, test: transferTest },
        featureCounts: features,
        external: { hiddenWidths, stepSize: 1, steps: externalSteps },
      })
      return planNetworks(network, repetitionSeeds(baseSeed, runs), { transfer: transfer(program ? [128, 128] : [128]) })
    },
    present: (evidence) => ({
      tables: [],
      figures: networkPanels(evidence, program ? NETWORK_READINGS.digits : [], FULL_WIDTH),
      claims: [...orderClaims(runsBySetting(evidence)), ...networkClaims(evidence, true)],
      notes: [
        ...NOTES,
        program
          ? 'ReLU, weights N(0, 2), external network with two hidden layers of 128. Values read off the published figure stand beside runs of full width.'
          : 'Swish, weights N(0, 1), external network with one hidden layer of 128, as the text states it.',
        SETTING_NOTE,
      ],
    }),
  }
}

export const DIGITS_RECIPES: readonly Recipe[] = [digits('stated'), digits('program')]
