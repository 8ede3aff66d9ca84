import type { z } from 'zod'
import { experimentSpec, type FieldProblem } from '../../../src-main/contract'
import { valueAt } from './json-document'

/** What is wrong with a document as a spec, by the same schema as in the lab, in words for the person who fills a form. */
export function specProblems(document: unknown): FieldProblem[] {
  const parsed = experimentSpec.safeParse(document)
  return parsed.success ? [] : problemsOf(parsed.error, document)
}

export function problemsOf({ issues }: z.ZodError, document: unknown): FieldProblem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.')
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: path === '' ? key : `${path}.${key}`, rule: 'is no field of this spec' }))
    }
    return [{ path, rule: ruleOf(issue, valueAt(document, path)) }]
  })
}

type Issue = z.core.$ZodIssue

function ruleOf(issue: Issue, value: unknown): string {
  if (value === undefined || value === '') return 'is needed'
  switch (issue.code) {
    case 'invalid_type':
      return typeRule(issue.expected, value)
    case 'too_small':
      return boundRule(issue.origin, issue.inclusive === false ? 'greater than' : 'at least', issue.minimum)
    case 'too_big':
      return boundRule(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)
    case 'invalid_value':
      return `must be ${listed(issue.values.map(String))}`
    case 'invalid_union':
      return unionRule(issue, value)
    default:
      return issue.message
  }
}

const TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text in quotes',
  boolean: 'true or false',
  object: 'an object in { }',
  array: 'a list in [ ]',
}

function typeRule(expected: string, value: unknown): string {
  if (typeof value === 'string' && (expected === 'number' || expected === 'int')) return `“${value}” is not a number`
  return `must be ${TYPES[expected] ?? expected}`
}

function boundRule(origin: string, relation: string, bound: number | bigint): string {
  if (origin === 'array') return `must have ${relation} ${bound} ${bound === 1 ? 'entry' : 'entries'}`
  if (origin === 'string') return `must have ${relation} ${bound} characters`
  return `must be ${relation} ${bound}`
}

function unionRule(issue: Extract<Issue, { code: 'invalid_union' }>, value: unknown): string {
  if ('options' in issue && Array.isArray(issue.options)) return `must be ${listed(issue.options.map(String))}`
  // the member of the union that the value was meant for has complained about more than its type
  const meant = issue.errors.find(([first]) => first !== undefined && first.code !== 'invalid_type' && first.code !== 'invalid_value')
  if (meant?.[0] !== undefined) return ruleOf(meant[0], value)
  const allowed = issue.errors.flatMap(([first]) => {
    if (first?.code === 'invalid_value') return first.values.map(String)
    return first?.code === 'invalid_type' ? [TYPES[first.expected] ?? first.expected] : []
  })
  return allowed.length === 0 ? issue.message : `must be ${listed([...new Set(allowed)])}`
}

function listed(values: readonly string[]): string {
  return values.length < 2 ? (values[0] ?? '') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
}
