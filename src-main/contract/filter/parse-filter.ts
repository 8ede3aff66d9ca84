import { RUN_STATES } from '../run-state'
import { FILTER_FLAGS, FILTER_SETS, MOMENT_FIELDS, type Comparison, type FilterCondition, type FilterValue } from './filter-expression'
import { findName, nearestTo, type FilterKeys } from './filter-keys'
import { FilterProblem } from './filter-problem'
import type { FilterToken } from './filter-tokens'
import { constantOf, isNumeric, ValueParser } from './parse-value'

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
  return new ValueParser(text, keys).single()
}

type Simple =
  | { kind: 'text'; text: string }
  | { kind: 'number'; value: number }
  | { kind: 'date'; from: number; until: number }
  | { kind: 'missing' | 'nan' }

class FilterParser extends ValueParser {
  private namesArchived = false

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
}
