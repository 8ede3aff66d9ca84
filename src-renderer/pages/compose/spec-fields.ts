import { specJsonSchema, type Scalar } from '../../../src-main/contract'

/** What a number field accepts; bounds are for its help, the schema itself judges. */
export interface NumberRule {
  integer: boolean
  minimum: number | null
  maximum: number | null
  /** the minimum itself is not allowed */
  above: boolean
}

/** A field that holds one value: one of some fixed ones, a number, a text, yes or no, or several of these. */
export interface ScalarNode {
  kind: 'scalar'
  choices: (Scalar | null)[]
  number: NumberRule | null
  text: boolean
  boolean: boolean
}

export interface Variant {
  value: string
  label: string
  help: string
  group: GroupNode
}

export interface GroupNode {
  kind: 'group'
  fields: SpecField[]
}

/** Objects told apart by one of their fields. */
export interface VariantsNode {
  kind: 'variants'
  key: string
  variants: Variant[]
}

export interface ListNode {
  kind: 'list'
  item: ScalarNode
}

/** What no field can be drawn for; it is written as JSON. */
export interface JsonNode {
  kind: 'json'
}

export type FieldNode = GroupNode | VariantsNode | ScalarNode | ListNode | JsonNode

export interface SpecField {
  key: string
  label: string
  help: string
  unit: string
  /** LaTeX */
  symbol: string
  /** shown in an empty field, never used by itself */
  example: string
  /** what a new spec begins with, undefined where the schema names nothing */
  initial: unknown
  optional: boolean
  node: FieldNode
}

type Json = Record<string, unknown>

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The form of every kind of experiment, read off the JSON Schema of the contract: a new kind needs no code here. */
export function specForm(): VariantsNode | null {
  const node = formOf(specJsonSchema())
  return node.kind === 'variants' ? node : null
}

export function formOf(schema: unknown): FieldNode {
  return nodeOf(schema, isJson(schema) ? schema : {})
}

function nodeOf(schema: unknown, root: Json): FieldNode {
  const own = resolved(schema, root)
  const options = optionsOf(own, root)
  if (options.length > 0) return unionOf(options, root)
  // an object with free names has no fields that could be drawn
  if (own.type === 'object') return isJson(own.properties) ? groupOf(own, root) : { kind: 'json' }
  if (own.type === 'array') {
    const item = isJson(own.items) ? nodeOf(own.items, root) : null
    return item?.kind === 'scalar' ? { kind: 'list', item } : { kind: 'json' }
  }
  return scalarOf(own) ?? { kind: 'json' }
}

function resolved(schema: unknown, root: Json): Json {
  if (!isJson(schema)) return {}
  if (typeof schema.$ref !== 'string' || !schema.$ref.startsWith('#/')) return schema
  const target = schema.$ref
    .slice(2)
    .split('/')
    .reduce<unknown>((value, key) => (isJson(value) ? value[key] : undefined), root)
  const { $ref: _, ...beside } = schema
  return { ...resolved(target, root), ...beside }
}

/** Members of a union, those of a union within it among them. */
function optionsOf(schema: Json, root: Json): Json[] {
  if (Array.isArray(schema.type)) return schema.type.map((type: unknown) => ({ ...schema, type }))
  const members = Array.isArray(schema.oneOf) ? schema.oneOf : Array.isArray(schema.anyOf) ? schema.anyOf : []
  return members.flatMap((member) => {
    const own = resolved(member, root)
    const inner = optionsOf(own, root)
    return inner.length > 0 ? inner : [own]
  })
}

function unionOf(options: Json[], root: Json): FieldNode {
  const key = discriminatorOf(options)
  if (key !== null) {
    const variants = options.map((option): Variant => {
      const value = String(constantOf(option, key))
      return { value, label: textOf(option.title) || wordsOf(value), help: textOf(option.description), group: groupOf(option, root, key) }
    })
    return { kind: 'variants', key, variants }
  }
  const scalars = options.map((option) => scalarOf(option))
  return scalars.every((scalar) => scalar !== null) ? scalars.reduce(together) : { kind: 'json' }
}

function constantOf(option: Json, key: string): unknown {
  const field = isJson(option.properties) ? option.properties[key] : undefined
  return isJson(field) ? field.const : undefined
}

/** The field that has a different constant text in every option. */
function discriminatorOf(options: Json[]): string | null {
  const [first] = options
  if (first === undefined || !isJson(first.properties)) return null
  const found = Object.keys(first.properties).find((key) => {
    const values = options.map((option) => constantOf(option, key))
    return values.every((value) => typeof value === 'string') && new Set(values).size === values.length
  })
  return found ?? null
}

function groupOf(schema: Json, root: Json, without?: string): GroupNode {
  const properties = isJson(schema.properties) ? schema.properties : {}
  const required = new Set(Array.isArray(schema.required) ? schema.required : [])
  const fields = Object.entries(properties).flatMap(([key, property]): SpecField[] => {
    const own = resolved(property, root)
    if (key === without || own.hidden === true) return []
    const [example] = Array.isArray(own.examples) ? (own.examples as unknown[]) : []
    const optional = !required.has(key)
    return [
      {
        key,
        label: textOf(own.title) || wordsOf(key),
        help: textOf(own.description),
        unit: textOf(own.unit),
        symbol: textOf(own.symbol),
        example: example === undefined ? '' : shown(example),
        initial: own.default ?? (optional ? undefined : example),
        optional,
        node: nodeOf(own, root),
      },
    ]
  })
  return { kind: 'group', fields }
}

const NOTHING: ScalarNode = { kind: 'scalar', choices: [], number: null, text: false, boolean: false }

function scalarOf(schema: Json): ScalarNode | null {
  if ('const' in schema) return isChoice(schema.const) ? { ...NOTHING, choices: [schema.const] } : null
  if (Array.isArray(schema.enum)) return schema.enum.every(isChoice) ? { ...NOTHING, choices: schema.enum } : null
  switch (schema.type) {
    case 'null':
      return { ...NOTHING, choices: [null] }
    case 'boolean':
      return { ...NOTHING, boolean: true }
    case 'string':
      return { ...NOTHING, text: true }
    case 'number':
    case 'integer':
      return { ...NOTHING, number: numberRule(schema) }
    default:
      return null
  }
}

function isChoice(value: unknown): value is Scalar | null {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function numberRule(schema: Json): NumberRule {
  const numberOf = (value: unknown) => (typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null)
  return {
    integer: schema.type === 'integer',
    minimum: numberOf(schema.exclusiveMinimum) ?? numberOf(schema.minimum),
    maximum: numberOf(schema.exclusiveMaximum) ?? numberOf(schema.maximum),
    above: numberOf(schema.exclusiveMinimum) !== null,
  }
}

function together(first: ScalarNode, second: ScalarNode): ScalarNode {
  return {
    kind: 'scalar',
    choices: [...first.choices, ...second.choices],
    number: first.number ?? second.number,
    text: first.text || second.text,
    boolean: first.boolean || second.boolean,
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** `hiddenWidth` as "Hidden width", `low-spectrum` as "Low spectrum". */
export function wordsOf(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A value that cannot be anything else is no field. */
export function isConstant(node: FieldNode): boolean {
  return node.kind === 'scalar' && node.choices.length === 1 && node.number === null && !node.text && !node.boolean
}
