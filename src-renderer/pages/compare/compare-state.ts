import { BAND_KINDS, COMPARED_AXES, COVERAGES, type BandKind, type ComparedAxis, type Coverage } from '../../../src-main/contract'
import { readRunList, writeRunList } from './run-list'

export const TABS = ['curves', 'side-by-side', 'spectra', 'columns'] as const
export type CompareTab = (typeof TABS)[number]
export const HEIGHTS = ['own', 'linear', 'log', 'symlog'] as const
export const SMOOTHINGS = ['none', 'exponential', 'gaussian'] as const
export const AGAINST = ['values', 'difference', 'ratio'] as const
export const PLOTS = ['scatter', 'map', 'parallel', 'pivot', 'explain'] as const
export const AGGREGATES = ['mean', 'median', 'min', 'max', 'deviation', 'count'] as const
export type Aggregate = (typeof AGGREGATES)[number]
/** Of one column the stretch that runs are kept in, both ends included. */
export interface Brush {
  column: string
  low: number
  high: number
}
export const SPECTRAL_VIEWS = ['eigenvalues', 'trajectories', 'eigenspaces', 'decay'] as const
/** Which eigenvalues are followed over the steps: from the largest and from the smallest. */
export const FIRST_PLACES = [1, 2, 3, -1]
const MOST_PLACES = 20

/** All that the page shows, as it stands in its address. */
export interface CompareState {
  runIds: number[]
  /** null: by seed when there are many */
  groupBy: string | null
  base: number | null
  tab: CompareTab
  /** names of the drawn series; empty for the first ones */
  series: string[]
  x: ComparedAxis
  xScale: 'linear' | 'log'
  /** own: as the quantity is drawn elsewhere */
  height: (typeof HEIGHTS)[number]
  /** values within it are drawn on a straight scale */
  threshold: number
  band: BandKind
  coverage: Coverage
  against: (typeof AGAINST)[number]
  members: boolean
  smoothing: (typeof SMOOTHINGS)[number]
  width: number
  exportSmoothed: boolean
  all: boolean
  matrix: string
  step: number | null
  spectral: (typeof SPECTRAL_VIEWS)[number]
  /** eigenvalues that are followed: 1 for the largest, -1 for the smallest */
  places: number[]
  /** how many leading eigenvectors span the spaces that are compared */
  leading: number
  plot: (typeof PLOTS)[number]
  across: string
  up: string
  value: string
  /** of the map: where it is reached is drawn */
  level: number | null
  aggregate: Aggregate
  /** axes of parallel coordinates; empty for those that differ */
  axes: string[]
  /** runs outside are left out of all views */
  brushes: Brush[]
}

export const FIRST_STATE: CompareState = {
  runIds: [],
  groupBy: null,
  base: null,
  tab: 'curves',
  series: [],
  x: 'step',
  xScale: 'linear',
  height: 'own',
  threshold: 1e-3,
  band: 'standard-deviation',
  coverage: 'present',
  against: 'values',
  members: false,
  smoothing: 'none',
  width: 10,
  exportSmoothed: false,
  all: false,
  matrix: '',
  step: null,
  spectral: 'eigenvalues',
  places: FIRST_PLACES,
  leading: 5,
  plot: 'scatter',
  across: '',
  up: '',
  value: '',
  level: null,
  aggregate: 'mean',
  axes: [],
  brushes: [],
}

type Query = Record<string, string>
interface Field {
  write: (state: CompareState) => string
  read: (text: string) => Partial<CompareState>
}

/** Fields that are one word of a list, or a flag. */
type Word = { [K in keyof CompareState]: CompareState[K] extends string | boolean ? K : never }[keyof CompareState]

const choice = <K extends Word>(key: K, list: readonly CompareState[K][]): Field => ({
  write: (state) => String(state[key]),
  read: (text) => {
    const found = list.find((each) => String(each) === text)
    return found === undefined ? {} : { [key]: found }
  },
})
const text = (key: 'matrix' | 'across' | 'up' | 'value'): Field => ({
  write: (state) => state[key],
  read: (value) => ({ [key]: value.slice(0, 200) }),
})
const positive = (key: 'threshold' | 'width'): Field => ({
  write: (state) => String(state[key]),
  read: (value) => (Number(value) > 0 && Number.isFinite(Number(value)) ? { [key]: Number(value) } : {}),
})
const flag = (key: 'members' | 'exportSmoothed' | 'all'): Field => choice(key, [true, false])

