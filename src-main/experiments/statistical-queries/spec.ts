import { z } from 'zod'
import { activationField } from '../../contract/activation-field'
import { countField } from '../../contract/fields'

/** How hard random deep networks are to learn on the half cube (arXiv 2002.01523, section 5). */
export const statisticalQueriesSpec = z.strictObject({
  experiment: z.literal('statistical-queries').describe('Hardness of deep random networks'),
  version: z.literal(1),
  inputDimension: z.int().min(3).max(60).describe('d; the half cube has 2^(d - 1) points'),
  activation: activationField,
  analysis: z.discriminatedUnion('kind', [
    z
      .strictObject({ kind: z.literal('exact'), depth: z.int().min(1).max(1000).describe('Largest number of hidden layers') })
      .describe('The most that a single query learns, on average over networks of infinite width, for every depth'),
    z
      .strictObject({
        kind: z.literal('students'),
        depth: countField(200).describe('Hidden layers of the teacher'),
        hiddenWidth: countField(4096).describe('m, neurons of every hidden layer of the teacher'),
        teachers: countField(10_000).describe('Independent teachers'),
        trainCount: countField(4096).describe(
          'Points of the half cube with known labels; the test set has as many others, where there are any',
        ),
        ridge: z.number().min(0).max(10).describe('Of the kernel regression on the arc-cosine kernel'),
      })
      .describe('Teachers sgn f with rescaled layers, learned by least squares and by arc-cosine kernel regression'),
  ]),
})

export type StatisticalQueriesSpec = z.infer<typeof statisticalQueriesSpec>
export type QueriesOf<Kind extends StatisticalQueriesSpec['analysis']['kind']> = Extract<StatisticalQueriesSpec['analysis'], { kind: Kind }>
