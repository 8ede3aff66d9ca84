import { FilterProblem } from './filter-problem'
import { filterTokens, type FilterToken } from './filter-tokens'

/** Parentheses and negations inside each other: what a person writes is far from it. */
const DEEPEST = 100
const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', '~', ':', 'in']

/** A place in the words and signs of a filter, and what can be taken there. */
export class FilterCursor {
  protected readonly tokens: FilterToken[]
  protected at = 0
  private depth = 0

  constructor(text: string) {
    this.tokens = filterTokens(text)
  }

  protected get next(): FilterToken {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)] ?? { kind: 'end', from: 0, to: 0, text: '' }
  }

  protected isAtEnd(): boolean {
    return this.next.kind === 'end'
  }

  protected isSign(text: string): boolean {
    return this.next.kind === 'sign' && this.next.text === text
  }

  protected takeWord(text: string): boolean {
    if (this.next.kind !== 'word' || this.next.text.toLowerCase() !== text) return false
    this.at++
    return true
  }

  protected take(sign: string, otherwise: string, at: FilterToken): void {
    if (!this.isSign(sign))
      throw this.next.kind === 'end' ? new FilterProblem(otherwise, at.from, Math.max(at.to, at.from + 1)) : this.problem(otherwise)
    this.at++
  }

  /** operator at a place without taking it; `not in` begins with a word */
  protected operatorAt(at: number): string | null {
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

  protected operator(): string {
    const operator = this.operatorAt(this.at)
    if (operator === null) {
      const { next } = this
      const what = next.kind === 'end' ? 'at the end' : `before ${next.text}`
      throw this.problem(`A comparison is missing ${what}: one of ${OPERATORS.join(' ')}.`)
    }
    this.at += operator === 'not in' ? 2 : 1
    return operator
  }

  protected deeper<T>(read: () => T): T {
    if (++this.depth > DEEPEST) throw this.problem('The filter has too many parentheses inside each other.')
    const result = read()
    this.depth--
    return result
  }

  protected problem(message: string): FilterProblem {
    return new FilterProblem(message, this.next.from, this.next.to)
  }
}
