import type { ComparedEntry, ComparedMap, ComparedScatter } from '../../../src-main/contract'
import { groupLook } from '../../charts/figure-model'
import type { ChartCurve, ChartModel, CurveLook } from '../../charts/chart-model'
import { tilesOf } from '../../charts/chart-tiles'
import type { ScaleKind } from '../../charts/scale'
import type { ColumnChoice } from './column-choices'

const axisOf = (column: ColumnChoice, scale: ScaleKind) => ({ label: column.label, symbol: column.symbol, unit: '', scale, integer: false })

/** Runs as points of two columns, with the line of a power law. */
export function scatterModel(
  { points, fit }: ComparedScatter,
  columns: { across: ColumnChoice; up: ColumnChoice },
  scales: { x: ScaleKind; y: ScaleKind },
  entries: readonly ComparedEntry[],
  looks: readonly CurveLook[],
): ChartModel {
  const curves = [...Map.groupBy(points, ({ entry }) => entry)].map(([entry, own]): ChartCurve => {
    const label = entries[entry]?.label ?? ''
    const sorted = own.toSorted((a, b) => a.x - b.x)
    return {
      ...PLAIN_CURVE,
      id: String(entry),
      label,
      kind: 'values',
      group: label,
      look: looks[entry] ?? groupLook(0),
      x: Float64Array.from(sorted, ({ x }) => x),
      y: Float64Array.from(sorted, ({ y }) => y),
      total: sorted.length,
      references: sorted.map(({ runId }) => String(runId)),
    }
  })
  const line = fit === null ? [] : fitCurve(points, fit)
  return {
    title: `${columns.up.label} against ${columns.across.label}`,
    caption: '',
    x: axisOf(columns.across, scales.x),
    y: axisOf(columns.up, scales.y),
    curves: [...curves, ...line],
    vertical: [],
    horizontal: [],
    floor: null,
    tiles: null,
  }
}

const PLAIN_CURVE = { family: '', low: null, high: null, excluded: null, exact: true } satisfies Partial<ChartCurve>
const FIT_POINTS = 65

function fitCurve(points: ComparedScatter['points'], fit: NonNullable<ComparedScatter['fit']>): ChartCurve[] {
  const across = points.filter(({ x, y }) => x > 0 && y > 0).map(({ x }) => x)
  const [low, high] = [Math.min(...across), Math.max(...across)]
  const x = Float64Array.from({ length: FIT_POINTS }, (_, i) => low * (high / low) ** (i / (FIT_POINTS - 1)))
  const y = x.map((value) => fit.coefficient * value ** fit.exponent)
  return [
    {
      ...PLAIN_CURVE,
      id: 'fit',
      label: 'power law',
      kind: 'fit',
      group: 'power law',
      look: { colour: '--data-8', dash: [], marker: 'circle' },
      x,
      y,
      total: x.length,
      references: null,
    },
  ]
}

/** A quantity over the plane of two columns. */
export function mapModel(map: ComparedMap, columns: { across: ColumnChoice; up: ColumnChoice; value: ColumnChoice }): ChartModel {
  const tiles = { ...map.tiles, label: columns.value.label, symbol: columns.value.symbol }
  return {
    title: `${columns.value.label} over ${columns.across.label} and ${columns.up.label}`,
    caption: '',
    x: axisOf(columns.across, map.xScale),
    y: axisOf(columns.up, map.yScale),
    curves: [],
    vertical: [],
    horizontal: [],
    floor: null,
    tiles: tilesOf(tiles, map.xScale, map.yScale),
  }
}
