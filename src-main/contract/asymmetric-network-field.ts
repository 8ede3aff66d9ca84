import { z } from 'zod'
import { activationField } from './activation-field'
import { countField } from './fields'

/** The network of arXiv 2302.01002, f(x) = sum_j sqrt(lambda_j) a_j phi(<w_j, x> / sqrt d) with signs a_j; shared by the experiments on its theory. */

const profileField = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('zipf'), exponent: z.number().gt(0).lt(1).describe('alpha: lambda_j = j^(-1 / alpha)') }),
  z.strictObject({ kind: z.literal('finite'), count: countField(10_000_000).describe('K: lambda_j = 1 / K for j <= K, else 0') }),
  z.strictObject({ kind: z.literal('geometric'), ratio: z.number().gt(0).lt(1).describe('q: lambda_j = (1 - q) q^(j - 1)') }),
  z.strictObject({ kind: z.literal('list'), values: z.array(z.number().min(0)).min(1).max(10_000) }),
])

export const asymmetricNetworkField = z.strictObject({
  hiddenWidth: countField(1_000_000).describe('m, number of hidden neurons'),
  activation: activationField,
  weightVariance: z.number().positive().max(1e6).describe('Hidden weights are independent N(0, this) at the start'),
  symmetricShare: z.number().min(0).max(1).describe('gamma: lambda_mj = gamma / m + (1 - gamma) lambda_j / sum lambda'),
  profile: profileField.describe('lambda, the asymmetric part of the node scales'),
})

export type AsymmetricNetwork = z.infer<typeof asymmetricNetworkField>
