import type { Cost, Experiment } from '../experiment'
import { networkProblems } from '../finished-network/check'
import { NETWORK_AXES, networkAxisValues } from '../finished-network/naming'
import { costOf as networkCost } from '../two-layer/cost'
import { dimensionsOf } from '../two-layer/dimensions'
import { resolveGivenFiles } from '../two-layer/given-arrays'
import { titleOf } from '../two-layer/naming'
import { QUANTITIES, SERIES } from './quantities'
import { runPruning } from './run'
import type { PruningSpec } from './spec'

/** Every neuron evaluated once: 2 m (n + n') (d + K) operations; outputs of each part are kept. */
function costOf({ network, parts }: PruningSpec): Cost {
  const dimensions = dimensionsOf(network)
  if (dimensions === null) return { trainingFlops: 0, spectrumFlops: 0, memoryBytes: 0, expectedSteps: 0 }
  const { inputDimension, hiddenWidth, sampleCount, testCount, outputCount } = dimensions
  const points = sampleCount + testCount
  return {
    trainingFlops: 2 * hiddenWidth * points * (inputDimension + outputCount),
    spectrumFlops: 0,
    memoryBytes: networkCost(network).memoryBytes + 8 * points * outputCount * (parts + 3),
    expectedSteps: hiddenWidth,
  }
}

/** Pruning of a trained two-layer network (arXiv 2302.01002, section 5). */
export const pruning: Experiment<PruningSpec> = {
  info: {
    id: 'pruning',
    title: 'Pruning of a trained network',
    quantities: [...QUANTITIES],
    series: [...SERIES],
    steps: { label: 'Neurons removed', symbol: '', unit: '' },
  },
  axes: NETWORK_AXES,
  axisValues: networkAxisValues,
  title: ({ network, importance }) => `pruned by ${importance.replace('-', ' ')}: ${titleOf(network)}`,
  cost: costOf,
  check: ({ network }) => networkProblems(network),
  resolveFiles: (spec, load) => ({
    ...spec,
    network: resolveGivenFiles(spec.network, (file, field) => load(file, `network.${field}`)),
  }),
  source: ({ network }) => network,
  run: runPruning,
}
