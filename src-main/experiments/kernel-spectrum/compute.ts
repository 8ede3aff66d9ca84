import { normals, RandomStream, signs } from '../../science/random'
import { activationOf, type Activation } from '../../science/activations'
import type { KernelInputs } from '../../science/kernels/kernel-inputs'
import type { WeightLaw } from '../../science/kernels/weight-law'
import { hiddenLimitMatrix, outputLimitMatrix, sumOf } from '../../science/kernels/infinite-width'
import { hiddenKernel, outputKernel, type NeuronBlock } from '../../science/kernels/finite-width'
import { circleSpectrum, kernelSeries } from '../../science/spectra/circle'
import { planeLimitFactor } from '../../science/spectra/plane-factor'
import { gramSpectrum, type ResolvedSpectrum } from '../../science/spectra/resolved-spectrum'
import { sphereSpectrum } from '../../science/spectra/sphere'
import { finiteWidthFactor } from '../../science/spectra/streamed-factor'
import { spanBasis } from '../../science/kernels/span'
import { triangularCoordinates } from '../../science/kernels/triangular-coordinates'
import type { RunContext } from '../experiment'
import type { KernelSpectrumSpec } from './spec'

/** Operations of the factor route above which the matrix is used: some minutes. */
const MOST_FACTOR_FLOPS = 5e12
/** Below this the factor is taken without looking at the matrix first. */
const CHEAP_FACTOR_FLOPS = 2e10
/** Of a larger span only an upper bound of its dimension is worth its price. */
const SMALL_SPAN = 200
const MOST_POINTS_OF_SPHERE = 2000
/** Neurons whose weights are drawn at once. */
const NEURONS_AT_ONCE = 65_536

const trainedLayers = (layer: KernelSpectrumSpec['model']['layer']): { hidden: boolean; output: boolean } => ({
  hidden: layer !== 'output',
  output: layer !== 'hidden',
})

export function weightLaw({ model }: KernelSpectrumSpec, inputDimension: number): WeightLaw {
  const weightVariance = model.weightVariance === 'inverse-input-dimension' ? 1 / inputDimension : model.weightVariance
  return { weightVariance, biasVariance: model.biasVariance }
}

/** The spectrum of a spec by the best route that is open to it, or from the matrix when the spec says so. */
export function computeSpectrum(spec: KernelSpectrumSpec, seed: number, inputs: KernelInputs, context: RunContext): ResolvedSpectrum {
  const activation = activationOf(spec.model.activation)
  const law = weightLaw(spec, inputs.inputDimension)
  return spec.model.width.kind === 'infinite'
    ? infiniteWidth(spec, activation, law, inputs, context)
    : finiteWidth(spec, seed, activation, law, inputs, context)
}

function infiniteWidth(
  spec: KernelSpectrumSpec,
  activation: Activation,
  law: WeightLaw,
  inputs: KernelInputs,
  context: RunContext,
): ResolvedSpectrum {
  const { arithmetic } = context
  const { layer } = spec.model
  const { sampleCount } = inputs
  const pulse = (): void => context.pulse()
  const best = spec.measurements.route === 'best' && activation.smoothness.kind !== 'jump'
  const circle = best && layer !== 'both' ? circleOf(spec) : null
  if (circle !== null)
    return circleSpectrum(arithmetic, circle, kernelSeries(activation, layer === 'output' ? 'output' : 'hidden', law, sampleCount), pulse)
  if (best && law.biasVariance === 0 && spanBasis(inputs.inputs, sampleCount, inputs.inputDimension, 3).dimension === 2) {
    const factor = planeLimitFactor(arithmetic, activation, inputs, law, trainedLayers(layer), pulse)
    return gramSpectrum(arithmetic, sampleCount, { kind: 'factor', factor, rows: factor.length / sampleCount }, pulse)
  }
  const ofMatrix = matrixSpectrum(spec, limitMatrix(spec, activation, law, inputs, context), sampleCount, context)
  if (!best || layer === 'both' || isResolved(ofMatrix) || sampleCount > MOST_POINTS_OF_SPHERE) return ofMatrix
  const series = kernelSeries(activation, layer, law, sampleCount)
  const ofSphere = sphereSpectrum(arithmetic, inputs, series, pulse)
  return ofSphere !== null && ofSphere.unresolved <= ofMatrix.unresolved ? ofSphere : ofMatrix
}

export function limitMatrix(
  spec: KernelSpectrumSpec,
  activation: Activation,
  law: WeightLaw,
  inputs: KernelInputs,
  context: RunContext,
): Float64Array {
  const pulse = (): void => context.pulse()
  const hidden = (): Float64Array => hiddenLimitMatrix(context.arithmetic, activation, inputs, law, pulse)
  const output = (): Float64Array => outputLimitMatrix(context.arithmetic, activation, inputs, law, pulse)
  if (spec.model.layer === 'hidden') return hidden()
  return spec.model.layer === 'output' ? output() : sumOf(hidden(), output())
}

/** Whether the matrix leaves at least five digits of the smallest eigenvalue. */
function isResolved({ values, health }: ResolvedSpectrum): boolean {
  return (values[0] ?? NaN) > 1e5 * health.noiseFloor
}

