import { z } from 'zod'
import { activationField } from '../../contract/activation-field'
import { countField } from '../../contract/fields'

const intervals = countField(5000).describe('Equal parts of the interval, whose ends are sampled too')

/**
 * What depth makes of one activation (arXiv 2002.01523): its constants after normalising, its length map, correlations and lengths of two
 * inputs through layers, and what normalisation layers do not see. There are no points; nothing is trained.
 */
export const activationDepthSpec = z.strictObject({
  experiment: z.literal('activation-depth').describe('An activation through layers'),
  version: z.literal(1),
  activation: activationField,
  analysis: z.discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('constants'),
        samples: countField(5000).describe('Correlations at which lemmas 21 and 26 are checked'),
      })
      .describe('Constants of the normalised activation, and lemmas 21 and 26'),
    z
      .strictObject({
        kind: z.literal('curve'),
        form: z.enum(['as-is', 'normalised']).describe('The activation itself, or with mean 0 and second moment 1 under N(0, 1)'),
        from: z.number().min(-40).max(40),
        to: z.number().min(-40).max(40),
        intervals,
      })
      .describe('Values on an interval'),
    z
      .strictObject({
        kind: z.literal('length-map'),
        scaling: z
          .enum(['normalised', 'second-moment'])
          .describe('Mean taken off and scaled, or scaled to E s^2 = 1 with its mean (appendix D.4)'),
        from: z.number().min(1e-4).max(100),
        to: z.number().min(1e-4).max(100),
        intervals,
      })
      .describe('Squared length after a layer over that before it'),
    z
      .strictObject({
        kind: z.literal('pair'),
        firstLength: z.number().min(1e-4).max(100).describe('Squared length of one input'),
        secondLength: z.number().min(1e-4).max(100).describe('Squared length of the other'),
        correlation: z.number().min(-1).max(1),
        depth: countField(2000).describe('L'),
      })
      .describe('Two inputs of any length through layers (theorems 12 and 42, lemma 41)'),
    z
      .strictObject({
        kind: z.literal('kink-scan'),
        from: z.number().min(-10).max(10),
        to: z.number().min(-10).max(10),
        intervals,
      })
      .describe('NormReLU over its kink: scale, nonlinearity, stability index; whatever the activation is'),
    z
      .strictObject({
        kind: z.literal('normalisation-layers'),
        units: countField(2000).describe('Width of both layers'),
        batch: z.int().min(2).max(5000).describe('Examples in the batch'),
      })
      .describe('Batch and layer normalisation with the activation and with its normalised form (lemma 1)'),
  ]),
})

export type ActivationDepthSpec = z.infer<typeof activationDepthSpec>
export type DepthAnalysisOf<Kind extends ActivationDepthSpec['analysis']['kind']> = Extract<ActivationDepthSpec['analysis'], { kind: Kind }>
