import { meanTangentGram, splitTangentGram, tangentGramVariance } from '../../science/kernels/asymmetric-kernels'
import { initialSpectrumWidth } from '../../science/kernels/asymmetric-thresholds'
import { RunningMoments } from '../../science/statistics'
import type { RunContext, Snapshot } from '../experiment'
import { takeMoments, momentsFrom } from './moments-snapshot'
import { drawnWeights, neuronsWith, scalesOf, weightDeviation, type Setting } from './network'
import type { QuantityId, SeriesId } from './quantities'

/** delta of proposition D.1; the paper leaves it open. */
const FAILURE_PROBABILITY = 0.1

/** Averaged over the draws: squared deviation, smallest eigenvalue, whether the symmetric part is above half of gamma kappa. */
const AVERAGED = 3

/**
 * Deviation of the tangent kernel from its mean (arXiv 2302.01002, Eq. 7) and its smallest eigenvalue beside those of its symmetric part
 * (Proposition D.1), over independent initialisations.
 */
export function kernelStatistics(setting: Setting, draws: number, context: RunContext, resumeFrom: Snapshot | null): void {
  const { activation, inputs, model } = setting
  const { arithmetic } = context
  const pulse = (): void => context.pulse()
  const { sampleCount, inputDimension } = inputs
  const { hiddenWidth, symmetricShare } = model
  const weights = scalesOf(model)
  const nodeScales = weights.map(Math.sqrt)
  const deviation = weightDeviation(model)
  const mean = meanTangentGram(arithmetic, activation, inputs, pulse, deviation)
  const variance = tangentGramVariance(arithmetic, activation, inputs, pulse, deviation)
  const smallest = (matrix: Float64Array): number => arithmetic.symmetricEigenvalues(matrix, sampleCount, pulse)[0] ?? NaN
  const kappa = smallest(mean)
  const known: Partial<Record<QuantityId, number>> = {
    meanKernelLambdaMin: kappa,
    kernelVariance: variance,
    squaredDeviationExact: variance * weights.reduce((sum, weight) => sum + weight * weight, 0),
    ...(kappa > 0
      ? {
          requiredWidth: initialSpectrumWidth({
            sampleCount,
            inputDimension,
            kappa,
            symmetricShare,
            failureProbability: FAILURE_PROBABILITY,
            largestLabel: 0,
          }),
        }
      : {}),
  }
  context.summarise(known)

  const record = (series: SeriesId, draw: number, value: number): void => context.recordAt(series, draw, value)
  const { moments, extremes } =
    resumeFrom === null
      ? { moments: RunningMoments.ofSize(AVERAGED), extremes: Float64Array.of(Infinity, -Infinity) }
      : momentsFrom(resumeFrom, AVERAGED)
  for (let draw = moments.count; draw < draws; draw++) {
    context.boundary(draw, () => takeMoments(moments, extremes))
    const size = hiddenWidth * inputDimension
    const block = neuronsWith(drawnWeights(setting, draw * size, size), nodeScales, inputDimension)
    const { symmetric, asymmetric } = splitTangentGram(arithmetic, block, inputs, activation, symmetricShare, pulse)
    const kernel = symmetric.map((value, index) => value + (asymmetric[index] ?? NaN))
    const square = kernel.reduce((sum, value, index) => {
      const difference = value - (mean[index] ?? NaN)
      return sum + difference * difference
    }, 0)
    const values = arithmetic.symmetricEigenvalues(kernel, sampleCount, pulse)
    const [least, largest] = [values[0] ?? NaN, values.at(-1) ?? NaN]
    const ofPart = symmetricShare === 0 ? 0 : symmetricShare === 1 ? least : smallest(symmetric)
    moments.add([square, least, ofPart > (symmetricShare * kappa) / 2 ? 1 : 0])
    extremes[0] = Math.min(extremes[0] ?? NaN, least)
    extremes[1] = Math.max(extremes[1] ?? NaN, (ofPart - least) / largest)
    record('lambdaMin', draw + 1, least)
    record('symmetricLambdaMin', draw + 1, ofPart)
    context.progress((draw + 1) / draws)
  }
  const [square, least, above] = moments.means()
  const summary: Partial<Record<QuantityId, number>> = {
    draws: moments.count,
    squaredDeviation: square ?? NaN,
    squaredDeviationError: moments.standardErrors()[0] ?? NaN,
    meanLambdaMin: least ?? NaN,
    leastLambdaMin: extremes[0] ?? NaN,
    partExcess: extremes[1] ?? NaN,
    ...(symmetricShare > 0 ? { aboveHalfShare: above ?? NaN } : {}),
  }
  context.summarise(summary)
}
