import { shapeOfRows, type FieldProblem, type FileArray, type GivenRows, type StoredArray } from '../../contract'
import { networkProblems } from '../finished-network/check'
import { dimensionsOf } from '../two-layer/dimensions'
import { resolveGivenFiles } from '../two-layer/given-arrays'
import type { TransferSpec } from './spec'

const PARTS = ['train', 'test'] as const

export function checkTransfer(spec: TransferSpec): FieldProblem[] {
  const { network, data, featureCounts } = spec
  const problems = networkProblems(network)
  const require = (holds: boolean, path: string, rule: string): void => {
    if (!holds) problems.push({ path, rule })
  }
  const most = Math.max(...featureCounts)
  require(most <= network.model.hiddenWidth, 'featureCounts', `are at most the hidden width, ${network.model.hiddenWidth}`)
  require(network.preprocessing.centring ===
    undefined, 'network.preprocessing.centring', 'the mean taken off is not known for other points')
  if (data.kind === 'validation-halves') {
    require(network.data.kind === 'sample-table', 'data', 'only sample tables have validation rows')
    return problems
  }
  const appended = network.preprocessing.scaling === 'two-coordinates' ? 2 : 0
  const dimension = (dimensionsOf(network)?.inputDimension ?? NaN) - appended
  for (const part of PARTS) {
    const { inputs, labels } = data[part]
    if (inputs.kind === 'file' || labels.kind === 'file') continue
    for (const [name, array] of [
      ['inputs', inputs],
      ['labels', labels],
    ] as const) {
      const end = array.rows === undefined ? 0 : array.rows.first + array.rows.count
      require(end <= (array.shape[0] ?? 0), `data.${part}.${name}`, `has ${array.shape[0] ?? 0} rows, ${end} are asked for`)
    }
    const [points = 0, columns = 1] = shapeOfRows(inputs)
    require(columns === dimension, `data.${part}.inputs`, `has ${columns} columns, the network takes ${dimension}`)
    const count = shapeOfRows(labels).reduce((product, size) => product * size, 1)
    require(count === points, `data.${part}.labels`, `has ${count} entries, expected ${points}`)
  }
  return problems
}

export function resolveTransferFiles(spec: TransferSpec, load: (file: FileArray, field: string) => StoredArray): TransferSpec {
  const network = resolveGivenFiles(spec.network, (file, field) => load(file, `network.${field}`))
  const { data } = spec
  if (data.kind !== 'given') return { ...spec, network }
  const stored = (given: GivenRows, field: string): GivenRows => {
    if (given.kind === 'stored') return given
    const { rows, ...file } = given
    return { ...load(file, field), ...(rows === undefined ? {} : { rows }) }
  }
  const part = (name: (typeof PARTS)[number]) => ({
    inputs: stored(data[name].inputs, `data.${name}.inputs`),
    labels: stored(data[name].labels, `data.${name}.labels`),
  })
  return { ...spec, network, data: { ...data, train: part('train'), test: part('test') } }
}
