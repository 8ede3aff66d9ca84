import type { Activation } from '../../science/activations'
import { dataConditions } from '../../science/kernels/data-conditions'
import { hiddenLimitMatrix, outputLimitMatrix } from '../../science/kernels/infinite-width'
import { smallestKhatriRaoSquare } from '../../science/kernels/khatri-rao'
import {
  aPosterioriCertificate,
  reluWidthRequirement,
  smoothWidthRequirement,
  theoremDerivativeBound,
} from '../../science/kernels/moderate-overparameterisation'
import { structuralFloor } from '../../science/kernels/structural-floor'
import type { WeightLaw } from '../../science/kernels/weight-law'
import { asRecord, measureSpectrum } from '../two-layer-relu/kernel-measurement'
import type { RunContext } from '../experiment'
import { resolvedDimensions } from './dimensions'
import type { Instance } from './instance'
import type { Measured } from './measured'
import type { TwoLayerSpec } from './spec'
import { biasDeviation, preactivationScale, variance } from './weights'

/** delta of the theorems: their probability is 1 - 1/n - exp(-delta^2 n / (2 |X|^2)). */
const DELTA = 1
/** Rows of norm 1 up to the rounding of a normalisation. */
const UNIT = 1e-12

/** Spectra of both kernels at infinite width; given weights have none. */
export function measureLimitKernels(
  spec: TwoLayerSpec,
  { problem }: Instance,
  activation: Activation,
  context: RunContext,
  measured: Measured,
): void {
  const law = weightLaw(spec)
  if (law === null) return
  const { arithmetic } = context
  const pulse = (): void => context.pulse()
  const { sampleCount } = problem
  const kernels = [
    ['hiddenLimitKernel', 'hiddenLimitLambdaMin', hiddenLimitMatrix],
    ['outputLimitKernel', 'outputLimitLambdaMin', outputLimitMatrix],
  ] as const
  for (const [name, quantity, matrixOf] of kernels) {
    const spectrum = measureSpectrum(arithmetic, matrixOf(arithmetic, activation, problem, law, pulse), sampleCount, pulse)
    if (spectrum === null) continue
    context.recordSpectrum(asRecord(name, 0, sampleCount, spectrum))
    measured.set(quantity, spectrum.lambdaMin)
  }
}

/** What the theorems of arXiv 1902.04674 assume of the points and the start, and the width they ask for. */
export function measureTheoremConditions(
  spec: TwoLayerSpec,
  { problem, weights }: Instance,
  activation: Activation,
  context: RunContext,
  measured: Measured,
): void {
  const { inputs, targets, sampleCount, inputDimension, nodeScales } = problem
  const { arithmetic } = context
  const pulse = (): void => context.pulse()
  const conditions = dataConditions(arithmetic, inputs, sampleCount, inputDimension, pulse)
  const outputs = nodeScales.map((scale, j) => scale * (weights.outputWeights[j] ?? NaN))
  const largest = outputs.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  measured.set('inputNorm', conditions.spectralNorm)
  measured.set('distanceSeparation', conditions.distanceSeparation)
  measured.set('khatriRaoSquare', smallestKhatriRaoSquare(arithmetic, problem, pulse))
  measured.set('largestOutputWeight', largest)
  measured.set('outputWeightNorm', Math.sqrt(outputs.reduce((sum, value) => sum + value * value, 0)))
  measured.set('structuralFloor', structuralFloor(inputs, targets, inputDimension, !problem.biases && oddPartIsLinear(activation)))

  const lambda = measured.get('hiddenLimitLambdaMin')
  if (lambda !== undefined && conditions.unitNormDeviation < UNIT && isPaperModel(spec)) {
    const width = requiredWidth(activation, conditions, lambda)
    if (width !== null) measured.set('requiredWidth', width)
  }
  const lambdaMin = measured.get('hiddenLambdaMinStart')
  const misfit = measured.get('initialResidualNorm')
  const curvature = activation.smoothness.kind === 'smooth' ? activation.secondDerivativeBound : Infinity
  const allPoints = (spec.measurements.kernelPoints ?? sampleCount) >= sampleCount
  if (lambdaMin !== undefined && misfit !== undefined && allPoints && Number.isFinite(curvature) && !problem.biases) {
    const scale = preactivationScale(spec.model, inputDimension)
    const singular = Math.sqrt(Math.max(0, lambdaMin))
    const radius = aPosterioriCertificate(singular, curvature, largest, scale * scale * conditions.spectralNorm, misfit).radius
    measured.set('certificateRadius', radius)
  }
}

/** Weights N(0, 1), <w, x> as it is, output weights +c and -c, no biases: what the theorems speak of. */
function isPaperModel({ model }: TwoLayerSpec): boolean {
  const { hiddenWeights, biases, outputWeights, nodeScales } = model
  return (
    hiddenWeights.kind === 'gaussian' &&
    hiddenWeights.variance === 1 &&
    biases.kind === 'none' &&
    outputWeights.kind === 'balanced' &&
    nodeScales.kind === 'one' &&
    model.preactivationScale === 'one'
  )
}

function requiredWidth(
  activation: Activation,
  data: { sampleCount: number; inputDimension: number; spectralNorm: number },
  lambda: number,
): number | null {
  if (activation.spec.kind === 'relu') return reluWidthRequirement(data, lambda, DELTA)
  const bound = theoremDerivativeBound(activation)
  return bound === null ? null : smoothWidthRequirement(data, lambda, DELTA, bound)
}

/** How the pre-activations of the start are drawn; null for given weights. */
function weightLaw(spec: TwoLayerSpec): WeightLaw | null {
  const { model } = spec
  if (model.hiddenWeights.kind !== 'gaussian') return null
  const dimensions = resolvedDimensions(spec)
  const scale = preactivationScale(model, dimensions.inputDimension)
  const deviation = model.biases.kind === 'none' ? 0 : biasDeviation(model.biases.standardDeviation, dimensions.hiddenWidth)
  return {
    weightVariance: scale * scale * variance(model.hiddenWeights.variance, dimensions),
    biasVariance: deviation * deviation,
  }
}

const PROBES = [0.1, 0.7, 1.3, 2.9, 5.3]

/** Whether phi(z) - phi(-z) is a multiple of z, as far as some values tell. */
function oddPartIsLinear({ value }: Activation): boolean {
  const slopes = PROBES.map((z) => (value(z) - value(-z)) / z)
  const first = slopes[0] ?? NaN
  return slopes.every((slope) => Math.abs(slope - first) <= 1e-12 * Math.max(1, Math.abs(first)))
}
