import { activationOf } from '../../science/activations'
import {
  bestStepSize,
  conditionBound,
  conditioning,
  correlationBound,
  correlationMap,
  depthKernels,
  escapeDepth,
  fixedPoint,
  inputCorrelations,
  kernelThreshold,
  matrixOfPairs,
  normalise,
  separation,
  smallestEigenvalueBound,
  spectralConditionBound,
  spectralTangentConditionBound,
  stepsToRatio,
  tangentConditionBound,
  tangentCorrelationBound,
  tangentThreshold,
  theoremStepSize,
  type Conditioning,
  type CorrelationMap,
  type DepthKernels,
  type NormalisedActivation,
  type PairCorrelations,
} from '../../science/depth'
import type { Outcome, RunContext } from '../experiment'
import { drawPoints } from '../points/draw-points'
import { eigenvaluesAt } from './depth-schedule'
import { followLengths } from './follow-lengths'
import { Ratios } from './ratios'
import type { QuantityId, SeriesId } from './quantities'
import type { DepthConditioningSpec } from './spec'

/** Name of the spectrum of the kernel at the largest depth. */
export const TOP_KERNEL = 'topKernel'

/** Correlations of the pairs (1, 0), (2, 0), (2, 1), ... at depth 0, then at depth 1 and so on; of few points and layers. */
export const CORRELATIONS_BY_DEPTH = 'correlationsByDepth'
const MOST_KEPT_POINTS = 64
const MOST_KEPT_LAYERS = 256

/** The part of the loss that is left when the predicted steps are counted. */
const LOSS_LEFT = 1e-6

/** Eigenvalues below this times the largest are not resolved from a matrix whose entries carry the errors of the duals. */
const LAST_HIDDEN_RESOLUTION = 1e-13

/** Nothing is trained: a run that is stopped starts again. */
export function runDepthConditioning(spec: DepthConditioningSpec, seed: number, context: RunContext): Outcome {
  const { train } = drawPoints(spec, spec.dataSeed ?? seed, context)
  const normalised = normalise(activationOf(spec.model.activation))
  if (normalised.isAffine) context.note('The activation is affine: depth does nothing to correlations.')
  if (spec.model.lengths === 'as-given') followLengths(spec, train, normalised, context)
  else throughLayers(spec, inputCorrelations(context.arithmetic, train), normalised, context)
  context.progress(1)
  return { state: 'finished', stopReason: 'computed' }
}

function throughLayers(spec: DepthConditioningSpec, inputs: PairCorrelations, normalised: NormalisedActivation, context: RunContext): void {
  const { depth, mean } = spec.model
  const pulse = (): void => context.pulse()
  const map = correlationMap(normalised.activation, mean === 'removed')
  const ofInputs = conditioning(context.arithmetic, inputs.rho, inputs.order, pulse)
  const theory = mean === 'removed' ? theoryOf(inputs, ofInputs, normalised) : null
  context.summarise({
    ...theory?.summary,
    ...(theory === null ? limitOf(map) : {}),
    sampleCount: inputs.order,
    separation: separation(inputs),
    inputLambdaMin: ofInputs.resolved ? ofInputs.lambdaMin : 0,
    slopeAtOne: map.slopeAtOne,
  } satisfies Partial<Record<QuantityId, number>>)
  if (map.slopeAtOne === Infinity) context.note('The activation jumps, so that its tangent kernel is not defined.')
  if (mean === 'kept') context.summarise(raw(normalised, map, inputs, context))
  const ratios = new Ratios()
  let halfDepth: number | null = null
  const kept = inputs.order <= MOST_KEPT_POINTS ? Math.min(depth, MOST_KEPT_LAYERS) : -1
  const correlations = new Float64Array(inputs.rho.length * (kept + 1))
  for (const kernels of depthKernels(map, inputs, pulse)) {
    const largest = kernels.kernel.gap.reduce((most, gap) => Math.max(most, 1 - gap), 0)
    if (halfDepth === null && largest <= 1 / 2) halfDepth = kernels.depth
    const last = kernels.depth === depth
    recordCorrelations(kernels.depth, kernels.kernel, context)
    if (kernels.depth <= kept) correlations.set(kernels.kernel.rho, inputs.rho.length * kernels.depth)
    if (theory !== null) ratios.add('correlationRatio', kernels.depth, largest, theory.correlation(kernels.depth))
    if (!last && (kernels.depth + 1 === depth || eigenvaluesAt(kernels.depth + 1))) lastHidden(kernels, map, normalised, depth, context)
    if (last || eigenvaluesAt(kernels.depth)) {
      const top = conditioning(context.arithmetic, kernels.kernel.rho, inputs.order, pulse)
      recordKernel(kernels.depth, top, kernels.kernel, context)
      if (theory !== null) boundsOfKernel(kernels.depth, top, theory, ratios, context)
      if (kernels.tangent !== null) {
        const tangent = conditioning(context.arithmetic, kernels.tangent, inputs.order, pulse)
        recordTangent(kernels.depth, tangent, kernels.tangent, kernels.logTangentDiagonal, context)
        if (theory !== null) boundsOfTangent(kernels.depth, tangent, kernels.tangent, theory, ratios, context)
        if (last) context.summarise({ tangentConditionNumber: tangent.conditionNumber } satisfies Partial<Record<QuantityId, number>>)
      }
      if (last) summariseTop(top, context)
    }
    context.progress(kernels.depth / depth)
    if (last) break
  }
  if (kept >= 0) context.artifact(CORRELATIONS_BY_DEPTH, correlations)
  context.summarise({ halfDepth, ...ratios.summary() } satisfies Partial<Record<QuantityId, number | null>>)
}

