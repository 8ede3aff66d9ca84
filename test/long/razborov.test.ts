import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TableView } from '../../src-main/contract'
import { cellSeeds, mainSeriesPlan } from '../../src-main/papers/razborov/main-series'
import { labels } from '../../src-main/papers/razborov/recipes/labels'
import { stepSize } from '../../src-main/papers/razborov/recipes/step-size'
import { table1 } from '../../src-main/papers/razborov/recipes/table-1'
import { table2 } from '../../src-main/papers/razborov/recipes/table-2'
import { twoRate } from '../../src-main/papers/razborov/recipes/two-rate'
import { fastArithmetic } from '../fixtures/arithmetic'
import { computeEvidence } from '../fixtures/evidence'

/**
 * The whole experiments of the paper, as many runs as published, against the tolerances. About half an hour on two quiet cores.
 * The tables are left in test-results/ as CSV.
 */
const threads = availableParallelism()
const arithmetic = fastArithmetic(threads)
const folder = join(import.meta.dirname, '../../test-results')

function writeCsv(name: string, table: TableView): void {
  const axes = table.axes.map(({ id }) => id)
  const columns = table.quantityIds.flatMap((id) => [
    `${id}_min`,
    `${id}_max`,
    `${id}_mean`,
    `${id}_sd`,
    `${id}_published`,
    `${id}_verdict`,
  ])
  const rows = table.rows.map((row) => [
    ...axes.map((axis) => row.axes[axis]),
    row.convergence.ended,
    row.convergence.succeeded,
    ...row.entries.flatMap(({ measured, published, verdict }) => [
      measured?.min,
      measured?.max,
      measured?.mean,
      measured?.standardDeviation,
      published?.mean,
      verdict,
    ]),
  ])
  mkdirSync(folder, { recursive: true })
  const lines = [[...axes, 'runs', 'converged', ...columns], ...rows].map((row) => row.map((cell) => cell ?? '').join(','))
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
}

function outside(table: TableView): string[] {
  return table.rows.flatMap(({ axes, entries }) =>
    entries
      .filter(({ verdict }) => verdict === 'outside')
      .map(({ quantityId, deviation }) => `${JSON.stringify(axes)} ${quantityId} ${String(deviation)}`),
  )
}

describe('Table 1', () => {
  it('40 cells, 10 runs each: every average within its tolerance, every run converged', () => {
    const presentation = table1.present(computeEvidence(table1.plan('full', 1), arithmetic, threads))
    const [table] = presentation.tables
    if (table === undefined) throw new Error('there is no table')
    writeCsv('table-1.csv', table)
    expect(outside(table)).toEqual([])
    expect(presentation.claims.find(({ id }) => id === 'A4')).toMatchObject({ verdict: 'holds' })
    expect(presentation.claims.find(({ id }) => id === 'C7-exponent')).toMatchObject({ verdict: 'holds' })

    // no systematic bias: averages of the ratios over the cells, with the standard errors of an independent reproduction
    const ratio = (quantity: string): number => {
      const ratios = table.rows.flatMap(({ entries }) =>
        entries.filter(({ quantityId, deviation }) => quantityId === quantity && deviation !== null),
      )
      return ratios.reduce((sum, { deviation }) => sum + (deviation ?? NaN), 0) / ratios.length
    }
    expect(Math.abs(ratio('steps'))).toBeLessThan(0.01)
    expect(Math.abs(ratio('everChangedCount'))).toBeLessThan(0.02)
    expect(Math.abs(ratio('hiddenWeightDistance'))).toBeLessThan(0.02)
    expect(Math.abs(ratio('kappaH'))).toBeLessThan(0.005)
  })
})

describe('Table 2', () => {
  it('as published, with five runs for m = 5000: every average within its tolerance', () => {
    const plan = table2.plan('full', 1).filter(({ axes }) => axes['sampleCount'] !== 5000)
    const [last] = mainSeriesPlan([{ hiddenWidth: 100, sampleCount: 5000 }], 5, 1)
    if (last === undefined) throw new Error('there is no cell')
    expect(last.seeds).toEqual(cellSeeds(1, 100, 5000, 5))
    const [table] = table2.present(computeEvidence([...plan, last], arithmetic, threads)).tables
    if (table === undefined) throw new Error('there is no table')
    writeCsv('table-2.csv', table)
    expect(outside(table)).toEqual([])
    expect(table.rows.map(({ convergence }) => [convergence.succeeded, convergence.ended])).toEqual([
      [10, 10],
      [10, 10],
      [6, 6],
      [3, 3],
      [5, 5],
    ])
  })
})

describe('other experiments', () => {
  it('labels: as the paper reports and as computed independently', () => {
    const presentation = labels.present(computeEvidence(labels.plan('full', 1), arithmetic, threads))
    const failed = presentation.claims.filter(({ verdict }) => verdict !== 'holds')
    expect(failed.map(({ id, measured, prediction }) => `${id}: ${prediction}; ${measured}`)).toEqual([])
  })

  it('step size of the S = 1000 block: half the stated one gives the printed numbers', () => {
    const presentation = stepSize.present(computeEvidence(stepSize.plan('full', 1), arithmetic, threads))
    const verdicts = presentation.claims.map(({ id, verdict }) => [id, verdict])
    expect(verdicts).toEqual([
      ['step-size-stated', 'fails'],
      ['step-size-half', 'holds'],
      ['A7', 'holds'],
    ])
  })

  it('two step sizes: no claim fails', () => {
    const presentation = twoRate.present(computeEvidence(twoRate.plan('full', 1), arithmetic, threads))
    expect(presentation.claims.filter(({ verdict }) => verdict === 'fails').map(({ id, measured }) => `${id}: ${measured}`)).toEqual([])
  })
})
