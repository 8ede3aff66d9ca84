import { z } from 'zod'
import { activationField } from '../../contract/activation-field'
import { countField } from '../../contract/fields'

/** Interpolation of noisy labels on the sphere with the kernels of deep networks (arXiv 2002.01523, theorem 16 and lemma 54). */
export const depthInterpolationSpec = z.strictObject({
  experiment: z.literal('depth-interpolation').describe('Interpolation with the kernels of deep networks'),
  version: z.literal(1),
  inputDimension: z.int().min(3).max(1000).describe('d, dimension of the inputs, which are uniform on the sphere'),
  activation: activationField,
  analysis: z.discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('regression'),
        sampleCount: z.int().min(2).max(4000).describe('n, training points'),
        testCount: countField(100_000),
        noise: z.number().min(0).max(10).describe('Standard deviation of the noise in y = clip(sqrt(d) x_1 / 3 + noise), to [-1, 1]'),
        depths: z.array(z.int().min(0).max(1000)).min(1).max(50).describe('Numbers of hidden layers, ascending'),
      })
      .describe('Minimum-norm regression without a ridge, for some depths'),
    z
      .strictObject({
        kind: z.literal('operator'),
        pointCount: z.int().min(2).max(4096).describe('N, points of which the separation is taken'),
        probability: z.number().min(1e-4).max(1).describe('gamma, with which the separation may be smaller'),
        draws: countField(100_000).describe('Point sets from which the separation is estimated'),
      })
      .describe('Norm of the kernel operator at the depth of lemma 54'),
  ]),
})

export type DepthInterpolationSpec = z.infer<typeof depthInterpolationSpec>
export type InterpolationOf<Kind extends DepthInterpolationSpec['analysis']['kind']> = Extract<
  DepthInterpolationSpec['analysis'],
  { kind: Kind }
>
