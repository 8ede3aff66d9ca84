import { eigenvectorLabels, gaussianLabels, signLabels } from '../../datasets/labels'
import type { LabelledPoints, PointSet } from '../../datasets/point-set'
import type { TwoLayerProblem, TwoLayerWeights } from '../../science/arithmetic/two-layer'
import { activationOf } from '../../science/activations'
import { activationKernel } from '../../science/activations/kernel'
import { spectralNorm } from '../../science/kernels/data-conditions'
import type { RunContext } from '../experiment'
import { classTargets } from './class-targets'
import { hasClasses, outputCountOf, resolvedDimensions } from './dimensions'
import { storedOf } from '../points/stored-of'
import { lossOfPoints } from './loss'
import { drawPoints } from '../points/draw-points'
import type { TwoLayerSpec } from './spec'
import { stepSizesOf } from './step-sizes'
import { tangentKernels } from './tangent-kernels'
import { drawNodeScales, drawWeights, preactivationScale } from './weights'

/** Relative residual beyond which a run counts as diverged when the spec does not say. */
const DIVERGED = 1e12

/** One drawn instance: everything that is fixed before the first step. */
export interface Instance {
  problem: TwoLayerProblem
  /** weights at step 0 */
  weights: TwoLayerWeights
  test: LabelledPoints | null
  /** |y| */
  labelNorm: number
}

/**
 * Draws an instance from named streams of the seed; data and labels from those of `dataSeed` where the spec has one.
 * @throws RangeError when a point cannot be normalised
 */
export function drawInstance(spec: TwoLayerSpec, seed: number, context: RunContext): Instance {
  const dimensions = resolvedDimensions(spec)
  const dataSeed = spec.dataSeed ?? seed
  const points = drawPoints(spec, dataSeed, context)
  const { train } = points
  const shell = (targets: Float64Array, norm: number): TwoLayerProblem => problemOf(spec, train, targets, norm, context)

  // labels along an eigenvector need the kernel, which needs weights that do not depend on the labels
  const known = spec.labels.kind === 'eigenvector' ? null : drawLabels(spec, dataSeed, points, context)
  const weights = drawWeights(spec.model, seed, dimensions, known === null ? 1 : norm(known), context)
  const targets = known ?? alongEigenvector(spec, shell(new Float64Array(train.sampleCount), 0), weights, context)
  const labelNorm = norm(targets)
  return { problem: shell(targets, labelNorm), weights, test: labelledTest(spec, points.test), labelNorm }
}

/** Test points with their labels as the network shall answer them. */
export function labelledTest({ labels }: Pick<TwoLayerSpec, 'labels'>, test: LabelledPoints | null): LabelledPoints | null {
  if (test === null || !hasClasses(labels)) return test
  return { ...test, targets: classTargets(test.targets, labels.count, 'testData.labels'), outputCount: labels.count }
}

function problemOf(spec: TwoLayerSpec, points: PointSet, targets: Float64Array, labelNorm: number, context: RunContext): TwoLayerProblem {
  const { inputs, inputDimension, sampleCount } = points
  const { model, training } = spec
  const outputCount = outputCountOf(spec)
  const loss = lossOfPoints(spec.loss, sampleCount, outputCount)
  const inputNorm = (): number => spectralNorm(context.arithmetic, inputs, sampleCount, inputDimension, () => context.pulse())
  return {
    inputDimension,
    hiddenWidth: model.hiddenWidth,
    sampleCount,
    outputCount,
    inputs,
    targets,
    activation: activationKernel(activationOf(model.activation)),
    preactivationScale: preactivationScale(model, inputDimension),
    nodeScales: drawNodeScales(model),
    biases: model.biases.kind !== 'none',
    loss: loss.kind,
    lossFactor: loss.factor,
    stepSizes: stepSizesOf(spec, labelNorm, sampleCount, inputNorm),
    stop: {
      residual: training.stop.residual ?? 0,
      relativeResidual: training.stop.relativeResidual ?? 0,
      loss: training.stop.loss ?? 0,
      divergence: training.stop.relativeDivergence ?? DIVERGED,
      residualIncrease: training.stop.increase,
      gradientFloor: training.stop.gradient ?? 0,
    },
    threads: context.threads,
  }
}

function drawLabels(
  spec: TwoLayerSpec,
  dataSeed: number,
  points: { train: PointSet; targets: Float64Array | null },
  context: RunContext,
): Float64Array {
  const { labels } = spec
  const { sampleCount } = points.train
  switch (labels.kind) {
    case 'data':
      if (points.targets === null) throw new TypeError('The data of the spec have no labels')
      return points.targets
    case 'data-classes':
      if (points.targets === null) throw new TypeError('The data of the spec have no classes')
      return classTargets(points.targets, labels.count, 'labels.count')
    case 'signs':
      return signLabels(dataSeed, sampleCount)
    case 'gaussian':
      return gaussianLabels(dataSeed, sampleCount, labels.variance)
    case 'classes':
      return classTargets(context.storedArray(storedOf(labels.values)), labels.count, 'labels.values')
    case 'eigenvector':
      throw new TypeError('Labels along an eigenvector are drawn from the kernel')
    default:
      return context.storedArray(storedOf(labels))
  }
}

function alongEigenvector(spec: TwoLayerSpec, problem: TwoLayerProblem, weights: TwoLayerWeights, context: RunContext): Float64Array {
  if (spec.labels.kind !== 'eigenvector') throw new TypeError('The labels of the spec are not along an eigenvector')
  const { tangent } = tangentKernels(context, problem, weights, problem.sampleCount)
  const system = context.arithmetic.symmetricEigensystem(tangent, problem.sampleCount, () => context.pulse())
  return eigenvectorLabels(system, spec.labels.index, spec.labels.norm)
}

export function norm(vector: Float64Array): number {
  let sum = 0
  for (const value of vector) sum += value * value
  return Math.sqrt(sum)
}
