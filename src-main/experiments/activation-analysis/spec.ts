import { z } from 'zod'
import { activationField } from '../../contract/activation-field'
import { countField } from '../../contract/fields'

const partField = z.enum(['value', 'derivative']).describe('The activation itself or its derivative')

/**
 * What the theorems of arXiv 1908.05660 use of an activation and of the normal distribution: Hermite coefficients, degrees of polynomials
 * that approximate it, and inequalities of its appendices C and N. There are no points and nothing is trained; the seed changes nothing.
 */
export const activationAnalysisSpec = z.strictObject({
  experiment: z.literal('activation-analysis').describe('Analysis of an activation'),
  version: z.literal(1),
  analysis: z.discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('hermite'),
        activation: activationField,
        part: partField,
        terms: z.int().min(8).max(20_000).describe('How many coefficients, from c_0 on'),
      })
      .describe('Hermite coefficients and how they decay'),
    z
      .strictObject({
        kind: z.literal('approximation'),
        activation: activationField,
        part: partField,
        radius: z.number().positive().max(40).describe('Half the length of the interval, which is about 0'),
        tolerance: z.number().min(1e-12).max(1).describe('Largest error wanted'),
        degree: z
          .enum(['logistic', 'tanh', 'tanh-as-printed', 'swish-derivative'])
          .describe('Which statement says the degree: theorem F.4, what follows from it for tanh, equation 8 as printed, theorem G.1'),
      })
      .describe('Uniform approximation by a polynomial of the degree that a theorem names'),
    z
      .strictObject({
        kind: z.literal('normal-facts'),
        thresholds: countField(100_000).describe('Equally spaced thresholds t between 0 and 1 for lemma C.1'),
        sampleCount: z.int().min(2).max(1_000_000_000).describe('n, number of normal variables of lemma C.5'),
        correlation: z.number().min(-1).max(1).describe('r, of the two variables of lemma N.1'),
        highestOrder: z.int().min(1).max(30).describe('Of the Hermite polynomials of lemma N.1'),
      })
      .describe('Inequalities and identities of the normal distribution'),
  ]),
})

export type ActivationAnalysisSpec = z.infer<typeof activationAnalysisSpec>
export type AnalysisOf<Kind extends ActivationAnalysisSpec['analysis']['kind']> = Extract<
  ActivationAnalysisSpec['analysis'],
  { kind: Kind }
>
