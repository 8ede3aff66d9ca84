import { RUN_STATES } from '../run-state'
import {
  FILTER_FIELDS,
  FILTER_FLAGS,
  FILTER_FUNCTIONS,
  FILTER_SETS,
  MOMENT_FIELDS,
  SERIES_MEASURES,
  SPECTRAL_MEASURES,
  VERDICTS,
  type Comparison,
  type FilterCondition,
  type FilterValue,
  type Measure,
} from './filter-expression'
import { findName, nearestTo, type FilterKeys } from './filter-keys'
import type { Verdict } from '../study'
import { FilterProblem } from './filter-problem'
import { filterTokens, type FilterToken } from './filter-tokens'

/** Parentheses and negations inside each other: what a person writes is far from it. */
const DEEPEST = 100
const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', '~', ':', 'in']

/** A condition that all of the filter needs, and where it stands: what a chip shows. */
export interface FilterTerm {
  from: number
  to: number
}

export interface ParsedFilter {
  /** null for an empty filter */
  condition: FilterCondition | null
  terms: FilterTerm[]
  /** it speaks of archived runs, so that they must not be left out */
  namesArchived: boolean
}

/**
 * Reads a filter such as `activation = relu and kappaH < 0.9 and not tag:draft`. Conditions side by side without a word between them are
 * joined by `and`; `and` binds more closely than `or`. A comparison with a value that a run does not have, or that is NaN, does not hold.
 * @throws FilterProblem at the place, with a suggestion where there is one
 */
export function parseFilter(filter: string, keys: FilterKeys): ParsedFilter {
  return new FilterParser(filter, keys).filter()
}

/** A single value in the same language, such as a column of the table: `last(loss)`. @throws FilterProblem */
export function parseFilterValue(text: string, keys: FilterKeys): FilterValue {
  return new FilterParser(text, keys).single()
}

type Simple =
  | { kind: 'text'; text: string }
  | { kind: 'number'; value: number }
  | { kind: 'date'; from: number; until: number }
  | { kind: 'missing' | 'nan' }

class FilterParser {
  private readonly tokens: FilterToken[]
  private at = 0
  private depth = 0
  private namesArchived = false

  constructor(
    text: string,
    private readonly keys: FilterKeys,
  ) {
    this.tokens = filterTokens(text)
  }

  filter(): ParsedFilter {
    if (this.isAtEnd()) return { condition: null, terms: [], namesArchived: false }
    const first = this.conjunction()
    const terms = first.terms
    const parts = [first.condition]
    while (this.takeWord('or')) parts.push(this.conjunction().condition)
    if (!this.isAtEnd()) throw this.problem(`Nothing is open that ${this.next.text} could close or go on with.`)
    const whole = [{ from: this.tokens[0]?.from ?? 0, to: this.tokens.at(-2)?.to ?? 0 }]
    return {
      condition: parts.length === 1 ? first.condition : { kind: 'or', parts },
      terms: parts.length === 1 ? terms : whole,
      namesArchived: this.namesArchived,
    }
  }

  single(): FilterValue {
    const value = this.sum()
    if (this.next.kind !== 'end') throw this.problem(`The value ends before ${this.next.text}.`)
    return value
  }

