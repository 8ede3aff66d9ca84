import { MOST_CELLS, type Scalar } from '../../../src-main/contract'
import { parseNumber } from './number-text'
import type { ScalarNode } from './spec-fields'

export type SweepKind = 'list' | 'range' | 'logarithmic'

/** Values a field runs through, as they are typed. */
export interface SweepDraft {
  path: string
  kind: SweepKind
  list: string
  from: string
  to: string
  step: string
  count: string
}

export type SweepValues = { values: Scalar[]; problem: null } | { values: null; problem: string }

/** Significant digits of the points between the ends of a logarithmic range. */
export const LOGARITHMIC_DIGITS = 3

const refuse = (problem: string): SweepValues => ({ values: null, problem })

export function sweepValues(draft: SweepDraft, node: ScalarNode): SweepValues {
  const found =
    draft.kind === 'list' ? listValues(draft.list, node) : draft.kind === 'range' ? rangeValues(draft) : logarithmicValues(draft, node)
  return found.values === null ? found : distinct(found.values)
}

/** Equal values would be the same cell twice. */
function distinct(values: Scalar[]): SweepValues {
  const unique = [...new Set(values)]
  return unique.length > MOST_CELLS ? refuse(`A sweep has at most ${MOST_CELLS} values.`) : { values: unique, problem: null }
}

function listValues(text: string, node: ScalarNode): SweepValues {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length === 0) return refuse('Values, separated by commas.')
  const values: Scalar[] = []
  for (const part of parts) {
    const value = scalarOf(part, node)
    if (value === null) return refuse(`“${part}” is not ${expected(node)}.`)
    values.push(value)
  }
  return { values, problem: null }
}

function scalarOf(text: string, node: ScalarNode): Scalar | null {
  const choice = node.choices.find((each) => String(each) === text)
  if (choice !== undefined && choice !== null) return choice
  if (node.boolean && (text === 'true' || text === 'false')) return text === 'true'
  if (node.number !== null) {
    const number = parseNumber(text)
    if (number !== null) return number
  }
  return node.text ? text : null
}

function expected(node: ScalarNode): string {
  const names = node.choices.map(String)
  if (node.boolean) names.push('true', 'false')
  if (node.number !== null) names.push('a number')
  return names.length < 2 ? (names[0] ?? 'a value') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

type Ends = { from: number; to: number; problem: null } | { problem: string }

function ends(draft: SweepDraft): Ends {
  const [from, to] = [parseNumber(draft.from), parseNumber(draft.to)]
  if (from === null) return { problem: draft.from.trim() === '' ? 'Where it begins is needed.' : `“${draft.from}” is not a number.` }
  if (to === null) return { problem: draft.to.trim() === '' ? 'Where it ends is needed.' : `“${draft.to}” is not a number.` }
  return { from, to, problem: null }
}

/** from, from + step, ... up to the end, which belongs to it. Decimal steps are added as decimals: 0.1 thrice is 0.3. */
function rangeValues(draft: SweepDraft): SweepValues {
  const bounds = ends(draft)
  if (bounds.problem !== null) return refuse(bounds.problem)
  const { from, to } = bounds
  const step = parseNumber(draft.step)
  if (step === null) return refuse(draft.step.trim() === '' ? 'A step is needed.' : `“${draft.step}” is not a number.`)
  if (step === 0 || Math.sign(step) !== Math.sign(to - from || step)) return refuse('The step does not lead from the beginning to the end.')
  // a quotient that is whole but for rounding is whole
  const steps = Math.floor((to - from) / step + 1e-9)
  if (steps >= MOST_CELLS) return refuse(`A sweep has at most ${MOST_CELLS} values; this one has ${steps + 1}.`)
  const decimals = Math.max(decimalsOf(from), decimalsOf(step))
  return { values: Array.from({ length: steps + 1 }, (_, k) => roundedTo(from + k * step, decimals)), problem: null }
}

function decimalsOf(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e')
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent))
}

function roundedTo(value: number, decimals: number): number {
  return decimals > 100 ? value : Number(value.toFixed(decimals))
}

/** Equal ratios from one end to the other; points between are rounded, to whole numbers where the field takes no others. */
function logarithmicValues(draft: SweepDraft, node: ScalarNode): SweepValues {
  const bounds = ends(draft)
  if (bounds.problem !== null) return refuse(bounds.problem)
  const { from, to } = bounds
  const count = parseNumber(draft.count)
  if (from * to <= 0) return refuse('Both ends are positive, or both negative.')
  if (count === null || !Number.isInteger(count) || count < 2) return refuse('The number of values is a whole number of at least 2.')
  if (count > MOST_CELLS) return refuse(`A sweep has at most ${MOST_CELLS} values.`)
  const ratio = Math.log(to / from)
  const values = Array.from({ length: count }, (_, k) => {
    if (k === 0) return from
    if (k === count - 1) return to
    const value = from * Math.exp((ratio * k) / (count - 1))
    return node.number?.integer ? Math.round(value) : Number(value.toPrecision(LOGARITHMIC_DIGITS))
  })
  return { values, problem: null }
}

/** The draft that begins with the value a field has. */
export function newSweep(path: string, value: unknown, node: ScalarNode): SweepDraft {
  const own = typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
  const list = node.choices.length > 0 || node.boolean ? allChoices(node) : own
  return { path, kind: 'list', list, from: own, to: '', step: '', count: '' }
}

function allChoices(node: ScalarNode): string {
  return [...node.choices, ...(node.boolean ? [false, true] : [])]
    .filter((choice) => choice !== null)
    .map(String)
    .join(', ')
}
