import { describe, expect, it } from 'vitest'
import { layOut } from '../../../../src-renderer/charts/chart-layout'
import type { ChartCurve, ChartModel } from '../../../../src-renderer/charts/chart-model'
import { PRINT_THEME } from '../../../../src-renderer/charts/chart-theme'
import { wholeView } from '../../../../src-renderer/charts/chart-view'
import { plotElements } from '../../../../src-renderer/charts/plot-elements'
import { roughMeasure } from '../../../../src-renderer/charts/text-measure'

function drawn(kind: ChartCurve['kind'], y: number[], more: Partial<ChartCurve> = {}, scale: 'linear' | 'log' = 'log') {
  const curve: ChartCurve = {
    id: 'c',
    label: 'c',
    kind,
    group: 'c',
    family: '',
    look: { colour: '--data-1', dash: [], marker: 'circle' },
    x: Float64Array.from(y, (_, i) => i + 1),
    y: Float64Array.from(y),
    low: null,
    high: null,
    excluded: null,
    exact: true,
    total: y.length,
    references: null,
    ...more,
  }
  const axis = (of: 'linear' | 'log') => ({ label: '', symbol: '', unit: '', scale: of, integer: false })
  const model: ChartModel = {
    title: '',
    caption: '',
    x: axis('linear'),
    y: axis(scale),
    curves: [curve],
    vertical: [],
    horizontal: [],
    floor: null,
    tiles: null,
  }
  const layout = layOut({ model, curves: [curve], view: wholeView(model, 'fitted'), width: 800, height: 400, measure: roughMeasure })
  return { layout, elements: plotElements(model, [curve], layout, PRINT_THEME) }
}

interface Drawn {
  type: string
  shape: { points?: [number, number][]; x1?: number; y1?: number; y2?: number }
  style: { fill: string; lineDash?: number[] }
}
const of = (elements: unknown[], type: string) => (elements as Drawn[]).filter((element) => element.type === type)

describe('a spectrum', () => {
  it('is a line with dots; what is not above its floor is dotted and hollow', () => {
    const { elements } = drawn('spectrum', [10, 1, 1e-13, 1e-14], { floor: 1e-12 })
    const lines = of(elements, 'polyline')
    expect(lines.map(({ shape }) => shape.points?.length)).toEqual([2, 2])
    expect(lines.map(({ style }) => style.lineDash)).toEqual([[], [1, 3]])
    expect(of(elements, 'circle').map(({ style }) => style.fill === 'none')).toEqual([false, false, true, true])
  })

  it('is one line where no floor is known', () => {
    const { elements } = drawn('spectrum', [10, 1, 1e-13])
    expect(of(elements, 'polyline')).toHaveLength(1)
  })
})

describe('a histogram', () => {
  it('is a staircase over bins of equal width, down to zero at both ends', () => {
    const { elements, layout } = drawn('histogram', [0, 0.5, 0.25, 0], {}, 'linear')
    const [line] = of(elements, 'polyline')
    const points = line?.shape.points ?? []
    expect(points).toHaveLength(10)
    const widths = [1, 3, 5, 7].map((i) => Math.round((points[i + 1]?.[0] ?? 0) - (points[i]?.[0] ?? 0)))
    expect(new Set(widths).size).toBe(1)
    // each level is flat
    for (const i of [1, 3, 5, 7]) expect(points[i]?.[1]).toBe(points[i + 1]?.[1])
    expect(points[0]?.[1]).toBeCloseTo(points[1]?.[1] ?? NaN, 3)
    expect(points[0]?.[1]).toBeLessThan(layout.area.height)
  })
})

describe('stems', () => {
  it('rise from the axis to each value, beside those of other curves', () => {
    const plain = drawn('stems', [0.5, 1e-3, 1e-6])
    const shifted = of(drawn('stems', [0.5, 1e-3, 1e-6], { shift: 2.5 }).elements, 'line')
    const stems = of(plain.elements, 'line')
    expect(stems.map(({ shape }) => shape.y1)).toEqual(Array(3).fill(plain.layout.area.height))
    const heights = stems.map(({ shape }) => (shape.y1 ?? 0) - (shape.y2 ?? 0))
    expect(heights).toEqual(heights.toSorted((a, b) => b - a))
    expect(of(plain.elements, 'circle')).toHaveLength(3)
    expect(shifted.map(({ shape }, i) => (shape.x1 ?? 0) - (stems[i]?.shape.x1 ?? 0))).toEqual([2.5, 2.5, 2.5])
  })
})
