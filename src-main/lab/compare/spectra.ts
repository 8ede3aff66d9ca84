import type { ComparedSpectra, ComparedSpectrum, RequestArgument, RunRecord, SpectrumRecord } from '../../contract'
import { Band, wassersteinDistance } from '../../science/statistics'
import type { Store } from '../../store'

type Reading = Pick<Store, 'spectraOf' | 'readSpectrum'>

/** The spectra of entries at a step, place by place, with their ratio to the base and their distances. */
export function compareSpectra(
  store: Reading,
  { entries, base, name, step }: RequestArgument<'compare.spectra'>,
  runs: ReadonlyMap<number, RunRecord>,
): ComparedSpectra {
  const remarks: ComparedSpectra['remarks'] = []
  const wanted = step ?? Infinity
  const read = entries.map((ids, entry) => {
    const found = ids.flatMap((id) => (runs.has(id) ? (spectrumUpTo(store, id, name, wanted) ?? []) : []))
    if (found.length < ids.length) {
      const when = step === null ? '' : ` up to step ${step}`
      remarks.push({ entry, text: `${ids.length - found.length} of ${ids.length} runs have no eigenvalues of this matrix${when}.` })
    }
    return found
  })
  const spectra = read.flatMap((members, entry) => {
    const sizes = new Set(members.map(({ values }) => values.length))
    if (sizes.size > 1) {
      remarks.push({ entry, text: `Its runs have ${[...sizes].join(', ')} eigenvalues: no mean place by place.` })
      return []
    }
    return members.length === 0 ? [] : [meanSpectrum(entry, members)]
  })
  const reference = base === null ? undefined : spectra.find(({ entry }) => entry === base)
  for (const own of spectra) own.ratio = ratioTo(own, reference)
  const ascending = read.map((members) =>
    members.length > 0 && members.every(({ complete }) => complete)
      ? Float64Array.from(members.flatMap(({ values }) => Array.from(values))).sort()
      : null,
  )
  const shown = step ?? Math.max(0, ...read.flat().map((spectrum) => spectrum.step))
  return { step: shown, spectra, distances: distancesBetween(ascending), remarks }
}

/** The last one recorded up to a step. */
function spectrumUpTo(store: Reading, runId: number, name: string, step: number): SpectrumRecord | null {
  const recorded = store.spectraOf(runId).filter((each) => each.name === name && each.step <= step)
  const last = recorded.reduce((latest, each) => Math.max(latest, each.step), -Infinity)
  return last === -Infinity ? null : store.readSpectrum(runId, name, last)
}

function meanSpectrum(entry: number, members: readonly SpectrumRecord[]): ComparedSpectrum {
  const [first] = members
  const count = first?.values.length ?? 0
  const values = new Float64Array(count)
  const low = new Float64Array(count)
  const high = new Float64Array(count)
  const band = new Band('min-max')
  const place = new Float64Array(members.length)
  for (let k = 0; k < count; k++) {
    members.forEach((member, i) => (place[i] = member.values[count - 1 - k] ?? NaN))
    const around = band.around(place, members.length)
    values[k] = around.mean
    low[k] = around.low
    high[k] = around.high
  }
  const single = members.length === 1
  return {
    entry,
    runs: members.length,
    steps: [...new Set(members.map(({ step }) => step))].sort((a, b) => a - b),
    order: first?.order ?? 0,
    complete: members.every(({ complete }) => complete),
    values,
    low: single ? null : low,
    high: single ? null : high,
    noiseFloor: members.reduce((most, { health }) => Math.max(most, health.noiseFloor), 0),
    ratio: null,
  }
}

function ratioTo(own: ComparedSpectrum, reference: ComparedSpectrum | undefined): Float64Array | null {
  if (reference === undefined || reference.values.length !== own.values.length || reference.order !== own.order) return null
  return own.values.map((value, k) => value / (reference.values[k] ?? NaN))
}

function distancesBetween(ascending: readonly (Float64Array | null)[]): (number | null)[][] {
  return ascending.map((one) => ascending.map((other) => (one === null || other === null ? null : wassersteinDistance(one, other))))
}
