import type { ComparedEntry, ComparedSpectra, ComparedSpectrum } from '../../../src-main/contract'
import type { ChartCurve, ChartModel, CurveLook } from '../../charts/chart-model'
import type { ScaleKind } from '../../charts/scale'
import { powerText } from '../../charts/spectrum-model'

interface SpectraRequest {
  title: string
  answer: ComparedSpectra
  entries: readonly ComparedEntry[]
  looks: readonly CurveLook[]
  xScale: ScaleKind
}

const RANGE = 'least and largest of the runs, place by place'
const PLACE = { label: 'Place by size', symbol: 'k', unit: '', integer: true }

/** Eigenvalues against their place, of groups the mean with the range of its runs; what is not above its noise floor is drawn as such. */
export function screeOf({ title, answer, entries, looks, xScale }: SpectraRequest): ChartModel {
  const floor = answer.spectra.reduce((highest, { noiseFloor }) => Math.max(highest, noiseFloor), 0)
  return {
    title,
    caption: '',
    x: { ...PLACE, scale: xScale },
    y: { label: 'Eigenvalue', symbol: '\\lambda_k', unit: '', scale: 'log', integer: false },
    curves: answer.spectra.flatMap((spectrum) => curveOf(spectrum, spectrum.values, entries, looks, true)),
    band: RANGE,
    vertical: [],
    horizontal: [],
    floor: floor > 0 ? { at: floor, label: `noise floor ${powerText(floor, 3)}` } : null,
    tiles: null,
  }
}

/** The same over the eigenvalues of the base, place by place. */
export function ratiosOf({ title, answer, entries, looks, xScale }: SpectraRequest): ChartModel {
  return {
    title,
    caption: '',
    x: { ...PLACE, scale: xScale },
    y: { label: 'Eigenvalue / that of the base', symbol: '', unit: '', scale: 'log', integer: false },
    curves: answer.spectra.flatMap((spectrum) => (spectrum.ratio === null ? [] : curveOf(spectrum, spectrum.ratio, entries, looks, false))),
    vertical: [],
    horizontal: [{ at: 1, label: 'as the base', group: null }],
    floor: null,
    tiles: null,
  }
}

function curveOf(
  spectrum: ComparedSpectrum,
  y: Float64Array,
  entries: readonly ComparedEntry[],
  looks: readonly CurveLook[],
  banded: boolean,
): ChartCurve[] {
  const look = looks[spectrum.entry]
  if (look === undefined) return []
  const label = entries[spectrum.entry]?.label ?? ''
  const isMean = spectrum.runs > 1
  return [
    {
      id: String(spectrum.entry),
      label,
      kind: spectrum.complete ? (isMean && banded ? 'measured' : 'spectrum') : 'values',
      group: label,
      family: '',
      look,
      x: placesOf(spectrum, y.length),
      y,
      low: banded ? spectrum.low : null,
      high: banded ? spectrum.high : null,
      ...(banded ? { floor: spectrum.noiseFloor } : {}),
      excluded: null,
      exact: true,
      total: y.length,
      references: null,
    },
  ]
}

/** Of an incomplete spectrum the first half of what is there are the largest, the rest the smallest. */
function placesOf({ complete, order }: ComparedSpectrum, count: number): Float64Array {
  const largest = complete ? count : Math.ceil(count / 2)
  return Float64Array.from({ length: count }, (_, i) => (i < largest ? i + 1 : order - count + i + 1))
}
