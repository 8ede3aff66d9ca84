import type { ChartCurve, ChartModel, NamedLine } from '../../charts/chart-model'
import type { ScaleKind } from '../../charts/scale'
import { powerText } from '../../charts/spectrum-model'
import { curveOf, descending, PLAIN, type DrawnSpectrum } from './drawn-spectrum'

/**
 * Eigenvalues against their place, the largest first, with the noise floor of each: what is not above its own floor is drawn as such, and
 * nothing is drawn below zero.
 */
export function screeModel(drawn: readonly DrawnSpectrum[], xScale: ScaleKind): ChartModel {
  return {
    ...PLAIN,
    title: xScale === 'log' ? 'Eigenvalues against their place, both logarithmic' : 'Eigenvalues against their place',
    caption: '',
    x: { label: 'Place by size', symbol: 'k', unit: '', scale: xScale, integer: true },
    y: { label: 'Eigenvalue', symbol: '\\lambda_k', unit: '', scale: 'log', integer: false },
    curves: drawn.map(scree),
    horizontal: floorLines(drawn),
  }
}

function scree(drawn: DrawnSpectrum): ChartCurve {
  const { spectrum } = drawn
  const y = descending(spectrum)
  const floor = spectrum.health.noiseFloor
  if (spectrum.complete) {
    const x = Float64Array.from(y, (_, i) => i + 1)
    return { ...curveOf(drawn, 'spectrum', x, y), floor }
  }
  // of an incomplete spectrum only the ends are known, and no line joins them
  const largest = Math.ceil(y.length / 2)
  const x = Float64Array.from(y, (_, i) => (i < largest ? i + 1 : spectrum.order - y.length + i + 1))
  return { ...curveOf(drawn, 'values', x, y), floor }
}

/** Floors nearer to each other than this factor are one line. */
const SAME_FLOOR = 4

function floorLines(drawn: readonly DrawnSpectrum[]): NamedLine[] {
  const sorted = drawn.filter(({ spectrum }) => spectrum.health.noiseFloor > 0).toSorted((a, b) => floorOf(b) - floorOf(a))
  const groups: DrawnSpectrum[][] = []
  for (const each of sorted) {
    const last = groups.at(-1)
    const [highest] = last ?? []
    if (last !== undefined && highest !== undefined && floorOf(highest) <= SAME_FLOOR * floorOf(each)) last.push(each)
    else groups.push([each])
  }
  return groups.flatMap((group) => {
    const [highest] = group
    if (highest === undefined) return []
    const whose = group.length === 1 && drawn.length > 1 && highest.label.length <= LONGEST_NAME ? ` of ${highest.label}` : ''
    return [
      {
        at: floorOf(highest),
        label: `noise floor${whose} ${powerText(floorOf(highest), 2)}`,
        group: group.length === 1 ? highest.label : null,
      },
    ]
  })
}

/** A longer name would hide curves; the line has the colour of its spectrum. */
const LONGEST_NAME = 16

const floorOf = ({ spectrum }: DrawnSpectrum) => spectrum.health.noiseFloor
