import type { ComparedEntry, ComparedMap, ComparedScatter } from '../../../src-main/contract'
import { groupLook } from '../../charts/figure-model'
import { OVER_TILES, type ChartCurve, type ChartModel, type CurveLook } from '../../charts/chart-model'
import { tilesOf } from '../../charts/chart-tiles'
import type { ScaleKind } from '../../charts/scale'
import { DASHES } from '../../components/run-colour'
import { numberText } from '../../components/format-number'
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
    curves: [...map.contours.flatMap(contourCurves), ...thresholdCurve(map.threshold)],
    vertical: [],
    horizontal: [],
    floor: null,
    tiles: tilesOf(tiles, map.xScale, map.yScale),
  }
}

/** A contour in pieces that do not turn back, since a curve of a chart goes from left to right. */
function contourCurves({ level, lines }: ComparedMap['contours'][number], place: number): ChartCurve[] {
  const label = `contour at ${numberText(level)}`
  const look: CurveLook = { colour: OVER_TILES, dash: DASHES[place % DASHES.length] ?? [], marker: 'circle' }
  return lines.flatMap(forward).map((piece, k) => ({
    ...PLAIN_CURVE,
    id: `contour ${level} ${k}`,
    label,
    kind: 'theory',
    group: label,
    look,
    ...piece,
    total: piece.x.length,
    references: null,
  }))
}

function forward(line: { x: Float64Array; y: Float64Array }): { x: Float64Array; y: Float64Array }[] {
  const pieces: { x: Float64Array; y: Float64Array }[] = []
  let begin = 0
  let direction = 0
  const end = (at: number) => {
    const [x, y] = [line.x.slice(begin, at + 1), line.y.slice(begin, at + 1)]
    if (x.length > 1) pieces.push(direction < 0 ? { x: x.reverse(), y: y.reverse() } : { x, y })
    begin = at
  }
  for (let i = 1; i < line.x.length; i++) {
    const step = Math.sign((line.x[i] ?? NaN) - (line.x[i - 1] ?? NaN))
    if (step !== 0 && direction !== 0 && step !== direction) {
      end(i - 1)
      direction = step
    } else if (direction === 0) direction = step
  }
  end(line.x.length - 1)
  return pieces
}

function thresholdCurve(threshold: ComparedMap['threshold']): ChartCurve[] {
  if (threshold === null || threshold.points.length === 0) return []
  const points = threshold.points.toSorted((a, b) => a.x - b.x)
  return [
    {
      ...PLAIN_CURVE,
      id: 'threshold',
      label: 'half of the runs reach it',
      kind: 'values',
      group: 'threshold',
      look: { colour: OVER_TILES, dash: [], marker: 'diamond' },
      x: Float64Array.from(points, ({ x }) => x),
      y: Float64Array.from(points, ({ y }) => y),
      total: points.length,
      references: null,
    },
  ]
}
