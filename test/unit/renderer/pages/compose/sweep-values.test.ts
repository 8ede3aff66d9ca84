import { describe, expect, it } from 'vitest'
import { newSweep, sweepValues, type SweepDraft } from '../../../../../src-renderer/pages/compose/sweep-values'
import type { ScalarNode } from '../../../../../src-renderer/pages/compose/spec-fields'

const node = (changes: Partial<ScalarNode>): ScalarNode => ({
  kind: 'scalar',
  choices: [],
  number: null,
  text: false,
  boolean: false,
  ...changes,
})
const anyNumber = { integer: false, minimum: null, maximum: null, above: false }
const NUMBER = node({ number: anyNumber })
const INTEGER = node({ number: { ...anyNumber, integer: true } })

const sweep = (changes: Partial<SweepDraft>): SweepDraft => ({ ...newSweep('x', undefined, NUMBER), ...changes })
const range = (from: string, to: string, step: string) => sweepValues(sweep({ kind: 'range', from, to, step }), NUMBER)
const logarithmic = (from: string, to: string, count: string, of = NUMBER) =>
  sweepValues(sweep({ kind: 'logarithmic', from, to, count }), of)
const list = (text: string, of = NUMBER) => sweepValues(sweep({ list: text }), of)

describe('values of a sweep', () => {
  it('in a list: numbers, choices, yes and no; each once', () => {
    expect(list('100, 2e2,, 500, 100').values).toEqual([100, 200, 500])
    expect(list('hiddenWidth, 2', node({ choices: ['hiddenWidth'], number: anyNumber })).values).toEqual(['hiddenWidth', 2])
    expect(list('true, false', node({ boolean: true })).values).toEqual([true, false])
    expect(list('1, -1', node({ choices: [1, -1] })).values).toEqual([1, -1])
    expect(list('1, x').problem).toBe('“x” is not a number.')
    expect(list('3', node({ choices: [1, -1] })).problem).toBe('“3” is not 1 or -1.')
    expect(list(' ').problem).toContain('separated by commas')
  })

  it('in a range: both ends, decimal steps without a trace of binary, downwards too', () => {
    expect(range('0.1', '0.5', '0.1').values).toEqual([0.1, 0.2, 0.3, 0.4, 0.5])
    expect(range('100', '1000', '100').values).toHaveLength(10)
    expect(range('1', '2', '0.4').values).toEqual([1, 1.4, 1.8])
    expect(range('3', '1', '-1').values).toEqual([3, 2, 1])
    expect(range('1e-7', '5e-7', '2e-7').values).toEqual([1e-7, 3e-7, 5e-7])
    expect(range('5', '5', '1').values).toEqual([5])
    expect(range('1', '2', '-1').problem).toContain('does not lead')
    expect(range('1', '2', '0').problem).toContain('does not lead')
    expect(range('1', '2', '').problem).toContain('step is needed')
    expect(range('1', 'x', '1').problem).toContain('“x”')
    expect(range('0', '1e9', '1').problem).toContain('at most 5000')
  })

  it('in a logarithmic range: equal ratios, the ends exactly', () => {
    expect(logarithmic('1e-4', '1e-2', '5').values).toEqual([1e-4, 3.16e-4, 1e-3, 3.16e-3, 1e-2])
    expect(logarithmic('10', '1000', '4', INTEGER).values).toEqual([10, 46, 215, 1000])
    expect(logarithmic('1', '3', '9', INTEGER).values).toEqual([1, 2, 3])
    expect(logarithmic('-1', '1', '3').problem).toContain('positive')
    expect(logarithmic('1', '2', '1').problem).toContain('at least 2')
  })

  it('begins with the value that the field has', () => {
    expect(newSweep('x', 0.001, NUMBER)).toMatchObject({ kind: 'list', list: '0.001', from: '0.001' })
    expect(newSweep('x', false, node({ boolean: true })).list).toBe('false, true')
  })
})
