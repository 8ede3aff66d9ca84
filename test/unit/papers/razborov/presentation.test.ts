import { describe, expect, it } from 'vitest'
import type { CellPlan, ClaimView, Summary, TableRow, TableView } from '../../../../src-main/contract'
import type { Recipe, StudyPresentation } from '../../../../src-main/papers/paper'
import { recipeById, PAPERS } from '../../../../src-main/papers'
import { deviationOf, isWithin, toleranceFor } from '../../../../src-main/papers/razborov/presentation/tolerances'
import type { PublishedRow } from '../../../../src-main/papers/razborov/published/published-row'
import { TABLE_1 } from '../../../../src-main/papers/razborov/published/table-1'
import { TABLE_2 } from '../../../../src-main/papers/razborov/published/table-2'
import { evidenceOf } from '../../../fixtures/evidence'

function recipe(id: string): Recipe {
  const found = recipeById(id)
  if (found === undefined) throw new Error(`there is no recipe ${id}`)
  return found
}

/** A run whose numbers are the printed averages, changed by `factor` for the step count. */
function printed(published: readonly PublishedRow[], { axes }: CellPlan, changes: (row: PublishedRow) => Summary = () => ({})): Summary {
  const row = published.find(({ hiddenWidth, sampleCount }) => hiddenWidth === axes['hiddenWidth'] && sampleCount === axes['sampleCount'])
  if (row === undefined) throw new Error('no such row')
  const distance = row.hiddenWeightDistance?.mean ?? 1.8 * Math.sqrt(row.sampleCount)
  return {
    steps: row.steps.mean,
    kappaH: row.kappaH.mean,
    everChangedCount: row.everChangedCount.mean,
    hiddenWeightDistance: distance,
    kappaD: row.everChangedCount.mean / (row.hiddenWidth * row.sampleCount),
    kappaW: distance / Math.sqrt(row.sampleCount),
    ...changes(row),
  }
}

function table(presentation: StudyPresentation): TableView {
  const [first] = presentation.tables
  if (first === undefined) throw new Error('there is no table')
  return first
}

function rowOf(view: TableView, hiddenWidth: number, sampleCount: number): TableRow {
  const found = view.rows.find(({ axes }) => axes['hiddenWidth'] === hiddenWidth && axes['sampleCount'] === sampleCount)
  if (found === undefined) throw new Error('there is no such row')
  return found
}

function claim(presentation: StudyPresentation, id: string): ClaimView {
  const found = presentation.claims.find((view) => view.id === id)
  if (found === undefined) throw new Error(`there is no claim ${id}`)
  return found
}

describe('tolerances', () => {
  it.each([
    ['steps', 100, 10, 10, 0.12],
    ['kappaH', 1000, 10, 10, 0.03],
    ['everChangedCount', 200, 10, 10, 0.09],
    // one run: sqrt((1 + 1/10) / (2/10)) = sqrt(5.5)
    ['steps', 1000, 1, 10, 0.05 * Math.sqrt(5.5)],
    // three runs against three
    ['hiddenWeightDistance', 4000, 3, 3, 0.08 * Math.sqrt(10 / 3)],
  ] as const)('%s at m = %i, %i runs against %i', (quantity, sampleCount, measured, published, expected) => {
    const tolerance = toleranceFor(quantity, sampleCount, measured, published)
    expect(tolerance.kind).toBe(quantity === 'kappaH' ? 'absolute' : 'relative')
    if (tolerance.kind !== 'range') expect(tolerance.value).toBeCloseTo(expected, 14)
  })

  it('at m = 5000 are ranges', () => {
    const tolerance = toleranceFor('steps', 5000, 5, 1)
    expect(tolerance).toEqual({ kind: 'range', low: 20_500, high: 29_000 })
    expect([isWithin(20_000, 28_217, tolerance), isWithin(22_928, 28_217, tolerance), isWithin(28_217, 28_217, tolerance)]).toEqual([
      false,
      true,
      true,
    ])
  })

  it('deviations are relative or plain differences', () => {
    expect(deviationOf(110, 100, { kind: 'relative', value: 1 })).toBeCloseTo(0.1, 15)
    expect(deviationOf(0.8, 0.9, { kind: 'absolute', value: 1 })).toBeCloseTo(-0.1, 15)
  })
})

