import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue'

/** A place on the horizontal axis of charts that share its meaning. */
export interface LinkedPlace {
  /** what the axis is: only charts with the same key answer */
  key: string
  x: number
  /** of a tile; charts without tiles ask for x alone */
  y?: number
}

export interface LinkedRange {
  key: string
  from: number
  to: number
}

/** What the charts of a page share: where the pointer stands, what is pinned, which part is shown. In values, since scales may differ. */
export interface ChartLink {
  hovered: ShallowRef<LinkedPlace | null>
  pinned: ShallowRef<LinkedPlace | null>
  range: ShallowRef<LinkedRange | null>
}

const KEY: InjectionKey<ChartLink> = Symbol('chart link')

export function makeChartLink(): ChartLink {
  return { hovered: shallowRef(null), pinned: shallowRef(null), range: shallowRef(null) }
}

/** Links all charts below this component. */
export function provideChartLink(): ChartLink {
  const link = makeChartLink()
  provide(KEY, link)
  return link
}

/** The page's link; a chart that stands alone has its own. */
export function useChartLink(): ChartLink {
  return inject(KEY, makeChartLink, true)
}
