import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'

/** Texts of numbers as a person wrote them, by dotted path: `1e-3` stays `1e-3` in form and JSON. */
export type NumberTexts = Readonly<Record<string, string>>

/** A path such as `toString` is none of an object's own methods. */
export function typedAt(texts: NumberTexts, path: string): string | undefined {
  return Object.hasOwn(texts, path) ? texts[path] : undefined
}

export interface TextProblem {
  line: number
  column: number
  rule: string
}

export type ReadDocument =
  { problem: null; value: unknown; texts: NumberTexts; lineOf: (path: string) => number } | { problem: TextProblem }

const RULES: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is no JSON value',
  InvalidNumberFormat: 'this is no JSON number',
  PropertyNameExpected: 'a field name in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: 'a colon is expected',
  CommaExpected: 'a comma is expected',
  CloseBraceExpected: 'a closing } is expected',
  CloseBracketExpected: 'a closing ] is expected',
  EndOfFileExpected: 'the document has ended before this',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'the text has no closing quote',
  UnexpectedEndOfNumber: 'the number is incomplete',
}

/** A JSON document as a person types it, with the place of what is wrong, or with the line of each of its fields. */
export function readDocument(text: string): ReadDocument {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [error] = errors
  if (error !== undefined || root === undefined) {
    const code = error === undefined ? 'ValueExpected' : printParseErrorCode(error.error)
    return { problem: { ...placeOf(text, error?.offset ?? 0), rule: RULES[code] ?? code } }
  }
  const twice = repeatedField(root)
  if (twice !== null) return { problem: { ...placeOf(text, twice.offset), rule: `the field ${String(twice.value)} stands twice` } }
  const texts: Record<string, string> = {}
  const value = valueOf(root, '', (path, node) => {
    texts[path] = text.slice(node.offset, node.offset + node.length)
  })
  return {
    problem: null,
    value,
    texts,
    lineOf: (path) => placeOf(text, nearest(root, path).offset).line,
  }
}

function repeatedField(node: Node): Node | null {
  const seen = new Set<unknown>()
  for (const child of node.children ?? []) {
    const [name] = node.type === 'object' ? (child.children ?? []) : []
    if (name !== undefined && seen.has(name.value)) return name
    seen.add(name?.value)
    const inner = repeatedField(child)
    if (inner !== null) return inner
  }
  return null
}

function valueOf(node: Node, path: string, number: (path: string, node: Node) => void): unknown {
  const at = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`)
  const children = node.children ?? []
  if (node.type === 'array') return children.map((child, index) => valueOf(child, at(index), number))
  if (node.type === 'object') {
    return Object.fromEntries(
      children.map((property) => {
        const [name, value] = property.children ?? []
        const key = String(name?.value)
        return [key, value === undefined ? undefined : valueOf(value, at(key), number)]
      }),
    )
  }
  if (node.type === 'number') number(path, node)
  return node.value
}

/** The node at a path, or of the deepest of its parents that there is. */
function nearest(root: Node, path: string): Node {
  const keys = path === '' ? [] : path.split('.')
  for (let depth = keys.length; depth > 0; depth--) {
    const location = keys.slice(0, depth).map((key) => (/^\d+$/.test(key) ? Number(key) : key))
    const node = findNodeAtLocation(root, location)
    if (node) return node
  }
  return root
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const start = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - start + 1 }
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** JSON of a document, numbers written as they were typed where JSON allows it; short lists stand on one line. */
export function writeDocument(value: unknown, texts: NumberTexts, path = '', indent = ''): string {
  const deeper = `${indent}  `
  const at = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`)
  if (Array.isArray(value)) {
    const entries = value.map((entry: unknown, index) => writeDocument(entry, texts, at(index), deeper))
    return entries.some((entry) => entry.includes('\n'))
      ? `[\n${entries.map((entry) => deeper + entry).join(',\n')}\n${indent}]`
      : `[${entries.join(', ')}]`
  }
  if (typeof value === 'object' && value !== null) {
    const lines = Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => `${deeper}${JSON.stringify(key)}: ${writeDocument(entry, texts, at(key), deeper)}`)
    return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`
  }
  const typed = typeof value === 'number' ? typedAt(texts, path)?.trim() : undefined
  if (typed !== undefined && JSON_NUMBER.test(typed) && Number(typed) === value) return typed
  return JSON.stringify(value) ?? 'null'
}

/** The value at a dotted path, undefined where there is none. */
export function valueAt(value: unknown, path: string): unknown {
  return path === ''
    ? value
    : path
        .split('.')
        .reduce<unknown>(
          (inner, key) =>
            typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key) ? (inner as Record<string, unknown>)[key] : undefined,
          value,
        )
}

/** A copy with the value at a dotted path replaced, undefined removing the field. What the path leads through is made where it is not there. */
export function withValueAt(value: unknown, path: string, replacement: unknown): unknown {
  if (path === '') return replacement
  const [key = '', ...rest] = path.split('.')
  const inner = rest.join('.')
  if (Array.isArray(value)) {
    return value.map((entry: unknown, index) => (String(index) === key ? withValueAt(entry, inner, replacement) : entry))
  }
  const fields: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {}
  const next = withValueAt(fields[key], inner, replacement)
  if (next === undefined) {
    const { [key]: _, ...others } = fields
    return others
  }
  return { ...fields, [key]: next }
}

/** Whether a path is another one or lies within it. */
export function isWithin(path: string, parent: string): boolean {
  return parent === '' || path === parent || path.startsWith(`${parent}.`)
}
