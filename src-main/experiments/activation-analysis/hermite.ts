import { activationOf } from '../../science/activations'
import { activationHermite, gaussianExpectation, withoutRounding } from '../../science/gaussian'
import { fitPowerLaw } from '../../science/statistics'
import type { RunContext } from '../experiment'
import type { QuantityId } from './quantities'
import type { AnalysisOf } from './spec'

/**
 * Hermite coefficients, their tails and how fast they decay (arXiv 1908.05660, section 6.4 and appendices F, G). Rates are of
 * the larger one of each pair 2j, 2j + 1, as a kink at 0 shows in one parity first.
 */
export function analyseHermite({ activation: given, part, terms }: AnalysisOf<'hermite'>, context: RunContext): void {
  const activation = activationOf(given)
  const { coefficients, floor } = activationHermite(activation, part, terms)
  context.pulse()
  const sizes = withoutRounding(coefficients).map((c) => (Math.abs(c) > floor ? Math.abs(c) : 0))
  const squares = sizes.map((size) => size * size)
  const tails = tailsOf(squares)
  sizes.forEach((size, k) => {
    if (size > 0) context.recordAt('coefficientSize', k, size)
    if (tails[k]! > 0) context.recordAt('tailSquares', k, tails[k]!)
  })
  const resolved = [...sizes.keys()].filter((k) => sizes[k]! > 0)
  const envelope = resolved.filter((k) => sizes[k]! >= (sizes[k ^ 1] ?? Infinity))
  const upper = envelope.slice(Math.floor(envelope.length / 2))
  const upperSizes = upper.map((k) => sizes[k]!)
  const f = activation[part]
  const summary: Partial<Record<QuantityId, number | null>> = {
    decayRate: slopeOf(
      upper.map((k) => Math.exp(Math.sqrt(2 * k + 1))),
      upperSizes,
    ),
    decayPower: slopeOf(upper, upperSizes),
    resolvedCount: resolved.length,
    vanishingCount: terms - resolved.length,
    noiseFloor: floor,
    squareSum: tails[0]! + squares[0]!,
    meanSquare: gaussianExpectation((x) => f(x) * f(x), activation.kinks),
  }
  context.summarise(summary)
}

/** sum of what comes after each, small ones first */
function tailsOf(squares: Float64Array): Float64Array {
  const tails = new Float64Array(squares.length)
  for (let k = squares.length - 2; k >= 0; k--) tails[k] = tails[k + 1]! + squares[k + 1]!
  return tails
}

function slopeOf(x: readonly number[], y: readonly number[]): number | null {
  return fitPowerLaw(x, y)?.exponent ?? null
}