describe('Table 1', () => {
  const table1 = recipe('razborov-table-1')
  const plan = table1.plan('full', 1)

  it('before any run: everything pending, nothing claimed', () => {
    const presentation = table1.present(evidenceOf(plan, () => null))
    const view = table(presentation)
    expect(view.rows).toHaveLength(40)
    for (const { entries, convergence } of view.rows) {
      expect(entries.every(({ measured, verdict }) => measured === null && (verdict === 'pending' || verdict === 'not-published'))).toBe(
        true,
      )
      expect(convergence).toEqual({ succeeded: 0, ended: 0, planned: 10 })
    }
    expect(new Set(presentation.claims.map(({ verdict }) => verdict))).toEqual(new Set(['vacuous', 'not measured']))
    expect(presentation.figures.flatMap(({ curves }) => curves).some(({ kind }) => kind === 'measured' || kind === 'fit')).toBe(false)
  })

  it('with the printed numbers: every average within, deviations zero, the missing entry unpublished', () => {
    const presentation = table1.present(evidenceOf(plan, (cell) => ({ summary: printed(TABLE_1, cell) })))
    for (const { axes, entries, convergence } of table(presentation).rows) {
      expect(convergence).toEqual({ succeeded: 10, ended: 10, planned: 10 })
      for (const { quantityId, verdict, deviation, published } of entries) {
        const isMissing = quantityId === 'hiddenWeightDistance' && axes['hiddenWidth'] === 500 && axes['sampleCount'] === 900
        expect(verdict).toBe(isMissing ? 'not-published' : 'within')
        if (isMissing) expect([published, deviation]).toEqual([null, null])
        else expect(deviation).toBeCloseTo(0, 14)
      }
    }
    expect(claim(presentation, 'A4')).toMatchObject({ verdict: 'holds', measured: '159 of 159 averages within; 400 of 400 runs converged' })
    // least squares over the printed rows, computed elsewhere: 0.749 (m/(nS))^0.493
    expect(claim(presentation, 'C7-exponent')).toMatchObject({ verdict: 'holds', measured: 'b = 0.493, coefficient 0.749, over 40 cells' })
  })

  it.each([
    ['a step size wrong by a factor of two', ({ steps }: PublishedRow): Summary => ({ steps: 2 * steps.mean }), 'steps'],
    [
      'D taken as D_end, about 15 % lower',
      ({ everChangedCount }: PublishedRow): Summary => ({ everChangedCount: everChangedCount.mean / 1.17 }),
      'everChangedCount',
    ],
    [
      'labels of half the variance',
      ({ hiddenWeightDistance }: PublishedRow): Summary => ({ hiddenWeightDistance: (hiddenWeightDistance?.mean ?? NaN) * 0.85 }),
      'hiddenWeightDistance',
    ],
  ])('%s is outside wherever m >= 400', (_, changes, quantity) => {
    const presentation = table1.present(evidenceOf(plan, (cell) => ({ summary: printed(TABLE_1, cell, changes) })))
    for (const { axes, entries } of table(presentation).rows) {
      if (Number(axes['sampleCount']) < 400) continue
      const entry = entries.find(({ quantityId }) => quantityId === quantity)
      if (entry?.published !== null) expect(entry?.verdict).toBe('outside')
    }
    expect(claim(presentation, 'A4').verdict).toBe('fails')
  })

  it('statistics are over converged runs of the planned seeds only', () => {
    const evidence = evidenceOf(plan, (cell, repetition) => ({
      summary: printed(TABLE_1, cell, ({ steps }) => ({ steps: repetition === 0 ? 1 : steps.mean + repetition })),
      stopReason: repetition === 0 ? 'residual-increased' : 'converged',
    }))
    const foreign = evidence.runs.slice(0, 5).map((run, index) => ({ ...run, id: 10_000 + index, seed: 12_345, summary: { steps: 1e9 } }))
    const presentation = table1.present({ ...evidence, runs: [...evidence.runs, ...foreign] })
    const row = rowOf(table(presentation), 100, 100)
    expect(row.convergence).toEqual({ succeeded: 9, ended: 10, planned: 10 })
    expect(row.entries[0]?.measured).toMatchObject({ count: 9, mean: 533, min: 529, max: 537 })
    expect(claim(presentation, 'A4').verdict).toBe('fails')
  })

  it('a cell of which every run aborted is outside, not pending', () => {
    const presentation = table1.present(evidenceOf(plan, (cell) => ({ summary: printed(TABLE_1, cell), stopReason: 'residual-increased' })))
    const row = rowOf(table(presentation), 1000, 500)
    expect(row.convergence).toEqual({ succeeded: 0, ended: 10, planned: 10 })
    expect(row.entries.map(({ verdict, measured }) => [verdict, measured])).toEqual(new Array(4).fill(['outside', null]))
  })

  it('figures have a measured, a published and two theory curves for each S, and a fit', () => {
    const presentation = table1.present(
      evidenceOf(plan, (cell, repetition) => ({ summary: { ...printed(TABLE_1, cell), kappaH: 0.8 + 0.01 * repetition } })),
    )
    expect(presentation.figures.map(({ id }) => id)).toEqual(['figure-1', 'figure-2', 'figure-3'])
    const [first, second, third] = presentation.figures
    const measured = first?.curves.find(({ id }) => id === 'measured-500')
    expect(measured?.points).toHaveLength(10)
    expect(measured?.points[0]).toMatchObject({ x: 100, low: 0.8, high: 0.89, count: 10 })
    expect(measured?.points[0]?.y).toBeCloseTo(0.845, 12)
    expect(second?.curves.map(({ id }) => id)).toEqual(
      ['measured', 'published']
        .flatMap((kind) => [100, 200, 500, 1000].map((width) => `${kind}-${width}`))
        .concat(
          [100, 200, 500, 1000].flatMap((width) => [`bound-${width}`, `displacement-law-${width}`]),
          [100, 200, 500, 1000].map((width) => `fit-${width}`),
        ),
    )
    const bound = second?.curves.find(({ id }) => id === 'bound-200')?.points.find(({ x }) => x === 400)
    expect(bound?.y).toBeCloseTo(Math.cbrt(400 / (100 * 200)), 14)
    const law = second?.curves.find(({ id }) => id === 'displacement-law-200')?.points.find(({ x }) => x === 400)
    expect(law?.y).toBeCloseTo(Math.atan((42.61 / 20) * Math.sqrt(400 / 20_000)) / Math.PI, 12)
    const published = second?.curves.find(({ id }) => id === 'published-1000')?.points[0]
    expect(published?.y).toBeCloseTo(2546 / 100_000, 14)
    expect(third?.curves.find(({ id }) => id === 'published-500')?.points).toHaveLength(9)
    expect(first?.markers.filter(({ group }) => group === 'S = 100').map(({ x, label }) => [Math.round(x), label])).toEqual([
      [100, 'm = S'],
      [316, 'm = nS^(1/4)'],
      [100, 'm = n^(3/4)S^(1/4)'],
      [10_000, 'm = nS'],
    ])
    // curves of one S share their group, so that they share a colour
    for (const figure of presentation.figures)
      for (const { id, group } of figure.curves) expect(id.endsWith(`-${group.slice(4)}`)).toBe(true)
  })

  it('says that the stated step size is another one', () => {
    expect(table1.present(evidenceOf(plan, () => null)).notes.join(' ')).toContain('states the step size 1e-3 for S = 1000, m <= 800')
  })
})

