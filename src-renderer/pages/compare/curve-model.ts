import type { BandKind, ComparedAxisInfo, ComparedCurve, ComparedEntry, ComparisonView, Quantity } from '../../../src-main/contract'
import type { ChartCurve, ChartModel, CurveLook } from '../../charts/chart-model'
import { noteMarks } from '../../charts/note-marks'
import { symlogScale, type AxisScale } from '../../charts/scale'
import { numberText } from '../../components/format-number'
import type { CompareState } from './compare-state'
import { againstLabel, BAND_MEANINGS, chartTitle } from './compare-words'

export interface CurveModelRequest {
  quantity: Quantity
  axis: ComparedAxisInfo
  state: Pick<CompareState, 'height' | 'threshold' | 'xScale' | 'band' | 'against' | 'exportSmoothed'>
  entries: readonly ComparedEntry[]
  looks: readonly CurveLook[]
  runs: ComparisonView['runs']
  curves: readonly ComparedCurve[]
  stepNotes: ComparisonView['stepNotes']
}

/** The chart of one series for all entries. */
export function curveModel({ quantity, axis, state, entries, looks, runs, curves, stepNotes }: CurveModelRequest): ChartModel {
  const label = againstLabel(quantity, state.against)
  const smoothed = curves.some((curve) => curve.smoothed)
  const seeds = new Map(runs.map(({ id, seed }) => [id, seed]))
  const scale = heightScale(quantity, state)
  const entryOf = (runId: number) => entries.find(({ runIds }) => runIds.includes(runId))
  const noteOf = ({ runId, step, text }: ComparisonView['stepNotes'][number]) => {
    const group = entryOf(runId)?.label
    return { step, text, ...(runs.length > 1 ? { who: `run ${runId}` } : {}), ...(group === undefined ? {} : { group }) }
  }
  const stated = state.height === 'symlog' ? `, straight within ±${numberText(state.threshold, 'exact')}` : ''
  return {
    title: chartTitle(label, axis),
    caption: quantity.description,
    x: { label: axis.label, symbol: axis.symbol, unit: '', scale: state.xScale, integer: axis.kind === 'step' },
    y: {
      label: label + stated,
      symbol: state.against === 'values' ? quantity.symbol : '',
      unit: state.against === 'ratio' ? '' : quantity.unit,
      scale,
      integer: quantity.digits === 'integer' && state.against === 'values' && entries.every(({ runIds }) => runIds.length === 1),
    },
    curves: curves.map((curve) => {
      const entry = entries[curve.entry]
      const look = looks[curve.entry]
      return chartCurve(curve, entry, look, { smoothed, band: state.band, exportSmoothed: state.exportSmoothed, seeds })
    }),
    band: curves.some(({ low }) => low !== null) ? BAND_MEANINGS[state.band] : '',
    vertical: axis.perStep === null ? [] : noteMarks(stepNotes.map(noteOf), axis.perStep),
    horizontal: [],
    floor: null,
    tiles: null,
  }
}

function heightScale(quantity: Quantity, { height, threshold, against }: CurveModelRequest['state']): AxisScale {
  if (height === 'symlog') return symlogScale(threshold)
  if (height !== 'own') return height
  return against === 'values' ? quantity.scale : 'linear'
}

interface Drawing {
  /** there are smoothed lines in front */
  smoothed: boolean
  band: BandKind
  exportSmoothed: boolean
  seeds: ReadonlyMap<number, number>
}

const PLAIN_LOOK: CurveLook = { colour: '--data-1', dash: [], marker: 'circle' }

function chartCurve(curve: ComparedCurve, entry: ComparedEntry | undefined, look: CurveLook = PLAIN_LOOK, drawing: Drawing): ChartCurve {
  const grouped = (entry?.runIds.length ?? 1) > 1
  const isMember = grouped && curve.runId !== null
  const name = entry?.label ?? ''
  const seed = curve.runId === null ? undefined : drawing.seeds.get(curve.runId)
  const family = curve.smoothed ? 'smoothed' : isMember ? 'members' : ''
  const label = isMember ? `${name}, seed ${seed ?? ''}` : curve.smoothed ? `${name}, smoothed` : name
  return {
    id: `${curve.entry} ${curve.runId ?? 'mean'} ${curve.smoothed ? 'smoothed' : ''}`,
    label,
    kind: grouped && !isMember && !curve.smoothed ? 'measured' : 'series',
    group: name,
    family,
    look,
    x: curve.x,
    y: curve.y,
    low: curve.low,
    high: curve.high,
    ...(curve.counts === null ? {} : { counts: curve.counts }),
    // a smoothed line stands before what it smooths, but does not replace it on paper
    ...(isMember
      ? { faint: true }
      : drawing.smoothed && !curve.smoothed
        ? { faint: drawing.exportSmoothed ? true : ('on screen' as const) }
        : {}),
    ...(curve.smoothed && !drawing.exportSmoothed ? { screenOnly: true } : {}),
    excluded: null,
    exact: curve.exact,
    total: curve.total,
    references: null,
  }
}
