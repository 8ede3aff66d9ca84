import type { ExperimentSpec, StoredRows } from '../../../src-main/contract'

type Network = Extract<ExperimentSpec, { experiment: 'two-layer' }>
export type NetworkAct = 'pruning' | 'transfer'

/** Specs that act on a trained network, to begin with. The network is asked to keep its weights, which makes it another spec where it did not. */
export function specOnNetwork(spec: ExperimentSpec, act: NetworkAct): ExperimentSpec | null {
  if (spec.experiment !== 'two-layer') return null
  const network: Network = { ...spec, measurements: { ...spec.measurements, finalWeights: true } }
  if (act === 'pruning') return { experiment: 'pruning', version: 1, network, importance: 'hidden-weights', parts: 20 }
  const data = heldOutData(network)
  if (data === null) return null
  const featureCounts = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].filter((count) => count <= network.model.hiddenWidth)
  return {
    experiment: 'transfer',
    version: 1,
    network,
    importance: 'hidden-weights',
    data,
    featureCounts: featureCounts.length > 0 ? featureCounts : [network.model.hiddenWidth],
    external: { hiddenWidths: [64, 64], stepSize: 0.1, steps: 5000 },
  }
}

/** The validation rows of a table, or the halves of the test points; null when the network knows no points but those it was trained on. */
function heldOutData({ data, testData }: Network): Extract<ExperimentSpec, { experiment: 'transfer' }>['data'] | null {
  if (data.kind === 'sample-table') return { kind: 'validation-halves' }
  if (testData?.inputs.kind !== 'stored' || testData.labels.kind !== 'stored') return null
  const { inputs, labels } = testData
  const first = inputs.rows?.first ?? 0
  const count = inputs.rows?.count ?? inputs.shape[0] ?? 0
  const half = Math.floor(count / 2)
  if (half === 0) return null
  const labelShift = (labels.rows?.first ?? 0) - first
  const rows = (from: number, size: number) => {
    const cut = (array: StoredRows, shift: number): StoredRows => ({ ...array, rows: { first: first + from + shift, count: size } })
    return { inputs: cut(inputs, 0), labels: cut(labels, labelShift) }
  }
  return { kind: 'given', train: rows(0, half), test: rows(half, count - half) }
}
