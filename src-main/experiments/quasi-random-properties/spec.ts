import { z } from 'zod'
import { countField, stepSizeField } from '../../contract/fields'

/** What arXiv 2212.02323 proves of a random instance before and while it trains: its quasi-random properties, and how robust its kernel is. */
export const quasiRandomPropertiesSpec = z.strictObject({
  experiment: z.literal('quasi-random-properties').describe('Quasi-random properties of a two-layer ReLU network'),
  version: z.literal(1),
  inputDimension: countField(100_000).describe('n, dimension of the inputs, uniform on the sphere'),
  hiddenWidth: countField(100_000).describe('S, neurons with weights N(0, 1) and signs'),
  sampleCount: countField(5000).describe('m, points with labels N(0, S)'),
  hiddenStepSize: stepSizeField.describe('eta_w of the training that changes the activations; 0 for none'),
  maxSteps: z.int().min(0).max(10_000_000).describe('Budget of steps'),
})

export type QuasiRandomPropertiesSpec = z.infer<typeof quasiRandomPropertiesSpec>
