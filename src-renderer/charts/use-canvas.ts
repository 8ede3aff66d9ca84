import 'katex/dist/katex.min.css'
import { onBeforeUnmount, onMounted, shallowRef, type Ref, type ShallowRef } from 'vue'
import { readTheme, watchTheme, type ChartTheme } from './chart-theme'
import { init, type Chart, type ChartOption } from './echarts'
import { canvasMeasure, roughMeasure, type Measure } from './text-measure'

/** The chart library remembers widths of texts: one measured before the packaged fonts are there would stay wrong. */
let fontsReady: Promise<unknown> | null = null

function whenFontsAreReady(): Promise<unknown> {
  fontsReady ??= Promise.allSettled([document.fonts.load('12px "Inter Variable"'), document.fonts.load('italic 12px KaTeX_Math')])
  return fontsReady
}

export interface CanvasSize {
  width: number
  height: number
}

export interface UsedCanvas {
  /** null before the element has a size */
  size: Readonly<ShallowRef<CanvasSize | null>>
  theme: Readonly<ShallowRef<ChartTheme | null>>
  measure: Readonly<ShallowRef<Measure>>
  paint: (option: ChartOption) => void
}

/** A canvas in an element: follows its size and the window's theme. */
export function useCanvas(element: Readonly<Ref<HTMLElement | null>>): UsedCanvas {
  const size = shallowRef<CanvasSize | null>(null)
  const theme = shallowRef<ChartTheme | null>(null)
  const measure = shallowRef<Measure>(roughMeasure)
  let chart: Chart | null = null
  let stopWatching: (() => void) | null = null

  function takeTheme(): void {
    if (element.value === null) return
    theme.value = readTheme(element.value)
    measure.value = canvasMeasure(theme.value)
  }

  function takeSize(): void {
    if (element.value === null) return
    const width = Math.floor(element.value.clientWidth)
    const height = Math.floor(element.value.clientHeight)
    if (width < 40 || height < 40) return
    if (size.value?.width !== width || size.value.height !== height) size.value = { width, height }
  }

  const observer = new ResizeObserver(takeSize)

  onMounted(() => {
    takeSize()
    stopWatching = watchTheme(takeTheme)
    if (element.value !== null) observer.observe(element.value)
    void whenFontsAreReady().then(takeTheme)
  })
  onBeforeUnmount(() => {
    observer.disconnect()
    stopWatching?.()
    chart?.dispose()
    chart = null
  })

  function paint(option: ChartOption): void {
    if (element.value === null || size.value === null) return
    const { width, height } = size.value
    chart ??= init(element.value, null, { renderer: 'canvas', width, height })
    if (chart.getWidth() !== width || chart.getHeight() !== height) chart.resize({ width, height, silent: true })
    chart.setOption(option, { silent: true })
    // it is painted; the library's own loop would idle on for some frames in every chart
    chart.getZr().animation.stop()
  }

  return { size, theme, measure, paint }
}
