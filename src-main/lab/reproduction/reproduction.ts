import { CLOCK_SERIES, type EnvironmentDifference, type NumbersComparison, type Reproduction, type RunRecord } from '../../contract'
import type { Store } from '../../store'
import { flatten } from '../compare/leaves'
import { compareNumbers, isSame, type Placed } from './compare-numbers'

type Reading = Pick<Store, 'seriesOf' | 'readSeries' | 'spectraOf' | 'readSpectrum' | 'artifactsOf' | 'readArtifact' | 'environmentOf'>

const NOTHING: Placed = { at: [], values: [] }

/** Two runs of one spec and seed, every number that both have recorded. */
export function compareRepetition(store: Reading, original: RunRecord, repeated: RunRecord): Reproduction {
  const both = [original.id, repeated.id] as const
  const series = byName(
    both,
    (id) => seriesNames(store, id),
    (id, name) => seriesOf(store, id, name),
  )
  const spectra = byName(
    both,
    (id) => store.spectraOf(id).map((each) => each.name),
    (id, name) => eigenvaluesOf(store, id, name),
  )
  const artifacts = byName(
    both,
    (id) => store.artifactsOf(id).map((each) => each.name),
    (id, name) => artifactOf(store, id, name),
  )
  const summary = compareSummaries(original, repeated)
  const all = [...series, ...spectra, ...summary, ...artifacts]
  const sameEnd = original.state === repeated.state && original.stopReason === repeated.stopReason && original.step === repeated.step
  return {
    original: rowOf(original),
    repeated: rowOf(repeated),
    identical: sameEnd && all.every(isSame),
    sameEnd,
    firstStep: firstStepOf([...series, ...spectra]),
    largestUlp: all.reduce((most, { largestUlp }) => Math.max(most, largestUlp), 0),
    series,
    spectra,
    summary,
    artifacts,
    environment: compareEnvironments(store.environmentOf(original.id), store.environmentOf(repeated.id)),
    numbers: all.reduce((sum, { common }) => sum + common, 0),
    remarks: remarksOn(store, original, repeated),
  }
}

function byName(
  [original, repeated]: readonly [number, number],
  names: (id: number) => string[],
  read: (id: number, name: string) => Placed,
): NumbersComparison[] {
  const all = new Set([...names(original), ...names(repeated)])
  return [...all].map((name) => compareNumbers(name, read(original, name), read(repeated, name)))
}

/** What the clock said is not what was computed. */
const seriesNames = (store: Reading, id: number): string[] =>
  store.seriesOf(id).flatMap(({ name }) => (name === CLOCK_SERIES ? [] : [name]))

function seriesOf(store: Reading, id: number, name: string): Placed {
  const points = store.readSeries(id, name)
  return points === null ? NOTHING : { at: points.steps, values: points.values }
}

/** Every eigenvalue of every step; the place of each is the step. */
function eigenvaluesOf(store: Reading, id: number, name: string): Placed {
  const steps = store.spectraOf(id).flatMap((each) => (each.name === name ? [each.step] : []))
  const read = steps
    .sort((a, b) => a - b)
    .map((step) => ({ step, values: store.readSpectrum(id, name, step)?.values ?? new Float64Array(0) }))
  return {
    at: read.flatMap(({ step, values }) => Array.from(values, () => step)),
    values: read.flatMap(({ values }) => Array.from(values)),
  }
}

function artifactOf(store: Reading, id: number, name: string): Placed {
  const values = store.readArtifact(id, name)
  return values === null ? NOTHING : { at: values.map((_, i) => i), values }
}

function compareSummaries(original: RunRecord, repeated: RunRecord): NumbersComparison[] {
  const at = original.step
  const placed = (value: number | null | undefined): Placed => (typeof value === 'number' ? { at: [at], values: [value] } : NOTHING)
  const names = new Set([...Object.keys(original.summary), ...Object.keys(repeated.summary)])
  return [...names].map((name) => compareNumbers(name, placed(original.summary[name]), placed(repeated.summary[name])))
}

function firstStepOf(compared: readonly NumbersComparison[]): Reproduction['firstStep'] {
  const step = compared.reduce((least, { first }) => Math.min(least, first?.at ?? Infinity), Infinity)
  return step === Infinity ? null : { step, names: compared.flatMap(({ name, first }) => (first?.at === step ? [name] : [])) }
}

function compareEnvironments(original: unknown, repeated: unknown): EnvironmentDifference[] {
  const [one, other] = [new Map(flatten(original ?? undefined)), new Map(flatten(repeated ?? undefined))]
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((name) => {
    const [a, b] = [one.get(name) ?? null, other.get(name) ?? null]
    return a === b ? [] : [{ name, original: a, repeated: b }]
  })
}

function remarksOn(store: Reading, original: RunRecord, repeated: RunRecord): string[] {
  const { spec } = original
  const byClock = 'training' in spec && 'stop' in spec.training && spec.training.stop.seconds !== undefined
  return [
    ...(byClock ? ['The spec stops by the clock: how many steps are done depends on the machine and on what else it does.'] : []),
    ...[original, repeated].flatMap(({ id }) => (store.environmentOf(id) === null ? [`What computed run ${id} is not recorded.`] : [])),
  ]
}

function rowOf({ id, attempt, state, stopReason, step, computeSeconds }: RunRecord): Reproduction['original'] {
  return { id, attempt, state, stopReason, step, computeSeconds }
}
