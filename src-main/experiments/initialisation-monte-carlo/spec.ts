import { z } from 'zod'
import { asymmetricNetworkField } from '../../contract/asymmetric-network-field'
import { countField, MAX_SEED } from '../../contract/fields'
import { pointDataField, preprocessingField } from '../../contract/point-data-field'

const drawsField = countField(100_000_000).describe('Independent draws of all weights and signs')

/** Averages over the initialisations of a network with asymmetrical node scaling, beside what theory says of them. Nothing is trained. */
export const initialisationMonteCarloSpec = z.strictObject({
  experiment: z.literal('initialisation-monte-carlo').describe('Averages over initialisations, asymmetrical node scaling'),
  version: z.literal(1),
  data: pointDataField,
  dataSeed: z.int().min(0).max(MAX_SEED).optional().describe('Seed of the data, the same for every run; the seed of the run when absent'),
  preprocessing: preprocessingField,
  model: asymmetricNetworkField,
  statistic: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('node-scales') }).describe('Sums of powers of the node scales; nothing is drawn'),
      z
        .strictObject({ kind: z.literal('kernel'), draws: drawsField })
        .describe('Deviation of the tangent kernel from its mean, and its smallest eigenvalue'),
      z
        .strictObject({ kind: z.literal('velocities'), draws: drawsField })
        .describe('Time derivatives of the weights of node 1 and of the tangent kernel at the start of gradient flow on the half-sum'),
      z
        .strictObject({
          kind: z.literal('limit'),
          nodes: countField(10_000_000).describe('J, nodes of a sequence that stands for the infinite one'),
          sequences: countField(1_000_000).describe('Independent sequences'),
        })
        .describe('Distance of the kernel of the first m nodes of a sequence to the limit, for many m'),
    ])
    .describe('What is averaged'),
})

export type InitialisationMonteCarloSpec = z.infer<typeof initialisationMonteCarloSpec>
