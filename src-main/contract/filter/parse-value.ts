import { FilterCursor } from './filter-cursor'
import {
  FILTER_FIELDS,
  FILTER_FUNCTIONS,
  SERIES_MEASURES,
  SPECTRAL_MEASURES,
  VERDICTS,
  type FilterValue,
  type Measure,
} from './filter-expression'
import { findName, nearestTo, type FilterKeys } from './filter-keys'
import type { Verdict } from '../study'
import { FilterProblem } from './filter-problem'
import type { FilterToken } from './filter-tokens'

/** Reads values: fields, keys, quantities, numbers, what is taken from series and spectra, and what is computed of them. */
export class ValueParser extends FilterCursor {
  constructor(
    text: string,
    protected readonly keys: FilterKeys,
  ) {
    super(text)
  }

  single(): FilterValue {
    const value = this.sum()
    if (this.next.kind !== 'end') throw this.problem(`The value ends before ${this.next.text}.`)
    return value
  }

  protected sum(): FilterValue {
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

  /** `premise not met` also without quotes */
  protected verdict(): Verdict {
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
}

/** What a word stands for on the right side of a comparison, null for a text. */
export function constantOf(word: string): 'missing' | 'nan' | number | boolean | null {
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
