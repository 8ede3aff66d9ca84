import { describe, expect, it } from 'vitest'
import type { ComparedCurve, Quantity } from '../../../../../src-main/contract'
import { chartCsv } from '../../../../../src-renderer/charts/chart-csv'
import { onPaper } from '../../../../../src-renderer/charts/chart-save'
import { legendEntries } from '../../../../../src-renderer/charts/legend'
import { FIRST_STATE } from '../../../../../src-renderer/pages/compare/compare-state'
import { curveModel } from '../../../../../src-renderer/pages/compare/curve-model'
import { entryLooks } from '../../../../../src-renderer/pages/compare/entry-look'

const ERROR: Quantity = { id: 'residualNorm', label: 'Error', symbol: 'e', unit: '', digits: 4, scale: 'log', description: '' }
const AXIS = { kind: 'step', label: 'Step', symbol: 't', refusal: null, remark: '', perStep: 1 } as const
const ENTRIES = [
  { label: 'width 100', runIds: [1, 2] },
  { label: 'width 200', runIds: [3] },
]
const curve = (entry: number, runId: number | null, smoothed = false): ComparedCurve => ({
  entry,
  runId,
  smoothed,
  x: Float64Array.of(0, 1),
  y: Float64Array.of(4, 2),
  low: runId === null && !smoothed ? Float64Array.of(3, NaN) : null,
  high: runId === null && !smoothed ? Float64Array.of(5, NaN) : null,
  counts: runId === null && !smoothed ? Float64Array.of(2, 1) : null,
  exact: true,
  total: 2,
})

function modelOf(curves: ComparedCurve[], state = FIRST_STATE) {
  const runs = [1, 2, 3].map(
    (id) => ({ id, seed: 10 + id, attempt: 1, title: '', state: 'finished', stopReason: null, step: 1, cellHash: '' }) as const,
  )
  return curveModel({ quantity: ERROR, axis: AXIS, state, entries: ENTRIES, looks: entryLooks(ENTRIES), runs, curves, stepNotes: [] })
}

describe('the chart of compared curves', () => {
  it('tells means from runs, and names the band and the number of runs in its numbers', () => {
    const model = modelOf([curve(0, null), curve(1, 3)])
    expect(model.title).toBe('Error against step')
    expect(model.curves.map(({ kind, label }) => [kind, label])).toEqual([
      ['measured', 'width 100'],
      ['series', 'width 200'],
    ])
    const lines = chartCsv(model, model.curves).split('\r\n')
    expect(lines).toContain('# low and high: mean ± one standard deviation of the runs (divisor n − 1)')
    expect(lines).toContain('curve,kind,Step,Error,low,high,count')
    expect(lines).toContain('width 100,measured,0,4,3,5,2')
    expect(lines).toContain('width 100,measured,1,2,,,1')
    expect(lines).toContain('width 200,series,0,4,,,')
  })

  it('keeps smoothed lines off paper unless they are asked for, and brings the raw ones back to the front', () => {
    const curves = [curve(1, 3), curve(1, 3, true)]
    const model = modelOf(curves)
    expect(model.curves.map(({ faint }) => faint)).toEqual(['on screen', undefined])
    const paper = onPaper({ model, curves: model.curves, view: { x: { low: 0, high: 1 }, y: { low: 0, high: 1 } } })
    expect(paper.curves.map(({ label, faint }) => [label, faint])).toEqual([['width 200', false]])
    expect(paper.model.curves).toEqual(paper.curves)
    const asked = modelOf(curves, { ...FIRST_STATE, exportSmoothed: true })
    const both = onPaper({ model: asked, curves: asked.curves, view: { x: { low: 0, high: 1 }, y: { low: 0, high: 1 } } })
    expect(both.curves.map(({ label, faint }) => [label, faint])).toEqual([
      ['width 200', true],
      ['width 200, smoothed', undefined],
    ])
  })

  it('has differences on a linear axis, and states the threshold of a symmetric logarithm', () => {
    expect(modelOf([curve(0, null)]).y.scale).toBe('log')
    const difference = modelOf([curve(0, null)], { ...FIRST_STATE, against: 'difference' })
    expect(difference.y).toMatchObject({ scale: 'linear', label: 'Error − that of the base', symbol: '' })
    const symmetric = modelOf([curve(0, null)], { ...FIRST_STATE, height: 'symlog', threshold: 1e-3 })
    expect(symmetric.y).toMatchObject({ scale: 'symlog 0.001', label: 'Error, straight within ±0.001' })
  })

  it('names members and smoothed lines once in its legend', () => {
    const model = modelOf([curve(0, null), curve(0, 1), curve(0, 2), curve(1, 3)])
    expect(model.curves.map(({ label }) => label)).toEqual(['width 100', 'width 100, seed 11', 'width 100, seed 12', 'width 200'])
    expect(legendEntries(model.curves).map(({ label }) => label)).toContain('members')
  })
})

describe('looks', () => {
  it('of runs are those of every page; of groups they do not follow the order', () => {
    expect(entryLooks([{ label: '', runIds: [9] }])[0]?.dash).not.toEqual([])
    const [one, other] = entryLooks(ENTRIES)
    expect(entryLooks(ENTRIES.toReversed())).toEqual([other, one])
  })

  it('marks notes at their steps, on axes where a step has a place', () => {
    const request = { quantity: ERROR, state: FIRST_STATE, entries: ENTRIES, looks: entryLooks(ENTRIES), curves: [], runs: [] }
    const note = { runId: ENTRIES[0]?.runIds[0] ?? 0, step: 40, text: '# **Plateau** begins here and goes on for long\nsecond line' }
    const marks = (perStep: number | null) => curveModel({ ...request, axis: { ...AXIS, perStep }, stepNotes: [note] }).vertical
    expect(marks(1)).toEqual([{ at: 40, label: '✎ Plateau begins here and g…', group: ENTRIES[0]?.label }])
    expect(marks(0.5)[0]?.at).toBe(20)
    expect(marks(null)).toEqual([])
  })
})
