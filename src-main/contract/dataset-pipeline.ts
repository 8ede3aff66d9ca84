import { z } from 'zod'
import { seedField } from './fields'

/**
 * What is done to imported samples, step after step. First the steps that choose samples, then those that change labels, images and
 * numbers; each acts on what the ones before it left.
 */

const roleField = z.enum(['train', 'validation', 'test', 'all'])

const statisticsField = z
  .enum(['everything', 'train', 'validation', 'test', 'all'])
  .default('train')
  .describe('Part whose samples the statistics are taken from; the only part there is when it has no such role')

const fractionField = z.number().min(0).max(1)

const roleOrEveryField = z.enum(['every-part', 'train', 'validation', 'test', 'all']).default('every-part')

export const pipelineStep = z.discriminatedUnion('kind', [
  // choosing samples
  z
    .strictObject({ kind: z.literal('keep-parts'), roles: z.array(roleField).min(1).max(4) })
    .describe('Leaves out the parts of other roles'),
  z.strictObject({ kind: z.literal('coarse-labels') }).describe('The coarse classes in place of the fine ones (CIFAR-100)'),
  z
    .strictObject({
      kind: z.literal('classes'),
      classes: z.array(z.int().min(0).max(100_000)).min(1).max(1000).describe('Classes kept; they are numbered anew in this order'),
    })
    .describe('Keeps samples of some classes'),
  z
    .strictObject({
      kind: z.literal('take'),
      part: roleOrEveryField,
      count: z
        .int()
        .min(1)
        .max(10_000_000)
        .describe('Samples kept')
        .meta({ examples: [1000] }),
      per: z.enum(['part', 'class']).default('part').describe('The count is of the whole part or of each class'),
      sampling: z
        .enum(['first', 'random', 'stratified'])
        .default('first')
        .describe('The first ones; a random choice; or a random choice with the proportions of the classes kept'),
      seed: seedField.default(0),
    })
    .describe('Keeps so many samples, in the order in which they came'),
  z
    .strictObject({
      kind: z.literal('split'),
      part: roleField.default('all').describe('Part that is divided'),
      train: fractionField.default(0.8),
      validation: fractionField.default(0),
      order: z.enum(['as-given', 'random', 'stratified']).default('random'),
      seed: seedField.default(0),
    })
    .describe('Divides a part into training, validation and, the rest, test samples'),

  // labels
  z
    .strictObject({ kind: z.literal('shuffle-labels'), part: roleOrEveryField, seed: seedField.default(0) })
    .describe('Gives each sample the label of another one by a random permutation'),
  z.strictObject({ kind: z.literal('one-hot') }).describe('Targets with a column for each class: 1 in its own, 0 elsewhere'),
  z
    .strictObject({
      kind: z.literal('plus-minus'),
      positive: z.array(z.int().min(0).max(100_000)).min(1).max(1000).describe('Classes with the target +1; all others get -1'),
    })
    .describe('Targets +1 and -1'),

  // images
  z
    .strictObject({
      kind: z.literal('grey'),
      weights: z
        .enum(['rec-601', 'mean'])
        .default('rec-601')
        .describe('0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), or the mean of the channels'),
    })
    .describe('One channel instead of several'),
  z
    .strictObject({
      kind: z.literal('crop'),
      height: z
        .int()
        .min(1)
        .max(4096)
        .meta({ examples: [24] }),
      width: z
        .int()
        .min(1)
        .max(4096)
        .meta({ examples: [24] }),
    })
    .describe('The middle of each image; with an odd remainder one row or column more is cut at the end'),
  z
    .strictObject({
      kind: z.literal('pool'),
      size: z
        .int()
        .min(2)
        .max(256)
        .describe('Side of the squares that become one pixel')
        .meta({ examples: [2] }),
    })
    .describe('Means of squares of pixels'),
  z
    .strictObject({
      kind: z.literal('resize'),
      height: z
        .int()
        .min(1)
        .max(1024)
        .meta({ examples: [16] }),
      width: z
        .int()
        .min(1)
        .max(1024)
        .meta({ examples: [16] }),
      method: z
        .enum(['bilinear', 'area'])
        .default('bilinear')
        .describe('Bilinear with a filter as wide as the reduction (no aliasing), or means over areas'),
    })
    .describe('Another number of pixels'),

  // numbers
  z
    .strictObject({
      kind: z.literal('unit-interval'),
      range: z.enum(['bytes', 'statistics']).default('bytes').describe('0 to 255 becomes 0 to 1, or smallest to largest value does'),
      statistics: statisticsField,
    })
    .describe('Values between 0 and 1'),
  z
    .strictObject({
      kind: z.literal('subtract-mean'),
      of: z.enum(['feature', 'channel', 'sample']).default('feature'),
      statistics: statisticsField,
    })
    .describe('Subtracts the mean of each feature, of each channel, or of each sample'),
  z
    .strictObject({ kind: z.literal('standardise'), of: z.enum(['feature', 'channel']).default('feature'), statistics: statisticsField })
    .describe('(value - mean) / standard deviation of each feature or channel; what is constant becomes 0'),
  z
    .strictObject({
      kind: z.literal('scale-norm'),
      scope: z.enum(['global', 'sample']).default('global').describe('One factor for all samples, or each by its own norm'),
      largestNorm: z.number().positive().max(1e6).default(Math.SQRT1_2).describe('Of what comes out; 1 / sqrt 2 when not given'),
      statistics: statisticsField,
    })
    .describe('Scales so that the largest norm, or every norm, is as given'),
  z.strictObject({ kind: z.literal('unit-sphere') }).describe('Divides each sample by its norm'),
  z
    .strictObject({
      kind: z.literal('two-coordinates'),
      scope: z.enum(['global', 'sample']).default('global').describe('One factor for all samples of all parts, or each by its own norm'),
    })
    .describe('Unit vectors with two coordinates more and inner products in [0, 1] (arXiv 1908.05660, section 2, assumption 1)'),
  z
    .strictObject({
      kind: z.literal('principal-components'),
      count: z
        .int()
        .min(1)
        .max(20_000)
        .describe('k, components kept')
        .meta({ examples: [50] }),
      whiten: z.boolean().default(false).describe('Each component divided by its standard deviation'),
      statistics: statisticsField,
    })
    .describe('Coordinates along the directions of largest variance'),
  z
    .strictObject({
      kind: z.literal('random-projection'),
      dimension: z
        .int()
        .min(1)
        .max(20_000)
        .describe('k')
        .meta({ examples: [512] }),
      seed: seedField.default(0),
    })
    .describe('x R / sqrt k with R of independent N(0, 1): random features, not those of a trained network'),
  z
    .strictObject({
      kind: z.literal('noise'),
      standardDeviation: z
        .number()
        .positive()
        .max(1e6)
        .describe('sigma')
        .meta({ examples: [0.1] }),
      renormalise: z.boolean().default(true).describe('Each sample divided by its norm afterwards (arXiv 1908.05660, assumption 3)'),
      seed: seedField.default(0),
    })
    .describe('Independent N(0, sigma^2) added to every number'),
])

export const pipelineField = z.array(pipelineStep).max(40)

export type PipelineStep = z.infer<typeof pipelineStep>
export type PipelineStepKind = PipelineStep['kind']
/** What a person writes: fields with a default may be left out. */
export type PipelineStepInput = z.input<typeof pipelineStep>

/** JSON Schema (2020-12) of a step, from which a form can be made. */
export function pipelineStepJsonSchema(): unknown {
  return z.toJSONSchema(pipelineStep, { target: 'draft-2020-12' })
}
