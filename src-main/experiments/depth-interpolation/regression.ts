import { sphereInputs } from '../../datasets'
import { activationOf } from '../../science/activations'
import { conditioning, correlationMap, normalise, type Correlation, type CorrelationMap } from '../../science/depth'
import { transposed } from '../../science/kernels/gram'
import { normals, RandomStream } from '../../science/random'
import type { RunContext } from '../experiment'
import type { QuantityId, SeriesId } from './quantities'
import type { DepthInterpolationSpec, InterpolationOf } from './spec'

/** Eigenvalues below this part of the largest count as 0 in the minimum-norm solution. */
const RANK = 1e-11

/** Theorem 16: training points from the stream `data`, noise from `labels`; test points follow the training points in both. */
export function interpolate(
  spec: DepthInterpolationSpec,
  analysis: InterpolationOf<'regression'>,
  seed: number,
  context: RunContext,
): void {
  const { inputDimension: d, activation } = spec
  const { sampleCount: n, testCount, depths } = analysis
  const { arithmetic } = context
  const pulse = (): void => context.pulse()
  const inputs = sphereInputs(seed, d, n + testCount)
  const labels = noisyLabels(inputs, d, analysis.noise, seed)
  const [known, asked] = [labels.subarray(0, n), labels.subarray(n)]
  const columns = transposed(inputs.subarray(0, n * d), n, d)
  const products = arithmetic.multiply(inputs, columns, n + testCount, d, n)
  const normalised = normalise(activationOf(activation))
  const map = correlationMap(normalised.activation)
  let states: Correlations = {
    rho: products.map((rho) => Math.max(-1, Math.min(1, rho))),
    gap: products.map((rho) => Math.max(0, 1 - Math.abs(rho))),
  }
  for (let i = 0; i < n; i++) [states.rho[i * n + i], states.gap[i * n + i]] = [1, 0]
  const errors: { depth: number; error: number }[] = []
  const last = Math.max(...depths)
  for (let depth = 0; depth <= last; depth++) {
    if (depth > 0) states = through(map, states, pulse)
    if (!depths.includes(depth)) continue
    const { test, training, conditionNumber } = fit(states.rho, known, asked, n, context)
    const record = (series: SeriesId, value: number): void => context.recordAt(series, depth, value)
    record('testError', test)
    record('trainingError', training)
    record('conditionNumber', conditionNumber)
    errors.push({ depth, error: test })
    context.progress(depth / Math.max(1, last))
  }
  const best = errors.reduce((least, each) => (each.error < least.error ? each : least))
  const summary: Partial<Record<QuantityId, number>> = {
    leastTestError: best.error,
    bestDepth: best.depth,
    deepestTestError: errors.at(-1)?.error ?? NaN,
    nullError: meanSquare(asked),
    nonlinearity: normalised.nonlinearity,
    // of f = a . x with |a| = 1 and the part slope^L rho of the kernel: slope^-L
    weightNorm: Math.exp(-last * Math.log(map.slopeAtZero)),
  }
  context.summarise(summary)
}

interface Correlations {
  rho: Float64Array
  gap: Float64Array
}

function through(map: CorrelationMap, { rho, gap }: Correlations, pulse: () => void): Correlations {
  const next: Correlations = { rho: new Float64Array(rho.length), gap: new Float64Array(rho.length) }
  for (let index = 0; index < rho.length; index++) {
    const state: Correlation = map.next({ rho: rho[index]!, gap: gap[index]! })
    next.rho[index] = state.rho
    next.gap[index] = state.gap
    if (index % 65_536 === 0) pulse()
  }
  return next
}

/** Minimum-norm interpolation: rows 0, ..., n - 1 of `kernel` are the training points, the others the test points. */
function fit(
  kernel: Float64Array,
  known: Float64Array,
  asked: Float64Array,
  n: number,
  context: RunContext,
): { test: number; training: number; conditionNumber: number } {
  const { arithmetic } = context
  const pulse = (): void => context.pulse()
  const gram = kernel.slice(0, n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) gram[j * n + i] = gram[i * n + j]!
  const { values, vectors } = arithmetic.symmetricEigensystem(gram, n, pulse)
  const largest = values[n - 1]!
  const weights = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    if (!(values[k]! > RANK * largest)) continue
    let along = 0
    for (let i = 0; i < n; i++) along += vectors[k * n + i]! * known[i]!
    for (let i = 0; i < n; i++) weights[i]! += (along / values[k]!) * vectors[k * n + i]!
  }
  const fitted = arithmetic.multiply(kernel, weights, kernel.length / n, n, 1)
  const pairs = new Float64Array((n * (n - 1)) / 2)
  for (let i = 0, pair = 0; i < n; i++) for (let j = 0; j < i; j++, pair++) pairs[pair] = gram[i * n + j]!
  return {
    test: meanSquare(asked.map((label, i) => label - fitted[n + i]!)),
    training: meanSquare(known.map((label, i) => label - fitted[i]!)),
    conditionNumber: conditioning(arithmetic, pairs, n, pulse).conditionNumber,
  }
}

function noisyLabels(inputs: Float64Array, d: number, noise: number, seed: number): Float64Array {
  const errors = normals(new RandomStream(seed, 'labels'), 0, inputs.length / d)
  return errors.map((error, i) => Math.max(-1, Math.min(1, (Math.sqrt(d) * inputs[i * d]!) / 3 + noise * error)))
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length
}
