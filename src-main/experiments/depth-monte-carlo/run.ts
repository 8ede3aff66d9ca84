import { activationOf } from '../../science/activations'
import {
  backpropagate,
  columnGram,
  correlationMap,
  correlationPlateau,
  depthKernels,
  finiteTangentKernel,
  inputCorrelations,
  kernelsAtDepth,
  layersOf,
  matrixOfPairs,
  normalise,
  randomDeepNetwork,
  rescaledLayers,
  type CorrelationMap,
  type DeepNetwork,
  type NormalisedActivation,
  type PairCorrelations,
} from '../../science/depth'
import type { KernelInputs } from '../../science/kernels/kernel-inputs'
import { unitNormRows } from '../points/unit-rows'
import type { Outcome, RunContext, Snapshot } from '../experiment'
import { drawPoints } from '../points/draw-points'
import { Sums } from './sums'
import type { DepthMonteCarloSpec } from './spec'

/** Limits that the draws are compared with. */
interface Limit {
  /** K of every depth, row-major */
  kernels: Float64Array[]
  /** tangent kernel over its diagonal at the largest depth, row-major; null when not asked for or not defined */
  tangent: Float64Array | null
  /** the same with the derivative's dual one layer too high, as equation 7 is printed */
  printedTangent: Float64Array | null
  logTangentDiagonal: number
}

export function runDepthMonteCarlo(spec: DepthMonteCarloSpec, seed: number, context: RunContext, resumeFrom: Snapshot | null): Outcome {
  const { train } = drawPoints(spec, spec.dataSeed ?? seed, context)
  const inputs = unitNormRows(train)
  const normalised = normalise(activationOf(spec.model.activation))
  const limit = limitOf(spec, inputs, normalised, context)
  const sums = resumeFrom === null ? Sums.empty(spec.model.depth + 1) : Sums.from(resumeFrom)
  for (let draw = resumeFrom?.step ?? 0; draw < spec.draws; draw++) {
    context.boundary(draw, () => sums.snapshot(draw))
    const network = randomDeepNetwork(drawSeed(seed, draw), inputs.inputDimension, spec.model.hiddenWidth, spec.model.depth)
    addDraw(spec, network, inputs, normalised, limit, sums, context)
    context.progress((draw + 1) / spec.draws)
  }
  sums.record(
    limit.kernels.map((kernel) => meanOfPairs(kernel, inputs.sampleCount)),
    context,
  )
  context.summarise({
    ...sums.summary(),
    ...(limit.tangent === null || limit.printedTangent === null
      ? {}
      : {
          meanTangentDeviation: largestDifference(sums.meanTangent(), limit.tangent),
          printedMeanTangentDeviation: largestDifference(sums.meanTangent(), limit.printedTangent),
        }),
    draws: spec.draws,
    nonlinearity: normalised.nonlinearity,
    lengthSlope: normalised.lengthSlope,
    ...(spec.model.layers === 'rescaled' ? { plateau: correlationPlateau(spec.model.hiddenWidth, normalised.nonlinearity) } : {}),
  })
  return { state: 'finished', stopReason: 'computed' }
}

/** Draws of different runs never share a network: a run has 2^20 seeds of its own. */
function drawSeed(seed: number, draw: number): number {
  return seed * 2 ** 20 + draw
}

function limitOf(spec: DepthMonteCarloSpec, inputs: KernelInputs, normalised: NormalisedActivation, context: RunContext): Limit {
  const correlations = inputCorrelations(context.arithmetic, inputs)
  const kernels: Float64Array[] = []
  const map = correlationMap(normalised.activation)
  for (const { depth, kernel, tangent, logTangentDiagonal } of depthKernels(map, correlations, () => context.pulse())) {
    kernels.push(matrixOfPairs(kernel.rho, inputs.sampleCount, 1))
    if (depth === spec.model.depth)
      return {
        kernels,
        tangent: spec.measurements.tangent && tangent !== null ? matrixOfPairs(tangent, inputs.sampleCount, 1) : null,
        printedTangent: spec.measurements.tangent ? printedTangent(map, correlations, depth, context) : null,
        logTangentDiagonal,
      }
  }
  throw new RangeError(`There are no kernels of depth ${spec.model.depth}`)
}

function printedTangent(map: CorrelationMap, inputs: PairCorrelations, depth: number, context: RunContext): Float64Array | null {
  const { tangent } = kernelsAtDepth(map, inputs, depth, () => context.pulse(), true)
  return tangent && matrixOfPairs(tangent, inputs.order, 1)
}

function addDraw(
  spec: DepthMonteCarloSpec,
  network: DeepNetwork,
  inputs: KernelInputs,
  normalised: NormalisedActivation,
  limit: Limit,
  sums: Sums,
  context: RunContext,
): void {
  const { arithmetic } = context
  const { sampleCount: n } = inputs
  const pulse = (): void => context.pulse()
  if (spec.model.layers === 'rescaled') {
    let depth = 0
    for (const features of rescaledLayers(arithmetic, network, normalised, inputs, pulse)) {
      sums.addKernel(depth, columnGram(arithmetic, features, n), limit.kernels[depth]!)
      depth++
    }
  } else if (limit.tangent === null) {
    let depth = 0
    for (const { features } of layersOf(arithmetic, network, normalised, inputs, pulse)) {
      sums.addKernel(depth, columnGram(arithmetic, features, n), limit.kernels[depth]!)
      depth++
    }
  } else {
    const state = backpropagate(arithmetic, network, normalised, inputs, pulse)
    state.features.forEach((features, depth) => sums.addKernel(depth, columnGram(arithmetic, features, n), limit.kernels[depth]!))
    const diagonal = Math.exp(limit.logTangentDiagonal)
    const tangent = finiteTangentKernel(arithmetic, state, n)
    const scaled = tangent.map((value) => value / diagonal)
    sums.addTangent(scaled, largestDifference(scaled, limit.tangent), largestDifference(scaled, limit.printedTangent ?? limit.tangent))
  }
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0)
}

function meanOfPairs(kernel: Float64Array, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += kernel[i * n + j]!
  return sum / Math.max(1, (n * (n - 1)) / 2)
}