/** Tangent kernel of the weights between this layer and the next: K^(l) o E s'(u) s'(v), s' of the activation as it is. */
function lastHidden(
  { depth, kernel }: DepthKernels,
  map: CorrelationMap,
  { mean, scale }: NormalisedActivation,
  deepest: number,
  context: RunContext,
): void {
  if (map.slopeAtOne === Infinity) return
  const entries = kernel.rho.map((rho, pair) => (rho * map.slope({ rho, gap: kernel.gap[pair]! })) / map.slopeAtOne)
  const { lambdaMin, lambdaMax } = conditioning(context.arithmetic, entries, kernel.order, () => context.pulse())
  const resolved = lambdaMin > LAST_HIDDEN_RESOLUTION * lambdaMax
  // the map is that of the activation divided by its standard deviation, or by the root of its second moment
  const square = map.valueAtZero === 0 ? scale * scale : mean * mean + scale * scale
  const value = square * map.slopeAtOne * lambdaMin
  const series: SeriesId = 'lastHiddenLambdaMin'
  if (resolved) context.recordAt(series, depth + 1, value)
  if (depth + 1 === deepest) context.summarise({ lastHiddenLambdaMin: resolved ? value : 0 } satisfies Partial<Record<QuantityId, number>>)
}

type Recorder = (series: SeriesId, value: number) => void
const recorder =
  (depth: number, context: RunContext): Recorder =>
  (series, value) =>
    context.recordAt(series, depth, value)

function recordCorrelations(depth: number, { rho, gap }: PairCorrelations, context: RunContext): void {
  const record = recorder(depth, context)
  const pairs = Math.max(1, rho.length)
  record(
    'largestCorrelation',
    gap.reduce((most, each, pair) => Math.max(most, each < 0.5 ? 1 - each : Math.abs(rho[pair]!)), 0),
  )
  record('meanCorrelation', rho.reduce((sum, value) => sum + value, 0) / pairs)
  record('meanAbsoluteCorrelation', rho.reduce((sum, value) => sum + Math.abs(value), 0) / pairs)
}

function recordKernel(depth: number, top: Conditioning, { rho, order }: PairCorrelations, context: RunContext): void {
  const record = recorder(depth, context)
  record('conditionNumber', top.conditionNumber)
  record('conditionExcess', top.excess)
  record('lambdaMin', top.resolved ? top.lambdaMin : 0)
  if (!top.resolved) return
  const descent = descentOn(rho, order, top, context)
  record('topSteps', descent(theoremStepSize(order, top.lambdaMax)))
  record('topStepsBest', descent(bestStepSize(order, top.lambdaMin, top.lambdaMax)))
}

/** Predicted steps of gradient descent with a kernel, for labels 1, -1, 1, ... */
function descentOn(pairs: Float64Array, order: number, found: Conditioning, context: RunContext): (stepSize: number) => number {
  const { vectors } = context.arithmetic.symmetricEigensystem(matrixOfPairs(pairs, order, 1), order, () => context.pulse())
  const coefficients = Float64Array.from({ length: order }, (_, k) => {
    let sum = 0
    for (let i = 0; i < order; i++) sum += (i % 2 === 0 ? 1 : -1) * vectors[k * order + i]!
    return sum
  })
  return (stepSize) => stepsToRatio(found.eigenvalues, coefficients, stepSize, LOSS_LEFT)
}

function recordTangent(depth: number, tangent: Conditioning, pairs: Float64Array, logDiagonal: number, context: RunContext): void {
  const record = recorder(depth, context)
  record('tangentConditionNumber', tangent.conditionNumber)
  record('tangentConditionExcess', tangent.excess)
  record('tangentLargest', largestOf(pairs))
  record('logTangentDiagonal', logDiagonal)
  if (!tangent.resolved) return
  const order = tangent.eigenvalues.length
  record('tangentSteps', descentOn(pairs, order, tangent, context)(bestStepSize(order, tangent.lambdaMin, tangent.lambdaMax)))
}

