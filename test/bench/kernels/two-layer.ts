import type { Arithmetic, BuiltInActivation } from '../../../src-main/science/arithmetic/arithmetic'
import { triangularCoordinates } from '../../../src-main/science/kernels/triangular-coordinates'
import { plainProblem, relu, softplus, swish, type TwoLayerInstance } from '../../golden/moderate-instance'
import { minimalStandard } from '../../golden/razborov-instance'
import { noPulse } from '../../golden/train'
import { allCores, median, medianTime, row, threadCounts, type BenchRow, type Peak } from './measure'
import { torchTimes, type TorchCase } from './torch'

const tanh: BuiltInActivation = { kind: 'built-in', id: 'tanh', parameters: [1, 1] }
const activations = { softplus, relu, tanh, swish }

interface StepCase extends Pick<TorchCase, 'n' | 'd' | 'm' | 'activation' | 'inner' | 'repetitions'> {
  what: string
  /** milliseconds of a measurement */
  slice: number
  threads: readonly number[]
}

const stepCases: readonly StepCase[] = [
  { what: 'phase iteration', n: 100, d: 12, m: 12, activation: 'softplus', slice: 30, threads: [1], inner: 500, repetitions: 15 },
  { what: 'phase iteration', n: 100, d: 25, m: 25, activation: 'relu', slice: 30, threads: [1], inner: 500, repetitions: 15 },
  { what: 'asymmetric step', n: 100, d: 50, m: 2000, activation: 'swish', slice: 100, threads: threadCounts, inner: 5, repetitions: 11 },
  { what: 'wide step', n: 50, d: 10, m: 1_000_000, activation: 'relu', slice: 500, threads: threadCounts, inner: 1, repetitions: 5 },
  { what: 'wide step', n: 50, d: 10, m: 1_000_000, activation: 'tanh', slice: 500, threads: threadCounts, inner: 1, repetitions: 5 },
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

function stepTime(arithmetic: Arithmetic, { problem, initial }: TwoLayerInstance, slice: number): number {
  const trainer = arithmetic.startTwoLayer(problem, initial)
  trainer.advance(16_000, slice, noPulse)
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now()
    const { count } = trainer.advance(16_000, slice, noPulse)
    return (performance.now() - start) / count
  })
  return median(times)
}

/** As spectra of drawn networks are computed: neurons in the span of fewer points than dimensions. */
function gramTime(arithmetic: Arithmetic, threads: number): number {
  const { n, d, m, activation } = gramCase
  const draw = normals(2)
  const points = draw(n * d).map((x) => x / Math.sqrt(d))
  const depth = 4096
  const weights = draw(depth * d)
  return medianTime(3, () => {
    const { inputs, inputDimension } = triangularCoordinates(arithmetic, { inputs: points, sampleCount: n, inputDimension: d }, noPulse)
    return arithmetic.activationGram(
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
  })
}

/**
 * Steps of two-layer networks, 4 n d m flop as by two matrix products, and the traffic of reading and writing the weights once; the Gram
 * matrix of a drawn network, 2 n d m + n^2 m flop as by two matrix products; ours draws in the span and does 3 n^2 m. Each beside PyTorch where that is installed.
 */
export function benchTwoLayer(open: (threads: number) => Arithmetic, peak: Peak): BenchRow[] {
  const name = (what: string, activation: string, threads: number): string => `${what}, ${activation}, ${threads}`
  const steps = stepCases.flatMap((given) => given.threads.map((threads) => ({ ...given, threads })))
  const torch = torchTimes([
    ...steps.map(({ what, n, d, m, activation, threads, inner, repetitions }) => ({
      name: name(what, activation, threads),
      kind: 'steps' as const,
      ...{ n, d, m, activation, threads, inner, repetitions },
    })),
    ...threadCounts.map((threads) => ({
      name: name('Gram', gramCase.activation, threads),
      kind: 'gram' as const,
      ...gramCase,
      threads,
      inner: 1,
      repetitions: 3,
    })),
  ])
  const beside = (bench: BenchRow, key: string): BenchRow => {
    const milliseconds = torch.get(key)
    return milliseconds === undefined ? bench : { ...bench, peer: { name: 'PyTorch', times: milliseconds / bench.milliseconds } }
  }
  const rows = steps.map((given) => {
    const { what, n, d, m, activation, threads, slice } = given
    const milliseconds = stepTime(open(threads), instance({ ...given, threads: [threads] }, threads), slice)
    const bench = row(what, `n ${n}, d ${d}, m ${m}, ${activation}`, threads, milliseconds, 4 * n * d * m, peak)
    return beside({ ...bench, gigabytesPerSecond: (16 * d * m) / milliseconds / 1e6 }, name(what, activation, threads))
  })
  const { n, d, m, activation } = gramCase
  for (const threads of allCores === 1 ? [1] : threadCounts) {
    const bench = row(
      'activation Gram matrix',
      `n ${n}, d ${d}, m ${m}, ${activation}`,
      threads,
      gramTime(open(threads), threads),
      2 * n * d * m + n * n * m,
      peak,
    )
    rows.push(beside(bench, name('Gram', activation, threads)))
  }
  return rows
}
