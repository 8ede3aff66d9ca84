import { describe, expect, it } from 'vitest'
import { LabError, type SweepPlan } from '../../../src-main/contract'
import { cellHash, experimentOf } from '../../../src-main/experiments'
import { estimateSeconds, type Machine } from '../../../src-main/lab/estimate'
import { cellsOfPlan, cellsOfSpecs, planStudy } from '../../../src-main/lab/study-plan'
import type { Store } from '../../../src-main/store/store'
import { runRecord } from '../../fixtures/evidence'
import { spec } from '../../e2e/specs'

const machine: Machine = { arithmetic: 'native', calibration: { gemmGflops: 40, stepGflops: 20 } }
const nothingStored: Pick<Store, 'findRuns' | 'runOfUid'> = { findRuns: () => [], runOfUid: () => null }
const plan = (changes: Partial<SweepPlan> = {}): SweepPlan => ({
  spec: spec(20, 15),
  sweeps: [],
  combine: 'grid',
  seeds: [1, 2],
  ...changes,
})
const planned = (changes: Partial<SweepPlan> = {}, store = nothingStored) => planStudy(plan(changes), { store, machine, concurrency: 2 })

describe('the plan of a study', () => {
  it('costs what its runs cost', () => {
    const view = planned({ sweeps: [{ path: 'data.sampleCount', values: [15, 30] }], seeds: [1, 2, 3] })
    const each = [15, 30].map((m) => estimateSeconds(spec(20, m), machine))
    expect(view.cells.map((cell) => cell.estimatedSeconds)).toEqual(each)
    expect(view.estimatedSeconds).toBeCloseTo((3 * (each[0]! + each[1]!)) / 2, 12)
    expect(view).toMatchObject({ runs: 6, existing: 0, repeated: 0, title: 'Sample count 15 to 30' })
    const larger = experimentOf(spec(20, 30)).cost(spec(20, 30))
    expect(view.memoryBytes).toBe(larger.memoryBytes)
  })

  it('does not count what has a result already', () => {
    const done = runRecord(1, { spec: spec(20, 15) }, 2, { summary: {} })
    const store = { findRuns: (hash: string) => (hash === cellHash(spec(20, 15)) ? [done] : []) }
    expect(planned({ sweeps: [{ path: 'data.sampleCount', values: [15, 30] }] }, { ...nothingStored, ...store })).toMatchObject({
      runs: 3,
      existing: 1,
    })
  })

  it('says of each cell what is wrong with it, and refuses to make them', () => {
    const sweeps = [{ path: 'model.hiddenWidth', values: [20, -1, 1e9] }]
    const view = planned({ sweeps })
    expect(view.cells.map(({ problems }) => problems.map(({ path }) => path))).toEqual([[], ['model.hiddenWidth'], ['model.hiddenWidth']])
    expect(view.runs).toBe(2)
    const refused = (): LabError => {
      try {
        cellsOfPlan(plan({ sweeps }))
      } catch (error) {
        return LabError.from(error)
      }
      throw new Error('was not refused')
    }
    expect(refused().message).toContain('2 of 3 specs, the first with hiddenWidth = -1, cannot be run. model.hiddenWidth')
  })

  it('refuses files, which only the terminal may read', () => {
    const given = { ...spec(20, 15), labels: { kind: 'file', path: '/etc/passwd' } }
    expect(planned({ spec: given }).cells[0]?.problems[0]).toMatchObject({ path: 'labels' })
  })

  it('leaves out points that repeat a spec', () => {
    const values = [15, 15, 30]
    expect(planned({ sweeps: [{ path: 'data.sampleCount', values }] })).toMatchObject({ repeated: 1, runs: 4 })
    expect(cellsOfPlan(plan({ sweeps: [{ path: 'data.sampleCount', values }] }))).toHaveLength(2)
  })

  it('tells cells apart by what is swept where the title does not', () => {
    const view = planned({ sweeps: [{ path: 'training.stopResidual', values: [1e-3, 1e-4] }] })
    expect(view.cells.map(({ title }) => title.split(', ').at(-1))).toEqual(['stopResidual = 0.001', 'stopResidual = 0.0001'])
    expect(planned().cells[0]?.title).toBe(experimentOf(spec(20, 15)).title(spec(20, 15)))
  })

  it('gives a swept field an axis of its own unless the experiment has one for it', () => {
    const [cell] = cellsOfPlan(
      plan({
        sweeps: [
          { path: 'training.stepSizes.hidden', values: [1e-3, 1e-4] },
          { path: 'training.safetyValve', values: [true, false] },
        ],
      }),
    )
    expect(cell?.axes).toMatchObject({ hiddenStepSize: 1e-3, 'training.safetyValve': 'true' })
    expect(Object.keys(cell?.axes ?? {})).not.toContain('training.stepSizes.hidden')
  })
})

describe('a study of given specs', () => {
  const kernel = (layer: 'hidden' | 'output', kind: 'tanh' | 'relu') => ({
    experiment: 'kernel-spectrum',
    version: 1,
    data: { kind: 'circle', geometry: 'half', sampleCount: 10 },
    preprocessing: { scaling: 'none', smoothing: 0 },
    model: { activation: { kind }, layer, weightVariance: 1, biasVariance: 0, width: { kind: 'infinite' } },
    measurements: { route: 'best' },
  })

  it('has a cell for each, with further coordinates only where the own ones are the same', () => {
    const cells = cellsOfSpecs([
      { spec: kernel('hidden', 'tanh'), seeds: [1] },
      { spec: kernel('hidden', 'relu'), seeds: [1] },
      { spec: kernel('hidden', 'tanh'), seeds: [2, 1] },
    ])
    expect(cells.map(({ seeds }) => seeds)).toEqual([[1, 2], [1]])
    expect(cells.map(({ axes }) => axes.activation)).toEqual(['Tanh', 'ReLU'])
    expect(cells[0]?.axes).not.toHaveProperty('model.layer')
    const layers = cellsOfSpecs((['hidden', 'output'] as const).map((layer) => ({ spec: kernel(layer, 'tanh'), seeds: [1] })))
    expect(layers.map(({ axes }) => axes['model.layer'])).toEqual(['hidden', 'output'])
  })

  it('says which of them cannot be run', () => {
    const specs = [kernel('hidden', 'tanh'), { ...kernel('output', 'tanh'), version: 2 }]
    expect(() => cellsOfSpecs(specs.map((spec) => ({ spec, seeds: [1] })))).toThrow(/1 of 2 specs, number 2, cannot be run. version/)
  })
})
