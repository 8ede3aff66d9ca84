import { describe, expect, it } from 'vitest'
import type { FigureCurve, FigureView, SpectrumRecord } from '../../../../src-main/contract'
import { printOption } from '../../../../src-renderer/charts/chart-export'
import { sizeOf } from '../../../../src-renderer/charts/print-size'
import { axisName, layOut } from '../../../../src-renderer/charts/chart-layout'
import type { ChartModel } from '../../../../src-renderer/charts/chart-model'
import { chartOption } from '../../../../src-renderer/charts/chart-option'
import { PRINT_THEME } from '../../../../src-renderer/charts/chart-theme'
import { wholeView } from '../../../../src-renderer/charts/chart-view'
import { describeChart } from '../../../../src-renderer/charts/chart-words'
import { init } from '../../../../src-renderer/charts/echarts'
import { modelOfFigure } from '../../../../src-renderer/charts/figure-model'
import { plotElements } from '../../../../src-renderer/charts/plot-elements'
import { plainText } from '../../../../src-renderer/charts/rich-text'
import { modelOfSeries } from '../../../../src-renderer/charts/series-model'
import { modelOfSpectra, unresolved } from '../../../../src-renderer/charts/spectrum-model'
import { roughMeasure } from '../../../../src-renderer/charts/text-measure'

const points = [1, 2, 3, 4].map((k) => ({ x: 100 * k, y: 1 / k, low: 0.8 / k, high: 1.2 / k }))
const curve = (kind: FigureCurve['kind'], group: string, label = group): FigureCurve => ({
  id: `${kind} ${group}`,
  label,
  kind,
  group,
  points,
})

function figure(curves: FigureCurve[], markers: FigureView['markers'] = []): ChartModel {
  return modelOfFigure({
    id: 'f',
    title: 'Figure <2> & {a|b}',
    caption: '',
    x: { label: 'Points', symbol: 'm', unit: '', scale: 'linear' },
    y: { label: 'Density', symbol: '\\kappa_D', unit: '', scale: 'log' },
    curves,
    markers,
  })
}

const whole = figure([
  curve('measured', 'S = 100'),
  curve('published', 'S = 100', 'S = 100, paper'),
  curve('theory', 'S = 100', 'law, S = 100'),
  curve('bound', 'S = 200', 'bound, S = 200'),
  curve('fit', 'S = 200', 'fit, S = 200'),
])

const lay = (model: ChartModel, width = 800) =>
  layOut({ model, curves: model.curves, view: wholeView(model, 'fitted'), width, height: 400, measure: roughMeasure })

function svg(model: ChartModel): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 800, height: 520 })
  chart.setOption(printOption({ model, curves: model.curves, view: wholeView(model, 'fitted') }, roughMeasure, sizeOf('screen')))
  const text = chart.renderToSVGString()
  chart.dispose()
  return text
}

describe('a chart that is painted again', () => {
  it('keeps nothing of curves that are gone', () => {
    const chart = init(null, null, { renderer: 'svg', ssr: true, width: 800, height: 400 })
    const paint = (model: ChartModel): string => {
      chart.setOption(chartOption({ model, curves: model.curves, layout: lay(model), theme: PRINT_THEME }))
      return chart.renderToSVGString()
    }
    const empty = { ...whole, curves: [], vertical: [], horizontal: [] }
    const before = paint(empty)
    expect(paint(whole).length).toBeGreaterThan(before.length + 1000)
    expect(paint(empty)).toHaveLength(before.length)
    chart.dispose()
  })
})

