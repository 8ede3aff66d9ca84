import { expect, it } from 'vitest'
import type { CellView, Quantity } from '../../../src-main/contract'
import { cellsTable } from '../../../src-main/lab/cells-table'

const quantity = (id: string): Quantity => ({ id, label: id, symbol: '', unit: '', digits: 4, scale: 'linear', description: '' })

const cell = (sampleCount: number, runs: CellView['runs'], steps: number | null): CellView => ({
  hash: String(sampleCount),
  axes: { hiddenWidth: 10, sampleCount },
  note: null,
  seeds: [1, 2],
  runs,
  statistics: steps === null ? {} : { steps: { count: 1, mean: steps, min: steps, max: steps, standardDeviation: null } },
})

it('shows what differs and what was measured, in the order of the experiment', () => {
  const axes = ['hiddenWidth', 'sampleCount'].map((id) => ({ id, label: id, symbol: '' }))
  const ended = (stopReason: string): CellView['runs'][number] => ({ id: 1, seed: 1, state: 'finished', progress: 1, stopReason })
  const table = cellsTable([cell(10, [ended('converged')], 7), cell(20, [ended('step-budget')], null)], axes, [
    quantity('kappaH'),
    quantity('steps'),
  ])
  expect(table.axes.map((axis) => axis.id)).toEqual(['sampleCount'])
  expect(table.quantityIds).toEqual(['steps'])
  expect(table.rows.map(({ entries }) => entries[0]?.measured?.mean ?? null)).toEqual([7, null])
  expect(table.rows.map(({ convergence }) => convergence)).toEqual([
    { succeeded: 1, ended: 1, planned: 2 },
    { succeeded: 0, ended: 1, planned: 2 },
  ])
})
