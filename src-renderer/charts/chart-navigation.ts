import type { ComputedRef, Ref } from 'vue'
import type { ChartLayout } from './chart-layout'
import type { ChartLink } from './chart-link'
import type { ChartModel } from './chart-model'

export interface PlotPoint {
  x: number
  y: number
}

/** How pointer and keys reach what a chart reads out. Places are pixels of the plot. */
export interface ChartNavigation {
  hover: (at: PlotPoint | null) => void
  /** opens what stands there, or pins its reading */
  click: (at: PlotPoint) => void
  /** whether a click there opens something */
  opens: (at: PlotPoint) => boolean
  keys: Readonly<Record<string, (event: KeyboardEvent) => void>>
  pinned: ComputedRef<boolean>
  unpin: () => void
}

export interface NavigatedChart {
  model: Readonly<Ref<ChartModel>>
  layout: Readonly<Ref<ChartLayout | null>>
  link: () => ChartLink
  axisKey: () => string
  /** the pointer or the keys are in this chart, not in one it is linked with */
  over: Ref<boolean>
  /** points and tiles with a reference open something */
  clickable: () => boolean
  open: (reference: string) => void
  /** says what the keys came to, for those who do not see it */
  speak: (words: string) => void
}

/** Shift makes ten steps of one. */
export const stepsOf = (event: KeyboardEvent) => (event.shiftKey ? 10 : 1)
