import { describe, expect, it } from 'vitest'
import type { Quantity, QueueView, StudyView, TableEntry, TableView } from '../../../../src-main/contract'
import { cellRunLines } from '../../../../src-renderer/pages/study/cell-runs'
import { deviationSentence, deviationText, outsideMark, toleranceText } from '../../../../src-renderer/pages/study/deviation'
import { axisValueText, cellName, studyStateLine } from '../../../../src-renderer/pages/study/study-words'
import { decimalPad, layOutTable } from '../../../../src-renderer/pages/study/table-layout'
import { describeVerdicts } from '../../../../src-renderer/pages/study/verdict-look'

const quantity = (id: string, digits: Quantity['digits'] = 4): Quantity => ({
  id,
  label: id,
  symbol: id,
  unit: '',
  digits,
  scale: 'linear',
  description: '',
})
const statistics = (mean: number) => ({ count: 10, mean, min: mean - 1, max: mean + 1, standardDeviation: 0.5 })

function entry(more: Partial<TableEntry> = {}): TableEntry {
  return {
    quantityId: 'steps',
    measured: statistics(554.7),
    published: { mean: 528, min: 468, max: 624 },
    deviation: 0.0506,
    tolerance: { kind: 'relative', value: 0.12 },
    verdict: 'within',
    ...more,
  }
}

const AXES = [
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'S' },
  { id: 'sampleCount', label: 'Points', symbol: 'm' },
]
const row = (S: number, m: number, note: string | null, mean: number): TableView['rows'][number] => ({
  cellHash: `${S} ${m}`,
  axes: { hiddenWidth: S, sampleCount: m },
  note,
  convergence: { succeeded: 10, ended: 10, planned: 10 },
  entries: [entry({ measured: statistics(mean) })],
})
const table: TableView = {
  id: 't',
  title: 'Table 1',
  caption: '',
  axes: AXES,
  quantityIds: ['steps'],
  groupBy: 'hiddenWidth',
  rows: [
    row(100, 100, null, 554.7),
    row(100, 200, 'paper states 1e-3', 1116),
    row(1000, 100, 'other', 93.25),
    row(1000, 200, 'paper states 1e-3', 94),
  ],
}

describe('deviation', () => {
  it('is in percent of the published mean, or a plain difference where the tolerance is one', () => {
    expect(deviationText(entry())).toBe('+5.1\u202f%')
    expect(deviationText(entry({ deviation: -0.05 }))).toBe('\u22125.0\u202f%')
    expect(deviationText(entry({ deviation: -0.0001 }))).toBe('0.0\u202f%')
    expect(deviationText(entry({ deviation: -0.0035, tolerance: { kind: 'absolute', value: 0.1 } }))).toBe('\u22120.004')
    expect(deviationText(entry({ deviation: 0.0301, tolerance: { kind: 'absolute', value: 0.03 } }))).toBe('+0.030')
    expect(deviationText(entry({ deviation: null }))).toBe('–')
    expect(deviationText(entry({ deviation: NaN }))).toBe('NaN')
  })

  it('has its tolerance beside it', () => {
    expect(toleranceText(entry())).toBe('±12.0\u202f%')
    expect(toleranceText(entry({ tolerance: { kind: 'absolute', value: 0.03 } }))).toBe('±0.030')
    expect(toleranceText(entry({ tolerance: { kind: 'range', low: 20_500, high: 29_000 } }))).toBe('20\u202f500 to 29\u202f000')
    expect(toleranceText(entry({ tolerance: null }))).toBe('')
  })

  it('outside of the tolerance is told by a mark and in words, not by colour alone', () => {
    expect(outsideMark(entry())).toBe('')
    expect(outsideMark(entry({ verdict: 'outside' }))).toBe('▲')
    expect(outsideMark(entry({ verdict: 'outside', measured: statistics(400) }))).toBe('▼')
    expect(deviationSentence(entry({ verdict: 'outside' }))).toBe(
      'Measured 554.7 over 10 runs, published 528.0: +5.1\u202f%, outside the tolerance of ±12.0\u202f%.',
    )
    expect(deviationSentence(entry({ measured: null, verdict: 'pending' }))).toBe('No run has finished yet.')
  })
})

