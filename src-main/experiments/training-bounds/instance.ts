import { gaussianLabels } from '../../datasets/labels'
import type { PointSet } from '../../datasets/point-set'
import { activationKernel, activationOf, type Activation } from '../../science/activations'
import { neverStop, type TwoLayerProblem, type TwoLayerWeights } from '../../science/arithmetic/two-layer'
import { normals, RandomStream, signs } from '../../science/random'
import { nodeWeights } from '../../science/two-layer'
import type { RunContext } from '../experiment'
import { drawPoints } from '../points/draw-points'
import type { TrainingBoundsSpec } from './spec'

/** Everything that is fixed before training starts. */
export interface Instance {
  activation: Activation
  /** loss half-sum; one step of size 1 is one unit of time */
  problem: TwoLayerProblem
  /** lambda_mj */
  scales: Float64Array
  /** weights at the start */
  weights: TwoLayerWeights
  test: PointSet | null
  /** gamma */
  symmetricShare: number
  /** deviation of the hidden weights */
  deviation: number
}

/** Draws points and labels from the data seed, weights and signs from the streams `hidden-weights` and `output-weights` of the seed. */
export function drawInstance(spec: TrainingBoundsSpec, seed: number, context: RunContext): Instance {
  const dataSeed = spec.dataSeed ?? seed
  const { train, targets: own, test } = drawPoints(spec, dataSeed, context)
  const { inputs, inputDimension, sampleCount } = train
  const targets = spec.labels.kind === 'gaussian' ? gaussianLabels(dataSeed, sampleCount, spec.labels.variance) : own
  if (targets === null) throw new TypeError('The data of the spec have no labels')
  const { hiddenWidth, symmetricShare, profile, weightVariance } = spec.model
  const activation = activationOf(spec.model.activation)
  const scales = nodeWeights(hiddenWidth, symmetricShare, profile)
  const deviation = Math.sqrt(weightVariance)
  const drawn = normals(new RandomStream(seed, 'hidden-weights'), 0, hiddenWidth * inputDimension)
  return {
    activation,
    problem: {
      inputDimension,
      hiddenWidth,
      sampleCount,
      outputCount: 1,
      inputs,
      targets,
      activation: activationKernel(activation),
      preactivationScale: 1 / Math.sqrt(inputDimension),
      nodeScales: scales.map(Math.sqrt),
      biases: false,
      loss: 'squared',
      lossFactor: 1,
      stepSizes: { hidden: 1, bias: 0, output: 0 },
      stop: neverStop,
      threads: context.threads,
    },
    scales,
    weights: {
      hiddenWeights: deviation === 1 ? drawn : drawn.map((value) => deviation * value),
      biases: new Float64Array(0),
      outputWeights: signs(new RandomStream(seed, 'output-weights'), 0, hiddenWidth),
    },
    test,
    symmetricShare,
    deviation,
  }
}
