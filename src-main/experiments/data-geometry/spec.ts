import { z } from 'zod'
import { MAX_SEED } from '../../contract/fields'
import { pointDataField, preprocessingField } from '../../contract/point-data-field'

/** What points look like: distances of all pairs and how much of them lies in how many directions (arXiv 1908.05660, Figure 2 (a), (b)). */
export const dataGeometrySpec = z.strictObject({
  experiment: z.literal('data-geometry').describe('Distances and dimension of points'),
  version: z.literal(1),
  data: pointDataField,
  dataSeed: z.int().min(0).max(MAX_SEED).optional().describe('Seed of the data, the same for every run; the seed of the run when absent'),
  preprocessing: preprocessingField,
})

export type DataGeometrySpec = z.infer<typeof dataGeometrySpec>
