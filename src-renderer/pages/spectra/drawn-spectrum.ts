import type { SpectrumRecord } from '../../../src-main/contract'
import type { ChartCurve, ChartModel, CurveLook } from '../../charts/chart-model'

/** A spectrum with its name and its look. */
export interface DrawnSpectrum {
  id: string
  label: string
  look: CurveLook
  spectrum: SpectrumRecord
}

/** The values, largest first. */
export function descending({ values }: SpectrumRecord): Float64Array {
  return values.toReversed()
}

export function curveOf(
  { id, label, look }: Pick<DrawnSpectrum, 'id' | 'label' | 'look'>,
  kind: ChartCurve['kind'],
  x: Float64Array,
  y: Float64Array,
): ChartCurve {
  return {
    id,
    label,
    kind,
    group: label,
    family: '',
    look,
    x,
    y,
    low: null,
    high: null,
    excluded: null,
    exact: true,
    total: x.length,
    references: null,
  }
}

/** What a chart without lines, floor and tiles adds to its axes and curves. */
export const PLAIN = { vertical: [], horizontal: [], floor: null, tiles: null } satisfies Partial<ChartModel>