describe('Table 2', () => {
  const table2 = recipe('razborov-table-2')

  it('compares m = 5000 with a range and the others with a tolerance for their number of runs', () => {
    const presentation = table2.present(evidenceOf(table2.plan('full', 1), (cell) => ({ summary: printed(TABLE_2, cell) })))
    const rows = table(presentation).rows
    expect(rows.map(({ axes }) => axes['sampleCount'])).toEqual([1000, 2000, 3000, 4000, 5000])
    expect(rows[4]?.entries[0]?.tolerance).toEqual({ kind: 'range', low: 20_500, high: 29_000 })
    const tolerance = rows[2]?.entries[0]?.tolerance
    expect(tolerance?.kind === 'relative' ? tolerance.value : NaN).toBeCloseTo(0.05 * Math.sqrt((1 / 6 + 1 / 6) / 0.2), 14)
    expect(rows[4]?.entries[0]?.published).toEqual({ mean: 28217, min: null, max: null })
    expect(claim(presentation, 'A5').verdict).toBe('holds')
  })
})

describe('step size of the S = 1000 block', () => {
  const stepSize = recipe('razborov-step-size')

  it('puts both step sizes side by side, and the claims tell which one gives the printed numbers', () => {
    const presentation = stepSize.present(
      evidenceOf(stepSize.plan('quick', 1), (cell) => {
        const large = cell.axes['hiddenStepSize'] === (cell.axes['sampleCount'] === 900 ? 5e-4 : 1e-3)
        const aborts = large && Number(cell.axes['sampleCount']) >= 400
        return {
          summary: printed(TABLE_1, cell, ({ steps }) => ({ steps: large ? steps.mean / 2 : steps.mean })),
          stopReason: aborts ? 'residual-increased' : 'converged',
        }
      }),
    )
    expect(
      table(presentation)
        .rows.map(({ axes }) => axes['hiddenStepSize'])
        .slice(0, 4),
    ).toEqual([1e-3, 5e-4, 1e-3, 5e-4])
    expect(claim(presentation, 'step-size-stated')).toMatchObject({ verdict: 'fails' })
    expect(claim(presentation, 'step-size-stated').measured).toContain('0 of 8 cells agree; m = 100: T = 48 (printed 96)')
    expect(claim(presentation, 'step-size-stated').measured).toContain('m = 400: aborted (printed 142)')
    expect(claim(presentation, 'step-size-half')).toMatchObject({ verdict: 'holds' })
    expect(claim(presentation, 'A7')).toMatchObject({ verdict: 'holds', measured: '0 of 2 converged at 5e-4, 2 of 2 at 2e-4' })
  })
})

