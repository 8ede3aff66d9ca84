import type { ExperimentInfo, Quantity, SeriesPoints } from '../../src-main/contract'
import type { ChartCurve, ChartModel, CurveLook, NamedLine } from './chart-model'
import type { ScaleKind } from './scale'

/** A recorded series to be drawn: whose it is, what it is, how it looks. */
export interface SeriesCurve {
  id: string
  label: string
  look: CurveLook
}

export interface SeriesChartRequest {
  title: string
  /** what is measured; gives the vertical axis its name, symbol, unit and scale */
  quantity: Quantity
  curves: readonly SeriesCurve[]
  /** in the order of `curves`; empty before anything has arrived */
  points: readonly SeriesPoints[]
  xScale: ScaleKind
  /** what the steps count where they are no steps of training */
  steps?: ExperimentInfo['steps']
  marks?: readonly NamedLine[]
}

const NOTHING = new Float64Array(0)
const TRAINING_STEPS = { label: 'Step', symbol: 't', unit: '' }

export function modelOfSeries(request: SeriesChartRequest): ChartModel {
  const { quantity } = request
  return {
    title: request.title,
    caption: quantity.description,
    x: { ...(request.steps ?? TRAINING_STEPS), scale: request.xScale, integer: true },
    y: {
      label: quantity.label,
      symbol: quantity.symbol,
      unit: quantity.unit,
      scale: quantity.scale,
      integer: quantity.digits === 'integer',
    },
    curves: request.curves.map((curve, i) => seriesCurve(curve, request.points[i])),
    vertical: [...(request.marks ?? [])],
    horizontal: [],
    floor: null,
    tiles: null,
  }
}

export function seriesCurve(curve: SeriesCurve, points: SeriesPoints | undefined): ChartCurve {
  return {
    id: curve.id,
    label: curve.label,
    kind: 'series',
    group: curve.id,
    family: '',
    look: curve.look,
    x: points?.steps ?? NOTHING,
    y: points?.values ?? NOTHING,
    low: null,
    high: null,
    excluded: null,
    exact: points?.exact ?? true,
    total: points?.total ?? 0,
    references: null,
  }
}
