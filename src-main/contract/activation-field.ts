import { z } from 'zod'

const plain = <Kind extends string>(kind: Kind, description: string) => z.strictObject({ kind: z.literal(kind) }).describe(description)

/** Activation of a network. What each one is, exactly, says `science/activations`. */
export const activationField = z.discriminatedUnion('kind', [
  plain('relu', 'ReLU: max(x, 0)'),
  z
    .strictObject({ kind: z.literal('leaky-relu'), negativeSlope: z.number().min(-10).max(10) })
    .describe('Leaky ReLU: max(x, 0) + negativeSlope min(x, 0)'),
  plain('elu', 'ELU: x for x > 0, exp(x) - 1 otherwise'),
  plain('elu-as-printed', 'ELU as printed in arXiv 1908.05660: max(x, 0) + min(x, 0) (exp(x) - 1); its derivative jumps at 0'),
  plain('selu', 'SELU: lambda x for x > 0, lambda alpha (exp(x) - 1) otherwise, with the constants of self-normalising networks'),
  plain('selu-as-printed', 'SELU as printed in arXiv 1908.05660: lambda max(x, 0) + lambda alpha min(x, 0) (exp(x) - 1)'),
  plain('tanh', 'Hyperbolic tangent'),
  z
    .strictObject({ kind: z.literal('penalised-tanh'), negativeSlope: z.number().min(-10).max(10) })
    .describe('Penalised tanh: tanh x for x > 0, negativeSlope tanh x otherwise'),
  plain('sigmoid', 'Logistic sigmoid: 1 / (1 + exp(-x))'),
  plain('softplus', 'Softplus: log(1 + exp(x))'),
  plain('swish', 'Swish, SiLU: x / (1 + exp(-x))'),
  plain('gelu', 'GELU: x Phi(x), Phi the normal distribution function'),
  plain('erf', 'Error function'),
  plain('sine', 'Sine'),
  plain('step', 'Step: 1 for x > 0, 0 otherwise; its derivative is 0 almost everywhere'),
  plain('absolute', 'Absolute value'),
  z.strictObject({ kind: z.literal('relu-power'), power: z.int().min(2).max(8) }).describe('Power of ReLU: max(x, 0)^power / power!'),
  z
    .strictObject({ kind: z.literal('polynomial'), coefficients: z.array(z.number()).min(1).max(21) })
    .describe('Polynomial: coefficients of 1, x, x^2, ...'),
  z
    .strictObject({ kind: z.literal('normrelu'), kink: z.number().min(-10).max(10) })
    .describe('NormReLU: max(x - kink, 0), shifted and scaled to mean 0 and second moment 1 under N(0, 1)'),
  z
    .strictObject({
      kind: z.literal('expression'),
      expression: z.string().min(1).max(500).describe('Formula in x, such as x * tanh(x / 2)'),
      kinks: z
        .array(z.number().min(-40).max(40))
        .max(20)
        .optional()
        .describe('Points where a derivative jumps; found numerically when absent'),
    })
    .describe('Given by a formula'),
])

export type ActivationSpec = z.infer<typeof activationField>
