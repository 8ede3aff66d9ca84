import { describe, expect, it } from 'vitest'
import type { FigureCurve, FigureView } from '../../../../src-main/contract'
import { dashOf } from '../../../../src-renderer/charts/curve-style'
import { familyOf, groupLook, modelOfFigure } from '../../../../src-renderer/charts/figure-model'
import { legendEntries, visibleCurves } from '../../../../src-renderer/charts/legend'

const axis = { label: 'Points', symbol: 'm', unit: '', scale: 'linear' } as const
const curve = (kind: FigureCurve['kind'], group: string, label = group): FigureCurve => ({
  id: `${kind} ${label}`,
  label,
  kind,
  group,
  points: [
    { x: 200, y: 2, low: 1, high: 3, cellHash: 'b' },
    { x: 100, y: 1, cellHash: 'a' },
  ],
})
const figure = (curves: FigureCurve[]): FigureView => ({
  id: 'f',
  title: 'F',
  caption: '',
  x: axis,
  y: axis,
  curves,
  markers: [{ x: 150, label: 'm = S', group: 'S = 100' }],
})

describe('model of a figure', () => {
  it('orders points, keeps ranges and cells, and knows whole numbers', () => {
    const model = modelOfFigure(figure([curve('measured', 'S = 100')]))
    const [first] = model.curves
    expect([...(first?.x ?? [])]).toEqual([100, 200])
    expect([...(first?.low ?? [])]).toEqual([NaN, 1])
    expect(first?.references).toEqual(['a', 'b'])
    expect(model.x.integer).toBe(true)
    expect(model.vertical).toEqual([{ at: 150, label: 'm = S', group: 'S = 100' }])
  })

  it('gives a group one colour, whatever the kind, and a further theory another dash', () => {
    const model = modelOfFigure(
      figure([
        curve('measured', 'S = 100'),
        curve('published', 'S = 100', 'S = 100, paper'),
        curve('theory', 'S = 100', 'bound, S = 100'),
        curve('theory', 'S = 100', 'law, S = 100'),
        curve('theory', 'S = 200', 'law, S = 200'),
      ]),
    )
    expect(model.curves.map((each) => each.look.colour)).toEqual(['--data-1', '--data-1', '--data-1', '--data-1', '--data-2'])
    expect(model.curves.map((each) => each.family)).toEqual(['', 'paper', 'bound', 'law', 'law'])
    const dashes = model.curves.map((each) => dashOf(each).join(' '))
    expect(dashes[2]).not.toBe('')
    expect(dashes[3]).toBe(dashes[4])
    expect(dashes[3]).not.toBe(dashes[2])
  })

  it('takes the name of the group off a label', () => {
    expect(familyOf({ label: 'displacement law, S = 100', group: 'S = 100' })).toBe('displacement law')
    expect(familyOf({ label: 'S = 100, paper', group: 'S = 100' })).toBe('paper')
    expect(familyOf({ label: 'S = 100', group: 'S = 100' })).toBe('')
    expect(familyOf({ label: 'free', group: '' })).toBe('')
  })

  it('tells more than eight groups apart by their markers', () => {
    expect(groupLook(0)).toEqual({ colour: '--data-1', dash: [], marker: 'circle' })
    expect(groupLook(8)).toEqual({ colour: '--data-1', dash: [], marker: 'square' })
  })
})

describe('legend', () => {
  const curves = modelOfFigure(
    figure([
      curve('measured', 'S = 100'),
      curve('measured', 'S = 200'),
      curve('published', 'S = 100', 'S = 100, paper'),
      curve('published', 'S = 200', 'S = 200, paper'),
    ]),
  ).curves

  it('names groups and kinds once each', () => {
    expect(legendEntries(curves).map((entry) => entry.label)).toEqual([
      'S = 100',
      'S = 200',
      'measured (mean, range)',
      'published (mean, range)',
    ])
  })

  it('names every curve where nothing is combined, and nothing for a single one', () => {
    expect(legendEntries(curves.slice(0, 2)).map((entry) => entry.label)).toEqual(['S = 100', 'S = 200'])
    expect(legendEntries(curves.slice(0, 1))).toEqual([])
  })

  it('hides what a hidden entry names', () => {
    const entries = legendEntries(curves)
    const left = visibleCurves(curves, entries, new Set(['group S = 100', entries[3]?.id ?? '']))
    expect(left.map((each) => each.id)).toEqual(['measured S = 200'])
  })
})
