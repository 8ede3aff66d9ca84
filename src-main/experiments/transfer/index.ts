import { shapeOfRows } from '../../contract'
import type { Cost, Experiment } from '../experiment'
import { NETWORK_AXES, networkAxisValues } from '../finished-network/naming'
import { pointCounts } from '../points/point-counts'
import { costOf as networkCost } from '../two-layer/cost'
import { outputCountOf } from '../two-layer/dimensions'
import { titleOf } from '../two-layer/naming'
import { checkTransfer, resolveTransferFiles } from './given'
import { halfOf } from './points'
import { QUANTITIES, SERIES } from './quantities'
import { runTransfer } from './run'
import type { TransferSpec } from './spec'

/** What the small products of an external network cost beside large ones, in which the rate of the machine was measured. */
const SMALL_PRODUCTS = 3

/** Training and held-out points; the validation rows of a table are as many as its training rows. */
function pointsOf({ network, data }: TransferSpec): { train: number; test: number } {
  if (data.kind === 'validation-halves') {
    const validation = pointCounts(network)?.sampleCount ?? 0
    return { train: halfOf(validation), test: validation - halfOf(validation) }
  }
  const count = ({ inputs }: { inputs: (typeof data)['train']['inputs'] }): number =>
    inputs.kind === 'stored' ? (shapeOfRows(inputs)[0] ?? 0) : 0
  return { train: count(data.train), test: count(data.test) }
}

/** Six operations for each weight, training point and step of every external network. */
function costOf(spec: TransferSpec): Cost {
  const { network, external, featureCounts } = spec
  const points = pointsOf(spec)
  const weights = featureCounts.map((count) => {
    const sizes = [count, ...external.hiddenWidths, outputCountOf(network)]
    return sizes.slice(1).reduce((sum, size, layer) => sum + size * (sizes[layer] ?? 0), 0)
  })
  const widest = Math.max(...featureCounts, ...external.hiddenWidths)
  const all = weights.reduce((sum, count) => sum + count, 0)
  return {
    trainingFlops: SMALL_PRODUCTS * 6 * external.steps * points.train * all,
    spectrumFlops: 0,
    memoryBytes:
      networkCost(network).memoryBytes + 8 * (points.train + points.test) * (10 * widest + 2 * (pointCounts(network)?.inputDimension ?? 0)),
    expectedSteps: Math.max(...featureCounts),
  }
}

/** Transfer of the features of a trained two-layer network (arXiv 2302.01002, section 5). */
export const transfer: Experiment<TransferSpec> = {
  info: {
    id: 'transfer',
    title: 'Transfer of the features of a trained network',
    quantities: [...QUANTITIES],
    series: [...SERIES],
    steps: { label: 'Features', symbol: 'k', unit: '' },
  },
  axes: NETWORK_AXES,
  axisValues: networkAxisValues,
  title: ({ network, external }) => `features for a network of ${external.hiddenWidths.join(', ')}: ${titleOf(network)}`,
  cost: costOf,
  check: checkTransfer,
  resolveFiles: resolveTransferFiles,
  source: ({ network }) => network,
  run: runTransfer,
}