describe('what is drawn for each kind', () => {
  const layout = lay(whole)
  const drawn = (kind: FigureCurve['kind']) => {
    const curves = whole.curves.filter((each) => each.kind === kind)
    return plotElements({ ...whole, vertical: [] }, curves, layout, PRINT_THEME)
  }

  it('a measured mean is a solid line with dots and whiskers', () => {
    const types = drawn('measured').map((element) => element.type)
    expect(types.filter((type) => type === 'polyline')).toHaveLength(1)
    expect(types.filter((type) => type === 'circle')).toHaveLength(4)
    // a whisker has a stem and two ends
    expect(types.filter((type) => type === 'line')).toHaveLength(12)
  })

  it('a published value is a ring with its range as a bar and no line', () => {
    const elements = drawn('published')
    expect(elements.map((element) => element.type)).toEqual(['line', 'line', 'line', 'line', 'circle', 'circle', 'circle', 'circle'])
    expect(elements.at(-1)).toMatchObject({ style: { fill: 'none' } })
  })

  it('a theory is dashed, a fit dotted, a bound a line with a shaded side', () => {
    expect(drawn('theory')).toMatchObject([{ type: 'polyline', style: { lineDash: [6, 4] } }])
    expect(drawn('fit')).toMatchObject([{ type: 'polyline', style: { lineDash: [1.5, 3] } }])
    expect(drawn('bound').map((element) => element.type)).toEqual(['polygon', 'polyline'])
  })

  it('a measured line of many points has a band', () => {
    const many = figure([
      { ...curve('measured', 'g'), points: Array.from({ length: 30 }, (_, i) => ({ x: i + 1, y: 1 + i, low: 0.5 + i, high: 2 + i })) },
    ])
    const types = plotElements(many, many.curves, lay(many), PRINT_THEME).map((element) => element.type)
    expect(types.filter((type) => type === 'polygon')).toHaveLength(1)
    expect(types).not.toContain('line')
  })

  it('a value between two gaps is still seen', () => {
    const gaps = modelOfSeries({
      title: 'S',
      quantity: { id: 'e', label: 'Error', symbol: '', unit: '', digits: 4, scale: 'log', description: '' },
      curves: [{ id: 'e', label: 'Error', look: { colour: '--data-1', dash: [], marker: 'circle' } }],
      points: [
        {
          name: 'e',
          steps: Float64Array.from({ length: 60 }, (_, i) => i),
          values: Float64Array.from({ length: 60 }, (_, i) => (i === 30 ? 1 : 0)),
          exact: true,
          total: 60,
        },
      ],
      xScale: 'linear',
    })
    expect(plotElements(gaps, gaps.curves, lay(gaps), PRINT_THEME)).toMatchObject([{ type: 'circle' }])
  })
})

describe('layout', () => {
  it('keeps everything inside of the picture', () => {
    for (const width of [260, 500, 1400]) {
      const { area, height, width: all } = lay(whole, width)
      expect(area.x).toBeGreaterThan(0)
      expect(area.x + area.width).toBeLessThanOrEqual(all)
      expect(area.y + area.height).toBeLessThan(height)
    }
  })

  it('names the lines at their ends where there is room, and leaves it to the legend where not', () => {
    expect(
      lay(whole)
        .endLabels?.map((label) => label.text)
        .sort(),
    ).toEqual(['S = 100', 'S = 200'])
    expect(lay(whole, 320).endLabels).toBeNull()
  })

  it('names a series by its label, not by its id', () => {
    const look = { colour: '--data-1', dash: [], marker: 'circle' } as const
    const seeds = modelOfSeries({
      title: 'Seeds',
      quantity: { id: 'e', label: 'Error', symbol: '', unit: '', digits: 4, scale: 'linear', description: '' },
      curves: [
        { id: '0', label: 'seed 0', look },
        { id: '1', label: 'seed 1', look },
      ],
      points: ['0', '1'].map((name, i) => ({
        name,
        steps: Float64Array.of(0, 1),
        values: Float64Array.of(i, i + 1),
        exact: true,
        total: 2,
      })),
      xScale: 'linear',
    })
    expect(
      lay(seeds)
        .endLabels?.map((label) => label.text)
        .sort(),
    ).toEqual(['seed 0', 'seed 1'])
  })

  it('writes names of vertical lines in rows so that no line crosses a name', () => {
    const markers = [110, 120, 130, 140, 300].map((x) => ({ x, label: `m = ${x} points`, group: null }))
    const { markers: placed } = lay(figure([curve('measured', 'g')], markers))
    const named = placed.filter((marker) => marker.row !== null)
    expect(named.map((marker) => marker.at)).toContain(300)
    for (const one of named) {
      const start = one.toLeft ? one.px - roughMeasure([{ text: one.label, style: 'upright' }], 11) : one.px
      const end = one.toLeft ? one.px : one.px + roughMeasure([{ text: one.label, style: 'upright' }], 11)
      for (const other of named) if (other !== one && other.px > start && other.px < end) expect(other.row).toBeLessThan(one.row ?? 0)
    }
  })

  it('names an axis with name, symbol, unit and the power its labels leave out', () => {
    expect(plainText(axisName({ label: 'Error', symbol: '\\|e_t\\|', unit: 'u', scale: 'linear', integer: false }, -7))).toBe(
      'Error\u00a0\u00a0‖e_t‖\u2002(u, ×\u202f10^−7)',
    )
    expect(plainText(axisName({ label: 'Step', symbol: '', unit: '', scale: 'linear', integer: true }, 0))).toBe('Step')
  })
})

