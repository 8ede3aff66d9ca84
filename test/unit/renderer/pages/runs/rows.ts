import type { ExperimentInfo, RunTableRow } from '../../../../../src-main/contract'

/** A finished run for tests of the table; only what a test is about is given. */
export function tableRow(row: Partial<RunTableRow> & { id: number }): RunTableRow {
  return {
    uid: `run-${row.id}`,
    title: `cell of ${row.id}`,
    cellHash: 'c'.repeat(64),
    seed: row.id,
    attempt: 1,
    state: 'finished',
    stopReason: 'converged',
    step: 10,
    progress: 1,
    priority: 0,
    createdAt: 1_700_000_000_000,
    startedAt: 1_700_000_000_000,
    finishedAt: 1_700_000_001_000,
    computeSeconds: 1,
    bytes: 100,
    summary: {},
    error: null,
    note: null,
    name: null,
    starred: false,
    archivedAt: null,
    tags: [],
    cells: [],
    ...row,
  }
}

const quantity = (id: string, label: string) => ({
  id,
  label,
  symbol: id,
  unit: '',
  digits: 4,
  scale: 'linear' as const,
  description: label,
})

export const EXPERIMENT: ExperimentInfo = {
  id: 'two-layer-relu',
  title: 'Two-layer ReLU network',
  quantities: [quantity('steps', 'Steps'), quantity('kappaH', 'Decay'), quantity('distance', 'Distance')],
  series: [],
}
