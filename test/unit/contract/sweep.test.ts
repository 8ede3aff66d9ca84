import { describe, expect, it } from 'vitest'
import { cellCount, LabError, MOST_CELLS, sweepPoints, withField, type Sweep } from '../../../src-main/contract'

const width: Sweep = { path: 'model.hiddenWidth', values: [100, 200, 500] }
const points: Sweep = { path: 'data.sampleCount', values: [10, 20] }
const spec = { data: { sampleCount: 1 }, model: { hiddenWidth: 1, others: [1, 2] } }

function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return LabError.from(error).message
  }
  return 'was not refused'
}

describe('the points of a sweep', () => {
  it('of a grid: every combination, the last field fastest', () => {
    const all = sweepPoints({ spec, sweeps: [width, points], combine: 'grid', seeds: [1] })
    expect(all.map(({ set }) => set.map(({ value }) => value))).toEqual([
      [100, 10],
      [100, 20],
      [200, 10],
      [200, 20],
      [500, 10],
      [500, 20],
    ])
    expect(all[3]?.spec).toEqual({ data: { sampleCount: 20 }, model: { hiddenWidth: 200, others: [1, 2] } })
    expect(spec.model.hiddenWidth).toBe(1)
  })

  it('of values that go together: one point a value', () => {
    const three = { ...points, values: [10, 20, 30] }
    expect(sweepPoints({ spec, sweeps: [width, three], combine: 'zip', seeds: [1] }).map(({ set }) => set[1]?.value)).toEqual([10, 20, 30])
    expect(refusal(() => cellCount({ sweeps: [width, points], combine: 'zip' }))).toContain(
      'model.hiddenWidth has 3, data.sampleCount has 2',
    )
  })

  it('is the spec itself when nothing is swept', () => {
    expect(sweepPoints({ spec, sweeps: [], combine: 'zip', seeds: [1] })).toEqual([{ spec, set: [] }])
  })

  it('is refused when it is too large, before anything is made, and when a field is swept twice', () => {
    const many: Sweep = { path: 'data.sampleCount', values: Array.from({ length: MOST_CELLS }, (_, index) => index) }
    expect(refusal(() => sweepPoints({ spec, sweeps: [many, width], combine: 'grid', seeds: [1] }))).toContain('at most 5000 cells')
    const seeds = Array.from({ length: 100 }, (_, index) => index)
    expect(refusal(() => sweepPoints({ spec, sweeps: [many], combine: 'grid', seeds }))).toContain('at most 100000 runs')
    expect(refusal(() => cellCount({ sweeps: [width, width], combine: 'grid' }))).toContain('twice')
  })
})

describe('setting a field', () => {
  it('reaches into lists and leaves the rest alone', () => {
    expect(withField(spec, 'model.others.1', 7)).toEqual({ data: { sampleCount: 1 }, model: { hiddenWidth: 1, others: [1, 7] } })
    expect(withField(spec, 'model.fresh', 7)).toMatchObject({ model: { fresh: 7 } })
  })

  it.each(['model.none.deep', 'model.hiddenWidth.deep', 'model.others.2', 'model.__proto__.x', '__proto__'])('refuses %s', (path) => {
    expect(refusal(() => withField(spec, path, 1))).toMatch(/there is no (field|entry)/)
  })
})
