import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { activationField, experimentSpec, givenArrayField } from '../../../../../src-main/contract'
import { changeVariant, initialValue } from '../../../../../src-renderer/pages/compose/new-spec'
import {
  formOf,
  isConstant,
  specForm,
  wordsOf,
  type FieldNode,
  type GroupNode,
} from '../../../../../src-renderer/pages/compose/spec-fields'

const form = (schema: z.ZodType): FieldNode => formOf(z.toJSONSchema(schema))

function group(schema: z.ZodType): GroupNode {
  const node = form(schema)
  if (node.kind !== 'group') throw new Error(`is a ${node.kind}`)
  return node
}

describe('the form of a schema', () => {
  it('has a field for each property, with what the schema says of it', () => {
    const { fields } = group(
      z.strictObject({
        hiddenWidth: z
          .int()
          .min(1)
          .max(9)
          .describe('S, number of neurons')
          .meta({ unit: 'neurons', symbol: 'S', examples: [100] }),
        tolerance: z.number().positive().default(0.5),
        note: z.string().optional(),
        steps: z.boolean(),
      }),
    )
    expect(fields.map(({ key, label, optional }) => [key, label, optional])).toEqual([
      ['hiddenWidth', 'Hidden width', false],
      ['tolerance', 'Tolerance', false],
      ['note', 'Note', true],
      ['steps', 'Steps', false],
    ])
    expect(fields[0]).toMatchObject({ help: 'S, number of neurons', unit: 'neurons', symbol: 'S', example: '100' })
    expect(fields[0]?.node).toMatchObject({ number: { integer: true, minimum: 1, maximum: 9, above: false } })
    expect(fields[1]).toMatchObject({ initial: 0.5, node: { number: { integer: false, minimum: 0, above: true, maximum: null } } })
    expect(fields[2]?.node).toMatchObject({ text: true })
    expect(fields[3]?.node).toMatchObject({ boolean: true })
  })

  it('swaps the fields of objects that are told apart by one of them, also in a union within a union', () => {
    const node = form(
      z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('low-spectrum'), sign: z.number() }), givenArrayField]),
    )
    expect(node).toMatchObject({ kind: 'variants', key: 'kind' })
    if (node.kind !== 'variants') throw new Error('no variants')
    expect(node.variants.map(({ value, label, group: { fields } }) => [value, label, fields.map(({ key }) => key)])).toEqual([
      ['low-spectrum', 'Low spectrum', ['sign']],
      ['file', 'File', ['path', 'member']],
      ['stored', 'Stored', ['sha256', 'shape']],
    ])
  })

  it('joins choices and a number to one field', () => {
    const { fields } = group(
      z.strictObject({
        variance: z.union([z.literal('hiddenWidth'), z.number().positive()]),
        sign: z.union([z.literal(1), z.literal(-1)]),
        geometry: z.enum(['half', 'full']),
        priority: z.number().nullable(),
        version: z.literal(1),
      }),
    )
    expect(fields.map(({ node }) => (node.kind === 'scalar' ? [node.choices, node.number !== null] : node.kind))).toEqual([
      [['hiddenWidth'], true],
      [[1, -1], false],
      [['half', 'full'], false],
      [[null], true],
      [[1], false],
    ])
    expect(fields.map(({ node }) => isConstant(node))).toEqual([false, false, false, false, true])
  })

  it('lists scalars, and leaves to JSON what no field can be drawn for', () => {
    const { fields } = group(
      z.strictObject({
        kernels: z.array(z.enum(['a', 'b'])),
        shape: z.array(z.int()),
        table: z.record(z.string(), z.number()),
        pairs: z.array(z.array(z.number())),
      }),
    )
    expect(fields.map(({ node }) => node.kind)).toEqual(['list', 'list', 'json', 'json'])
  })

  it('follows references', () => {
    const tree = z.object({ name: z.string() }).meta({ id: 'tree' })
    expect(group(z.strictObject({ left: tree, right: tree })).fields.map(({ node }) => node.kind)).toEqual(['group', 'group'])
  })

  it('is there for every kind of experiment and every activation, with no field left to JSON', () => {
    const jsonFields = (node: FieldNode): string[] => {
      if (node.kind === 'variants') return node.variants.flatMap((variant) => jsonFields(variant.group))
      if (node.kind !== 'group') return []
      return node.fields.flatMap((field) => (field.node.kind === 'json' ? [field.key] : jsonFields(field.node)))
    }
    const whole = specForm()
    expect(whole?.key).toBe('experiment')
    expect(whole?.variants.length).toBe(experimentSpec.options.length)
    expect(whole && jsonFields(whole)).toEqual([])
    expect(jsonFields(form(activationField))).toEqual([])
  })

  it('writes names as words', () => {
    expect(['hiddenWidth', 'sha256', 'low-spectrum', 'relu'].map(wordsOf)).toEqual(['Hidden width', 'Sha256', 'Low spectrum', 'Relu'])
  })
})

describe('a new spec', () => {
  const schema = z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('file'), path: z.string() }),
    z.strictObject({
      kind: z.literal('sphere'),
      count: z.int(),
      scale: z.number().default(2),
      geometry: z.enum(['half', 'full']),
      flag: z.boolean(),
      extra: z.number().optional(),
      kernels: z.array(z.enum(['a'])),
    }),
    z.strictObject({ kind: z.literal('circle'), radius: z.number(), count: z.int(), flag: z.string() }),
  ])

  it('begins with what the schema names and the first choices, and makes up no number', () => {
    expect(initialValue(form(schema))).toEqual({ kind: 'sphere', scale: 2, geometry: 'half', flag: false, kernels: [] })
  })

  it('keeps what two variants have in common, in the order of the new one', () => {
    const node = form(schema)
    if (node.kind !== 'variants') throw new Error('no variants')
    const changed = changeVariant(node, { kind: 'sphere', count: 7, scale: 3, flag: true }, 'circle')
    expect(JSON.stringify(changed)).toBe('{"kind":"circle","count":7}')
  })

  it('keeps them at any depth, and nothing that the new one does not know', () => {
    const node = form(
      z.discriminatedUnion('experiment', [
        z.strictObject({ experiment: z.literal('a'), model: z.strictObject({ width: z.int(), old: z.number(), weights: schema }) }),
        z.strictObject({
          experiment: z.literal('b'),
          model: z.strictObject({ scale: z.enum(['one', 'two']), width: z.int(), weights: schema }),
        }),
      ]),
    )
    if (node.kind !== 'variants') throw new Error('no variants')
    const weights = { kind: 'circle', radius: 2, count: 'x', flag: 'f' }
    const changed = changeVariant(node, { experiment: 'a', model: { width: 5, old: 1, weights } }, 'b')
    expect(changed).toEqual({ experiment: 'b', model: { scale: 'one', width: 5, weights: { kind: 'circle', radius: 2, flag: 'f' } } })
  })
})
