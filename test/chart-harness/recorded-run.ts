import type { RunEvent, SpectrumRecord, Summary } from '../../src-main/contract'
import type { RunContext } from '../../src-main/experiments/experiment'
import { twoLayerRelu } from '../../src-main/experiments/two-layer-relu'
import { cellSpec } from '../../src-main/papers/razborov/main-series'
import { PortableArithmetic } from '../../src-main/science/arithmetic/portable/portable'

export interface Recorded {
  summary: Summary
  series: Map<string, { steps: Float64Array; values: Float64Array }>
  spectra: SpectrumRecord[]
  events: RunEvent[]
  stopReason: string
  state: 'finished' | 'diverged'
}

/** A real run, computed in the page: what its series and spectra look like is not made up. */
export function record(hiddenWidth: number, sampleCount: number, seed: number, stepSize?: number): Recorded {
  const spec = cellSpec(hiddenWidth, sampleCount, { spectrumSteps: 8, ...(stepSize === undefined ? {} : { hiddenStepSize: stepSize }) })
  const lists = new Map<string, { steps: number[]; values: number[] }>()
  const list = (name: string) => {
    let found = lists.get(name)
    if (!found) lists.set(name, (found = { steps: [], values: [] }))
    return found
  }
  const spectra: SpectrumRecord[] = []
  const events: RunEvent[] = []
  let summary: Summary = {}
  const context: RunContext = {
    arithmetic: new PortableArithmetic(),
    threads: 1,
    storedArray: () => new Float64Array(0),
    pulse: () => undefined,
    boundary: () => undefined,
    record: (name, firstStep, values) =>
      values.forEach((value, i) => (list(name).steps.push(firstStep + i), list(name).values.push(value))),
    recordAt: (name, step, value) => void (list(name).steps.push(step), list(name).values.push(value)),
    recordSpectrum: (spectrum) => void spectra.push(spectrum),
    summarise: (values) => (summary = { ...summary, ...values }),
    artifact: () => undefined,
    note: (text) => void events.push({ at: Date.now(), kind: 'note', step: 0, text }),
    progress: () => undefined,
  }
  const outcome = twoLayerRelu.run(spec, seed, context, null)
  const series = new Map(
    [...lists].map(([name, { steps, values }]) => [name, { steps: Float64Array.from(steps), values: Float64Array.from(values) }]),
  )
  return { summary, series, spectra, events, ...outcome }
}

/** A recorded run as JSON has it: numbers that JSON does not know are strings. */
export interface WrittenRun extends Omit<Recorded, 'series' | 'spectra'> {
  series: { name: string; steps: number[]; values: (number | string)[] }[]
  spectra: (Omit<SpectrumRecord, 'values'> & { values: (number | string)[] })[]
}

const exact = (values: Float64Array) => [...values].map((value) => (Number.isFinite(value) ? value : String(value)))

export function written(recorded: Recorded): WrittenRun {
  return {
    ...recorded,
    series: [...recorded.series].map(([name, { steps, values }]) => ({ name, steps: [...steps], values: exact(values) })),
    spectra: recorded.spectra.map((spectrum) => ({ ...spectrum, values: exact(spectrum.values) })),
  }
}

export function parsed(kept: WrittenRun): Recorded {
  return {
    ...kept,
    series: new Map(
      kept.series.map(({ name, steps, values }) => [name, { steps: Float64Array.from(steps), values: Float64Array.from(values, Number) }]),
    ),
    spectra: kept.spectra.map((spectrum) => ({ ...spectrum, values: Float64Array.from(spectrum.values, Number) })),
  }
}