describe('label experiments', () => {
  const labels = recipe('razborov-labels')
  const plan = labels.plan('full', 1)

  /** Numbers of the independent computation, with the outcome the paper reports. */
  function asReported(cell: CellPlan, repetition: number): { summary: Summary; stopReason: string; series: Record<string, number[]> } {
    const kind = String(cell.axes['labelKind'])
    const m = Number(cell.axes['sampleCount'])
    const T: Record<string, number> = {
      gaussian: m + 400,
      'high-spectrum': 0.4 * m + 446,
      'low-spectrum': 1.97 * m + 560,
      local: 3.68 * m + 230,
    }
    const kappa: Record<string, number> = { gaussian: 0.85, 'high-spectrum': 0.97, 'low-spectrum': 0.7, local: 0.8 }
    const aborts = kind === 'local' && (m === 2000 || (m === 1000 && repetition === 3))
    return {
      summary: {
        steps: T[kind] ?? NaN,
        kappaH: kappa[kind] ?? NaN,
        finalResidualNorm: aborts ? 200 : 9.9e-4,
        abortResidualBefore: 199,
        abortResidualLinear: 198,
      },
      stopReason: aborts ? 'residual-increased' : 'converged',
      series: kind === 'gaussian' ? { hiddenKernelLambdaMin: [10, 9.5, 9, 8.9] } : {},
    }
  }

  it('hold when they end as reported', () => {
    const presentation = labels.present(evidenceOf(plan, asReported))
    expect(['E3-E4', 'E5', 'C19', 'E7', 'C14'].map((id) => [id, claim(presentation, id).verdict])).toEqual([
      ['E3-E4', 'holds'],
      ['E5', 'holds'],
      ['C19', 'holds'],
      ['E7', 'holds'],
      ['C14', 'holds'],
    ])
    expect(claim(presentation, 'E5').measured).toContain('19 of 20 runs converged')
    expect(claim(presentation, 'C19').measured).toContain('0.001: 0 of 10, 0.0001: 0 of 10, 0.00001: 0 of 3')
    expect(claim(presentation, 'C19').measured).toContain('in 23 of 23 aborts the error would have fallen')
    expect(claim(presentation, 'A6-local-1000').verdict).toBe('holds')
  })

  it('fail when they do not', () => {
    const presentation = labels.present(
      evidenceOf(plan, (cell, repetition) => {
        const reported = asReported(cell, repetition)
        const kind = cell.axes['labelKind']
        return {
          summary: { ...reported.summary, steps: 700, finalResidualNorm: 9e-4 },
          stopReason:
            kind === 'local' && cell.axes['sampleCount'] === 2000 ? 'converged' : repetition % 2 === 0 ? 'residual-increased' : 'converged',
          series: { hiddenKernelLambdaMin: [10, 5, 9] },
        }
      }),
    )
    expect(['E3-E4', 'E5', 'C19', 'E7', 'C14', 'A6-local-1000'].map((id) => claim(presentation, id).verdict)).toEqual(
      new Array(6).fill('fails'),
    )
    expect(claim(presentation, 'E7').measured).toContain('deepest dip 40 %')
  })
})

