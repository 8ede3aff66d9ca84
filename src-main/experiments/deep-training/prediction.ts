import type { ActivationSpec, Summary } from '../../contract'
import { activationOf } from '../../science/activations'
import type { Arithmetic } from '../../science/arithmetic/arithmetic'
import { correlationMap, inputCorrelations, lengthsOf, nextLayer, normalise } from '../../science/depth'
import { innerProducts } from '../../science/kernels/gram'
import type { KernelInputs } from '../../science/kernels/kernel-inputs'
import { sizeOf } from '../../science/deep'
import type { DeepData } from './data'
import type { QuantityId } from './quantities'
import type { EpochRecorder } from './recorder'
import type { DeepTrainingSpec, FullyConnectedModel } from './spec'

/** Test examples whose pairs are followed through the layers. */
const POINTS = 100

/** Activations with s(c x) = c s(x) for c > 0: lengths do nothing to their correlations. */
const HOMOGENEOUS: ReadonlySet<ActivationSpec['kind']> = new Set(['relu', 'leaky-relu', 'absolute'])

/**
 * Averages over the pairs of the first test examples, before training: at infinite width, by the recursion of the kernel from layer to layer (arXiv
 * 2002.01523, equation 5 and appendix D), and in this network. Nothing where the recursion takes a quadrature for each pair and layer, and
 * for residual networks, whose pixels it does not follow.
 */
export function predictedDotProducts(
  spec: DeepTrainingSpec,
  arithmetic: Arithmetic,
  { test, shape }: DeepData,
  recorder: EpochRecorder,
  pulse: () => void,
): Summary {
  const count = Math.min(POINTS, test.count)
  if (spec.model.kind !== 'fully-connected' || spec.measurements.dotProducts.kind === 'none' || count < 2) return {}
  const inputDimension = sizeOf(shape)
  const inputs = { inputs: Float64Array.from(test.inputs.subarray(0, count * inputDimension)), sampleCount: count, inputDimension }
  const averages = predicted(spec, spec.model, arithmetic, inputs, pulse)
  const last = averages?.at(-1)
  if (averages === null || last === undefined) return {}
  recorder.recordPrediction(averages)
  return {
    predictedDotProduct: last.signed,
    predictedAbsoluteDotProduct: last.absolute,
    comparedDotProduct: recorder.dotProductsOf(count).signed,
  } satisfies Partial<Record<QuantityId, number>>
}

/** Over all pairs of examples, after a layer. */
interface Averages {
  signed: number
  absolute: number
}

function averagesOf(rho: Float64Array): Averages {
  const mean = (f: (value: number) => number): number => rho.reduce((sum, value) => sum + f(value), 0) / rho.length
  return { signed: mean((value) => value), absolute: mean(Math.abs) }
}

/** After every hidden layer from the first, null where correlations are not known. */
function predicted(
  { initialisation }: DeepTrainingSpec,
  { activation: given, normalisation, depth }: FullyConnectedModel,
  arithmetic: Arithmetic,
  inputs: KernelInputs,
  pulse: () => void,
): Averages[] | null {
  const activation = activationOf(given)
  // a batch normalisation that has seen no batch does nothing; over a layer, before the activation, lengths become 1
  const isPlain = normalisation === 'none' || normalisation === 'batch'
  if (HOMOGENEOUS.has(given.kind) || normalisation === 'layer-before') {
    const map = correlationMap(activation, normalisation === 'layer-after')
    const { rho, gap } = inputCorrelations(arithmetic, inputs)
    let correlations = Array.from(rho, (start, pair) => ({ rho: start, gap: gap[pair]! }))
    return Array.from({ length: depth }, () => {
      correlations = correlations.map((correlation) => map.next(correlation))
      pulse()
      return averagesOf(Float64Array.from(correlations, ({ rho: next }) => next))
    })
  }
  if (given.kind !== 'normrelu' || !isPlain || initialisation.kind !== 'fan-in') return null
  const { gain } = initialisation
  const order = inputs.sampleCount
  const normalised = normalise(activation)
  const gram = innerProducts(arithmetic, inputs.inputs, order, inputs.inputDimension).map((value) => value / inputs.inputDimension)
  let state = lengthsOf(gram, order)
  return Array.from({ length: depth }, () => {
    const variances = state.squaredLengths.map((length) => gain * length)
    state = nextLayer(normalised, { ...state, squaredLengths: variances }, pulse)
    return averagesOf(packed(state.correlations, order))
  })
}

/** The entries below the diagonal. */
function packed(matrix: Float64Array, order: number): Float64Array {
  const below = new Float64Array((order * (order - 1)) / 2)
  let pair = 0
  for (let i = 0; i < order; i++) for (let j = 0; j < i; j++) below[pair++] = matrix[i * order + j]!
  return below
}
