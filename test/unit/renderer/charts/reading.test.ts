import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChartCurve, ChartModel, CurveKind } from '../../../../src-renderer/charts/chart-model'
import { tableOf, tableValue } from '../../../../src-renderer/charts/chart-table'
import { edgeMarks, edgeMarkText, undrawableX } from '../../../../src-renderer/charts/edge-marks'
import { nearestPoint, nearestX, neighbourX, readingsAt } from '../../../../src-renderer/charts/nearest'
import { anchorCurves, inReadingOrder, readout } from '../../../../src-renderer/charts/readings'
import type { PlotAxes } from '../../../../src-renderer/charts/pixel-path'

const area = { x: 0, y: 0, width: 100, height: 100 }
const linear: PlotAxes = { x: { range: { low: 0, high: 10 }, scale: 'linear' }, y: { range: { low: 0, high: 10 }, scale: 'linear' } }

function curve(id: string, x: number[], y: number[], more: Partial<ChartCurve> = {}): ChartCurve {
  return {
    id,
    label: id,
    kind: 'series',
    group: id,
    family: '',
    look: { colour: '--data-1', dash: [], marker: 'circle' },
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    low: null,
    high: null,
    excluded: null,
    exact: true,
    total: x.length,
    references: null,
    ...more,
  }
}
const axis = { label: 'Step', symbol: 't', unit: '', scale: 'linear', integer: true } as const
const model = (curves: ChartCurve[], yScale: 'linear' | 'log' = 'linear'): ChartModel => ({
  title: 'M',
  caption: '',
  x: axis,
  y: { ...axis, label: 'Error', scale: yScale },
  curves,
  vertical: [],
  horizontal: [],
  floor: null,
  tiles: null,
})

describe('hovering', () => {
  it('stops where something was measured', () => {
    const curves = [curve('a', [0, 4, 8], [1, 1, 1]), curve('b', [5], [1])]
    expect(nearestX(curves, 4.4, linear, area)).toBe(4)
    expect(nearestX(curves, 4.6, linear, area)).toBe(5)
    expect(nearestX([], 4, linear, area)).toBeNull()
  })

  it('finds the same place as looking at all of them', () => {
    const ascending = fc
      .uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 40 })
      .map((list) => list.sort((a, b) => a - b))
    fc.assert(
      fc.property(ascending, ascending, fc.double({ min: 0, max: 10, noNaN: true }), (first, second, at) => {
        const curves = [first, second].map((list, i) =>
          curve(
            String(i),
            list.map((x) => x / 100),
            list,
          ),
        )
        const all = [...first, ...second].map((x) => x / 100)
        const best = Math.min(...all.map((x) => Math.abs(x - at)))
        expect(Math.abs((nearestX(curves, at, linear, area) ?? NaN) - at)).toBeCloseTo(best, 9)
      }),
    )
  })

  it('steps from point to point over all curves', () => {
    const curves = [curve('a', [0, 4], [1, 1]), curve('b', [2], [1])]
    expect(neighbourX(curves, null, 1)).toBe(0)
    expect(neighbourX(curves, 0, 1)).toBe(2)
    expect(neighbourX(curves, 4, -1)).toBe(2)
    expect(neighbourX(curves, 4, 1)).toBeNull()
    expect(neighbourX(curves, null, -1)).toBe(4)
  })

  it('reads the exact value, never one from beside', () => {
    const curves = [curve('a', [0, 4], [1, 0.1 + 0.2])]
    expect(readingsAt(curves, 4)[0]?.index).toBe(1)
    expect(readingsAt(curves, 3)[0]?.index).toBeNull()
    const [row] = readout(model(curves), curves, 4)
    expect(row?.value).toBe(0.30000000000000004)
    expect(row?.interpolated).toBe(false)
  })

  it('takes fetched values for points that were thinned away', () => {
    const curves = [curve('a', [0, 4], [1, 2], { exact: false, total: 100 })]
    expect(readout(model(curves), curves, 3)[0]?.value).toBeNull()
    expect(readout(model(curves), curves, 3, new Map([['a', 7]]))[0]?.value).toBe(7)
  })

  it('reads a theory between its points along the line that is drawn, and says so', () => {
    const theory = curve('t', [1, 3], [1, 100], { kind: 'theory' })
    const [row] = readout(model([theory], 'log'), [theory], 2)
    expect(row?.value).toBeCloseTo(10, 9)
    expect(row?.interpolated).toBe(true)
    expect(readout(model([theory]), [theory], 5)[0]?.value).toBeNull()
  })

  it('lets measured curves decide where it stops, and names them first', () => {
    const kinds: CurveKind[] = ['theory', 'published', 'measured']
    const curves = kinds.map((kind) => curve(kind, [1], [1], { kind }))
    expect(anchorCurves(curves).map((each) => each.id)).toEqual(['published', 'measured'])
    expect(inReadingOrder(readout(model(curves), curves, 1)).map((row) => row.curve.id)).toEqual(['measured', 'published', 'theory'])
  })

  it('opens the point under the pointer only', () => {
    const curves = [curve('a', [2, 5], [5, 5], { references: ['x', 'y'] })]
    expect(nearestPoint(curves, { x: 52, y: 48 }, linear, area, 10)?.index).toBe(1)
    expect(nearestPoint(curves, { x: 35, y: 50 }, linear, area, 10)).toBeNull()
  })
})

