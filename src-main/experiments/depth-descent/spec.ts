import { z } from 'zod'
import { activationField } from '../../contract/activation-field'
import { countField, MAX_SEED } from '../../contract/fields'
import { pointDataField, preprocessingField } from '../../contract/point-data-field'

/** Gradient descent on the top layer of a deep network or on all of its layers, beside the rates that its kernels predict. */
export const depthDescentSpec = z.strictObject({
  experiment: z.literal('depth-descent').describe('Gradient descent at depth against predicted rates'),
  version: z.literal(1),
  data: pointDataField,
  dataSeed: z.int().min(0).max(MAX_SEED).optional().describe('Seed of the data, the same for every run; the seed of the run when absent'),
  preprocessing: preprocessingField,
  labels: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('alternating') }).describe('1, -1, 1, ...'),
    z.strictObject({ kind: z.literal('random-signs') }).describe('Independent, +1 or -1 with equal chance'),
    z.strictObject({ kind: z.literal('list'), values: z.array(z.number()).min(1).max(1000) }).describe('Given, one a point'),
  ]),
  model: z.strictObject({
    activation: activationField,
    depth: countField(1000).describe('L, hidden layers'),
  }),
  training: z.discriminatedUnion('layers', [
    z
      .strictObject({
        layers: z.literal('top'),
        stepSize: z
          .enum(['theorem', 'best'])
          .describe('n / (2 lambda_max) of theorem 13, or n / (lambda_min + lambda_max), for the loss (1/n) sum (f - y)^2'),
        steps: countField(10_000_000),
      })
      .describe('The top layer over infinitely wide random layers, from 0, on all points at once'),
    z
      .strictObject({
        layers: z.literal('top-stochastic'),
        passes: countField(10_000).describe('Independent sequences of points'),
      })
      .describe('The same on one random point a step, for 8 n beta / lambda_min steps of size 1 / (2 beta) (theorem 45)'),
    z
      .strictObject({
        layers: z.literal('all'),
        hiddenWidth: countField(8192).describe('m, neurons of every hidden layer'),
        stepSize: z.enum(['theorem', 'best']).describe('From the tangent kernel at the start'),
        steps: countField(100_000),
      })
      .describe('All layers of a network of finite width'),
  ]),
})

export type DepthDescentSpec = z.infer<typeof depthDescentSpec>
export type DescentOf<Layers extends DepthDescentSpec['training']['layers']> = Extract<DepthDescentSpec['training'], { layers: Layers }>
