import { lengthContraction, lengthMoments, type NormalisedActivation } from '../../science/depth'
import type { RunContext } from '../experiment'
import type { QuantityId } from './quantities'
import type { DepthAnalysisOf } from './spec'

const ITERATIONS = 300

/** The activation scaled to E s^2 = 1 with its mean, as appendix D.4 has it. */
function scaledOnly(normalised: NormalisedActivation): NormalisedActivation {
  const { mean, scale, activation } = normalised
  const root = Math.sqrt(mean * mean + scale * scale)
  return {
    ...normalised,
    // the closed forms of NormReLU are those of its normalised form
    activation: { ...activation, spec: { kind: 'polynomial', coefficients: [0] } },
    value: (x) => activation.value(x) / root,
    derivative: (x) => activation.derivative(x) / root,
  }
}

/** Figure 6: the length map and the bias on an interval, their curvature, and where the length map leads. */
export function analyseLengthMap(
  normalised: NormalisedActivation,
  { scaling, from, to, intervals }: DepthAnalysisOf<'length-map'>,
  context: RunContext,
): void {
  const used = scaling === 'normalised' ? normalised : scaledOnly(normalised)
  const lengths = new Float64Array(intervals + 1)
  const biases = new Float64Array(intervals + 1)
  for (let k = 0; k <= intervals; k++) {
    const moments = lengthMoments(used, from + ((to - from) * k) / intervals)
    lengths[k] = moments.length
    biases[k] = moments.bias
    context.pulse()
  }
  context.record('length', 0, lengths)
  context.record('bias', 0, biases)
  const least = lengths.reduce((best, value, k) => (value < lengths[best]! ? k : best), 0)
  const iterated = (start: number): number => {
    let g = start
    for (let layer = 0; layer < ITERATIONS && Number.isFinite(g) && g > 0; layer++) g = lengthMoments(used, g).length
    return g
  }
  const { rate, below, above } = lengthContraction(used)
  const summary: Partial<Record<QuantityId, number>> = {
    samples: intervals + 1,
    contractionRate: rate,
    contractionBelow: below,
    contractionAbove: above,
    lengthAtHalf: lengthMoments(used, 0.5).length,
    biasAtHalf: lengthMoments(used, 0.5).bias,
    biasAtTwo: lengthMoments(used, 2).bias,
    lengthSlope: 1 - above,
    largestSecondDifference: Math.max(...secondDifferences(lengths)),
    smallestBiasDifference: Math.min(...secondDifferences(biases)),
    leastLength: lengths[least]!,
    leastLengthAt: from + ((to - from) * least) / intervals,
    limitFromAbove: iterated(to),
    limitFromBelow: iterated(from),
  }
  context.summarise(summary)
}

function secondDifferences(values: Float64Array): Float64Array {
  return values.slice(2).map((value, k) => value - 2 * values[k + 1]! + values[k]!)
}
