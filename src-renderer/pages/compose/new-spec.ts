import type { FieldNode, GroupNode, ScalarNode, SpecField, VariantsNode } from './spec-fields'

/** Variants that need a path; only a spec file that is read by the shell or the terminal can use one. */
export const FILE_VARIANT = 'file'
/** Variants that name a stored array by its content. */
export const STORED_VARIANT = 'stored'

type Json = Record<string, unknown>

/**
 * What a field of a new spec begins with: what the schema names, otherwise the first of several choices and "no". Numbers and texts are
 * left out: nobody chose them. undefined for a field that is left out.
 */
export function initialValue(node: FieldNode, initial?: unknown): unknown {
  if (initial !== undefined) return structuredClone(initial)
  switch (node.kind) {
    case 'group':
      return initialGroup(node)
    case 'variants': {
      const first = node.variants.find(({ value }) => value !== FILE_VARIANT)
      return first === undefined ? undefined : { [node.key]: first.value, ...initialGroup(first.group) }
    }
    case 'scalar':
      return initialScalar(node)
    case 'list':
      return node.item.choices.length > 0 ? [] : undefined
    case 'json':
      return undefined
  }
}

function initialScalar(node: ScalarNode): unknown {
  if (node.choices.length > 0) return node.choices[0]
  return node.boolean ? false : undefined
}

function initialGroup(group: GroupNode): Json {
  return Object.fromEntries(group.fields.flatMap((field) => entry(field)))
}

function entry({ key, optional, initial, node }: SpecField): [string, unknown][] {
  const value = optional && initial === undefined ? undefined : initialValue(node, initial)
  return value === undefined ? [] : [[key, value]]
}

/** Another variant of the same object; what both have in common, at any depth, is kept. */
export function changeVariant(node: VariantsNode, value: unknown, to: string): unknown {
  const variant = node.variants.find((each) => each.value === to)
  return variant === undefined ? value : { [node.key]: to, ...carriedGroup(variant.group, value) }
}

function carriedGroup(group: GroupNode, old: unknown): Json {
  return Object.fromEntries(
    group.fields.flatMap((field): [string, unknown][] => {
      const value = isJson(old) && Object.hasOwn(old, field.key) ? carried(field.node, old[field.key]) : undefined
      return value === undefined ? entry(field) : [[field.key, value]]
    }),
  )
}

/** What of a value that stood in another field of the same name can stand in this one, undefined where nothing can. */
function carried(node: FieldNode, old: unknown): unknown {
  switch (node.kind) {
    case 'group':
      return isJson(old) ? carriedGroup(node, old) : undefined
    case 'variants': {
      const variant = isJson(old) ? node.variants.find(({ value }) => value === old[node.key]) : undefined
      return variant === undefined ? undefined : { [node.key]: variant.value, ...carriedGroup(variant.group, old) }
    }
    case 'scalar':
      return fits(node, old) ? old : undefined
    case 'list':
      return Array.isArray(old) && old.every((each) => fits(node.item, each)) ? old : undefined
    case 'json':
      return old
  }
}

function fits(node: ScalarNode, value: unknown): boolean {
  return (
    node.choices.some((choice) => choice === value) ||
    (node.number !== null && typeof value === 'number') ||
    (node.text && typeof value === 'string') ||
    (node.boolean && typeof value === 'boolean')
  )
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
