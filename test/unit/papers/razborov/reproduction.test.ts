import { describe, expect, it } from 'vitest'
import type { CellPlan } from '../../../../src-main/contract'
import { razborov } from '../../../../src-main/papers/razborov'
import { mainSeriesPlan } from '../../../../src-main/papers/razborov/main-series'
import { table1 } from '../../../../src-main/papers/razborov/recipes/table-1'
import { fastArithmetic } from '../../../fixtures/arithmetic'
import { computeEvidence, evidenceOf } from '../../../fixtures/evidence'
import { RecordingContext } from '../../../fixtures/recording-context'
import { experimentOf } from '../../../../src-main/experiments'

/** Two cells of Table 1 that are cheap enough for every test run; the whole table is a test of its own. */
const CELLS = [
  { hiddenWidth: 500, sampleCount: 100 },
  { hiddenWidth: 200, sampleCount: 200 },
]
const RUNS = 4

describe('cells of Table 1', () => {
  const arithmetic = fastArithmetic()
  const plan = mainSeriesPlan(CELLS, RUNS, 1)
  const evidence = computeEvidence(plan, arithmetic)

  it('are reproduced within the tolerance for four runs, and every run converges', () => {
    const [table] = table1.present(evidence).tables
    for (const { axes, convergence, entries } of table?.rows ?? []) {
      expect(convergence, JSON.stringify(axes)).toEqual({ succeeded: RUNS, ended: RUNS, planned: RUNS })
      for (const { quantityId, verdict, deviation } of entries)
        expect(verdict, `${JSON.stringify(axes)} ${quantityId} ${String(deviation)}`).toBe('within')
    }
    expect(table?.rows).toHaveLength(CELLS.length)
  })

  it('no claim of the paper fails on any of the runs', () => {
    for (const run of evidence.runs) {
      const failed = razborov.runClaims(run, evidence).filter(({ verdict }) => verdict === 'fails')
      expect(failed.map(({ id, measured }) => `${id}: ${measured}`)).toEqual([])
    }
  })

  it('half the step size is told apart by the step count', () => {
    const [cell] = plan
    if (cell?.spec.experiment !== 'two-layer-relu') throw new Error('there is no cell')
    const stepSizes = { kind: 'two-rate', hidden: 5e-4, output: 0 } as const
    const slower: CellPlan = { ...cell, spec: { ...cell.spec, training: { ...cell.spec.training, stepSizes } } }
    const ended = evidenceOf([slower], (_, repetition) => {
      const context = new RecordingContext(arithmetic)
      const { stopReason } = experimentOf(slower.spec).run(slower.spec, slower.seeds[repetition] ?? 0, context, null)
      return { summary: context.summary, stopReason }
    })
    const [table] = table1.present(ended).tables
    expect(table?.rows[0]?.entries.find(({ quantityId }) => quantityId === 'steps')?.verdict).toBe('outside')
  })
})