  private disjunction(): FilterCondition {
    const parts = [this.conjunction().condition]
    while (this.takeWord('or')) parts.push(this.conjunction().condition)
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'or', parts }
  }

  private conjunction(): { condition: FilterCondition; terms: FilterTerm[] } {
    const parts: FilterCondition[] = []
    const terms: FilterTerm[] = []
    do {
      const { from } = this.next
      parts.push(this.negation())
      terms.push({ from, to: this.tokens[this.at - 1]?.to ?? from })
    } while (this.takeWord('and') || this.goesOn())
    return { condition: parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'and', parts }, terms }
  }

  /** whether a further condition begins here without a word in front */
  private goesOn(): boolean {
    const { kind, text } = this.next
    return kind === 'quoted' || kind === 'number' || (kind === 'word' && text.toLowerCase() !== 'or') || (kind === 'sign' && text === '(')
  }

  private negation(): FilterCondition {
    if (!this.takeWord('not')) return this.primary()
    return this.deeper(() => ({ kind: 'not', part: this.negation() }))
  }

  private primary(): FilterCondition {
    const { next } = this
    if (next.kind === 'end') throw this.problem(this.at === 0 ? 'A condition is missing.' : 'A condition is missing at the end.')
    if (this.isSign('(') && !this.isValueInParentheses()) {
      this.at++
      const inside = this.deeper(() => this.disjunction())
      this.take(')', 'The parenthesis is not closed.', next)
      return inside
    }
    if (next.kind === 'quoted') {
      this.at++
      return { kind: 'words', text: next.text }
    }
    const follower = this.tokens[this.at + 1]
    if (next.kind === 'word') {
      if (next.text in FILTER_SETS && this.operatorAt(this.at + 1) !== null) return this.set(next.text as keyof typeof FILTER_SETS)
      if (next.text in FILTER_FLAGS && this.operatorAt(this.at + 1) === null) return this.flag()
      const isPlain = this.operatorAt(this.at + 1) === null && !(follower?.kind === 'sign' && '(+-*/'.includes(follower.text))
      const found = findName(next.text, this.keys)
      if (isPlain && !('value' in found)) {
        this.at++
        return { kind: 'words', text: next.text }
      }
    }
    return this.comparison()
  }

  private flag(): FilterCondition {
    const { text } = this.next
    this.at++
    if (text === 'archived') this.namesArchived = true
    return { kind: text === 'star' ? 'starred' : text === 'archived' ? 'archived' : 'noted' }
  }

  private set(name: keyof typeof FILTER_SETS): FilterCondition {
    this.at++
    const operator = this.operator()
    const one = (): FilterCondition => {
      const { next } = this
      if (next.kind === 'end' || next.kind === 'sign') throw this.problem(`A ${name} is missing.`)
      if (name === 'verdict') return { kind: 'verdict', verdict: this.verdict() }
      this.at++
      if (name === 'study') return { kind: 'study', study: next.kind === 'number' ? next.value : next.text }
      return { kind: operator === '~' ? 'tag-contains' : 'tag-equals', tag: next.text }
    }
    if (operator === 'in' || operator === 'not in') return this.negated(operator === 'not in', this.list(one))
    if (!['=', ':', '!=', '~'].includes(operator) || (name === 'verdict' && operator === '~'))
      throw new FilterProblem(
        name === 'verdict' ? 'A verdict is compared by = or !=.' : `A ${name} is compared by =, != or ~.`,
        this.tokens[this.at - 1]?.from ?? 0,
        this.tokens[this.at - 1]?.to ?? 0,
      )
    return this.negated(operator === '!=', one())
  }

  /** `premise not met` also without quotes */
  private verdict(): Verdict {
    const { from } = this.next
    let text = ''
    for (;;) {
      const { next } = this
      if (next.kind !== 'word' && next.kind !== 'quoted') break
      const longer = text === '' ? next.text : `${text} ${next.text}`
      if (text !== '' && !VERDICTS.some((verdict) => verdict.startsWith(longer.toLowerCase()))) break
      text = longer
      this.at++
    }
    const found = VERDICTS.find((verdict) => verdict === text.toLowerCase())
    if (found !== undefined) return found
    const to = text === '' ? this.next.to : (this.tokens[this.at - 1]?.to ?? from)
    throw new FilterProblem(
      text === '' ? 'A verdict is missing.' : `No verdict is called ${text}; there are ${VERDICTS.join(', ')}.`,
      from,
      to,
      text === '' ? null : nearestTo(text, VERDICTS),
    )
  }

  private comparison(): FilterCondition {
    const start = this.next
    const left = this.sum()
    const operator = this.operator()
    const of = { left, start }
    if (operator === 'in' || operator === 'not in')
      return this.negated(
        operator === 'not in',
        this.list(() => (left.kind === 'verdict' ? this.equalsWhatFollows(of) : this.equals(of, this.simple(left)))),
      )
    if (operator === '~') {
      const { next } = this
      if (next.kind === 'end' || next.kind === 'sign') throw this.problem('Text to look for is missing after ~.')
      this.at++
      return { kind: 'text-contains', value: left, text: next.text }
    }
    if (operator === '=' || operator === ':') return this.equalsWhatFollows(of)
    if (operator === '!=') return this.negated(true, this.equalsWhatFollows(of))
    return this.ordered(of, operator as Comparison)
  }

  /** the right side of an equality: text without quotes is a value there, not a name */
  private equalsWhatFollows(of: { left: FilterValue; start: FilterToken }): FilterCondition {
    const after = this.tokens[this.at + 1]
    const isAlone = !(after?.kind === 'sign' && ['+', '-', '*', '/', '('].includes(after.text))
    const { kind } = this.next
    if (of.left.kind === 'verdict' && (kind === 'quoted' || (kind === 'word' && constantOf(this.next.text) === null)))
      return { kind: 'text-equals', value: of.left, text: this.verdict() }
    const isText = of.left.kind === 'field' && !isNumeric(of.left)
    if (isAlone && (kind === 'word' || kind === 'quoted' || kind === 'date' || (kind === 'number' && isText)))
      return this.equals(of, this.simple(of.left))
    const right = this.sum()
    return { kind: 'compare', left: this.number(of.left, of.start), operator: '=', right }
  }

  private equals({ left, start }: { left: FilterValue; start: FilterToken }, right: Simple): FilterCondition {
    switch (right.kind) {
      case 'missing':
      case 'nan':
        return { kind: right.kind, value: left }
      case 'number':
        // a text key may hold digits: a cell's hash, a name
        if (left.kind === 'field' && !isNumeric(left))
          return { kind: 'text-equals', value: left, text: this.tokens[this.at - 1]?.text ?? '' }
        return { kind: 'compare', left, operator: '=', right }
      case 'date':
        return { kind: 'between', value: this.number(left, start), from: right.from, until: right.until }
      case 'text': {
        const token = this.tokens[this.at - 1] ?? start
        if (isNumeric(left))
          throw new FilterProblem(`${this.wordsOf(start)} is a number, and "${right.text}" is not.`, token.from, token.to)
        if (left.kind === 'field' && left.field === 'state' && !RUN_STATES.some((state) => state === right.text.toLowerCase()))
          throw new FilterProblem(
            `No state is called ${right.text}; there are ${RUN_STATES.join(', ')}.`,
            token.from,
            token.to,
            nearestTo(right.text, RUN_STATES),
          )
        return { kind: 'text-equals', value: left, text: right.text }
      }
    }
  }

  private ordered({ left, start }: { left: FilterValue; start: FilterToken }, operator: Comparison): FilterCondition {
    const value = this.number(left, start)
    const { next } = this
    if (next.kind === 'date') {
      this.at++
      // after a day means after its end, until a day includes it
      const moment = operator === '>' || operator === '<=' ? next.until : next.value
      const bound = operator === '>' ? '>=' : operator === '<=' ? '<' : operator
      return { kind: 'compare', left: value, operator: bound, right: { kind: 'number', value: moment } }
    }
    if (next.kind === 'quoted') throw this.problem('Text has no order: a number is needed here.')
    const right = this.sum()
    return { kind: 'compare', left: value, operator, right: this.number(right, next) }
  }

  private simple(left: FilterValue): Simple {
    const { next } = this
    if (next.kind === 'end') throw this.problem('A value is missing at the end.')
    if (this.isSign('-') || this.isSign('+')) {
      this.at++
      if (this.next.kind !== 'number') throw this.problem('A number is missing after the sign.')
      const { value } = this.next
      this.at++
      return { kind: 'number', value: next.text === '-' ? -value : value }
    }
    if (next.kind === 'sign') throw this.problem(`A value is missing before ${next.text}.`)
    this.at++
    if (next.kind === 'number') return { kind: 'number', value: next.value }
    if (next.kind === 'date') {
      if (left.kind !== 'field' || !MOMENT_FIELDS.includes(left.field))
        throw new FilterProblem('Only created, started and ended are dates.', next.from, next.to)
      return { kind: 'date', from: next.value, until: next.until }
    }
    const constant = next.kind === 'word' ? constantOf(next.text) : null
    if (constant === 'missing' || constant === 'nan') return { kind: constant }
    if (constant !== null && (isNumeric(left) || typeof constant === 'boolean')) return { kind: 'number', value: Number(constant) }
    return { kind: 'text', text: next.text }
  }

  private list(one: () => FilterCondition): FilterCondition {
    const open = this.next
    this.take('(', 'A list in parentheses follows in.', open)
    const parts = [one()]
    while (this.isSign(',')) {
      this.at++
      parts.push(one())
    }
    this.take(')', 'The list is not closed.', open)
    return { kind: 'or', parts }
  }

  private sum(): FilterValue {
    let value = this.product()
    while (this.isSign('+') || this.isSign('-')) value = this.arithmetic(value, () => this.product())
    return value
  }

  private product(): FilterValue {
    let value = this.factor()
    while (this.isSign('*') || this.isSign('/')) value = this.arithmetic(value, () => this.factor())
    return value
  }

  private arithmetic(left: FilterValue, next: () => FilterValue): FilterValue {
    const operator = this.next.text as '+' | '-' | '*' | '/'
    this.at++
    return { kind: 'arithmetic', operator, left, right: next() }
  }

  private factor(): FilterValue {
    const { next } = this
    if (this.isSign('-')) {
      this.at++
      return this.deeper(() => ({ kind: 'arithmetic', operator: '-', left: { kind: 'number', value: 0 }, right: this.factor() }))
    }
    if (this.isSign('(')) {
      this.at++
      const value = this.deeper(() => this.sum())
      this.take(')', 'The parenthesis is not closed.', next)
      return value
    }
    if (next.kind === 'number') {
      this.at++
      return { kind: 'number', value: next.value }
    }
    if (next.kind !== 'word')
      throw this.problem(next.kind === 'end' ? 'A value is missing at the end.' : `A key or number is missing before ${next.text}.`)
    this.at++
    if (this.isSign('(') && (next.text === 'verdict' || next.text === 'verdicts')) return this.ofVerdicts(next)
    if (this.isSign('(')) return { kind: 'measure', measure: this.measure(next) }
    const constant = constantOf(next.text)
    if (typeof constant === 'number') return { kind: 'number', value: constant }
    return this.named(next)
  }

  private named(token: FilterToken): FilterValue {
    const found = findName(token.text, this.keys)
    if ('value' in found) return found.value
    if ('ambiguous' in found)
      throw new FilterProblem(`${token.text} can be ${found.ambiguous.join(' or ')}.`, token.from, token.to, found.ambiguous[0] ?? null)
    throw new FilterProblem(`There is no key ${token.text}.`, token.from, token.to, found.nearest)
  }

  private measure(name: FilterToken): Measure {
    const open = this.next
    this.at++
    const what = name.text
    const measure = this.measureOf(what, name)
    this.take(')', `The parenthesis after ${what} is not closed.`, open)
    return measure
  }

  private ofVerdicts(name: FilterToken): FilterValue {
    const open = this.next
    this.at++
    const value: FilterValue =
      name.text === 'verdicts' ? { kind: 'verdict-count', verdict: this.verdict() } : { kind: 'verdict', claim: this.claim() }
    this.take(')', `The parenthesis after ${name.text} is not closed.`, open)
    return value
  }

  private claim(): string {
    const { next } = this
    if (next.kind !== 'word' && next.kind !== 'quoted') throw this.problem('The name of a statement is missing.')
    const names = this.keys.claims.map(({ id }) => id)
    const found = names.find((id) => id.toLowerCase() === next.text.toLowerCase())
    if (found === undefined)
      throw new FilterProblem(`No paper has a statement ${next.text} about runs.`, next.from, next.to, nearestTo(next.text, names))
    this.at++
    return found
  }

  private measureOf(what: string, name: FilterToken): Measure {
    const series = SERIES_MEASURES.find((each) => each === what)
    if (series !== undefined) return { of: 'series', what: series, name: this.member('series') }
    const spectral = SPECTRAL_MEASURES.find((each) => each === what)
    if (spectral !== undefined) {
      const spectrum = this.member('spectra')
      return { of: 'spectrum', what: spectral, name: spectrum, step: this.isSign(',') ? this.numberAfterComma() : null }
    }
    if (what === 'reached') {
      const of = this.member('series')
      return { of: 'series', what: 'reached', name: of, level: this.numberAfterComma() }
    }
    if (what === 'at') {
      const of = this.member('series')
      if (!this.isSign(',')) throw this.problem('at needs a step or a level: at(loss, 100) or at(distance, loss <= 0.01).')
      if (this.tokens[this.at + 1]?.kind !== 'word') return { of: 'series', what: 'at', name: of, step: this.numberAfterComma() }
      this.at++
      const other = this.member('series')
      this.take('<=', 'A level is given by <=, as in loss <= 0.01.', this.next)
      return { of: 'series', what: 'at-level', name: of, other, level: this.plainNumber() }
    }
    throw new FilterProblem(
      `There is no function ${what}.`,
      name.from,
      name.to,
      nearestTo(
        what,
        FILTER_FUNCTIONS.map((each) => each.name),
      ),
    )
  }

  private member(of: 'series' | 'spectra'): string {
    const { next } = this
    const noun = of === 'series' ? 'series' : 'spectrum'
    if (next.kind !== 'word' && next.kind !== 'quoted') throw this.problem(`The name of a ${noun} is missing.`)
    if (!this.keys[of].includes(next.text))
      throw new FilterProblem(`No run has a ${noun} ${next.text}.`, next.from, next.to, nearestTo(next.text, this.keys[of]))
    this.at++
    return next.text
  }

  private numberAfterComma(): number {
    this.take(',', 'A comma and a number are missing.', this.next)
    return this.plainNumber()
  }

  private plainNumber(): number {
    const sign = this.isSign('-') ? -1 : 1
    if (this.isSign('-')) this.at++
    if (this.next.kind !== 'number') throw this.problem('A number is missing.')
    const { value } = this.next
    this.at++
    return sign * value
  }

  /** operator at a place without taking it; `not in` begins with a word */
  private operatorAt(at: number): string | null {
    const token = this.tokens[at]
    if (token === undefined) return null
    if (token.kind === 'sign') return ['=', '!=', '<', '<=', '>', '>=', '~', ':'].includes(token.text) ? token.text : null
    const word = token.kind === 'word' ? token.text.toLowerCase() : ''
    const follower = this.tokens[at + 1]
    const opensList = (after: FilterToken | undefined): boolean => after?.kind === 'sign' && after.text === '('
    if (word === 'in') return 'in'
    if (word === 'not' && follower?.kind === 'word' && follower.text.toLowerCase() === 'in' && opensList(this.tokens[at + 2]))
      return 'not in'
    return null
  }

  private operator(): string {
    const operator = this.operatorAt(this.at)
    if (operator === null) {
      const { next } = this
      const what = next.kind === 'end' ? 'at the end' : `before ${next.text}`
      throw this.problem(`A comparison is missing ${what}: one of ${OPERATORS.join(' ')}.`)
    }
    this.at += operator === 'not in' ? 2 : 1
    return operator
  }

  /** `(a + b) < c` begins with a value, `(a < b)` with a condition */
  private isValueInParentheses(): boolean {
    let open = 0
    for (let at = this.at; at < this.tokens.length; at++) {
      const token = this.tokens[at]
      if (token?.kind !== 'sign') continue
      if (token.text === '(') open++
      if (token.text === ')' && --open === 0) {
        const after = this.tokens[at + 1]
        return this.operatorAt(at + 1) !== null || (after?.kind === 'sign' && '+-*/'.includes(after.text))
      }
    }
    return false
  }

  private number(value: FilterValue, token: FilterToken): FilterValue {
    const isText = (value.kind === 'field' || value.kind === 'verdict') && !isNumeric(value)
    if (isText) throw new FilterProblem(`${token.text} is text and has no order: = != ~ and in compare it.`, token.from, token.to)
    return value
  }

  private wordsOf(token: FilterToken): string {
    return token.text === '(' ? 'This' : token.text
  }

  private negated(negative: boolean, condition: FilterCondition): FilterCondition {
    return negative ? { kind: 'not', part: condition } : condition
  }

  private deeper<T>(read: () => T): T {
    if (++this.depth > DEEPEST) throw this.problem('The filter has too many parentheses inside each other.')
    const result = read()
    this.depth--
    return result
  }

  private get next(): FilterToken {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)] ?? { kind: 'end', from: 0, to: 0, text: '' }
  }

  private isAtEnd(): boolean {
    return this.next.kind === 'end'
  }

  private isSign(text: string): boolean {
    return this.next.kind === 'sign' && this.next.text === text
  }

  private takeWord(text: string): boolean {
    if (this.next.kind !== 'word' || this.next.text.toLowerCase() !== text) return false
    this.at++
    return true
  }

  private take(sign: string, otherwise: string, at: FilterToken): void {
    if (!this.isSign(sign))
      throw this.next.kind === 'end' ? new FilterProblem(otherwise, at.from, Math.max(at.to, at.from + 1)) : this.problem(otherwise)
    this.at++
  }

  private problem(message: string): FilterProblem {
    return new FilterProblem(message, this.next.from, this.next.to)
  }
}

function constantOf(word: string): 'missing' | 'nan' | number | boolean | null {
  switch (word.toLowerCase()) {
    case 'missing':
      return 'missing'
    case 'nan':
      return 'nan'
    case 'infinity':
      return Infinity
    case 'true':
      return true
    case 'false':
      return false
    default:
      return null
  }
}

/** Whether a value can be nothing but a number. */
export function isNumeric(value: FilterValue): boolean {
  switch (value.kind) {
    case 'field':
      return FILTER_FIELDS[value.field].numeric
    case 'key':
      return value.numeric
    case 'verdict':
      return false
    default:
      return true
  }
}