describe('the option', () => {
  it('has rulers in pixels of the plot, whatever the values', () => {
    const tiny = figure([
      {
        ...curve('measured', 'g'),
        points: [
          { x: 1, y: 1e-46 },
          { x: 2, y: 3e-46 },
        ],
      },
    ])
    const layout = lay(tiny)
    expect(chartOption({ model: tiny, curves: tiny.curves, layout, theme: PRINT_THEME })).toMatchObject({
      animation: false,
      xAxis: { min: 0, max: layout.area.width },
      yAxis: { min: 0, max: layout.area.height, inverse: true },
    })
    expect(layout.yTicks.major.length).toBeGreaterThanOrEqual(2)
  })

  it('draws as SVG, with the title as text and the legend of what differs', () => {
    const text = svg(whole)
    expect(text).toMatch(/^<svg /)
    expect(text).toContain('Figure &lt;2&gt; &amp; ')
    expect(text).not.toContain('<script')
    for (const name of ['S = 100', 'S = 200', 'measured (mean, range)', 'theory: law', 'bound: bound', 'Density'])
      expect(text).toContain(name)
    expect(text).not.toContain('NaN')
  })

  it('draws an empty figure as its frame', () => {
    expect(svg(figure([]))).toContain('Points')
  })
})

describe('a spectrum', () => {
  const record: SpectrumRecord = {
    name: 'hiddenKernel',
    step: 0,
    order: 4,
    values: Float64Array.of(-1e-18, 0, 1e-12, 5),
    complete: true,
    health: { symmetryError: 0, traceError: 0, residual: null, noiseFloor: 1e-11, method: '' },
  }
  const shown = { spectrum: record, label: 'step 0', look: { colour: '--data-1', dash: [], marker: 'circle' } } as const

  it('goes from the largest eigenvalue down, with its noise floor', () => {
    const model = modelOfSpectra([shown], 'Spectrum', '\\lambda_k')
    expect([...(model.curves[0]?.x ?? [])]).toEqual([1, 2, 3, 4])
    expect([...(model.curves[0]?.y ?? [])]).toEqual([5, 1e-12, 0, -1e-18])
    expect(model.floor?.at).toBe(1e-11)
    expect(unresolved(record)).toBe(3)
  })

  it('of which only the ends are known has them at their places', () => {
    const ends = { ...shown, spectrum: { ...record, order: 3000, complete: false, values: Float64Array.of(0.1, 9) } }
    expect([...(modelOfSpectra([ends], 'S', '').curves[0]?.x ?? [])]).toEqual([1, 3000])
  })
})

it('says in words what a chart shows', () => {
  expect(describeChart(whole, whole.curves)).toBe(
    'Figure <2> & {a|b}. Density κ_D against Points m. 5 curves: S = 100, S = 100, paper, law, S = 100, bound, S = 200, fit, S = 200. ' +
      'Points from 100 to 400, Density from 0.2500 to 1.000.',
  )
  expect(describeChart({ ...whole, curves: [] }, [])).toContain('No points yet.')
})
