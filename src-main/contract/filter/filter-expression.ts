import type { Verdict } from '../study'

/** A filter, read and with its names found: what the store makes SQL of. */
export type FilterCondition =
  | { kind: 'and' | 'or'; parts: FilterCondition[] }
  | { kind: 'not'; part: FilterCondition }
  | { kind: 'compare'; left: FilterValue; operator: Comparison; right: FilterValue }
  | { kind: 'text-equals' | 'text-contains'; value: FilterValue; text: string }
  | { kind: 'between'; value: FilterValue; from: number; until: number }
  | { kind: 'missing' | 'nan'; value: FilterValue }
  | { kind: 'tag-equals' | 'tag-contains'; tag: string }
  /** by number, or by a part of the title */
  | { kind: 'study'; study: number | string }
  /** some statement of the papers has this verdict on the run */
  | { kind: 'verdict'; verdict: Verdict }
  | { kind: 'starred' | 'archived' | 'noted' }
  /** in name, title, tags, notes or spec */
  | { kind: 'words'; text: string }

export type Comparison = '=' | '<' | '<=' | '>' | '>='

export type FilterValue =
  | { kind: 'number'; value: number }
  | { kind: 'field'; field: FilterField }
  | { kind: 'quantity'; id: string }
  /** dotted paths of a spec, of which a run has one at most; `numeric` when all its values are numbers */
  | { kind: 'key'; paths: string[]; numeric: boolean }
  | { kind: 'measure'; measure: Measure }
  /** text: the verdict on the run of a statement of the papers */
  | { kind: 'verdict'; claim: string }
  /** how many statements of the papers have this verdict on the run */
  | { kind: 'verdict-count'; verdict: Verdict }
  | { kind: 'arithmetic'; operator: '+' | '-' | '*' | '/'; left: FilterValue; right: FilterValue }

/** What can be asked of a series or spectrum as a whole. */
export type Measure =
  | { of: 'series'; what: 'first' | 'last' | 'min' | 'max' | 'mean' | 'tail'; name: string }
  /** the value at exactly this step */
  | { of: 'series'; what: 'at'; name: string; step: number }
  /** the value at the first step at which another series is at or below a level */
  | { of: 'series'; what: 'at-level'; name: string; other: string; level: number }
  /** the first step at which it is at or below a level */
  | { of: 'series'; what: 'reached'; name: string; level: number }
  /** null: at the last step that has one */
  | { of: 'spectrum'; what: SpectralMeasure; name: string; step: number | null }

export const VERDICTS = ['holds', 'fails', 'premise not met', 'vacuous', 'not measured'] as const satisfies readonly Verdict[]

export const SERIES_MEASURES = ['first', 'last', 'min', 'max', 'mean', 'tail'] as const
export const SPECTRAL_MEASURES = ['lambdaMax', 'lambdaMin', 'condition', 'effectiveRank'] as const
export type SpectralMeasure = (typeof SPECTRAL_MEASURES)[number]

/** Functions of the filter language with what they give, for help and completion. */
export const FILTER_FUNCTIONS: readonly { name: string; example: string; gives: string }[] = [
  { name: 'first', example: 'first(loss)', gives: 'the first value of a series' },
  { name: 'last', example: 'last(loss)', gives: 'the last value of a series' },
  { name: 'min', example: 'min(loss)', gives: 'the smallest finite value of a series' },
  { name: 'max', example: 'max(loss)', gives: 'the largest finite value of a series' },
  { name: 'mean', example: 'mean(loss)', gives: 'the mean of the finite values of a series' },
  { name: 'tail', example: 'tail(loss)', gives: 'the mean of the finite values in the last tenth of its steps' },
  {
    name: 'at',
    example: 'at(loss, 100)',
    gives: 'the value logged at exactly this step; at(x, loss <= 0.01): where another series first is at or below a level',
  },
  { name: 'reached', example: 'reached(loss, 0.01)', gives: 'the first step at which a series is at or below a level' },
  {
    name: 'lambdaMax',
    example: 'lambdaMax(kernel)',
    gives: 'the largest eigenvalue of the last spectrum; lambdaMax(kernel, 0): at a step',
  },
  { name: 'lambdaMin', example: 'lambdaMin(kernel)', gives: 'the smallest eigenvalue of the last spectrum' },
  { name: 'condition', example: 'condition(kernel)', gives: 'largest over smallest eigenvalue of the last spectrum' },
  {
    name: 'effectiveRank',
    example: 'effectiveRank(kernel)',
    gives: 'trace over largest eigenvalue of the last spectrum, where it is complete',
  },
  {
    name: 'verdict',
    example: 'verdict(razborov-C1)',
    gives: 'what a statement of a paper comes to on the run: verdict(razborov-C1) = fails',
  },
  { name: 'verdicts', example: 'verdicts(fails)', gives: 'how many statements have this verdict on the run' },
]

/** Fields of a run by the names a filter may use. */
export const FILTER_FIELDS = {
  id: { numeric: true, describes: 'number of the run' },
  seed: { numeric: true, describes: 'seed of its random streams' },
  attempt: { numeric: true, describes: 'how often this seed of this cell was begun afresh' },
  state: { numeric: false, describes: 'whether it waits, runs or has ended, and how' },
  stopReason: { numeric: false, describes: 'why training ended' },
  step: { numeric: true, describes: 'training steps done' },
  progress: { numeric: true, describes: 'from 0 to 1' },
  priority: { numeric: true, describes: 'runs of higher priority start first' },
  created: { numeric: true, describes: 'when it was queued: created >= 2026-01-31' },
  started: { numeric: true, describes: 'when it first started' },
  ended: { numeric: true, describes: 'when it ended' },
  duration: { numeric: true, describes: 'time spent computing: duration > 5min' },
  size: { numeric: true, describes: 'what it takes on disk: size > 10MB' },
  name: { numeric: false, describes: 'the name it was given' },
  title: { numeric: false, describes: 'what tells its cell from others' },
  note: { numeric: false, describes: 'what was written about it' },
  cell: { numeric: false, describes: 'the beginning of the hash of its spec' },
  uid: { numeric: false, describes: 'what tells it from all other runs, in whatever home' },
} as const
export type FilterField = keyof typeof FILTER_FIELDS
export const MOMENT_FIELDS: readonly FilterField[] = ['created', 'started', 'ended']

/** `=`-comparable things a run has several of, and what they are for. */
export const FILTER_SETS = {
  tag: 'a tag: tag:draft',
  study: 'a study by number or title: study:3',
  verdict: 'what some statement of the papers comes to: verdict:fails',
} as const
export const FILTER_FLAGS = { star: 'starred', archived: 'archived', noted: 'something was written about it' } as const
