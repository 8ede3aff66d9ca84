// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { spec } from '../../../../e2e/specs'
import { valueAt } from '../../../../../src-renderer/pages/compose/json-document'
import type { ScalarNode, VariantsNode } from '../../../../../src-renderer/pages/compose/spec-fields'
import { kindsOf, scalarAt, seedRanges, useDraft, variantOf } from '../../../../../src-renderer/pages/compose/use-draft'
import { gathered } from '../../../../../src-renderer/pages/compose/use-plan'

let draft: ReturnType<typeof useDraft>

beforeEach(() => {
  setActivePinia(createPinia())
  draft = useDraft()
  draft.start({ document: spec(20, 15), origin: 'a test', seeds: [3] })
})

function scalar(path: string): ScalarNode {
  const node = scalarAt(draft.form, draft.document, path)
  if (node === null) throw new Error(`there is no field ${path}`)
  return node
}

function part(key: string): VariantsNode {
  const field = draft.form && variantOf(draft.form, draft.document)?.group.fields.find((each) => each.key === key)
  if (field?.node.kind !== 'variants') throw new Error(`${key} has no variants`)
  return field.node
}

const at = (path: string): unknown => valueAt(draft.document, path)
const type = (path: string, text: string): void => draft.type(path, text, scalar(path))
const text = (path: string): string => draft.textAt(path, scalar(path))

describe('the draft of an experiment', () => {
  it('keeps numbers as they are typed, and what is no number out of the lab', () => {
    type('training.stopResidual', '1e-3')
    expect([at('training.stopResidual'), text('training.stopResidual')]).toEqual([0.001, '1e-3'])
    expect(draft.jsonText).toContain('"stopResidual": 1e-3')
    expect(draft.plan).not.toBeNull()
    type('training.stopResidual', '1e-')
    expect([at('training.stopResidual'), text('training.stopResidual')]).toEqual(['1e-', '1e-'])
    expect(draft.problems).toEqual([{ path: 'training.stopResidual', rule: '“1e-” is not a number' }])
    expect(draft.plan).toBeNull()
    type('training.stopResidual', ' ')
    expect(draft.problems).toEqual([{ path: 'training.stopResidual', rule: 'is needed' }])
  })

  it('is the same spec in form and JSON', () => {
    draft.typeDocument(draft.jsonText.replace('"sampleCount": 15', '"sampleCount": 1.6e1'))
    expect([at('data.sampleCount'), text('data.sampleCount')]).toEqual([16, '1.6e1'])
    draft.typeDocument('{ "data": ')
    expect(draft.textProblem).toMatchObject({ line: 1 })
    expect(at('data.sampleCount')).toBe(16)
    expect(draft.plan).toBeNull()
    draft.discardText()
    expect(draft.plan).not.toBeNull()
    expect(draft.jsonText).toContain('1.6e1')
  })

  it('swaps the fields of a variant, drops what was swept there, and puts all of it back', () => {
    type('labels.variance', '2.50')
    draft.sweep('labels.variance', scalar('labels.variance'), 'sweep')
    draft.chooseVariant('labels', part('labels'), 'low-spectrum', 'Labels')
    expect(at('labels')).toEqual({ kind: 'low-spectrum', sign: 1 })
    expect(draft.sweeps).toEqual([])
    type('model.hiddenWidth', '30')
    expect(draft.undo()).toBe('Labels')
    expect(at('labels')).toEqual({ kind: 'gaussian', variance: 2.5 })
    expect(text('labels.variance')).toBe('2.50')
    expect(draft.sweeps.map(({ path }) => path)).toEqual(['labels.variance'])
    // what was typed elsewhere since then stays
    expect(at('model.hiddenWidth')).toBe(30)
    expect(draft.redo()).toBe('Labels')
    expect(at('labels')).toEqual({ kind: 'low-spectrum', sign: 1 })
    expect([draft.undo(), draft.undo(), draft.undo(), draft.undo()]).toEqual(['Labels', 'sweep', 'start from a test', null])
  })

  it('sweeps fields, also one that has no value of its own, and the kind of a part', () => {
    type('model.hiddenWidth', '')
    draft.sweep('model.hiddenWidth', { ...scalar('data.sampleCount') }, 'sweep')
    expect(draft.plan).toBeNull()
    draft.changeSweep('model.hiddenWidth', { kind: 'range', from: '10', to: '30', step: '10' })
    draft.chooseVariant('labels', part('labels'), 'local', 'Labels')
    expect(kindsOf(part('labels')).choices).toEqual(['high-spectrum', 'local'])
    draft.sweep('labels.kind', scalar('labels.kind'), 'sweep')
    expect(draft.plan).toMatchObject({
      sweeps: [
        { path: 'model.hiddenWidth', values: [10, 20, 30] },
        { path: 'labels.kind', values: ['high-spectrum', 'local'] },
      ],
      combine: 'grid',
      seeds: [3],
    })
    draft.chooseCombination('zip')
    expect(draft.sweepProblem).toContain('equally many')
    expect(draft.plan).toBeNull()
    draft.endSweep('labels.kind', 'sweep')
    expect(draft.plan).toMatchObject({ spec: { model: { hiddenWidth: 10 } } })
  })

  it('begins anew without what belonged to another spec, and can be brought back', () => {
    draft.sweep('model.hiddenWidth', scalar('model.hiddenWidth'), 'sweep')
    draft.name = 'mine'
    draft.startBlank('two-layer-relu', 'Training')
    expect([draft.sweeps, draft.name, draft.seedText]).toEqual([[], null, '1'])
    expect(draft.document).toMatchObject({ experiment: 'two-layer-relu' })
    draft.undo()
    expect(draft.document).toEqual(spec(20, 15))
    expect(draft.sweeps).toHaveLength(1)
  })

  it.each(['two-layer', 'two-layer-relu', 'kernel-spectrum'])('a blank %s can be run as it is', (experiment) => {
    draft.startBlank(experiment, experiment)
    expect(draft.problems).toEqual([])
    expect(draft.plan).toMatchObject({ spec: { experiment } })
  })

  it('writes seeds as ranges', () => {
    expect([seedRanges([1, 2, 3, 7]), seedRanges([5]), seedRanges([9, 8])]).toEqual(['1-3, 7', '5', '9, 8'])
  })
})

describe('problems of a plan', () => {
  it('are told once, with how many cells have them', () => {
    const cell = (...paths: string[]) => ({
      title: '',
      set: [],
      estimatedSeconds: 0,
      existing: 0,
      problems: paths.map((path) => ({ path, rule: 'no' })),
    })
    expect(gathered({ cells: [cell('a', 'b'), cell('a')] })).toEqual([
      { path: 'a', rule: 'no' },
      { path: 'b', rule: 'no (1 of 2 cells)' },
    ])
  })
})
