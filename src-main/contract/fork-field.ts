import { z } from 'zod'
import { MAX_SEED, sha256Field } from './fields'

/**
 * Where a run goes on from instead of starting at step 0: a state that another run has left, by content, so that the spec still says fully what is
 * computed. With it stands how training was set until then.
 */
export const forkField = <Training extends z.ZodType>(training: Training) =>
  z
    .strictObject({
      run: z.string().min(1).max(100).describe('uid of the run that left the state'),
      seed: z
        .int()
        .min(0)
        .max(MAX_SEED)
        .describe('Seed of that run, which draws data and weights at the start; the only one this spec can be run with'),
      step: z.int().min(0).max(1_000_000_000).describe('Step of the state'),
      state: sha256Field.describe('SHA-256 of the state'),
      training: training.describe('Training of the run that left the state'),
      flowTime: z.number().min(0).optional().describe('Sum of the step sizes up to the state; absent where the steps have none'),
    })
    .meta({ hidden: true })
    .describe('The state of another run that this one goes on from')

/** What every spec with a fork has in common. */
export interface Fork {
  run: string
  seed: number
  step: number
  state: string
  training: unknown
  flowTime?: number | undefined
}

/** The fork of a spec, null for a run from the start. */
export function forkOf(spec: object): Fork | null {
  return 'fork' in spec && typeof spec.fork === 'object' ? (spec.fork as Fork | null) : null
}
