import { z } from 'zod'
import { countField } from '../../contract/fields'
import { importanceField } from '../../contract/importance-field'
import { twoLayerSpec } from '../two-layer/spec'

/** Neurons of a trained two-layer network removed one after the other, the least important first, without further training (arXiv 2302.01002, section 5). */
export const pruningSpec = z.strictObject({
  experiment: z.literal('pruning').describe('Pruning of a trained network'),
  version: z.literal(1),
  network: twoLayerSpec.describe('The training; the run of it with the same seed is pruned, and runs first where there is none'),
  importance: importanceField,
  parts: countField(1000).describe('The network is looked at after each of so many equal parts of its neurons'),
})

export type PruningSpec = z.infer<typeof pruningSpec>
