import type { FieldNode, GroupNode, ScalarNode, SpecField, VariantsNode } from './spec-fields'

/** Variants that need a path; only a spec file that is read by the shell or the terminal can use one. */
export const FILE_VARIANT = 'file'

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

/** Another variant of the same object; what both have in common is kept. */
export function changeVariant(node: VariantsNode, value: unknown, to: string): unknown {
  const variant = node.variants.find((each) => each.value === to)
  if (variant === undefined) return value
  const old: Json = typeof value === 'object' && value !== null ? { ...value } : {}
  const fresh = { [node.key]: to, ...initialGroup(variant.group) }
  const kept = variant.group.fields.flatMap((field) =>
    Object.hasOwn(old, field.key) && fits(field.node, old[field.key]) ? [[field.key, old[field.key]]] : [],
  )
  return inOrder({ ...fresh, ...(Object.fromEntries(kept) as Json) }, node.key, variant.group)
}

/** Whether a value of a field of the same name elsewhere can stand in this one. */
function fits(node: FieldNode, value: unknown): boolean {
  switch (node.kind) {
    case 'group':
      return typeof value === 'object' && value !== null
    case 'variants':
      return typeof value === 'object' && value !== null && node.variants.some((variant) => variant.value === (value as Json)[node.key])
    case 'scalar':
      return (
        node.choices.some((choice) => choice === value) ||
        (node.number !== null && typeof value === 'number') ||
        (node.text && typeof value === 'string') ||
        (node.boolean && typeof value === 'boolean')
      )
    case 'list':
      return Array.isArray(value)
    case 'json':
      return true
  }
}

function inOrder(value: Json, key: string, group: GroupNode): Json {
  const order = [key, ...group.fields.map((field) => field.key)]
  return Object.fromEntries(order.flatMap((name) => (Object.hasOwn(value, name) ? [[name, value[name]]] : [])))
}
