import { z } from 'zod'
import { activationField } from '../../contract/activation-field'
import { countField, givenRowsField, MAX_SEED } from '../../contract/fields'
import { forkField } from '../../contract/fork-field'

/**
 * A deep network, fully connected or residual, trained on images or vectors with classes by stochastic gradient descent with momentum, and the
 * dot products of its features (arXiv 2002.01523, section 7). Every number is finite.
 */

const plain = <Kind extends string>(kind: Kind, description: string) => z.strictObject({ kind: z.literal(kind) }).describe(description)

const MOST_EXAMPLES = 10_000_000

const examplesField = (description: string) =>
  z
    .strictObject({
      inputs: givenRowsField.describe('A row an example; of images channel after channel, rows top to bottom'),
      labels: givenRowsField.describe('The class of each example, counted from 0'),
    })
    .describe(description)

const sideField = countField(1024)

const dataField = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('synthetic-images'),
      trainCount: countField(1_000_000).meta({ examples: [500] }),
      testCount: countField(1_000_000).meta({ examples: [200] }),
      side: z
        .int()
        .min(2)
        .max(256)
        .meta({ examples: [16] })
        .describe('Pixels of an edge'),
      channels: countField(16).meta({ examples: [1] }),
      classCount: z
        .int()
        .min(2)
        .max(1000)
        .meta({ examples: [10] }),
    })
    .describe('Noise with the spectrum of photographs, a pattern for each class: a stand-in for images'),
  z
    .strictObject({
      kind: z.literal('given'),
      train: examplesField('Examples to train on'),
      test: examplesField('Examples the network is evaluated on but not trained on'),
      shape: z
        .strictObject({ channels: countField(1024), height: sideField, width: sideField })
        .meta({ examples: [{ channels: 1, height: 28, width: 28 }] })
        .describe('Of an example; vectors are so many channels of height and width 1'),
      classCount: z
        .int()
        .min(2)
        .max(10_000)
        .meta({ examples: [10] })
        .describe('K, number of classes and of outputs'),
    })
    .describe('Given examples with classes'),
])

const preparationField = z.strictObject({
  pooling: countField(64)
    .meta({ examples: [1] })
    .describe('Edge of the squares of pixels whose mean makes one; 1 leaves images as they are'),
  standardisation: z
    .enum(['none', 'all', 'channels'])
    .describe('Minus the mean, divided by the standard deviation, of the training examples: over all numbers at once or of each channel'),
  crop: z
    .int()
    .min(0)
    .max(64)
    .meta({ examples: [0] })
    .describe(
      'Augmentation: zeros around a training image after standardisation, out of which one of its size is cut at random; 0 for none',
    ),
  flip: z.boolean().describe('Augmentation: left and right exchanged in half of the training images, at random'),
  mixup: z
    .number()
    .min(0.05)
    .max(4)
    .optional()
    .meta({ examples: [1] })
    .describe(
      "Augmentation: $\\alpha$. Every training example of a batch is mixed with another one, $\\lambda x+(1-\\lambda)x'$, and its class likewise; " +
        '$\\lambda$ has the distribution Beta$(\\alpha,\\alpha)$, one for each batch. None when absent',
    ),
})

const modelField = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('fully-connected'),
      depth: countField(1000)
        .meta({ examples: [8] })
        .describe('L, hidden layers; the linear output layer is not counted'),
      width: countField(100_000)
        .meta({ examples: [64] })
        .describe('m, neurons of every hidden layer'),
      normalisation: z
        .enum(['none', 'batch', 'layer-before', 'layer-after'])
        .describe('Over the batch before the activation, or over the neurons of an example before or after it; each with gain and shift'),
      activation: activationField,
    })
    .describe('Fully connected, with biases'),
  z
    .strictObject({
      kind: z.literal('residual'),
      blocks: countField(200)
        .meta({ examples: [1] })
        .describe('n, residual blocks of two convolutions in each stage: 2 n S + 2 layers with S stages'),
      channels: z
        .array(countField(4096))
        .min(1)
        .max(6)
        .meta({ examples: [[16, 32, 64]] })
        .describe('Of the stages; each after the first halves height and width'),
      normalisation: z
        .enum(['none', 'batch', 'layer', 'fixup'])
        .describe(
          'After every convolution, over the batch or over an example; none has a bias for each channel instead; or scalars as in Fixup',
        ),
      activation: activationField,
    })
    .describe('Residual network for small images, with shortcuts that have no parameters'),
])