/** The points as a circle with structure; null when they are moved or have none. */
function circleOf({
  data,
  preprocessing,
}: KernelSpectrumSpec): { kind: 'half' | 'full' | 'full-with-constant'; sampleCount: number } | null {
  if (data.kind !== 'circle' || data.geometry === 'random' || preprocessing.smoothing > 0 || preprocessing.scaling === 'two-coordinates')
    return null
  return { kind: data.geometry, sampleCount: data.sampleCount }
}

function finiteWidth(
  spec: KernelSpectrumSpec,
  seed: number,
  activation: Activation,
  law: WeightLaw,
  points: KernelInputs,
  context: RunContext,
): ResolvedSpectrum {
  const { arithmetic } = context
  const pulse = (): void => context.pulse()
  const inputs = triangularCoordinates(arithmetic, points, pulse)
  const { sampleCount: n, inputDimension } = inputs
  // never more than there are points
  const dimension =
    Math.min(n, inputDimension) <= SMALL_SPAN ? spanBasis(inputs.inputs, n, inputDimension).dimension : Math.min(n, inputDimension)
  const trained = trainedLayers(spec.model.layer)
  const rows = widthOf(spec) * ((trained.hidden ? dimension : 0) + (trained.output ? 1 : 0))
  const factorFlops = 2 * rows * n * n
  const factorFits = spec.measurements.route === 'best' && factorFlops <= MOST_FACTOR_FLOPS
  // where the matrix resolves everything it is the cheaper one
  if (!factorFits || factorFlops > CHEAP_FACTOR_FLOPS) {
    const ofMatrix = matrixSpectrum(spec, kernelMatrix(spec, seed, activation, law, inputs, context), n, context)
    if (!factorFits || isResolved(ofMatrix)) return ofMatrix
  }
  const triangle = finiteWidthFactor(arithmetic, neurons(spec, seed, law, inputDimension), inputs, activation, trained, pulse)
  return gramSpectrum(arithmetic, n, { kind: 'factor', factor: triangle, rows: n }, pulse)
}

/** The kernel of the drawn neurons as a matrix; neurons are drawn in the span of fewer points than dimensions. */
export function kernelMatrix(
  spec: KernelSpectrumSpec,
  seed: number,
  activation: Activation,
  law: WeightLaw,
  points: KernelInputs,
  context: RunContext,
): Float64Array {
  const { arithmetic } = context
  const pulse = (): void => context.pulse()
  const inputs = triangularCoordinates(arithmetic, points, pulse)
  const drawn = (): Generator<NeuronBlock> => neurons(spec, seed, law, inputs.inputDimension)
  const hidden = (): Float64Array => hiddenKernel(arithmetic, drawn(), inputs, activation, pulse)
  const output = (): Float64Array => outputKernel(arithmetic, drawn(), inputs, activation, pulse)
  const trained = trainedLayers(spec.model.layer)
  return trained.hidden && trained.output ? sumOf(hidden(), output()) : trained.hidden ? hidden() : output()
}

function matrixSpectrum(spec: KernelSpectrumSpec, matrix: Float64Array, order: number, context: RunContext): ResolvedSpectrum {
  const { eigenvalues } = spec.measurements
  const complete = eigenvalues === undefined ? {} : { complete: eigenvalues === 'all' }
  return gramSpectrum(context.arithmetic, order, { kind: 'matrix', matrix, vectors: false, ...complete }, () => context.pulse())
}

function widthOf({ model }: KernelSpectrumSpec): number {
  return model.width.kind === 'finite' ? model.width.hiddenWidth : NaN
}

/** f_k = m^(-1/2) sum_j a_jk phi(<w_j, x> + b_j) for inputs of this dimension, some neurons at a time, from the streams `hidden-weights`, `biases`, `output-weights`. */
export function* neurons(
  spec: KernelSpectrumSpec,
  seed: number,
  law: WeightLaw,
  inputDimension: number,
  outputCount = 1,
): Generator<NeuronBlock> {
  const { width } = spec.model
  if (width.kind !== 'finite') return
  const scale = 1 / Math.sqrt(width.hiddenWidth)
  const scaled = (stream: string, from: number, count: number, variance: number): Float64Array => {
    const values = normals(new RandomStream(seed, stream), from, count)
    const deviation = Math.sqrt(variance)
    return deviation === 1 ? values : values.map((value) => deviation * value)
  }
  for (let first = 0; first < width.hiddenWidth; first += NEURONS_AT_ONCE) {
    const count = Math.min(NEURONS_AT_ONCE, width.hiddenWidth - first)
    yield {
      neurons: count,
      outputCount,
      hiddenWeights: scaled('hidden-weights', first * inputDimension, count * inputDimension, law.weightVariance),
      biases: law.biasVariance === 0 ? null : scaled('biases', first, count, law.biasVariance),
      outputWeights:
        width.outputWeights === 'signs'
          ? signs(new RandomStream(seed, 'output-weights'), first * outputCount, count * outputCount)
          : scaled('output-weights', first * outputCount, count * outputCount, 1),
      nodeScales: new Float64Array(count).fill(scale),
      preactivationScale: 1,
    }
  }
}
