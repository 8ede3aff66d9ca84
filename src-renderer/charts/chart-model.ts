import type { RunAppearance } from '../components/run-colour'
import type { ChartTiles } from './chart-tiles'
import type { AxisScale } from './scale'

export interface ChartAxis {
  /** plain name, e.g. "Training points" */
  label: string
  /** LaTeX, may be empty */
  symbol: string
  unit: string
  scale: AxisScale
  /** only whole numbers have a meaning here (steps, counts, indices) */
  integer: boolean
}

/**
 * What a curve is. measured: solid line, filled dots, range as whiskers or band; published: hollow markers, range as a pale bar;
 * theory: dashed; bound: line with its excluded side shaded; fit: dotted; series: the plain line of a recorded series;
 * values: dots without a line (a spectrum); spectrum: dots on a line, hollow and dotted where not resolved; histogram: stairs over bins of
 * equal width; stems: a line from the axis up to each value.
 */
export type CurveKind = 'measured' | 'published' | 'theory' | 'bound' | 'fit' | 'series' | 'values' | 'spectrum' | 'histogram' | 'stems'

/** White with a dark casing, which is seen on tiles of any colour. */
export const OVER_TILES = '--over-tiles'

/** Tells curves of one kind apart: colour first, then, when the eight are used up, dash and marker. Over tiles only these two. */
export type CurveLook = Omit<RunAppearance, 'colour'> & { colour: RunAppearance['colour'] | typeof OVER_TILES }

export interface ChartCurve {
  id: string
  label: string
  kind: CurveKind
  /** curves of one group share a colour, and the legend names the group once */
  group: string
  /** tells theories of one kind apart, e.g. "displacement law"; they differ by their dash */
  family: string
  look: CurveLook
  /** ascending for every kind but `values` */
  x: Float64Array
  y: Float64Array
  /** range of each point, NaN where there is none */
  low: Float64Array | null
  high: Float64Array | null
  /** of a mean: how many values it is made of, point by point */
  counts?: Float64Array
  /** stands behind others: the raw values of a smoothed line (on paper only with it), the members of a mean */
  faint?: boolean | 'on screen'
  /** neither in exported pictures nor in exported numbers */
  screenOnly?: boolean
  /** which side of a bound no value may lie on */
  excluded: 'above' | 'below' | null
  /** values that are not above it are noise, and drawn as such */
  floor?: number
  /** pixels to the right, so that stems of several curves stand side by side */
  shift?: number
  /** false when minimum and maximum per pixel stand for `total` points */
  exact: boolean
  total: number
  /** what a click on a point opens, by point */
  references: (string | null)[] | null
}

/** A line across the plot with its name written at it. */
export interface NamedLine {
  at: number
  label: string
  group: string | null
}

export interface ChartModel {
  title: string
  caption: string
  x: ChartAxis
  y: ChartAxis
  curves: ChartCurve[]
  /** what the ranges of its curves are, where they are not least and largest value */
  band?: string
  vertical: NamedLine[]
  horizontal: NamedLine[]
  /** everything below this value is drawn as not resolved (hatched), e.g. the noise floor of a spectrum */
  floor: { at: number; label: string } | null
  /** a heat map under the curves */
  tiles: ChartTiles | null
}

/** Whether a value of a curve is above its noise floor. */
export function isResolved(curve: Pick<ChartCurve, 'floor'>, value: number): boolean {
  return curve.floor === undefined || value > curve.floor
}

export function withScale(model: ChartModel, axis: 'x' | 'y', scale: AxisScale): ChartModel {
  return model[axis].scale === scale ? model : { ...model, [axis]: { ...model[axis], scale } }
}
