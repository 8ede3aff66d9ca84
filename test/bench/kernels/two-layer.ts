import type { Arithmetic, BuiltInActivation } from '../../../src-main/science/arithmetic/arithmetic'
import { triangularCoordinates } from '../../../src-main/science/kernels/triangular-coordinates'
import { plainProblem, relu, softplus, swish, type TwoLayerInstance } from '../../golden/moderate-instance'
import { minimalStandard } from '../../golden/razborov-instance'
import { noPulse } from '../../golden/train'
import { row, threadCounts, type BenchRow, type Peak } from './measure'
import { inTurns, Peer } from './peer'

const tanh: BuiltInActivation = { kind: 'built-in', id: 'tanh', parameters: [1, 1] }
const activations = { softplus, relu, tanh, swish }

interface StepCase {
  what: string
  n: number
  d: number
  m: number
  activation: keyof typeof activations
  threads: readonly number[]
  /** milliseconds of a measurement of ours, and steps of one of theirs */
  slice: number
  inner: number
  turns: number
}

const stepCases: readonly StepCase[] = [
  { what: 'phase iteration', n: 100, d: 12, m: 12, activation: 'softplus', slice: 30, threads: [1], inner: 500, turns: 15 },
  { what: 'phase iteration', n: 100, d: 25, m: 25, activation: 'relu', slice: 30, threads: [1], inner: 500, turns: 15 },
  { what: 'asymmetric step', n: 100, d: 50, m: 2000, activation: 'swish', slice: 100, threads: threadCounts, inner: 5, turns: 11 },
  { what: 'wide step', n: 50, d: 10, m: 1_000_000, activation: 'relu', slice: 500, threads: threadCounts, inner: 1, turns: 5 },
  { what: 'wide step', n: 50, d: 10, m: 1_000_000, activation: 'tanh', slice: 500, threads: threadCounts, inner: 1, turns: 5 },
]

const gramCase = { n: 1000, d: 3074, m: 100_000, activation: 'tanh' } as const

function normals(seed: number): (count: number) => Float64Array {
  const { gaussian } = minimalStandard(seed)
  return (count) => new Float64Array(count).map(gaussian)
}

function instance({ n, d, m, activation }: StepCase, threads: number): TwoLayerInstance {
  const draw = normals(1)
  return {
    problem: plainProblem({
      inputDimension: d,
      hiddenWidth: m,
      sampleCount: n,
      inputs: draw(n * d).map((x) => x / Math.sqrt(d)),
      targets: draw(n),
      activation: activations[activation],
      nodeScales: new Float64Array(m).fill(1 / Math.sqrt(m)),
      stepSizes: { hidden: 1e-4, bias: 0, output: 0 },
      threads,
    }),
    initial: { hiddenWeights: draw(m * d), biases: new Float64Array(0), outputWeights: draw(m) },
  }
}

/** Milliseconds of a step. */
function stepsOf(arithmetic: Arithmetic, { problem, initial }: TwoLayerInstance, slice: number): () => number {
  const trainer = arithmetic.startTwoLayer(problem, initial)
  return () => {
    const start = performance.now()
    const { count } = trainer.advance(16_000, slice, noPulse)
    return (performance.now() - start) / count
  }
}

/** As spectra of drawn networks are computed: neurons in the span of fewer points than dimensions. */
function gramOf(arithmetic: Arithmetic, threads: number): () => number {
  const { n, d, m, activation } = gramCase
  const draw = normals(2)
  const points = draw(n * d).map((x) => x / Math.sqrt(d))
  const depth = 4096
  const weights = draw(depth * d)
  return () => {
    const start = performance.now()
    const { inputs, inputDimension } = triangularCoordinates(arithmetic, { inputs: points, sampleCount: n, inputDimension: d }, noPulse)
    arithmetic.activationGram(
      {
        inputDimension,
        hiddenWidth: m,
        sampleCount: n,
        inputs,
        preactivationScale: 1,
        activation: activations[activation],
        which: 'derivative' as const,
        block: (_first: number, count: number) => ({
          hiddenWeights: weights.subarray(0, count * inputDimension),
          biases: new Float64Array(0),
        }),
        neuronWeights: new Float64Array(m).fill(1 / m),
        timesInputProducts: true,
        threads,
      },
      noPulse,
    )
    return performance.now() - start
  }
}

/**
 * Steps of two-layer networks, 4 n d m flop as by two matrix products, and the traffic of reading and writing the weights once; the Gram
 * matrix of a drawn network, 2 n d m + n^2 m flop as by two matrix products; ours draws in the span and does 3 n^2 m. Each beside PyTorch where that is installed.
 */
export async function benchTwoLayer(open: (threads: number) => Arithmetic, peak: Peak): Promise<BenchRow[]> {
  const torch = Peer.start({ script: 'two_layer_torch.py', module: 'torch', debianPackage: 'python3-torch' })
  const rows: BenchRow[] = []
  const beside = (bench: BenchRow, theirs: number | null): void => {
    rows.push(theirs === null ? bench : { ...bench, peer: { name: 'PyTorch', times: theirs / bench.milliseconds } })
  }
  for (const given of stepCases) {
    const { what, n, d, m, activation, slice, inner, turns } = given
    for (const threads of given.threads) {
      const asked = { kind: 'steps', n, d, m, activation, threads, inner }
      const { ours, theirs } = await inTurns(torch, asked, turns, stepsOf(open(threads), instance(given, threads), slice))
      const bench = row(what, `n ${n}, d ${d}, m ${m}, ${activation}`, threads, ours, 4 * n * d * m, peak)
      beside({ ...bench, gigabytesPerSecond: (16 * d * m) / ours / 1e6 }, theirs)
    }
  }
  const { n, d, m, activation } = gramCase
  for (const threads of threadCounts) {
    const { ours, theirs } = await inTurns(torch, { kind: 'gram', ...gramCase, threads, inner: 1 }, 3, gramOf(open(threads), threads))
    const flops = 2 * n * d * m + n * n * m
    beside(row('activation Gram matrix', `n ${n}, d ${d}, m ${m}, ${activation}`, threads, ours, flops, peak), theirs)
  }
  torch?.stop()
  return rows
}
