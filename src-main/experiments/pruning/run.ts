import type { TwoLayerProblem, TwoLayerWeights } from '../../science/arithmetic/two-layer'
import { increasingImportance } from '../../science/two-layer'
import type { Outcome, RunContext } from '../experiment'
import { importanceOf, openFinishedNetwork, type FinishedNetwork } from '../finished-network/open'
import { riskOf } from '../finished-network/risk'
import { accuracy } from '../two-layer/class-targets'
import type { QuantityId, SeriesId } from './quantities'
import type { PruningSpec } from './spec'

type PointsName = 'training' | 'test'

/** Outputs at some points from the neurons that are left, part after part. */
interface Followed {
  name: PointsName
  targets: Float64Array
  /** what each part of the neurons, in the order in which they are removed, adds to the outputs */
  shares: Float64Array[]
}

/** Share of the neurons that are left where a quantity is asked for. */
const HALF = 0.5
const FEW = 0.05

/**
 * Removes the neurons in the order of increasing importance and evaluates what is left after each part. Outputs are sums over parts, added
 * from the most important one on: every neuron is evaluated once, and without neurons the outputs are exactly 0.
 */
export function runPruning(spec: PruningSpec, seed: number, context: RunContext): Outcome {
  const network = openFinishedNetwork(spec.network, seed, context)
  const { problem, test } = network
  const order = increasingImportance(importanceOf(spec.importance, network))
  const ends = partEnds(problem.hiddenWidth, spec.parts)
  const followed: Followed[] = [{ name: 'training', targets: problem.targets, shares: [] }]
  if (test !== null) followed.push({ name: 'test', targets: test.targets, shares: [] })
  ends.slice(1).forEach((end, part) => {
    const neurons = order.subarray(ends[part] ?? 0, end)
    for (const points of followed) points.shares.push(shareOf(context, network, neurons, points.name))
    context.progress((part + 1) / (ends.length - 1))
  })
  for (const points of followed) follow(context, problem, points, ends)
  return { state: 'finished', stopReason: 'all-removed' }
}

/** Numbers of neurons after 0, 1, ... parts, the last one all of them. */
export function partEnds(width: number, parts: number): number[] {
  const ends = Array.from({ length: parts + 1 }, (_, part) => Math.round((part * width) / parts))
  return [...new Set(ends)]
}

function shareOf(context: RunContext, network: FinishedNetwork, neurons: Uint32Array, name: PointsName): Float64Array {
  const { problem, weights, test } = network
  const inputs = name === 'training' || test === null ? problem.inputs : test.inputs
  const part = partOf(problem, weights, neurons)
  return context.arithmetic.evaluateTwoLayer(part.problem, part.weights, inputs, () => context.pulse())
}

/** The network that has these neurons alone. */
function partOf(
  problem: TwoLayerProblem,
  weights: TwoLayerWeights,
  neurons: Uint32Array,
): { problem: TwoLayerProblem; weights: TwoLayerWeights } {
  const pick = (values: Float64Array, width: number): Float64Array => {
    const picked = new Float64Array(neurons.length * width)
    neurons.forEach((neuron, i) => picked.set(values.subarray(neuron * width, (neuron + 1) * width), i * width))
    return picked
  }
  return {
    problem: { ...problem, hiddenWidth: neurons.length, nodeScales: pick(problem.nodeScales, 1) },
    weights: {
      hiddenWeights: pick(weights.hiddenWeights, problem.inputDimension),
      biases: problem.biases ? pick(weights.biases, 1) : weights.biases,
      outputWeights: pick(weights.outputWeights, problem.outputCount),
    },
  }
}

function follow(context: RunContext, problem: TwoLayerProblem, { name, targets, shares }: Followed, ends: readonly number[]): void {
  const outputs = new Float64Array(targets.length)
  const steps: { removed: number; risk: number; accuracy: number | null }[] = []
  const look = (removed: number): void => {
    const classes = problem.outputCount > 1
    steps.unshift({
      removed,
      risk: riskOf(problem, outputs, targets),
      accuracy: classes ? accuracy(outputs, targets, problem.outputCount) : null,
    })
  }
  look(problem.hiddenWidth)
  for (let part = shares.length - 1; part >= 0; part--) {
    shares[part]?.forEach((value, index) => (outputs[index] = outputs[index]! + value))
    look(ends[part] ?? 0)
  }
  const record = (series: SeriesId, step: number, value: number): void => context.recordAt(series, step, value)
  for (const { removed, risk, accuracy: right } of steps) {
    record(`${name}Risk`, removed, risk)
    if (right !== null) record(`${name}Accuracy`, removed, right)
  }
  summarise(context, name, problem.hiddenWidth, steps)
}

function summarise(
  context: RunContext,
  name: PointsName,
  width: number,
  steps: readonly { removed: number; risk: number; accuracy: number | null }[],
): void {
  const at = (left: number) => steps.find(({ removed }) => removed === Math.round((1 - left) * width))
  const values = new Map<QuantityId, number>()
  const set = (id: QuantityId, value: number | null | undefined): void => {
    if (value !== null && value !== undefined) values.set(id, value)
  }
  set(`${name}Risk`, at(1)?.risk)
  set(`${name}Accuracy`, at(1)?.accuracy)
  set(`${name}RiskNone`, at(0)?.risk)
  if (name === 'test') {
    set('testRiskHalf', at(HALF)?.risk)
    set('testAccuracyHalf', at(HALF)?.accuracy)
    set('testRiskFew', at(FEW)?.risk)
    set('testAccuracyFew', at(FEW)?.accuracy)
    set('testAccuracyNone', at(0)?.accuracy)
  }
  context.summarise(Object.fromEntries(values))
}
