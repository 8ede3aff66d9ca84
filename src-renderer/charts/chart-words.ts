import { countOf } from '../components/count-of'
import { numberText } from '../components/format-number'
import type { ChartAxis, ChartCurve, ChartModel } from './chart-model'
import { axisText } from './chart-csv'
import type { ChartTiles } from './chart-tiles'
import { extentOf } from './extent'
import { fromCoordinate } from './scale'

/** What a chart shows, in words, for those who do not see it. */
export function describeChart(model: ChartModel, curves: readonly ChartCurve[]): string {
  const against = `${axisText(model.y)} against ${axisText(model.x)}`
  const tiles = model.tiles === null ? '' : ` ${tileWords(model.tiles)}`
  const points = curves.reduce((sum, curve) => sum + curve.total, 0)
  if (points === 0) return `${model.title}. ${against}.${tiles || ' No points yet.'}`
  const names = curves.map((curve) => curve.label).filter((label) => label !== '')
  const shown = curves.length === 1 ? 'One curve' : `${curves.length} curves`
  const list = names.length === 0 ? '' : `: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', and others' : ''}`
  return `${model.title}. ${against}.${tiles} ${shown}${list}. ${extentWords(
    model.x,
    curves.map((curve) => curve.x),
  )}, ${extentWords(
    model.y,
    curves.map((curve) => curve.y),
  )}.`
}

function tileWords(tiles: ChartTiles): string {
  const measured = tiles.value.filter((value) => !Number.isNaN(value))
  const range = extentOf([measured], 'linear')
  const values = range === null ? '' : `, ${tiles.label} from ${numberText(range.low)} to ${numberText(range.high)}`
  return `${measured.length} of ${countOf(tiles.x.length, 'tile')} measured${values}.`
}

function extentWords(axis: ChartAxis, arrays: readonly Float64Array[]): string {
  const extent = extentOf(arrays, axis.scale)
  if (extent === null) return `${axis.label} has no value that can be drawn`
  const text = (coordinate: number) => numberText(fromCoordinate(coordinate, axis.scale), axis.integer ? 'integer' : 4)
  return `${axis.label} from ${text(extent.low)} to ${text(extent.high)}`
}
