import { z } from 'zod'

/** By what the neurons of a trained network are put in order; shared by all experiments that leave some of them out. */
export const importanceField = z
  .enum(['hidden-weights', 'output-weights'])
  .describe(
    'By node scale times square of the hidden weights, $\\lambda_j\\|w_j\\|^2$, as arXiv 2302.01002 states it, or of the output weights, ' +
      '$\\lambda_j\\sum_ka_{jk}^2$, as the program published with it computes it',
  )

export type Importance = z.infer<typeof importanceField>