describe('layout of a table', () => {
  const layout = layOutTable(table, [quantity('steps', 'integer')])

  it('groups rows under the axis that heads them', () => {
    expect(layout.groupAxis?.id).toBe('hiddenWidth')
    expect(layout.axes.map((axis) => axis.id)).toEqual(['sampleCount'])
    expect(layout.groups.map((group) => [group.value, group.rows.length])).toEqual([
      [100, 2],
      [1000, 2],
    ])
  })

  it('numbers each different note once', () => {
    expect(layout.footnotes).toEqual([
      { mark: 'a', text: 'paper states 1e-3' },
      { mark: 'b', text: 'other' },
    ])
  })

  it('lets the decimal points of a column stand below each other', () => {
    expect(layout.columns[0]?.decimals).toBe(2)
    expect(decimalPad('554.7', 2)).toBe('\u2007')
    expect(decimalPad('1116', 2)).toBe('\u2008\u2007\u2007')
    expect(decimalPad('93.25', 2)).toBe('')
    expect(decimalPad('5', 0)).toBe('')
  })
})

function study(more: Partial<StudyView['summary']>, tables: TableView[] = []): StudyView {
  return {
    summary: {
      id: 1,
      title: 'Study',
      recipeId: null,
      size: null,
      inputs: {},
      createdAt: 0,
      cells: 2,
      runs: 40,
      byState: {},
      missing: 0,
      secondsLeft: null,
      ...more,
    },
    axes: AXES,
    quantities: [],
    cells: [
      {
        hash: 'h1',
        axes: { hiddenWidth: 100, sampleCount: 100 },
        note: null,
        seeds: [1, 2],
        runs: [
          { id: 9, seed: 2, state: 'queued', progress: 0, stopReason: null },
          { id: 7, seed: 1, state: 'running', progress: 0.5, stopReason: null },
        ],
        statistics: { steps: statistics(10) },
      },
      { hash: 'h2', axes: { hiddenWidth: 100, sampleCount: 200 }, note: null, seeds: [1, 2], runs: [], statistics: {} },
    ],
    tables,
    figures: [],
    claims: [],
    notes: [],
    knowsBoundary: false,
  }
}
const queue: QueueView = {
  held: false,
  running: [
    { runId: 7, title: '', progress: 0.5, stepsPerSecond: 310, secondsLeft: 3 },
    { runId: 99, title: '', progress: 0.5, stepsPerSecond: 1000, secondsLeft: 3 },
  ],
  queued: 1,
  paused: 0,
  interrupted: 0,
  concurrency: 2,
  coresInUse: 2,
  secondsLeft: 240,
  order: [],
}

describe('state of a study', () => {
  it('says how far, how fast with its own runs only, and how long', () => {
    expect(studyStateLine(study({ byState: { finished: 23, running: 1, queued: 16 }, secondsLeft: 240 }), queue)).toBe(
      '23 of 40 runs, 310 steps/s, 4 min left',
    )
    expect(studyStateLine(study({ byState: { finished: 23, queued: 17 }, secondsLeft: 240 }), { ...queue, held: true })).toBe(
      '23 of 40 runs, the queue is held',
    )
  })

  it('at rest says what became of its runs', () => {
    expect(studyStateLine(study({ byState: { finished: 30, diverged: 2 }, missing: 8 }), queue)).toBe(
      '2 cells, 30 finished, 2 diverged, 8 not run',
    )
    expect(studyStateLine(study({ missing: 40 }), queue)).toBe('2 cells, no runs, 40 not run')
  })

  it('names a cell by its axes', () => {
    expect(cellName(AXES, { hiddenWidth: 1000, sampleCount: 0.5 })).toBe('Hidden width 1000, Points 0.5')
    expect(axisValueText('local')).toBe('local')
    expect(axisValueText(undefined)).toBe('–')
  })
})

it('lists the runs of a cell by seed, with numbers as soon as they are there', () => {
  const [cell] = study({}).cells
  if (!cell) throw new Error('no cell')
  const stored = { id: 7, step: 42, cells: [3] }
  const lines = cellRunLines(cell, [stored], [quantity('steps')])
  expect(lines.map((line) => [line.id, line.step, line.values])).toEqual([
    [7, 42, [3]],
    [9, null, [null]],
  ])
})

it('counts verdicts, failures first', () => {
  const claim = (verdict: 'holds' | 'fails' | 'not measured') => ({
    id: '',
    title: '',
    formula: '',
    source: '',
    premise: { text: '', met: null },
    prediction: '',
    measured: '',
    verdict,
    remark: null,
    runIds: [],
  })
  expect(describeVerdicts([claim('holds'), claim('not measured'), claim('holds'), claim('fails')])).toBe('1 fails, 2 hold, 1 not measured')
})
