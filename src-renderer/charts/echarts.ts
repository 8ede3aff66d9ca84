import { CustomChart, type CustomSeriesOption } from 'echarts/charts'
import { GridComponent, type GridComponentOption } from 'echarts/components'
import { graphic, init, use, type ComposeOption, type ECharts } from 'echarts/core'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'

use([CustomChart, GridComponent, CanvasRenderer, SVGRenderer])

export type ChartOption = ComposeOption<CustomSeriesOption | GridComponentOption>
export type Chart = ECharts

type RenderItem = NonNullable<CustomSeriesOption['renderItem']>
/** One element of a drawing, in the library's terms. */
export type DrawnElement = NonNullable<ReturnType<RenderItem>>

export { graphic, init }