const largestOf = (pairs: Float64Array): number => pairs.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

interface Theory {
  n: number
  delta: number
  mu: number
  /** lambda_min of the inputs, 0 when not resolved */
  lambdaMin: number
  correlation(depth: number): number
  summary: Partial<Record<QuantityId, number>>
}

function theoryOf(inputs: PairCorrelations, ofInputs: Conditioning, { nonlinearity: mu }: NormalisedActivation): Theory {
  const [n, delta] = [inputs.order, separation(inputs)]
  return {
    n,
    delta,
    mu,
    lambdaMin: ofInputs.resolved ? ofInputs.lambdaMin : 0,
    correlation: (depth) => correlationBound(depth, delta, mu),
    summary: {
      nonlinearity: mu,
      escapeDepth: escapeDepth(delta, mu),
      kernelThreshold: kernelThreshold(n, delta, mu),
      tangentThreshold: tangentThreshold(n, delta, mu),
    },
  }
}

function boundsOfKernel(depth: number, top: Conditioning, { n, delta, mu, lambdaMin }: Theory, ratios: Ratios, context: RunContext): void {
  const record = recorder(depth, context)
  record('correlationBound', correlationBound(depth, delta, mu))
  const { stated, proved } = conditionBound(depth, n, delta, mu)
  if (!Number.isNaN(stated)) {
    record('conditionBound', stated)
    record('conditionBoundProved', proved)
    ratios.add('statedConditionRatio', depth, top.excess, stated - 1)
    ratios.add('conditionRatio', depth, top.excess, proved - 1)
  }
  if (lambdaMin === 0) return
  const spectral = spectralConditionBound(depth, n, lambdaMin, mu)
  const least = smallestEigenvalueBound(depth, lambdaMin, mu)
  record('spectralConditionBound', spectral)
  record('smallestEigenvalueBound', least)
  ratios.add('spectralRatio', depth, top.excess, spectral - 1)
  ratios.add('smallestEigenvalueRatio', depth, least, top.lambdaMin)
}

function boundsOfTangent(
  depth: number,
  tangent: Conditioning,
  pairs: Float64Array,
  { n, delta, mu, lambdaMin }: Theory,
  ratios: Ratios,
  context: RunContext,
): void {
  const record = recorder(depth, context)
  const entry = tangentCorrelationBound(depth, delta, mu)
  if (!Number.isNaN(entry)) {
    record('tangentCorrelationBound', entry)
    ratios.add('tangentCorrelationRatio', depth, largestOf(pairs), entry)
  }
  const { proved } = tangentConditionBound(depth, n, delta, mu)
  if (!Number.isNaN(proved)) {
    record('tangentConditionBound', proved)
    ratios.add('tangentConditionRatio', depth, tangent.excess, proved - 1)
  }
  const spectral = lambdaMin === 0 ? NaN : spectralTangentConditionBound(depth, n, lambdaMin, mu)
  if (!Number.isNaN(spectral)) ratios.add('spectralTangentRatio', depth, tangent.excess, spectral - 1)
}

function summariseTop(top: Conditioning, context: RunContext): void {
  context.summarise({
    conditionNumber: top.conditionNumber,
    lambdaMin: top.resolved ? top.lambdaMin : 0,
  } satisfies Partial<Record<QuantityId, number>>)
  const order = top.eigenvalues.length
  context.recordSpectrum({
    name: TOP_KERNEL,
    step: 0,
    order,
    values: top.eigenvalues.map((value) => Math.max(0, value)),
    complete: true,
    health: {
      symmetryError: 0,
      traceError: Math.abs(top.eigenvalues.reduce((sum, value) => sum + value, 0) - order) / order,
      residual: null,
      noiseFloor: order * Number.EPSILON * top.lambdaMax,
      method: 'eigenvalues of the entries beside the diagonal, plus 1',
    },
  })
}

/** Theorem 11. */
function limitOf(map: CorrelationMap): Partial<Record<QuantityId, number>> {
  const { correlation, nonlinearity, rate, slope } = fixedPoint(map)
  return { fixedPoint: correlation, nonlinearity, fixedPointRate: rate, fixedPointSlope: slope }
}

/** Gram matrix E s(z_i) s(z_j) of one layer, as theorem 56 and 58 have it. */
function raw(
  { mean, scale }: NormalisedActivation,
  map: CorrelationMap,
  inputs: PairCorrelations,
  context: RunContext,
): Partial<Record<QuantityId, number>> {
  const rho = inputs.rho.map((value, pair) => map.next({ rho: value, gap: inputs.gap[pair]! }).rho)
  const found = conditioning(context.arithmetic, rho, inputs.order, () => context.pulse())
  const moment = mean * mean + scale * scale
  return { rawLambdaMin: moment * found.lambdaMin, rawResolution: found.lambdaMin / found.lambdaMax }
}
