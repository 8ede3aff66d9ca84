import { z } from 'zod'
import { activationField } from '../../contract/activation-field'
import { forkField } from '../../contract/fork-field'
import { pointDataField, preprocessingField } from '../../contract/point-data-field'
import {
  countField,
  fileArrayField,
  fileRowsField,
  givenRowsField,
  MAX_SEED,
  stepSizeField,
  storedArrayField,
  storedRowsField,
} from '../../contract/fields'

/**
 * A two-layer network f_k(x) = sum_j s_j a_jk phi(c <w_j, x> + b_j) with any activation, scaling and loss, trained by any of the methods
 * of the papers. Every number is finite; a field that does not apply to the chosen kind is refused.
 */

const plain = <Kind extends string>(kind: Kind, description: string) => z.strictObject({ kind: z.literal(kind) }).describe(description)

const labelsField = z.discriminatedUnion('kind', [
  plain('data', 'Those of the data: sine regression and sample tables'),
  plain('signs', 'Independent, +1 or -1 with equal chance'),
  z
    .strictObject({
      kind: z.literal('gaussian'),
      variance: z
        .number()
        .positive()
        .max(1e12)
        .meta({ examples: [1] }),
    })
    .describe('Independent N(0, variance)'),
  z
    .strictObject({
      kind: z.literal('eigenvector'),
      index: z.int().min(0).max(100_000).describe('0 for the smallest eigenvalue of the tangent kernel at the start, 1 for the next'),
      norm: z.number().positive().max(1e12),
    })
    .describe('An eigenvector of the tangent kernel at the start'),
  z
    .strictObject({
      kind: z.literal('classes'),
      values: givenRowsField.describe('The class of each point, counted from 0'),
      count: z.int().min(2).max(10_000).describe('K, number of classes and of outputs'),
    })
    .describe('Classes: a network with an output for each, whose label is 1 at its own class and 0 at the others'),
  z
    .strictObject({ kind: z.literal('data-classes'), count: z.int().min(2).max(1000).describe('K, number of classes and of outputs') })
    .describe('Classes of the data: synthetic images'),
  z.strictObject({ ...fileRowsField.shape }).describe('A vector from a file'),
  z.strictObject({ ...storedRowsField.shape }),
])

const weightVariance = z.union([z.number().positive().max(1e6), z.literal('inverse-input-dimension'), z.literal('inverse-hidden-width')])

const modelField = z.strictObject({
  hiddenWidth: countField(10_000_000)
    .meta({ examples: [1000] })
    .describe('m, number of hidden neurons'),
  activation: activationField,
  preactivationScale: z.enum(['one', 'inverse-sqrt-input-dimension']).describe('c, factor on <w, x>'),
  hiddenWeights: z.discriminatedUnion('kind', [
    z
      .strictObject({ kind: z.literal('gaussian'), variance: weightVariance.meta({ examples: [1] }) })
      .describe('Independent N(0, variance)'),
    fileArrayField,
    storedArrayField,
  ]),
  biases: z.discriminatedUnion('kind', [
    plain('none', 'No biases'),
    z
      .strictObject({
        kind: z.literal('gaussian'),
        standardDeviation: z.union([z.number().min(0).max(1e6), z.literal('inverse-sqrt-hidden-width')]),
      })
      .describe('Independent N(0, standardDeviation^2)'),
  ]),
  outputWeights: z
    .discriminatedUnion('kind', [
      plain('signs', 'Independent, +1 or -1 with equal chance'),
      z
        .strictObject({ kind: z.literal('gaussian'), variance: weightVariance.meta({ examples: [1] }) })
        .describe('Independent N(0, variance)'),
      plain('balanced', 'Half of them c, half -c with c = |y| / sqrt(m n); with odd m the last one is 0. One output only'),
      fileArrayField,
      storedArrayField,
    ])
    .describe('a at step 0; with classes one for each neuron and output, m x K'),
  nodeScales: z
    .discriminatedUnion('kind', [
      plain('one', 's_j = 1'),
      plain('inverse-sqrt-hidden-width', 's_j = 1 / sqrt(m)'),
      z
        .strictObject({
          kind: z.literal('asymmetric'),
          symmetricShare: z
            .number()
            .min(0)
            .max(1)
            .meta({ examples: [0.5] })
            .describe('gamma: s_j^2 = gamma / m + (1 - gamma) lambda_j / sum lambda'),
          profile: z.discriminatedUnion('kind', [
            z.strictObject({
              kind: z.literal('zipf'),
              exponent: z
                .number()
                .gt(0)
                .lt(1)
                .meta({ examples: [0.5] })
                .describe('alpha: lambda_j = j^(-1 / alpha)'),
            }),
            z.strictObject({
              kind: z.literal('finite'),
              count: countField(10_000_000)
                .meta({ examples: [10] })
                .describe('K: lambda_j = 1 / K for j <= K, else 0'),
            }),
            z.strictObject({
              kind: z.literal('geometric'),
              ratio: z
                .number()
                .gt(0)
                .lt(1)
                .meta({ examples: [0.5] })
                .describe('q: lambda_j = (1 - q) q^(j - 1)'),
            }),
            z.strictObject({ kind: z.literal('list'), values: z.array(z.number().min(0)).min(1).max(10_000) }),
          ]),
        })
        .describe('Asymmetrical node scaling'),
    ])
    .meta({ examples: [{ kind: 'inverse-sqrt-hidden-width' }] })
    .describe('s, factors on the neurons'),
})

