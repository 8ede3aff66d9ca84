import { textElement } from './annotation-elements'
import { LABEL_SIZE, NAME_SIZE, type ChartLayout } from './chart-layout'
import type { ChartTiles } from './chart-tiles'
import type { ChartTheme } from './chart-theme'
import { BAR_LABELS, BAR_TICK, BAR_WIDTH } from './colour-bar'
import type { DrawnElement } from './echarts'
import { LEVELS, tileColours } from './tile-colours'

const STOPS = 33

/** The colour bar with its ticks and its name, in pixels of the plot. */
export function colourBarElements(tiles: ChartTiles, layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  const { colourBar: bar } = layout
  if (bar === null) return []
  const { height } = layout.area
  const span = tiles.high - tiles.low
  return [
    {
      type: 'rect',
      silent: true,
      shape: { x: bar.x, y: 0, width: BAR_WIDTH, height },
      style: { fill: gradient(tileColours(tiles.palette, theme.surface)), stroke: theme.lineStrong, lineWidth: 1 },
    },
    ...bar.ticks.major.flatMap((tick): DrawnElement[] => {
      const y = (1 - (tick.coordinate - tiles.low) / span) * height
      const end = bar.x + BAR_WIDTH
      return [
        {
          type: 'line',
          silent: true,
          shape: { x1: end, y1: y, x2: end + BAR_TICK, y2: y },
          style: { fill: 'none', stroke: theme.lineStrong, lineWidth: 1 },
        },
        textElement(tick.label, { x: bar.x + BAR_LABELS, y }, LABEL_SIZE, theme.textNormal, theme),
      ]
    }),
    textElement(bar.name, { x: bar.nameEnd, y: bar.nameY, align: 'right' }, NAME_SIZE, theme.textNormal, theme),
  ]
}

/** From the high end at the top to the low end. */
function gradient(colours: readonly string[]) {
  const colorStops = Array.from({ length: STOPS }, (_, i) => ({
    offset: i / (STOPS - 1),
    color: colours[Math.round((1 - i / (STOPS - 1)) * (LEVELS - 1))]!,
  }))
  return { type: 'linear' as const, x: 0, y: 0, x2: 0, y2: 1, colorStops }
}
