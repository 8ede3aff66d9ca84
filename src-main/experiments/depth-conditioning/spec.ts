import { z } from 'zod'
import { activationField } from '../../contract/activation-field'
import { MAX_SEED } from '../../contract/fields'
import { pointDataField, preprocessingField } from '../../contract/point-data-field'

/**
 * What depth does to the conditioning of inputs in a network of infinite width: kernels of the top hidden layer and tangent kernels for every
 * number of hidden layers up to a largest, beside the bounds of arXiv 2002.01523.
 */
export const depthConditioningSpec = z.strictObject({
  experiment: z.literal('depth-conditioning').describe('Conditioning by depth'),
  version: z.literal(1),
  data: pointDataField,
  dataSeed: z.int().min(0).max(MAX_SEED).optional().describe('Seed of the data, the same for every run; the seed of the run when absent'),
  preprocessing: preprocessingField,
  model: z.strictObject({
    activation: activationField,
    mean: z
      .enum(['removed', 'kept'])
      .describe('The activation is scaled to E s^2 = 1 under N(0, 1), after its mean was taken off or with it (theorem 11)'),
    depth: z.int().min(1).max(4000).describe('L, largest number of hidden layers'),
    lengths: z
      .enum(['unit', 'as-given'])
      .describe(
        'Inputs count as directions, of length 1, or have the lengths that they have (appendix D); those have no tangent kernel here',
      ),
  }),
})

export type DepthConditioningSpec = z.infer<typeof depthConditioningSpec>
