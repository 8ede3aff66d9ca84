import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spec } from '../../../../e2e/specs'
import {
  readDocument,
  valueAt,
  withValueAt,
  writeDocument,
  type ReadDocument,
} from '../../../../../src-renderer/pages/compose/json-document'
import { parseNumber, readAs } from '../../../../../src-renderer/pages/compose/number-text'
import { specProblems } from '../../../../../src-renderer/pages/compose/spec-problems'

describe('numbers as text', () => {
  it.each([
    ['300', 300],
    [' 1e-3 ', 0.001],
    ['.5', 0.5],
    ['−2.5E+2', -250],
    ['1e-', null],
    ['1,5', null],
    ['0x10', null],
    ['', null],
    ['NaN', null],
    ['1e999', null],
  ])('%s', (text, value) => expect(parseNumber(text)).toBe(value))

  it('tells when float64 cannot hold what was typed', () => {
    expect(['0.1', '1e-3', '0001.50', '100', '9007199254740993', '0.12345678901234567890'].map(readAs)).toEqual([
      null,
      null,
      null,
      null,
      '9007199254740992',
      '0.12345678901234568',
    ])
  })

  it('holds every float64 exactly as it is written', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => readAs(String(value)) === null))
  })
})

function readable(text: string): Extract<ReadDocument, { problem: null }> {
  const read = readDocument(text)
  if (read.problem !== null) throw new Error(read.problem.rule)
  return read
}

describe('a spec as text', () => {
  it('reads back as what was written', () => {
    const written = writeDocument(spec(60, 40), {})
    expect(readable(written).value).toEqual(spec(60, 40))
    expect(JSON.parse(written)).toEqual(spec(60, 40))
    expect(writeDocument({ toString: 5 }, {})).toBe('{\n  "toString": 5\n}')
    fc.assert(fc.property(fc.jsonValue(), (value) => JSON.stringify(readable(writeDocument(value, {})).value) === JSON.stringify(value)))
  })

  it('keeps numbers as they were typed, unless they have become others', () => {
    const read = readable('{"a": {"b": 1e-3, "c": [1.50, 2]}}')
    expect(read.texts).toEqual({ 'a.b': '1e-3', 'a.c.0': '1.50', 'a.c.1': '2' })
    expect(writeDocument(read.value, read.texts)).toBe('{\n  "a": {\n    "b": 1e-3,\n    "c": [1.50, 2]\n  }\n}')
    expect(writeDocument({ a: { b: 0.002 } }, read.texts)).toContain('0.002')
    // what only the form understands is written as JSON
    expect(writeDocument({ a: 0.5 }, { a: '.5' })).toContain('0.5')
  })

  it.each([
    ['{\n  "a": 1,\n}', 3, 1, 'field name'],
    ['{\n  "a": 1e-\n}', 2, 8, 'number'],
    ['{"a": 1} x', 1, 10, 'no JSON value'],
    ['{"a": 1} {}', 1, 10, 'ended'],
    ['{"a": 1, "a": 2}', 1, 10, 'twice'],
    ['{"a": // no\n1}', 1, 7, 'comment'],
    ['', 1, 1, 'value'],
  ])('says where %j cannot be read', (text, line, column, rule) => {
    const { problem } = readDocument(text)
    expect(problem).toMatchObject({ line, column })
    expect(problem?.rule).toContain(rule)
  })

  it('knows the line of a field, and of the object that lacks one', () => {
    const read = readable('{\n  "model": {\n    "hiddenWidth": 5\n  }\n}')
    expect(['model.hiddenWidth', 'model.outputWeights.kind', 'data', ''].map(read.lineOf)).toEqual([3, 2, 1, 1])
  })

  it('is changed at a path, in a copy', () => {
    const document = { a: { b: 1 }, c: [1, 2] }
    expect(withValueAt(document, 'a.d.e', 5)).toEqual({ a: { b: 1, d: { e: 5 } }, c: [1, 2] })
    expect(withValueAt(document, 'a.b', undefined)).toEqual({ a: {}, c: [1, 2] })
    expect(withValueAt(document, 'c.1', 7)).toEqual({ a: { b: 1 }, c: [1, 7] })
    expect(valueAt(document, 'c.1')).toBe(2)
    expect(valueAt(document, 'a.toString')).toBeUndefined()
    expect(document).toEqual({ a: { b: 1 }, c: [1, 2] })
  })
})

describe('what is wrong with a spec', () => {
  const rule = (path: string, value: unknown): string | undefined =>
    specProblems(withValueAt(spec(60, 40), path, value)).find((problem) => problem.path === path)?.rule

  it('is nothing for a valid one', () => expect(specProblems(spec(60, 40))).toEqual([]))

  it.each([
    ['model.hiddenWidth', undefined, 'is needed'],
    ['model.hiddenWidth', '1e-', '“1e-” is not a number'],
    ['model.hiddenWidth', 1.5, 'must be a whole number'],
    ['model.hiddenWidth', 0, 'must be at least 1'],
    ['model.hiddenWidth', 1e9, 'must be at most 1000000'],
    ['training.stopResidual', 0, 'must be greater than 0'],
    ['training.safetyValve', 'yes', 'must be true or false'],
    ['training.stepSizes.kind', 'three-rate', 'must be two-rate or lecun'],
    ['labels.variance', 'x', 'must be hiddenWidth or a number'],
    ['labels.variance', -1, 'must be greater than 0'],
    ['training.foo', 3, 'is no field of this spec'],
    ['model', 7, 'must be an object in { }'],
  ])('%s: %j', (path, value, expected) => expect(rule(path, value)).toBe(expected))
})
