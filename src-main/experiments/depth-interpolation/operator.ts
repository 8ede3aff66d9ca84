import { activationOf } from '../../science/activations'
import {
  correlationMap,
  correlationOf,
  escapeDepth,
  normalise,
  operatorBound,
  operatorDepth,
  sphereOperatorEigenvalues,
} from '../../science/depth'
import { transposed } from '../../science/kernels/gram'
import { RandomStream, spherePoints } from '../../science/random'
import { quantileOfSorted } from '../../science/statistics'
import type { RunContext } from '../experiment'
import type { QuantityId } from './quantities'
import type { DepthInterpolationSpec, InterpolationOf } from './spec'

/** Harmonics among which the largest eigenvalue is looked for; deep kernels are nearly linear in rho. */
const DEGREES = 40

/** Lemma 54. Point sets come one after the other from the stream `data`. */
export function measureOperator(
  spec: DepthInterpolationSpec,
  analysis: InterpolationOf<'operator'>,
  seed: number,
  context: RunContext,
): void {
  const { inputDimension: d } = spec
  const normalised = normalise(activationOf(spec.activation))
  const delta = separationQuantile(analysis, d, seed, context)
  const depth = operatorDepth(analysis.pointCount, normalised.nonlinearity, escapeDepth(delta, normalised.nonlinearity))
  const summary: Partial<Record<QuantityId, number>> = {
    separationQuantile: delta,
    lemmaDepth: depth,
    operatorBound: operatorBound(analysis.pointCount),
    nonlinearity: normalised.nonlinearity,
  }
  context.summarise(summary)
  if (!Number.isFinite(depth)) {
    context.note('The activation is affine: no depth brings the operator down.')
    return
  }
  const map = correlationMap(normalised.activation)
  const kernel = (rho: number): number => {
    let state = correlationOf(rho)
    for (let layer = 0; layer < depth; layer++) state = map.next(state)
    return state.rho
  }
  const eigenvalues = sphereOperatorEigenvalues(kernel, d, DEGREES)
  const norm: Partial<Record<QuantityId, number>> = {
    operatorNorm: eigenvalues.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  }
  context.summarise(norm)
}

function separationQuantile(
  { pointCount: n, probability, draws }: InterpolationOf<'operator'>,
  d: number,
  seed: number,
  context: RunContext,
): number {
  const stream = new RandomStream(seed, 'data')
  const separations = Array.from({ length: draws }, (_, draw) => {
    const points = spherePoints(stream, d, draw * n, n)
    const products = context.arithmetic.multiply(points, transposed(points, n, d), n, d, n)
    let largest = 0
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) largest = Math.max(largest, Math.abs(products[i * n + j]!))
    context.progress((0.9 * (draw + 1)) / draws)
    context.pulse()
    return Math.max(0, 1 - largest)
  })
  return quantileOfSorted(
    separations.toSorted((a, b) => a - b),
    probability,
  )
}
