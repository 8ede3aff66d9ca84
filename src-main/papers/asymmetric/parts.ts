import type { Axis, CellPlan } from '../../contract'
import type { PruningSpec } from '../../experiments/pruning/spec'
import type { TransferSpec } from '../../experiments/transfer/spec'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'
import type { StudyEvidence } from '../paper'
import { settingAxes, SETTINGS, type ScaleSetting } from './settings'

/** What a cell of a figure with several kinds of runs is. */
export type Part = 'training' | 'pruning' | 'transfer' | 'transfer as stated'

export const PART_AXIS: Axis = { id: 'part', label: 'What', symbol: '' }

/** The cells of one kind and their runs; a study without kinds is all training. */
export function partOfEvidence(evidence: StudyEvidence, part: Part): StudyEvidence {
  const cells = evidence.cells.filter(({ axes }) => (axes['part'] ?? 'training') === part)
  const hashes = new Set(cells.map(({ hash }) => hash))
  return { ...evidence, cells, runs: evidence.runs.filter(({ cellHash }) => hashes.has(cellHash)) }
}

/** The external network and the numbers of features of a transfer. */
export type TransferPlan = Pick<TransferSpec, 'external' | 'featureCounts' | 'data'>

/** Training, pruning and transfers of the same networks, setting after setting. */
export function planNetworks(
  network: (setting: ScaleSetting) => TwoLayerSpec,
  seeds: number[],
  transfers: Partial<Record<'transfer' | 'transfer as stated', TransferPlan>>,
  settings: readonly ScaleSetting[] = SETTINGS,
): CellPlan[] {
  return settings.flatMap((setting) => {
    const spec = network(setting)
    const cell = (part: Part, of: CellPlan['spec']): CellPlan => ({ spec: of, seeds, axes: { ...settingAxes(setting), part } })
    return [
      cell('training', spec),
      cell('pruning', pruningOf(spec)),
      ...Object.entries(transfers).map(([part, plan]) => cell(part as Part, transferOf(spec, plan))),
    ]
  })
}

/** Every 5 % of the neurons, as the published figures. */
const PRUNED_PARTS = 20

function pruningOf(network: TwoLayerSpec): PruningSpec {
  return { experiment: 'pruning', version: 1, network, importance: 'hidden-weights', parts: PRUNED_PARTS }
}

function transferOf(network: TwoLayerSpec, plan: TransferPlan): TransferSpec {
  return { experiment: 'transfer', version: 1, network, importance: 'hidden-weights', ...plan }
}