function columnList(text: string): string[] {
  return text
    .split(',')
    .filter((name) => name !== '' && name.length <= 300)
    .slice(0, 50)
}

/** Places such as "1,2,-1"; null where it is none. */
export function readPlaces(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  const places = [...new Set(parts.map((part) => Number(part.replace('−', '-'))))]
  const fits = places.length > 0 && places.length <= MOST_PLACES && places.every((place) => Number.isInteger(place) && place !== 0)
  return fits ? places : null
}

/** Names in the address. */
const FIELDS: Readonly<Record<string, Field>> = {
  runs: { write: ({ runIds }) => writeRunList(runIds), read: (value) => ({ runIds: readRunList(value) }) },
  group: { write: ({ groupBy }) => groupBy ?? '', read: (value) => ({ groupBy: value === '' ? null : value.slice(0, 200) }) },
  base: {
    write: ({ base }) => (base === null ? '' : String(base)),
    read: (value) => ({ base: /^\d{1,15}$/.test(value) ? Number(value) : null }),
  },
  tab: choice('tab', TABS),
  series: {
    write: ({ series }) => series.join(','),
    read: (value) => ({
      series: value
        .split(',')
        .filter((name) => name !== '' && name.length <= 100)
        .slice(0, 50),
    }),
  },
  x: choice('x', COMPARED_AXES),
  xscale: choice('xScale', ['linear', 'log']),
  y: choice('height', HEIGHTS),
  threshold: positive('threshold'),
  band: choice('band', BAND_KINDS),
  places: choice('coverage', COVERAGES),
  against: choice('against', AGAINST),
  members: flag('members'),
  smooth: choice('smoothing', SMOOTHINGS),
  width: positive('width'),
  smoothedinexport: flag('exportSmoothed'),
  all: flag('all'),
  matrix: text('matrix'),
  step: {
    write: ({ step }) => (step === null ? '' : String(step)),
    read: (value) => ({ step: value !== '' && Number(value) >= 0 && Number.isFinite(Number(value)) ? Number(value) : null }),
  },
  spectral: choice('spectral', SPECTRAL_VIEWS),
  eigenvalues: {
    write: ({ places }) => places.join(','),
    read: (value) => {
      const places = readPlaces(value)
      return places === null ? {} : { places }
    },
  },
  leading: {
    write: ({ leading }) => String(leading),
    read: (value) => (/^([1-9]|1\d|20)$/.test(value) ? { leading: Number(value) } : {}),
  },
  plot: choice('plot', PLOTS),
  across: text('across'),
  up: text('up'),
  value: text('value'),
  level: {
    write: ({ level }) => (level === null ? '' : String(level)),
    read: (value) => ({ level: value !== '' && Number.isFinite(Number(value)) ? Number(value) : null }),
  },
  aggregate: choice('aggregate', AGGREGATES),
  axes: {
    write: ({ axes }) => axes.join(','),
    read: (value) => ({ axes: columnList(value) }),
  },
  brush: {
    write: ({ brushes }) => brushes.map(({ column, low, high }) => `${column}:${low}:${high}`).join(','),
    read: (value) => ({
      brushes: columnList(value).flatMap((part) => {
        const [, column, low, high] = /^(.+):([^:]+):([^:]+)$/.exec(part) ?? []
        const ends = [Number(low), Number(high)] as const
        return column !== undefined && ends.every(Number.isFinite) ? [{ column, low: ends[0], high: ends[1] }] : []
      }),
    }),
  },
}

/** Of a state only what differs from the first. */
export function writeState(state: CompareState): Query {
  return Object.fromEntries(
    Object.entries(FIELDS).flatMap(([name, { write }]) => (write(state) === write(FIRST_STATE) ? [] : [[name, write(state)]])),
  )
}

/** The state of an address; what it does not name, or names wrongly, is as at first. @throws Error when the runs cannot be read */
export function readState(query: Readonly<Record<string, unknown>>): CompareState {
  return Object.entries(FIELDS).reduce((state, [name, { read }]) => {
    const value = query[name]
    return typeof value === 'string' ? { ...state, ...read(value) } : state
  }, FIRST_STATE)
}
