import { parseArgs } from 'node:util'
import { LabError, MAX_SEED, scalarField, withField, type Sweep } from '../contract'

/** What the command line asked for, checked. */
export interface Arguments {
  command: string
  operands: string[]
  json: boolean
  quick: boolean
  nearBoundary: boolean
  all: boolean
  help: boolean
  home: string | null
  seeds: number[]
  runs: number | null
  format: string | null
  output: string | null
  state: string | null
  limit: number
  set: { path: string; value: unknown }[]
  sweeps: Sweep[]
  zip: boolean
  /** data sets of a recipe, by the name of its input */
  inputs: Record<string, string>
  name: string | null
  /** place among the data sets found in files */
  finding: number | null
  /** path of an ONNX model that turns images into vectors */
  features: string | null
  /** part of a data set */
  part: string | null
  /** what is done to imported samples, as written on the command line and in a file */
  steps: Record<string, unknown>[]
  stepsFile: string | null
  csv: boolean
  /** columns of a table of runs, as the window names them */
  columns: string[] | null
  sort: string | null
  studies: number[]
  filter: string | null
  /** step of a checkpoint */
  at: number | null
  /** keep the state at the end */
  keepState: boolean
  /** with the states that are kept */
  states: boolean
}

const OPTIONS = {
  json: { type: 'boolean' },
  quick: { type: 'boolean' },
  'near-boundary': { type: 'boolean' },
  full: { type: 'boolean' },
  all: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  home: { type: 'string' },
  seed: { type: 'string', multiple: true },
  runs: { type: 'string' },
  format: { type: 'string' },
  output: { type: 'string', short: 'o' },
  state: { type: 'string' },
  limit: { type: 'string' },
  set: { type: 'string', multiple: true },
  sweep: { type: 'string', multiple: true },
  zip: { type: 'boolean' },
  input: { type: 'string', multiple: true },
  name: { type: 'string' },
  finding: { type: 'string' },
  features: { type: 'string' },
  part: { type: 'string' },
  step: { type: 'string', multiple: true },
  steps: { type: 'string' },
  csv: { type: 'boolean' },
  columns: { type: 'string' },
  sort: { type: 'string' },
  study: { type: 'string', multiple: true },
  filter: { type: 'string' },
  at: { type: 'string' },
  'keep-state': { type: 'boolean' },
  states: { type: 'boolean' },
} as const

/** @throws LabError `invalid-request` naming the option and the rule */
export function parseArguments(argv: string[]): Arguments {
  const { values, positionals } = parse(argv)
  if (values.quick === true && values.full === true) throw new LabError('invalid-request', '--quick and --full exclude each other.')
  const [command = 'help', ...operands] = positionals
  return {
    command,
    operands,
    json: values.json === true,
    quick: values.quick === true,
    nearBoundary: values['near-boundary'] === true,
    all: values.all === true,
    help: values.help === true,
    home: values.home ?? null,
    seeds: (values.seed ?? []).flatMap(seedRange),
    runs: values.runs === undefined ? null : wholeNumber('--runs', values.runs, 1, 10_000),
    format: values.format ?? null,
    output: values.output ?? null,
    state: values.state ?? null,
    limit: values.limit === undefined ? 20 : wholeNumber('--limit', values.limit, 1, 20_000),
    set: (values.set ?? []).map((text) => assignment('--set', text)),
    sweeps: (values.sweep ?? []).map(sweep),
    zip: values.zip === true,
    inputs: Object.fromEntries((values.input ?? []).map(chosenInput)),
    name: values.name ?? null,
    finding: values.finding === undefined ? null : wholeNumber('--finding', values.finding, 0, 10_000),
    features: values.features ?? null,
    part: values.part ?? null,
    steps: (values.step ?? []).map(step),
    stepsFile: values.steps ?? null,
    csv: values.csv === true,
    columns: values.columns === undefined ? null : columnNames(values.columns),
    sort: values.sort ?? null,
    studies: (values.study ?? []).map((text) => wholeNumber('--study', text, 1, Number.MAX_SAFE_INTEGER)),
    filter: values.filter ?? null,
    at: values.at === undefined ? null : wholeNumber('--at', values.at, 0, 1_000_000_000),
    keepState: values['keep-state'] === true,
    states: values.states === true,
  }
}

function parse(argv: string[]): ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>> {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new LabError('invalid-request', error instanceof Error ? error.message : String(error), [], { cause: error })
  }
}

function wholeNumber(option: string, text: string, low: number, high: number): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < low || value > high) {
    throw new LabError('invalid-request', `${option}: ${text} is not a whole number from ${low} to ${high}.`)
  }
  return value
}

/** `7` or `1..10`. */
function seedRange(text: string): number[] {
  const [from, to, more] = text.split('..')
  const first = wholeNumber('--seed', from ?? '', 0, MAX_SEED)
  const last = to === undefined ? first : wholeNumber('--seed', to, 0, MAX_SEED)
  if (more !== undefined || last < first || last - first >= 10_000) {
    throw new LabError('invalid-request', `--seed: ${text} is not a seed or a range of at most 10,000 seeds such as 1..10.`)
  }
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** `training.maxSteps=100`; the value is JSON, or text where it is not. */
function assignment(option: string, text: string): { path: string; value: unknown } {
  const at = text.indexOf('=')
  if (at <= 0) throw new LabError('invalid-request', `${option}: ${text} is not of the form field.subfield=value.`)
  return { path: text.slice(0, at), value: jsonOrText(text.slice(at + 1)) }
}

/** `images=mnist`. */
function chosenInput(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at <= 0 || at === text.length - 1)
    throw new LabError('invalid-request', `--input: ${text} is not of the form input=data set, by name or hash.`)
  return [text.slice(0, at), text.slice(at + 1)]
}

/** `model.hiddenWidth=100,200,500`, or the values as a JSON list. */
function sweep(text: string): Sweep {
  const { path, value } = assignment('--sweep', text)
  const list: unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.split(',').map((part) => jsonOrText(part.trim()))
      : [value]
  const values = list.map((each) => {
    const parsed = scalarField.safeParse(each)
    if (!parsed.success || each === '')
      throw new LabError('invalid-request', `--sweep: ${text} does not list numbers, texts, true or false.`)
    return parsed.data
  })
  return { path, values }
}

/** Separated by commas, those inside parentheses apart: `last(loss),at(loss, 100)`. */
function columnNames(text: string): string[] {
  const names: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')') depth--
    if (at < text.length && (text[at] !== ',' || depth > 0)) continue
    names.push(text.slice(start, at).trim())
    start = at + 1
  }
  if (names.includes('')) throw new LabError('invalid-request', `--columns: ${text} has an empty name.`)
  return names
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

/**
 * A copy of a spec with fields set by dotted path. @throws LabError `invalid-request` when the path leads through something that is not
 * an object; whether the field exists is for the spec's schema to say
 */
export function withFields(spec: unknown, changes: Arguments['set']): unknown {
  return changes.reduce((changed, { path, value }) => withField(changed, path, value), spec)
}

/** `take count=1000 per=class`: the kind of a step and its fields; a list is written `classes=[0,1]`. */
function step(text: string): Record<string, unknown> {
  const [kind = '', ...fields] = text.trim().split(/\s+/)
  const entries = fields.map((field): [string, unknown] => {
    const at = field.indexOf('=')
    if (at < 1) throw new LabError('invalid-request', `--step: ${field} is not field=value.`)
    return [field.slice(0, at), jsonOrText(field.slice(at + 1))]
  })
  return { kind, ...Object.fromEntries(entries) }
}
