import { z } from 'zod'
import { asymmetricNetworkField } from '../../contract/asymmetric-network-field'
import { countField, MAX_SEED } from '../../contract/fields'
import { forkField } from '../../contract/fork-field'
import { pointDataField, preprocessingField } from '../../contract/point-data-field'

const trainingFields = {
  method: z.discriminatedUnion('kind', [
    z
      .strictObject({ kind: z.literal('gradient-flow'), relativeTolerance: z.number().min(1e-13).max(1e-3) })
      .describe('dW/dt = -gradient by an adaptive integrator, for activations without a kink'),
    z
      .strictObject({ kind: z.literal('small-steps'), perUnit: countField(1_000_000).describe('Steps in a unit of time') })
      .describe('The same by small equal steps, for activations with a kink, where the gradient jumps'),
    z
      .strictObject({
        kind: z.literal('gradient-descent'),
        stepSize: z
          .union([z.number().positive().max(1e6), z.literal('theorem')])
          .describe('eta, or half of the largest one that theorem H.1 allows'),
      })
      .describe('Full batch'),
  ]),
  duration: countField(100_000_000).describe('Units of time of the flow, or steps of gradient descent'),
  measuredTimes: z.int().min(1).max(1000).describe('How many log-spaced times between start and end are measured'),
}

/**
 * Training of the hidden weights of a network with asymmetrical node scaling on the half-sum, with every lemma and theorem that bounds it
 * evaluated beside it, and with the prediction of the frozen kernel.
 */
export const trainingBoundsSpec = z.strictObject({
  experiment: z.literal('training-bounds').describe('Training beside its bounds, asymmetrical node scaling'),
  version: z.literal(1),
  data: pointDataField,
  dataSeed: z
    .int()
    .min(0)
    .max(MAX_SEED)
    .optional()
    .describe('Seed of the data and labels, the same for every run; the seed of the run when absent'),
  preprocessing: preprocessingField,
  labels: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('data') }).describe('Those of the data: sine regression and sample tables'),
    z.strictObject({ kind: z.literal('gaussian'), variance: z.number().positive().max(1e12) }).describe('Independent N(0, variance)'),
  ]),
  model: asymmetricNetworkField,
  ...trainingFields,
  fork: forkField(z.strictObject(trainingFields)).optional(),
})

export type TrainingBoundsSpec = z.infer<typeof trainingBoundsSpec>
