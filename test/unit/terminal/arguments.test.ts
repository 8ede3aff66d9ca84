import { describe, expect, it } from 'vitest'
import { LabError } from '../../../src-main/contract'
import { parseArguments, withFields } from '../../../src-main/terminal/arguments'

const refusal = (action: () => unknown): LabError => {
  try {
    action()
  } catch (error) {
    if (error instanceof LabError) return error
    throw error
  }
  throw new Error('was not refused')
}

describe('command line', () => {
  it('reads seeds, ranges of seeds and fields to set', () => {
    const parsed = parseArguments([
      'run',
      'spec.json',
      '--seed',
      '7',
      '--seed',
      '1..3',
      '--set',
      'training.maxSteps=10',
      '--set',
      'labels={"kind":"local"}',
      '--json',
    ])
    expect(parsed).toMatchObject({ command: 'run', operands: ['spec.json'], seeds: [7, 1, 2, 3], json: true, quick: false })
    expect(parsed.set).toEqual([
      { path: 'training.maxSteps', value: 10 },
      { path: 'labels', value: { kind: 'local' } },
    ])
  })

  it('reads fields to sweep: numbers, texts, or a list as JSON', () => {
    const parsed = parseArguments([
      'run',
      'spec.json',
      '--sweep',
      'a.b=1e-3, 2,x',
      '--sweep',
      'c=[true,"1,5"]',
      '--sweep',
      'd=7',
      '--zip',
      '--name',
      'mine',
    ])
    expect(parsed.sweeps).toEqual([
      { path: 'a.b', values: [0.001, 2, 'x'] },
      { path: 'c', values: [true, '1,5'] },
      { path: 'd', values: [7] },
    ])
    expect([parsed.zip, parsed.name]).toEqual([true, 'mine'])
  })

  it.each([
    [['run', '--seed', '1.5'], /--seed: 1.5 is not a whole number/],
    [['run', '--seed', '-1'], /seed/],
    [['run', '--seed', '4294967296'], /4294967295/],
    [['run', '--seed', '9..1'], /--seed: 9\.\.1/],
    [['list', '--limit', '0'], /--limit: 0/],
    [['run', 'x', '--quick', '--full'], /exclude each other/],
    [['run', 'x', '--set', 'novalue'], /--set: novalue/],
    [['run', 'x', '--sweep', 'a='], /--sweep: a=/],
    [['run', 'x', '--sweep', 'a=[{}]'], /--sweep: a=/],
    [['run', '--frobnicate'], /frobnicate/],
  ])('refuses %j and says why', (argv, message) => {
    const error = refusal(() => parseArguments(argv))
    expect(error.code).toBe('invalid-request')
    expect(error.message).toMatch(message)
  })

  it('sets fields in a copy of a spec, only through fields that exist', () => {
    const spec = { training: { maxSteps: 5 } }
    expect(withFields(spec, [{ path: 'training.maxSteps', value: 6 }])).toEqual({ training: { maxSteps: 6 } })
    expect(spec.training.maxSteps).toBe(5)
    expect(refusal(() => withFields(spec, [{ path: 'trainin.maxSteps', value: 6 }])).message).toMatch(/no field trainin/)
    expect(refusal(() => withFields(spec, [{ path: 'training.__proto__', value: {} }])).code).toBe('invalid-request')
    expect(refusal(() => withFields(spec, [{ path: '__proto__.polluted', value: 1 }])).code).toBe('invalid-request')
  })
})

describe('steps of an import', () => {
  it('are a kind with fields, whose values are JSON or text', () => {
    const { steps, finding, part } = parseArguments([
      'import',
      'x.bin',
      '--step',
      'take count=100 per=class sampling=random',
      '--step',
      'classes classes=[3,5]',
      '--finding',
      '2',
      '--part',
      'train',
    ])
    expect(steps).toEqual([
      { kind: 'take', count: 100, per: 'class', sampling: 'random' },
      { kind: 'classes', classes: [3, 5] },
    ])
    expect([finding, part]).toEqual([2, 'train'])
    expect(() => parseArguments(['import', 'x', '--step', 'take 100'])).toThrow('--step: 100 is not field=value')
    expect(() => parseArguments(['import', 'x', '--finding', 'first'])).toThrow('--finding')
  })
})

describe('columns of a query', () => {
  it('are separated by commas outside parentheses', () => {
    expect(parseArguments(['query', 'star', '--columns', 'hiddenWidth, at(loss, 100),tail(loss)', '--csv'])).toMatchObject({
      columns: ['hiddenWidth', 'at(loss, 100)', 'tail(loss)'],
      csv: true,
    })
    expect(() => parseArguments(['query', '--columns', 'a,,b'])).toThrow('empty name')
  })
})
