import type { SpectrumRecord } from '../../../src-main/contract'
import type { ChartModel } from '../../charts/chart-model'
import { groupLook } from '../../charts/figure-model'
import type { ScaleKind } from '../../charts/scale'
import { numberText } from '../../components/format-number'
import { curveOf, PLAIN } from './drawn-spectrum'

/** Places by size, 1 the largest, that say most of a spectrum of some order: both ends, and powers of two between. */
export function tellingPlaces(order: number): number[] {
  const places = [1]
  for (let place = 2; place < order; place *= 4) places.push(place)
  return [...new Set([...places, order])].filter((place) => place <= order)
}

/** The eigenvalue at a place by size; null where the spectrum is known at its ends only and the place lies between. */
export function valueAtPlace({ values, order, complete }: SpectrumRecord, place: number): number | null {
  if (complete) return values[values.length - place] ?? null
  const smallest = Math.floor(values.length / 2)
  if (place > order - smallest) return values[order - place] ?? null
  return place <= values.length - smallest ? (values[values.length - place] ?? null) : null
}

/** How eigenvalues move while a network is trained: each place by size is a curve over the steps. */
export function trajectoryModel(
  spectra: readonly SpectrumRecord[],
  places: readonly number[],
  title: string,
  xScale: ScaleKind,
): ChartModel {
  const inOrder = spectra.toSorted((a, b) => a.step - b.step)
  const order = inOrder[0]?.order ?? 0
  const floor = inOrder.reduce((highest, { health }) => Math.max(highest, health.noiseFloor), 0)
  const steps = Float64Array.from(inOrder, ({ step }) => step)
  return {
    ...PLAIN,
    title,
    caption: '',
    x: { label: 'Step', symbol: 't', unit: '', scale: xScale, integer: true },
    y: { label: 'Eigenvalue', symbol: '\\lambda_k', unit: '', scale: 'log', integer: false },
    curves: places.map((place, i) => {
      const values = Float64Array.from(inOrder, (spectrum) => valueAtPlace(spectrum, place) ?? NaN)
      const known = values.map((value, at) => (Number.isNaN(value) ? NaN : at)).filter((at) => !Number.isNaN(at))
      const end = place === 1 ? ', largest' : place === order ? ', smallest' : ''
      const name = `k = ${numberText(place, 'integer')}${end}`
      return {
        ...curveOf(
          { id: String(place), label: name, look: groupLook(i) },
          'series',
          Float64Array.from(known, (at) => steps[at] ?? NaN),
          Float64Array.from(known, (at) => values[at] ?? NaN),
        ),
        floor,
      }
    }),
    floor: floor > 0 ? { at: floor, label: 'highest noise floor' } : null,
  }
}

export type ReadPlaces = { places: number[]; problem: null } | { places: null; problem: string }

/** Most curves that can be told apart. */
const MOST_PLACES = 24

/** Places as a person writes them: "1-4, 50". */
export function parsePlaces(text: string, order: number): ReadPlaces {
  const places = new Set<number>()
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue
    const match = /^(\d+)(?:\s*[-–]\s*(\d+))?$/.exec(part)
    const first = Number(match?.[1])
    const last = match?.[2] === undefined ? first : Number(match[2])
    if (match === null) return { places: null, problem: `“${part}” is neither a place nor a range such as 1-4.` }
    if (first < 1 || last > order || last < first) return { places: null, problem: `Places go from 1 to ${order}.` }
    if (places.size + last - first + 1 > MOST_PLACES) return { places: null, problem: `At most ${MOST_PLACES} places are drawn.` }
    for (let place = first; place <= last; place++) places.add(place)
  }
  return places.size === 0 ? { places: null, problem: 'No place is given.' } : { places: [...places].sort((a, b) => a - b), problem: null }
}
