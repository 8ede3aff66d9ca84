import type { Arithmetic } from '../../../src-main/science/arithmetic/arithmetic'
import type { DeepNetwork } from '../../../src-main/science/arithmetic/deep-network'
import { deepWork, fanInVariance, initialDeepState, initialParameters, parameterCount } from '../../../src-main/science/deep'
import { RandomStream } from '../../../src-main/science/random'
import { batchNormalisation, feedForward, problemOf, randomBatch, relu, residualNetwork } from '../../golden/deep-networks'
import { noPulse } from '../../golden/train'
import { allCores, row, type BenchRow, type Peak } from './measure'
import { inTurns, Peer } from './peer'

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
  /** steps of a measurement */
  inner: number
  turns: number
}

const fullyConnected = (inputs: number, width: number, normalised: boolean, inner: number, turns: number): DeepCase => ({
  what: normalised ? 'deep step, batch normalised' : 'deep step',
  size: `32 x ${width}, ${inputs} inputs`,
  layers: { kind: 'feed-forward', inputs, width, depth: 32, normalised },
  inner,
  turns,
})

const cases: readonly DeepCase[] = [
  fullyConnected(784, 128, false, 20, 11),
  fullyConnected(784, 128, true, 20, 11),
  fullyConnected(3072, 512, false, 4, 9),
  fullyConnected(3072, 3000, false, 1, 3),
  { what: 'residual step', size: '32 layers, 32 x 32 images', layers: { kind: 'residual', blocks: 5 }, inner: 1, turns: 11 },
]

function networkOf({ layers }: DeepCase): DeepNetwork {
  if (layers.kind === 'residual') return residualNetwork(layers.blocks)
  return feedForward(layers.inputs, layers.width, layers.depth, 10, relu, layers.normalised ? [batchNormalisation] : [])
}

/** Milliseconds of a step. */
function stepsOf(arithmetic: Arithmetic, network: DeepNetwork, inner: number): () => number {
  const problem = problemOf(network, { precision: 'float32', batchSize: batch, threads: allCores })
  const parameters = initialParameters(network, 'float32', fanInVariance(2), ({ path }) => new RandomStream(1, path))
  const trainer = arithmetic.createDeepTrainer(problem, initialDeepState(network, parameters))
  const examples = randomBatch(problem, batch, 1)
  const update = { momentum: 0.9, groups: [{ first: 0, count: parameterCount(network), stepSize: 1e-4, weightDecay: 0 }] }
  return () => {
    const start = performance.now()
    for (let step = 0; step < inner; step++) trainer.step(examples, update, noPulse)
    return (performance.now() - start) / inner
  }
}

/**
 * Steps of stochastic gradient descent with momentum on batches of 128 in float32, beside PyTorch where that is installed. The peak of float32
 * is twice that of float64: vectors have twice the lanes.
 */
export async function benchDeep(open: (threads: number) => Arithmetic, peak: Peak): Promise<BenchRow[]> {
  const peakOfSingle: Peak = { gflops: (threads) => 2 * peak.gflops(threads) }
  const torch = Peer.start({ script: 'deep_torch.py', module: 'torch', debianPackage: 'python3-torch' })
  const rows: BenchRow[] = []
  for (const given of cases) {
    const { what, size, layers, inner, turns } = given
    const network = networkOf(given)
    const asked = { ...layers, batch, threads: allCores, inner }
    const { ours, theirs } = await inTurns(torch, asked, turns, stepsOf(open(allCores), network, inner))
    const bench = row(what, size, allCores, ours, batch * deepWork(network).trainingOperations, peakOfSingle)
    rows.push(theirs === null ? bench : { ...bench, peer: { name: 'PyTorch', times: theirs / ours } })
  }
  torch?.stop()
  return rows
}
