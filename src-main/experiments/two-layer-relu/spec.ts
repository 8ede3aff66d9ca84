import { z } from 'zod'
import { forkField } from '../../contract/fork-field'
import { countField, fileArrayField, stepSizeField, storedArrayField } from '../../contract/fields'

const trainingField = z.strictObject({
  stepSizes: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('two-rate'),
      hidden: stepSizeField.meta({ examples: [1e-3] }).describe('eta_w, step size of the hidden layer'),
      output: stepSizeField.meta({ examples: [0] }).describe('eta_z, step size of the output layer'),
    }),
    z.strictObject({
      kind: z.literal('lecun'),
      stepSize: stepSizeField.meta({ examples: [0.1] }).describe('eta of LeCun initialisation; equals hidden = eta / S, output = eta / n'),
    }),
  ]),
  stopResidual: z
    .number()
    .positive()
    .meta({ examples: [0.01] })
    .describe('Success as soon as the Euclidean norm of the error falls below this'),
  safetyValve: z.boolean().describe('Stop as soon as the norm of the error increases'),
  maxSteps: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .meta({ examples: [10_000] }),
})

/**
 * Full-batch gradient descent on a two-layer ReLU network f = z^T max(W x, 0), loss half the sum of squared errors, no bias,
 * no scaling by width (arXiv 2212.02323, sections 1.1 and 4). S = hiddenWidth, n = inputDimension, m = sampleCount.
 */
export const twoLayerReluSpec = z.strictObject({
  experiment: z.literal('two-layer-relu'),
  version: z.literal(1),
  data: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('sphere'),
      inputDimension: countField(100_000)
        .meta({ examples: [100] })
        .describe('n, dimension of an input'),
      sampleCount: countField(16_000)
        .meta({ examples: [100] })
        .describe('m, number of training points'),
    }),
    z.strictObject({ ...fileArrayField.shape }),
    z.strictObject({ ...storedArrayField.shape }),
  ]),
  model: z.strictObject({
    hiddenWidth: countField(1_000_000)
      .meta({ examples: [100] })
      .describe('S, number of hidden neurons'),
    hiddenWeights: z
      .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('gaussian') }), fileArrayField, storedArrayField])
      .describe('W at step 0, S x n; gaussian: independent N(0, 1)'),
    outputWeights: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('signs') }),
        z.strictObject({ kind: z.literal('gaussian') }),
        fileArrayField,
        storedArrayField,
      ])
      .describe('z at step 0; signs: independent +1 or -1 (Rademacher); gaussian: independent N(0, 1)'),
  }),
  labels: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('gaussian'),
      variance: z.union([z.literal('hiddenWidth'), z.number().positive()]).meta({ examples: ['hiddenWidth'] }),
    }),
    z.strictObject({
      kind: z.literal('low-spectrum'),
      sign: z.union([z.literal(1), z.literal(-1)]).describe('Sign of the eigenvector; +1 makes its largest component positive'),
    }),
    z.strictObject({ kind: z.literal('high-spectrum') }),
    z.strictObject({ kind: z.literal('local') }),
    fileArrayField,
    storedArrayField,
  ]),
  training: trainingField,
  measurements: z.strictObject({
    hiddenKernel: z.boolean().describe('Smallest and largest eigenvalue of H at start and end'),
    outputKernel: z.boolean().describe('Smallest and largest eigenvalue of G at start and end'),
    spectrumSteps: z
      .int()
      .min(0)
      .max(100)
      .meta({ examples: [0] })
      .describe(
        'How many log-spaced steps between start and end have their eigenvalues taken too, up to the expected number of steps; ' +
          'a longer run goes on with the same ratio',
      ),
    frozenKernelPredictor: z
      .boolean()
      .describe('Steps and distance that the frozen initial kernel predicts (one eigendecomposition of H at start)'),
  }),
  fork: forkField(trainingField).optional(),
})

export type TwoLayerReluSpec = z.infer<typeof twoLayerReluSpec>
