import { annotationElements, richStyles } from './annotation-elements'
import { LABEL_SIZE, type ChartLayout } from './chart-layout'
import type { ChartCurve, ChartModel } from './chart-model'
import type { ChartTheme } from './chart-theme'
import type { ChartOption, DrawnElement } from './echarts'
import { plotElements } from './plot-elements'
import { colourBarElements } from './colour-bar-elements'
import { tileElements } from './tile-elements'
import { richText } from './rich-text'
import type { Range } from './scale'
import type { Tick } from './ticks'

export interface DrawRequest {
  model: ChartModel
  curves: readonly ChartCurve[]
  layout: ChartLayout
  theme: ChartTheme
  /** further elements in pixels of the plot, e.g. the legend of an exported picture */
  extra?: readonly DrawnElement[]
  /** filled behind everything; none on screen */
  background?: string
}

/**
 * The picture as an option of the chart library. Its axes are rulers in pixels of the plot (0 to width, 0 to height): the mapping of
 * values is done before, by the scale of the model, because the library's own logarithmic axis loses values at and near zero and its
 * linear one loses tiny ranges.
 */
export function chartOption(request: DrawRequest): ChartOption {
  const { model, curves, layout, theme } = request
  const { area } = layout
  return {
    animation: false,
    ...(request.background === undefined ? {} : { backgroundColor: request.background }),
    grid: { left: area.x, top: area.y, width: area.width, height: area.height, outerBoundsMode: 'none' },
    xAxis: ruler(layout.xTicks.major, layout.axes.x.range, area.width, false, model.tiles === null, theme),
    yAxis: ruler(layout.yTicks.major, layout.axes.y.range, area.height, true, model.tiles === null, theme),
    series: [
      drawing('plot', true, layout, () => [
        ...(model.tiles === null ? [] : tileElements(model.tiles, layout, theme)),
        ...plotElements(model, curves, layout, theme),
      ]),
      drawing('annotations', false, layout, () => [
        ...annotationElements(model, curves, layout, theme),
        ...(model.tiles === null ? [] : colourBarElements(model.tiles, layout, theme)),
        ...(request.extra ?? []),
      ]),
    ],
  }
}

function ruler(ticks: readonly Tick[], range: Range, length: number, vertical: boolean, grid: boolean, theme: ChartTheme) {
  const span = range.high - range.low
  const places = ticks.map((tick) => {
    const share = (tick.coordinate - range.low) / span
    return Math.min(length, Math.max(0, (vertical ? 1 - share : share) * length))
  })
  const nearest = (place: number) =>
    ticks.reduce<Tick | null>((best, tick, i) => (Math.abs((places[i] ?? Infinity) - place) < 0.01 ? tick : best), null)
  return {
    type: 'value' as const,
    min: 0,
    max: length,
    inverse: vertical,
    axisLine: { show: true, onZero: false, lineStyle: { color: theme.lineStrong, width: 1 } },
    axisTick: { show: true, length: 5, customValues: places, lineStyle: { color: theme.lineStrong } },
    splitLine: { show: grid, lineStyle: { color: theme.line, width: 1, opacity: 0.7 } },
    axisLabel: {
      customValues: places,
      formatter: (place: number) => richText(nearest(place)?.label ?? []),
      color: theme.textNormal,
      fontSize: LABEL_SIZE,
      fontFamily: theme.font,
      margin: 8,
      hideOverlap: false,
      rich: richStyles(theme, LABEL_SIZE, theme.textNormal),
    },
  }
}

/** One item that draws everything: no data of the library's own, hence nothing to sample, animate or round. */
function drawing(id: string, clip: boolean, layout: ChartLayout, elements: () => DrawnElement[]) {
  return {
    id,
    type: 'custom' as const,
    coordinateSystem: 'cartesian2d',
    clip,
    silent: true,
    data: [[0, 0]],
    renderItem: (): DrawnElement => ({ type: 'group', x: layout.area.x, y: layout.area.y, children: orNothing(elements()) }),
  }
}

/** A group that has become empty would keep what it had. */
const orNothing = (elements: DrawnElement[]): DrawnElement[] => (elements.length > 0 ? elements : [{ type: 'group', children: [] }])
