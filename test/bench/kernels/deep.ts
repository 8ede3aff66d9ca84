import type { Arithmetic } from '../../../src-main/science/arithmetic/arithmetic'
import type { DeepNetwork } from '../../../src-main/science/arithmetic/deep-network'
import { deepWork, fanInVariance, initialDeepState, initialParameters, parameterCount } from '../../../src-main/science/deep'
import { RandomStream } from '../../../src-main/science/random'
import { batchNormalisation, feedForward, problemOf, randomBatch, relu, residualNetwork } from '../../golden/deep-networks'
import { noPulse } from '../../golden/train'
import { allCores, medianTime, row, type BenchRow, type Peak } from './measure'
import { fromPython } from './python'

const batch = 128

interface Layers {
  kind: 'feed-forward'
  inputs: number
  width: number
  depth: number
  normalised: boolean
}

interface Blocks {
  kind: 'residual'
  blocks: number
}

interface DeepCase {
  what: string
  size: string
  layers: Layers | Blocks
  repetitions: number
}

const fullyConnected = (inputs: number, width: number, normalised: boolean, repetitions: number): DeepCase => ({
  what: normalised ? 'deep step, batch normalised' : 'deep step',
  size: `32 x ${width}, ${inputs} inputs`,
  layers: { kind: 'feed-forward', inputs, width, depth: 32, normalised },
  repetitions,
})

const cases: readonly DeepCase[] = [
  fullyConnected(784, 128, false, 201),
  fullyConnected(784, 128, true, 201),
  fullyConnected(3072, 512, false, 41),
  fullyConnected(3072, 3000, false, 3),
  { what: 'residual step', size: '32 layers, 32 x 32 images', layers: { kind: 'residual', blocks: 5 }, repetitions: 11 },
]

function networkOf({ layers }: DeepCase): DeepNetwork {
  if (layers.kind === 'residual') return residualNetwork(layers.blocks)
  return feedForward(layers.inputs, layers.width, layers.depth, 10, relu, layers.normalised ? [batchNormalisation] : [])
}

function stepTime(arithmetic: Arithmetic, network: DeepNetwork, repetitions: number): number {
  const problem = problemOf(network, { precision: 'float32', batchSize: batch, threads: allCores })
  const parameters = initialParameters(network, 'float32', fanInVariance(2), ({ path }) => new RandomStream(1, path))
  const trainer = arithmetic.createDeepTrainer(problem, initialDeepState(network, parameters))
  const examples = randomBatch(problem, batch, 1)
  const update = { momentum: 0.9, groups: [{ first: 0, count: parameterCount(network), stepSize: 1e-4, weightDecay: 0 }] }
  return medianTime(repetitions, () => trainer.step(examples, update, noPulse))
}

/**
 * Steps of stochastic gradient descent with momentum on batches of 128 in float32, beside PyTorch where that is installed. The peak of float32
 * is twice that of float64: vectors have twice the lanes.
 */
export function benchDeep(open: (threads: number) => Arithmetic, peak: Peak): BenchRow[] {
  const peakOfSingle: Peak = { gflops: (threads) => 2 * peak.gflops(threads) }
  const name = ({ what, size }: DeepCase): string => `${what}, ${size}`
  const asked = cases.map((given) => ({ name: name(given), ...given.layers, batch, threads: allCores, repetitions: given.repetitions }))
  const where = { script: 'deep_torch.py', module: 'torch', debianPackage: 'python3-torch' }
  const torch = (fromPython(where, asked) ?? {}) as Record<string, number | undefined>
  return cases.map((given) => {
    const network = networkOf(given)
    const milliseconds = stepTime(open(allCores), network, given.repetitions)
    const bench = row(given.what, given.size, allCores, milliseconds, batch * deepWork(network).trainingOperations, peakOfSingle)
    const theirs = torch[name(given)]
    return theirs === undefined ? bench : { ...bench, peer: { name: 'PyTorch', times: theirs / milliseconds } }
  })
}
