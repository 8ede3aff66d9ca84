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
      return `is ${listed(issue.values.map(String))}`
    case 'invalid_union':
      return unionRule(issue, value)
    default:
      return issue.message
  }
}

function typeRule(expected: string, value: unknown): string {
  if (typeof value === 'string' && (expected === 'number' || expected === 'int')) return `“${value}” is not a number`
  if (expected === 'int') return 'is a whole number'
  const names: Readonly<Record<string, string>> = {
    number: 'is a number',
    string: 'is a text in quotes',
    boolean: 'is true or false',
    object: 'is an object in { }',
    array: 'is a list in [ ]',
  }
  return names[expected] ?? `is of type ${expected}`
}

function boundRule(origin: string, relation: string, bound: number | bigint): string {
  if (origin === 'array') return `has ${relation} ${bound} ${bound === 1 ? 'entry' : 'entries'}`
  if (origin === 'string') return `has ${relation} ${bound} characters`
  return `is ${relation} ${bound}`
}

function unionRule(issue: Extract<Issue, { code: 'invalid_union' }>, value: unknown): string {
  if ('options' in issue && Array.isArray(issue.options)) return `is ${listed(issue.options.map(String))}`
  const rules = issue.errors.flatMap(([first]) => (first === undefined ? [] : [ruleOf(first, value)]))
  // the member of the union that the value was meant for has complained about more than its type
  const meant = issue.errors.find(([first]) => first !== undefined && first.code !== 'invalid_type' && first.code !== 'invalid_value')
  if (meant?.[0] !== undefined) return ruleOf(meant[0], value)
  return rules.length === 0 ? issue.message : [...new Set(rules)].join(', or ')
}

function listed(values: readonly string[]): string {
  return values.length < 2 ? (values[0] ?? '') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
}
