import { z } from 'zod'
import { countField, givenRowsField, stepSizeField } from '../../contract/fields'
import { importanceField } from '../../contract/importance-field'
import { twoLayerSpec } from '../two-layer/spec'

/**
 * The most important neurons of a trained two-layer network as features for another network, which is trained on data that the first one has not seen
 * (arXiv 2302.01002, section 5).
 */
export const transferSpec = z.strictObject({
  experiment: z.literal('transfer').describe('Transfer of the features of a trained network'),
  version: z.literal(1),
  network: twoLayerSpec.describe(
    'The training; features are those of the run of it with the same seed, which runs first where there is none',
  ),
  importance: importanceField,
  data: z
    .discriminatedUnion('kind', [
      z
        .strictObject({ kind: z.literal('validation-halves') })
        .describe('The validation rows of the sample table: the first half to train on, the second to test on'),
      z
        .strictObject({
          kind: z.literal('given'),
          train: z.strictObject({ inputs: givenRowsField, labels: givenRowsField }),
          test: z.strictObject({ inputs: givenRowsField, labels: givenRowsField }),
        })
        .describe('Points with labels of the kind the network was trained on'),
    ])
    .describe('Points the network has not been trained on'),
  featureCounts: z
    .array(countField(1_000_000))
    .min(1)
    .max(1000)
    .describe(
      'k: the features $\\sqrt{\\lambda_j}\\phi(z_j)$ of so many neurons, the most important first; a network is trained for each k',
    ),
  external: z
    .strictObject({
      hiddenWidths: z.array(countField(10_000)).min(1).max(10).describe('Widths of its hidden layers, all with ReLU'),
      stepSize: stepSizeField.describe('Of full-batch gradient descent on the mean of the squared errors over points and outputs'),
      steps: z.int().min(1).max(10_000_000),
    })
    .describe('The network that is trained on the features; weights and biases start uniform on +-1 / sqrt(inputs of the layer)'),
})

export type TransferSpec = z.infer<typeof transferSpec>
