import { z } from 'zod'
import { activationField } from '../../contract/activation-field'
import { countField, MAX_SEED } from '../../contract/fields'
import { pointDataField, preprocessingField } from '../../contract/point-data-field'

/**
 * The eigenvalues of a tangent kernel of a two-layer network at the start, at finite or infinite width, as accurately as its structure
 * allows, and what the theorems assume of the inputs.
 */
export const kernelSpectrumSpec = z.strictObject({
  experiment: z.literal('kernel-spectrum').describe('Spectrum of the kernel of a two-layer network'),
  version: z.literal(1),
  data: pointDataField,
  dataSeed: z.int().min(0).max(MAX_SEED).optional().describe('Seed of the data, the same for every run; the seed of the run when absent'),
  preprocessing: preprocessingField,
  model: z.strictObject({
    activation: activationField,
    layer: z
      .enum(['hidden', 'output', 'both'])
      .describe('Layer whose kernel it is: of the hidden weights (G), of the output weights (H), or their sum'),
    weightVariance: z
      .union([z.number().positive().max(1e6), z.literal('inverse-input-dimension')])
      .meta({ examples: [1] })
      .describe('Hidden weights are independent N(0, this)'),
    biasVariance: z
      .number()
      .min(0)
      .max(1e6)
      .meta({ examples: [0] })
      .describe('Biases are independent N(0, this), and not trained'),
    width: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('infinite') }).describe('The limit of many neurons'),
      z
        .strictObject({
          kind: z.literal('finite'),
          hiddenWidth: countField(10_000_000)
            .meta({ examples: [10_000] })
            .describe('m, number of neurons; the kernel is divided by it'),
          outputWeights: z.enum(['signs', 'gaussian']).describe('+1 or -1, or N(0, 1)'),
        })
        .describe('Random weights'),
    ]),
  }),
  measurements: z.strictObject({
    route: z
      .enum(['best', 'matrix'])
      .describe('From structure or a factor where there is one, so that small eigenvalues are resolved; or from the matrix alone'),
    eigenvalues: z
      .enum(['all', 'extremes'])
      .optional()
      .describe('All of them, or only the smallest and the largest; when absent all of a matrix of up to 1500 points'),
    hermiteBounds: countField(2000)
      .optional()
      .describe('Lower bounds c_r^2 lambda_min of the powers of the inner products for so many r (arXiv 1908.05660, lemma I.1)'),
    directionSamples: countField(100_000_000)
      .optional()
      .describe('So many random weights to see how often a neuron moves the eigenvector of the smallest eigenvalue (lemma K.2)'),
    classes: z
      .int()
      .min(2)
      .max(1000)
      .optional()
      .describe('Outputs of a network under cross-entropy, whose kernel of all outputs is examined too (appendix M.3)'),
    comparisons: z
      .boolean()
      .optional()
      .describe('Gershgorin discs and, at finite width, the distance from the kernel for infinitely many neurons'),
  }),
})

export type KernelSpectrumSpec = z.infer<typeof kernelSpectrumSpec>