const trainingField = z.strictObject({
  method: z.discriminatedUnion('kind', [
    plain('gradient-descent', 'Full batch'),
    z
      .strictObject({ kind: z.literal('stochastic'), batchSize: countField(1_000_000).meta({ examples: [32] }), replacement: z.boolean() })
      .describe('Stochastic gradient descent; the gradient of a batch is scaled by n / batchSize, so that its mean is the full gradient'),
    z
      .strictObject({
        kind: z.literal('gradient-flow'),
        relativeTolerance: z
          .number()
          .min(1e-14)
          .max(1e-2)
          .meta({ examples: [1e-8] }),
      })
      .describe('dW/dt = -gradient by an adaptive integrator; a step of the series is one unit of time times the step size'),
    plain('output-least-squares', 'Only the output weights: the least-squares solution of minimal norm'),
  ]),
  stepSizes: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('given'),
      hidden: stepSizeField.meta({ examples: [0.01] }).describe('Step size of the hidden weights; 0 leaves them as they are'),
      bias: stepSizeField.meta({ examples: [0] }).describe('Step size of the biases'),
      output: stepSizeField.meta({ examples: [0] }).describe('Step size of the output weights'),
    }),
    z
      .strictObject({
        kind: z.literal('theory'),
        fraction: z
          .number()
          .positive()
          .max(100)
          .meta({ examples: [1] })
          .describe('eta-bar; the theorems allow up to 1'),
      })
      .describe('Hidden weights only: the step size of arXiv 1902.04674, theorem 2.1 or, with a kink, 2.3'),
  ]),
  stop: z.strictObject({
    steps: z
      .int()
      .min(0)
      .max(1_000_000_000)
      .meta({ examples: [1000] })
      .describe('Budget of steps'),
    residual: z.number().positive().optional().describe('Success as soon as |f - y| falls below'),
    relativeResidual: z.number().positive().max(1).optional().describe('Success as soon as |f - y| / |y| falls below'),
    loss: z.number().positive().optional().describe('Success as soon as the loss falls below'),
    gradient: z.number().positive().optional().describe('Stop as soon as the norm of the gradient falls below'),
    increase: z.boolean().describe('Stop as soon as |f - y| increases'),
    plateau: z
      .strictObject({
        steps: countField(1_000_000_000).meta({ examples: [1000] }),
        fall: z
          .number()
          .positive()
          .max(1)
          .meta({ examples: [0.001] }),
      })
      .optional()
      .describe('Stop as soon as |f - y| has fallen by less than this share of itself over so many steps, counted from the start'),
    settledSpectrum: z
      .number()
      .positive()
      .max(1)
      .optional()
      .describe(
        'Stop as soon as no eigenvalue of the recorded kernels has changed by more than this share of the largest one since the spectra before',
      ),
    seconds: z
      .number()
      .positive()
      .max(1e7)
      .optional()
      .describe('Stop after so much time of computing. What such a run ends with depends on the machine: it cannot be reproduced'),
    relativeDivergence: z.number().positive().optional().describe('Diverged as soon as |f - y| / |y| exceeds this; 1e12 when absent'),
  }),
})

