import { limitTangentGram, meanTangentGram, tangentGramVariance } from '../../science/kernels/asymmetric-kernels'
import { hiddenKernel } from '../../science/kernels/finite-width'
import { innerProducts } from '../../science/kernels/gram'
import { RunningMoments } from '../../science/statistics'
import { limitPowerSum, limitWeights } from '../../science/two-layer'
import type { RunContext, Snapshot } from '../experiment'
import { momentsFrom, takeMoments } from './moments-snapshot'
import { drawnWeights, neuronsWith, weightDeviation, type Setting } from './network'
import type { QuantityId } from './quantities'
import type { InitialisationMonteCarloSpec } from './spec'

/** Widths a decade. */
const PER_DECADE = 8
/** The largest width is this share of the sequence, so that the sequence can stand for infinitely many nodes. */
const LARGEST_SHARE = 1 / 10

type Sizes = Extract<InitialisationMonteCarloSpec['statistic'], { kind: 'limit' }>

/**
 * Sequences of nodes w_1, w_2, ...: distance of the kernel of their first m to the limit for m -> infinity (arXiv 2302.01002, Proposition 3.1).
 * Of the nodes beyond the drawn ones the mean kernel is taken in the place of their own, which leaves an error of the order of the root of their
 * sum of squares.
 */
export function limitStatistics(setting: Setting, { nodes, sequences }: Sizes, context: RunContext, resumeFrom: Snapshot | null): void {
  const { activation, inputs, model } = setting
  const { symmetricShare, profile } = model
  const { arithmetic } = context
  const pulse = (): void => context.pulse()
  const mean = meanTangentGram(arithmetic, activation, inputs, pulse, weightDeviation(model))
  const weights = limitWeights(profile, nodes)
  const widths = widthsUpTo(Math.floor(nodes * LARGEST_SHARE))
  const masses = widths.map((width) => weights.subarray(0, width).reduceRight((sum, weight) => sum + weight, 0))
  const entryBound = entryBounds(setting, context, mean)

  // squared distances of all widths, and that of the limit from its mean
  const size = widths.length + 1
  const { moments, extremes } =
    resumeFrom === null ? { moments: RunningMoments.ofSize(size), extremes: Float64Array.of(0) } : momentsFrom(resumeFrom, size)
  for (let sequence = moments.count; sequence < sequences; sequence++) {
    context.boundary(sequence, () => takeMoments(moments, extremes))
    const { parts, limit } = partialKernels(setting, { sequence, weights, widths, masses, mean }, context)
    const squares = parts.map(({ kernel, even }, index) => {
      const rest = 1 - (masses[index] ?? NaN)
      kernel.forEach((value, entry) => {
        const bound = entryBound(even[entry] ?? NaN, entry, rest)
        if (bound > 0) extremes[0] = Math.max(extremes[0] ?? NaN, Math.abs(value - (limit[entry] ?? NaN)) / bound)
      })
      return squaredDistance(kernel, limit)
    })
    moments.add([...squares, squaredDistance(limit, mean)])
    context.progress((sequence + 1) / sequences)
  }

  const [squares, errors] = [moments.means(), moments.standardErrors()]
  widths.forEach((width, index) => {
    context.recordAt('limitDistance', width, Math.sqrt(squares[index] ?? NaN))
    context.recordAt('tailMass', width, 1 - (masses[index] ?? NaN))
  })
  const variance = tangentGramVariance(arithmetic, activation, inputs, pulse, weightDeviation(model))
  const summary: Partial<Record<QuantityId, number>> = {
    draws: moments.count,
    kernelVariance: variance,
    limitEntryRatio: extremes[0] ?? NaN,
    limitSquaredDeviation: squares.at(-1) ?? NaN,
    limitSquaredDeviationError: errors.at(-1) ?? NaN,
    limitSquaredDeviationMean: variance * (1 - symmetricShare) * (1 - symmetricShare) * limitPowerSum(profile, 2),
  }
  context.summarise(summary)
}

interface Sequence {
  sequence: number
  /** lambda~_j */
  weights: Float64Array
  widths: readonly number[]
  /** their sums up to each width */
  masses: readonly number[]
  /** Theta* */
  mean: Float64Array
}

/** Kernels of the first m nodes for each width, with their symmetric part over gamma, and the limit. */
function partialKernels(
  setting: Setting,
  { sequence, weights, widths, masses, mean }: Sequence,
  context: RunContext,
): { parts: { kernel: Float64Array; even: Float64Array }[]; limit: Float64Array } {
  const { activation, inputs, model } = setting
  const { inputDimension } = inputs
  const nodes = weights.length
  // sums over the first nodes of K_j and lambda~_j K_j
  let even: Float64Array = new Float64Array(mean.length)
  let weighted: Float64Array = new Float64Array(mean.length)
  let from = 0
  const advance = (to: number): void => {
    const drawn = drawnWeights(setting, (sequence * nodes + from) * inputDimension, (to - from) * inputDimension)
    const part = (nodeScales: Float64Array): Float64Array =>
      hiddenKernel(context.arithmetic, [neuronsWith(drawn, nodeScales, inputDimension)], inputs, activation, () => context.pulse())
    even = sum(even, part(new Float64Array(to - from).fill(1)))
    weighted = sum(weighted, part(weights.slice(from, to).map(Math.sqrt)))
    from = to
    context.pulse()
  }
  const parts = widths.map((width, index) => {
    advance(width)
    const average = even.map((value) => value / width)
    const mass = masses[index] ?? NaN
    const own = weighted.map((value) => value / mass)
    return { kernel: limitTangentGram(average, own, model.symmetricShare), even: average }
  })
  advance(nodes)
  const tail = Math.max(0, 1 - weights.reduceRight((total, weight) => total + weight, 0))
  const whole = weighted.map((value, entry) => value + tail * (mean[entry] ?? NaN))
  return { parts, limit: limitTangentGram(mean, whole, model.symmetricShare) }
}

/** |<x, x'>| / d sup phi'^2 (gamma |Monte Carlo error| + 2 (1 - gamma) tail), entry by entry (arXiv 2302.01002, proof of Proposition 3.1). */
function entryBounds(
  { activation, inputs, model }: Setting,
  { arithmetic }: RunContext,
  mean: Float64Array,
): (even: number, entry: number, rest: number) => number {
  const products = innerProducts(arithmetic, inputs.inputs, inputs.sampleCount, inputs.inputDimension)
  const slopes = activation.derivativeBound * activation.derivativeBound
  const { symmetricShare } = model
  return (even, entry, rest) =>
    symmetricShare * Math.abs(even - (mean[entry] ?? NaN)) +
    (Math.abs(products[entry] ?? NaN) / inputs.inputDimension) * slopes * 2 * (1 - symmetricShare) * rest
}

function widthsUpTo(largest: number): number[] {
  const widths = new Set<number>()
  for (let k = PER_DECADE; ; k++) {
    const width = Math.round(Math.exp((k / PER_DECADE) * Math.LN10))
    if (width > largest) break
    widths.add(width)
  }
  return [...widths]
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, index) => value + (b[index] ?? NaN))
}

/** In the Frobenius norm. */
function squaredDistance(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, index) => {
    const difference = value - (b[index] ?? NaN)
    return total + difference * difference
  }, 0)
}