describe('values that cannot be drawn', () => {
  const log: PlotAxes = { x: { range: { low: 0, high: 10 }, scale: 'linear' }, y: { range: { low: -2, high: 1 }, scale: 'log' } }

  it('are counted at the edge nearest to them', () => {
    const marks = edgeMarks([curve('a', [0, 1, 2, 3, 4], [0, -1, NaN, Infinity, 1])], log, area)
    expect(marks.map((mark) => [mark.reason, mark.edge, mark.count])).toEqual([
      ['not-positive', 'bottom', 2],
      ['not-a-number', 'bottom', 1],
      ['infinite', 'top', 1],
    ])
    expect(marks.map(edgeMarkText)).toEqual(['2 values ≤ 0', '1 value NaN', '1 value +∞'])
  })

  it('outside of the view are left to the view that shows them', () => {
    expect(edgeMarks([curve('a', [40], [0])], log, area)).toEqual([])
  })

  it('of a thinned curve are said to be at least so many', () => {
    expect(edgeMarks([curve('a', [1], [0], { exact: false, total: 9 })], log, area).map(edgeMarkText)).toEqual(['at least 1 value ≤ 0'])
  })

  it('have no place on a logarithmic step axis either', () => {
    expect(undrawableX([curve('a', [0, 1], [1, 1])], { ...log, x: { range: { low: 0, high: 1 }, scale: 'log' } })).toBe(1)
    expect(undrawableX([curve('a', [0, 1], [1, 1])], log)).toBe(0)
  })
})

describe('data as a table', () => {
  it('has one row for each x of any curve', () => {
    const curves = [
      curve('a', [0, 2], [10, 12]),
      curve('b', [1, 2], [21, 22], { low: Float64Array.of(NaN, 20), high: Float64Array.of(NaN, 24) }),
    ]
    const table = tableOf(model(curves), curves)
    expect([...table.x]).toEqual([0, 1, 2])
    expect(table.columns.map((column) => column.label)).toEqual(['a', 'b', 'b, minimum', 'b, maximum'])
    expect(table.columns.map((column) => tableValue(column, 2))).toEqual([12, 22, 20, 24])
    expect(table.columns.map((column) => tableValue(column, 1))).toEqual([null, 21, NaN, NaN])
  })

  it('has every x of its curves once, ascending', () => {
    const list = fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 30 }).map((values) => values.sort((a, b) => a - b))
    fc.assert(
      fc.property(list, list, (first, second) => {
        const curves = [curve('a', first, first), curve('b', second, second)]
        expect([...tableOf(model(curves), curves).x]).toEqual([...new Set([...first, ...second])].sort((a, b) => a - b))
      }),
    )
  })
})
