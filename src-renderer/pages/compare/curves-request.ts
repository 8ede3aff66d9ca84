import type { ComparisonView, CurvesRequest, Quantity } from '../../../src-main/contract'
import type { CompareState } from './compare-state'

/** What the lab is asked for the chart of a series. */
export function curvesRequest(
  view: ComparisonView,
  state: CompareState,
  quantity: Quantity,
): Omit<CurvesRequest, 'from' | 'to' | 'pixels'> {
  const { against } = state
  const isLogarithmic = state.height === 'log' || (state.height === 'own' && against === 'values' && quantity.scale === 'log')
  return {
    entries: view.entries.map(({ runIds }) => runIds),
    series: quantity.id,
    x: state.x,
    band: state.band,
    coverage: state.coverage,
    against: against === 'values' || view.base === null ? null : { base: view.base, kind: against },
    members: state.members,
    // on a logarithmic axis a mean of the values would stand above what the eye takes for the middle
    smoothing: state.smoothing === 'none' ? null : { kind: state.smoothing, width: state.width, logarithmic: isLogarithmic },
    scale: state.xScale,
  }
}

/** More charts at once would not be seen together. */
const FIRST_CHARTS = 4

/** The series that are drawn: the chosen ones that the runs have, or the first few. */
export function shownSeries(view: ComparisonView, chosen: readonly string[]): Quantity[] {
  const all = view.series.map(({ quantity }) => quantity)
  const found = all.filter(({ id }) => chosen.includes(id))
  return found.length > 0 ? found : all.slice(0, FIRST_CHARTS)
}
