import { z } from 'zod'
import { countField, fileRowsField, storedRowsField } from './fields'

/** Inputs of a network and what is done to them before they are used; shared by all experiments on points. */

const dimensionField = countField(1_000_000)
  .meta({ examples: [10] })
  .describe('d, dimension of the inputs')
const pointsField = countField(1_000_000)
  .meta({ examples: [100] })
  .describe('n, number of training points')

export const pointDataField = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('sphere'), inputDimension: dimensionField, sampleCount: pointsField })
    .describe('Independent uniform points on the unit sphere'),
  z
    .strictObject({
      kind: z.literal('circle'),
      geometry: z
        .enum(['half', 'full', 'full-with-constant', 'random'])
        .describe('Equally spaced on the half or full circle, full with a constant coordinate, or random angles'),
      sampleCount: pointsField,
      liftDimension: z.int().min(2).max(100_000).optional().describe('Maps the plane to this dimension by a random orthonormal frame'),
    })
    .describe('Points on a circle'),
  z
    .strictObject({
      kind: z.literal('pairs'),
      inputDimension: z
        .int()
        .min(2)
        .max(1_000_000)
        .meta({ examples: [10] })
        .describe('d, dimension of the inputs'),
      sampleCount: pointsField,
      distance: z
        .number()
        .min(0)
        .max(2)
        .meta({ examples: [0.1] })
        .describe('Of the two points of a pair'),
    })
    .describe('Independent pairs of unit vectors at a chosen distance'),
  z
    .strictObject({
      kind: z.literal('duplicated'),
      inputDimension: dimensionField,
      sampleCount: pointsField,
      duplicates: z
        .int()
        .min(0)
        .max(500_000)
        .meta({ examples: [1] })
        .describe('How many of the points are copies of others'),
    })
    .describe('Independent uniform points on the unit sphere, some of them twice'),
  z
    .strictObject({
      kind: z.literal('antipodal'),
      inputDimension: dimensionField,
      pairCount: countField(500_000)
        .meta({ examples: [50] })
        .describe('Half the number of points'),
    })
    .describe('Independent uniform points on the unit sphere, each with its opposite'),
  z.strictObject({ kind: z.literal('orthonormal'), sampleCount: countField(10_000) }).describe('The identity matrix: d = n'),
  z
    .strictObject({
      kind: z.literal('equicorrelated'),
      sampleCount: countField(10_000),
      correlation: z.number().min(0).max(1).describe('Inner product of any two of them'),
    })
    .describe('Unit vectors with the same inner product for all pairs: d = n'),
  z
    .strictObject({
      kind: z.literal('arc'),
      sampleCount: countField(10_000),
      neighbourGap: z.number().min(0).max(1).describe('1 minus the inner product of neighbours'),
    })
    .describe('Unit vectors in the plane at equal angles, as close as wanted'),
  z
    .strictObject({
      kind: z.literal('sine-regression'),
      inputDimension: dimensionField,
      sampleCount: pointsField,
      testCount: z
        .int()
        .min(0)
        .max(1_000_000)
        .meta({ examples: [100] }),
      noise: z
        .number()
        .min(0)
        .max(1e6)
        .meta({ examples: [0.1] })
        .describe('Standard deviation of the noise of the labels'),
    })
    .describe('Points on the sphere with y = (5 / d) sum_j sin(pi x_j) + noise'),
  z
    .strictObject({
      kind: z.literal('sample-table'),
      table: z.enum(['concrete', 'energy', 'airfoil', 'plant']),
      target: z.string().min(1).optional().describe('Column of the labels; the table says which one is the default'),
    })
    .describe('A regression table that comes with the laboratory, standardised, split 40 : 40 : 20 into training, validation and test'),
  z
    .strictObject({
      kind: z.literal('synthetic-images'),
      sampleCount: pointsField,
      side: z
        .int()
        .min(2)
        .max(256)
        .meta({ examples: [16] })
        .describe('Pixels of an edge'),
      channels: countField(16).meta({ examples: [3] }),
      classCount: z
        .int()
        .min(2)
        .max(1000)
        .meta({ examples: [10] }),
    })
    .describe('Noise with the spectrum of photographs, a pattern for each class: a stand-in for images'),
  z.strictObject({ ...fileRowsField.shape }).describe('A matrix from a file, a row a point'),
  z.strictObject({ ...storedRowsField.shape }),
])

export const preprocessingField = z.strictObject({
  scaling: z
    .enum(['none', 'unit-rows', 'two-coordinates'])
    .describe('Rows as they are, divided by their norm, or with the two appended coordinates of arXiv 1908.05660'),
  centring: z.literal('columns').optional().describe('Takes the mean of each coordinate off before all else; nothing when absent'),
  smoothing: z
    .number()
    .min(0)
    .max(100)
    .meta({ examples: [0] })
    .describe('Standard deviation of Gaussian noise added inside the span, rows normalised again; 0 for none'),
  smoothingSpace: z
    .enum(['span', 'all'])
    .optional()
    .describe('Where the noise is: inside the span of the points, as the paper has it, or in all coordinates; inside the span when absent'),
})

export type PointData = z.infer<typeof pointDataField>
export type Preprocessing = z.infer<typeof preprocessingField>
