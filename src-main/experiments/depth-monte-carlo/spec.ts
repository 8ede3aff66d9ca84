import { z } from 'zod'
import { activationField } from '../../contract/activation-field'
import { countField, MAX_SEED } from '../../contract/fields'
import { pointDataField, preprocessingField } from '../../contract/point-data-field'

/** Kernels of random deep networks of finite width beside those of infinite width (arXiv 2002.01523, lemma 43 and theorem 52). */
export const depthMonteCarloSpec = z.strictObject({
  experiment: z.literal('depth-monte-carlo').describe('Deep networks of finite width at the start'),
  version: z.literal(1),
  data: pointDataField,
  dataSeed: z.int().min(0).max(MAX_SEED).optional().describe('Seed of the data, the same for every run; the seed of the run when absent'),
  preprocessing: preprocessingField,
  model: z.strictObject({
    activation: activationField,
    depth: countField(256).describe('L, hidden layers'),
    hiddenWidth: countField(20_000).describe('m, neurons of every hidden layer'),
    layers: z
      .enum(['plain', 'rescaled'])
      .describe('As they are, divided by sqrt(m); or rescaled to length 1 at every input after each layer (theorem 52)'),
  }),
  draws: countField(100_000).describe('Independent networks'),
  measurements: z.strictObject({ tangent: z.boolean().describe('The tangent kernel too, about three times the work') }),
})

export type DepthMonteCarloSpec = z.infer<typeof depthMonteCarloSpec>