describe('two step sizes', () => {
  const twoRate = recipe('razborov-two-rate')

  it('draws the distances of both layers against their frozen predictions where the ratio is finite and positive', () => {
    const presentation = twoRate.present(
      evidenceOf(twoRate.plan('quick', 1), () => ({
        summary: {
          steps: 10,
          hiddenWeightDistance: 5,
          outputWeightDistance: 2,
          frozenKernelHiddenDistance: 6,
          frozenKernelOutputDistance: 3,
          stabilityProduct: 1,
        },
      })),
    )
    const [figure] = presentation.figures
    expect(figure?.curves.map(({ id, points }) => [id, points.map(({ x, y }) => [x, y])])).toEqual([
      ['hidden', [0.01, 0.1, 1, 10, 100].map((x) => [x, 0.5])],
      ['hidden-frozen', [0.01, 0.1, 1, 10, 100].map((x) => [x, 0.6])],
      ['output', [0.01, 0.1, 1, 10, 100].map((x) => [x, 0.2])],
      ['output-frozen', [0.01, 0.1, 1, 10, 100].map((x) => [x, 0.3])],
    ])
    expect(table(presentation).rows.map(({ axes, note }) => [axes['stepSizeRatio'], note])).toContainEqual([
      '10',
      'LeCun initialisation, S/n',
    ])
    expect(claim(presentation, 'C13').verdict).toBe('holds')
  })

  it('an abort breaks convergence at any ratio', () => {
    const presentation = twoRate.present(
      evidenceOf(twoRate.plan('quick', 1), ({ axes }) => ({
        summary: { stabilityProduct: 1 },
        stopReason: axes['stepSizeRatio'] === '1' ? 'residual-increased' : 'converged',
      })),
    )
    expect(claim(presentation, 'C13')).toMatchObject({ verdict: 'fails' })
    expect(claim(presentation, 'C13').measured).toContain('2 of 14 break it')
  })
})

describe('the paper', () => {
  it('has a thumbnail from the printed table', () => {
    const [paper] = PAPERS
    const thumbnail = paper?.thumbnail()
    expect(thumbnail?.curves.map(({ id, kind, points }) => [id, kind, points.length])).toEqual([
      ['published-100', 'published', 10],
      ['published-200', 'published', 10],
      ['published-500', 'published', 10],
      ['published-1000', 'published', 10],
    ])
    expect(thumbnail?.curves[0]?.points[0]).toEqual({ x: 100, y: 0.96 })
  })
})