const measurementsField = z.strictObject({
  recording: z
    .discriminatedUnion('kind', [
      plain('every-step', 'Every step'),
      z
        .strictObject({ kind: z.literal('interval'), steps: countField(1_000_000_000).meta({ examples: [10] }) })
        .describe('Every so many steps'),
      z
        .strictObject({ kind: z.literal('logarithmic'), perDecade: countField(1000).meta({ examples: [20] }) })
        .describe('So many steps a decade, the same ratio apart'),
    ])
    .describe('Steps at which the loss and the other cheap quantities are kept; start and end always'),
  kernels: z
    .array(z.enum(['hidden', 'output', 'tangent']))
    .max(3)
    .describe('Kernels whose spectra are taken: of the hidden layer, of the output layer, their sum'),
  kernelSteps: z
    .int()
    .min(0)
    .max(200)
    .meta({ examples: [0] })
    .describe('How many log-spaced steps between start and end have their spectra taken too'),
  kernelPoints: countField(20_000).optional().describe('Only the first so many points enter the kernels; all when absent'),
  limitKernel: z.boolean().describe('Spectrum of the kernel for infinitely many neurons, at the start'),
  lazyPrediction: z.boolean().describe('What the frozen kernel of the start predicts'),
  theoremConditions: z
    .boolean()
    .optional()
    .describe(
      'What the theorems of arXiv 1902.04674 assume of points and start and the width they ask for; at the end, how far the Jacobian has moved',
    ),
  mostMovedNeuron: z
    .boolean()
    .optional()
    .describe(
      'The whole path of the neuron that is farthest from its start when training ends (remembers all neurons at every measured step)',
    ),
  finalWeights: z
    .boolean()
    .optional()
    .describe('Keep the weights at the end, so that the network can be pruned or its features used elsewhere'),
  weightsAtSpectra: z
    .boolean()
    .optional()
    .describe('Keep the weights at every step whose spectra are taken and at the end, so that kernels of runs can be compared there'),
})

export const twoLayerSpec = z.strictObject({
  experiment: z.literal('two-layer').describe('Training of a two-layer network'),
  version: z.literal(1),
  data: pointDataField,
  dataSeed: z
    .int()
    .min(0)
    .max(MAX_SEED)
    .optional()
    .describe('Seed of the data and labels, the same for every run; the seed of the run when absent'),
  preprocessing: preprocessingField,
  labels: labelsField,
  testData: z
    .strictObject({ inputs: givenRowsField, labels: givenRowsField })
    .optional()
    .describe('Points the network is evaluated on but not trained on; the labels are classes where those of training are'),
  model: modelField,
  loss: z
    .enum(['half-sum', 'sum', 'mean', 'half-mean', 'mean-of-outputs', 'cross-entropy', 'cross-entropy-sum'])
    .describe(
      'Sum or mean of the squared errors over the points, with or without the factor 1/2, or mean over points and outputs, 1 / (n K); ' +
        'of classes also the cross-entropy, mean or sum over the points. With stochastic gradient descent means are those over the batch',
    ),
  training: trainingField,
  measurements: measurementsField,
  fork: forkField(trainingField).optional(),
})

export type TwoLayerSpec = z.infer<typeof twoLayerSpec>
