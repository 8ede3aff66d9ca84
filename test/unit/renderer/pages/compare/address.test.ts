import { describe, expect, it } from 'vitest'
import { FIRST_STATE, readState, writeState, type CompareState } from '../../../../../src-renderer/pages/compare/compare-state'
import { readRunList, writeRunList } from '../../../../../src-renderer/pages/compare/run-list'
import { scrubbedSteps } from '../../../../../src-renderer/pages/compare/scrubbed-steps'

describe('a list of runs as text', () => {
  it('has ranges, keeps its order and reads back', () => {
    const ids = [7, 3, 4, 5, 9, 8, 12, 13]
    expect(writeRunList(ids)).toBe('7,3-5,9,8,12-13')
    expect(readRunList(writeRunList(ids))).toEqual(ids)
    expect(readRunList(' 3–5; 4  9 ')).toEqual([3, 4, 5, 9])
    expect(readRunList('')).toEqual([])
  })

  it('is refused when it is none, saying which part, and when it is too long', () => {
    expect(() => readRunList('1,two')).toThrow('"two"')
    expect(() => readRunList('5-3')).toThrow('"5-3"')
    expect(() => readRunList('0')).toThrow('"0"')
    expect(() => readRunList('1-201')).toThrow('At most 200')
    // neither a long wait nor a full memory
    expect(() => readRunList('1-999999999999999')).toThrow('At most 200')
  })
})

describe('the address of a comparison', () => {
  it('holds what differs from the first state, and reads back', () => {
    const state: CompareState = {
      ...FIRST_STATE,
      runIds: [4, 5, 6, 9],
      groupBy: 'spec.model.hiddenWidth',
      base: 5,
      tab: 'spectra',
      series: ['loss', 'residualNorm'],
      x: 'flow-time',
      height: 'symlog',
      threshold: 1e-8,
      band: 'bootstrap',
      against: 'difference',
      members: true,
      step: 0,
    }
    const query = writeState(state)
    expect(query).toEqual({
      runs: '4-6,9',
      group: 'spec.model.hiddenWidth',
      base: '5',
      tab: 'spectra',
      series: 'loss,residualNorm',
      x: 'flow-time',
      y: 'symlog',
      threshold: '1e-8',
      band: 'bootstrap',
      against: 'difference',
      members: 'true',
      step: '0',
    })
    expect(readState(query)).toEqual(state)
    expect(writeState(FIRST_STATE)).toEqual({})
  })

  it('with names nobody knows is read as far as it can be', () => {
    const odd = { runs: '3', tab: 'nothing', band: '2 sigma', threshold: '-1', step: 'NaN', members: 'perhaps', x: ['step'] }
    expect(readState(odd)).toEqual({ ...FIRST_STATE, runIds: [3] })
    expect(() => readState({ runs: 'all' })).toThrow('"all"')
  })
})

describe('the steps of the scrubber', () => {
  it('are all with eigenvalues, the first ones, and the last', () => {
    const run = { id: 1, seed: 1, attempt: 1, title: '', state: 'finished', stopReason: null, cellHash: '' } as const
    const steps = scrubbedSteps({
      spectra: [{ name: 'hiddenKernel', steps: [0, 333, 777], runs: 1 }],
      runs: [
        { ...run, step: 500 },
        { ...run, step: 1234 },
      ],
    })
    expect(steps.slice(0, 4)).toEqual([0, 1, 2, 3])
    expect(steps).toContain(333)
    expect(steps).toContain(777)
    expect(steps.at(-1)).toBe(1234)
    expect(steps.every((step, i) => i === 0 || step > (steps[i - 1] ?? 0))).toBe(true)
  })
})