const initialisationField = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('fan-in'),
        gain: z
          .number()
          .positive()
          .max(100)
          .meta({ examples: [2] }),
      })
      .describe('Independent N(0, gain / inputs of a neuron)'),
    z
      .strictObject({
        kind: z.literal('fan-out'),
        gain: z
          .number()
          .positive()
          .max(100)
          .meta({ examples: [1] }),
      })
      .describe('Independent N(0, gain / (kernel^2 output channels)); of fully connected layers gain / width'),
    plain('fixup', 'That of Fixup: the second convolution of a block and the output layer start at 0, the first is scaled down by depth'),
  ])
  .describe('Of the weights before the output layer, which has N(0, 1 / inputs); biases and shifts start at 0, gains at 1')

const trainingField = z.strictObject({
  loss: z
    .enum(['cross-entropy', 'squared'])
    .describe('Mean over the batch of -log softmax, or of half the squared distance to the indicator of the class'),
  stepSize: z
    .number()
    .positive()
    .max(1e6)
    .meta({ examples: [0.003] }),
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .meta({ examples: [0.9] })
    .describe('$v\\leftarrow\\mu v+g$, $w\\leftarrow w-\\eta v$'),
  weightDecay: z
    .number()
    .min(0)
    .max(1)
    .meta({ examples: [0] })
    .describe('Times the parameters, added to their gradient'),
  scalarStepRatio: z
    .number()
    .positive()
    .max(100)
    .optional()
    .describe('Step size of the scalars of Fixup over that of everything else; 1 when absent'),
  schedule: z.discriminatedUnion('kind', [
    plain('constant', 'The same step size throughout'),
    z
      .strictObject({
        kind: z.literal('steps'),
        epochs: z
          .array(countField(100_000))
          .min(1)
          .max(100)
          .meta({ examples: [[100, 200]] }),
        factor: z
          .number()
          .positive()
          .max(1)
          .meta({ examples: [0.1] }),
      })
      .describe('Multiplied by the factor after each of these epochs'),
  ]),
  batchSize: countField(1_000_000).meta({ examples: [128] }),
  epochs: countField(100_000).meta({ examples: [5] }),
})

const measurementsField = z.strictObject({
  dotProducts: z.discriminatedUnion('kind', [
    plain('none', 'Not measured'),
    z
      .strictObject({
        kind: z.literal('measured'),
        points: z
          .int()
          .min(2)
          .max(4000)
          .meta({ examples: [200] })
          .describe('N: the first so many test examples'),
        layers: z.enum(['last', 'all']).describe('Of the features that the output layer takes, or of every hidden layer'),
      })
      .describe('Average over all pairs of test examples of the cosine of the angle between their features, after every epoch'),
  ]),
  trainingExamples: z
    .int()
    .min(0)
    .max(MOST_EXAMPLES)
    .meta({ examples: [500] })
    .describe('The first so many training examples are evaluated after every epoch, as they are, without augmentation'),
  layerStatistics: z
    .boolean()
    .describe('Size of outputs and gradients of every layer after every epoch, on the first batch of training examples'),
  finalParameters: z.boolean().describe('Keep the parameters at the end'),
})

export const deepTrainingSpec = z.strictObject({
  experiment: z.literal('deep-training').describe('Training of a deep network'),
  version: z.literal(1),
  data: dataField,
  dataSeed: z
    .int()
    .min(0)
    .max(MAX_SEED)
    .optional()
    .describe('Seed of synthetic images, the same for every run; the seed of the run when absent'),
  preparation: preparationField,
  model: modelField,
  initialisation: initialisationField,
  precision: z.enum(['float32', 'float64']).describe('Of all numbers of the network; sums are taken in float64'),
  training: trainingField,
  measurements: measurementsField,
  fork: forkField(trainingField).optional(),
})

export type DeepTrainingSpec = z.infer<typeof deepTrainingSpec>
export type DeepModel = DeepTrainingSpec['model']
export type FullyConnectedModel = Extract<DeepModel, { kind: 'fully-connected' }>
export type ResidualModel = Extract<DeepModel, { kind: 'residual' }>
