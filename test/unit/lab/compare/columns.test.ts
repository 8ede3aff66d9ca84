import { beforeEach, describe, expect, it } from 'vitest'
import type { Summary } from '../../../../src-main/contract'
import { Comparison } from '../../../../src-main/lab/compare/comparison'
import type { Store } from '../../../../src-main/store'
import { kernelWorkHere } from '../../../fixtures/kernel-work'
import { claimNext, endRun } from '../../../store/claiming'
import { LEASE, NOW, registerEngine, temporaryStore } from '../../../store/fixtures'
import { batchOf, hashOf, pointsOf, specOf } from '../../../store/measured'

let store: Store
let comparison: Comparison
let engine: number
let cells = 0

function finished(changes: Parameters<typeof specOf>[0], seed: number, summary: Summary, values = [4, 2, 1]): number {
  store.enqueue([{ hash: hashOf(++cells), spec: specOf(changes), seeds: [seed] }], engine, NOW)
  const run = claimNext(store, engine, NOW, LEASE)?.run
  if (run === undefined) throw new Error('There is nothing in the queue')
  const batch = batchOf({ series: [{ name: 'residualNorm', ...pointsOf(0, values) }], summary, step: values.length - 1 })
  endRun(store, run.id, engine, { state: 'finished', stopReason: 'converged', error: null, batch }, NOW)
  return run.id
}

beforeEach(() => {
  store = temporaryStore()
  engine = registerEngine(store)
  comparison = new Comparison(store, kernelWorkHere())
})

describe('columns of runs', () => {
  it('are fields, configuration keys, summaries, and what a series had recorded last up to a step', () => {
    const ids = [finished({ hiddenWidth: 100 }, 1, { kappaH: 0.5 }), finished({ hiddenWidth: 200 }, 2, {}, [8, 3])]
    const columns = ['seed', 'spec.model.hiddenWidth', 'spec.model.outputWeights.kind', 'kappaH', 'at.2.residualNorm', 'at.1.residualNorm']
    expect(comparison.columns({ runIds: [...ids, 99], columns })).toEqual({
      runIds: ids,
      values: [
        [1, 2],
        [100, 200],
        ['signs', 'signs'],
        [0.5, null],
        [1, 3],
        [2, 3],
      ],
    })
  })
})

describe('what explains a difference', () => {
  it('ranks keys by their share of the variance and names those that vary together', () => {
    // the outcome is the width and some noise; the count of points goes with the width, the seed does not
    const ids = [100, 200, 300].flatMap((hiddenWidth, i) =>
      [1, 2, 3, 4].map((seed) => finished({ hiddenWidth, sampleCount: 50 * (i + 1) }, seed, { kappaH: i + 0.01 * ((seed * 7) % 4) })),
    )
    const { keys, count, leftOut } = comparison.explain({ runIds: ids, outcome: 'kappaH', scale: 'linear' })
    expect({ count, leftOut }).toEqual({ count: 12, leftOut: 0 })
    const [first, second, last] = keys
    expect([first?.key, second?.key].sort()).toEqual(['spec.data.sampleCount', 'spec.model.hiddenWidth'])
    expect(first?.share).toBeGreaterThan(0.99)
    expect(first?.pValue).toBe(1 / 2000)
    expect(first?.together).toEqual([{ key: second?.key, association: 1 }])
    expect(last).toMatchObject({ key: 'seed', classes: 4, together: [] })
    expect(last?.adjusted).toBeLessThan(0.05)
    expect(last?.pValue).toBeGreaterThan(0.5)
  })

  it('cuts keys with many values into classes and leaves out what is not finite', () => {
    const ids = Array.from({ length: 12 }, (_, i) => finished({ hiddenWidth: 10 + i }, 1, { kappaH: i === 0 ? NaN : i }))
    const { keys, leftOut } = comparison.explain({ runIds: ids, outcome: 'kappaH', scale: 'linear' })
    expect(leftOut).toBe(1)
    expect(keys).toHaveLength(1)
    expect(keys[0]).toMatchObject({ key: 'spec.model.hiddenWidth', classes: 4, cut: true })
    expect(keys[0]?.share).toBeGreaterThan(0.8)
  })
})

describe('lines of a map', () => {
  const asked = { x: 'spec.model.hiddenWidth', y: 'spec.data.sampleCount', value: 'kappaH' }

  it('are contours between the places, at the level asked for', () => {
    const ids = [100, 200, 300].flatMap((hiddenWidth) =>
      [50, 60].map((sampleCount) => finished({ hiddenWidth, sampleCount }, 1, { kappaH: hiddenWidth / 100 })),
    )
    const map = comparison.map({ runIds: ids, ...asked, level: 2.5 })
    expect(map.contours).toHaveLength(1)
    const [line] = map.contours[0]?.lines ?? []
    expect([...(line?.x ?? [])]).toEqual([250, 250])
    expect([...(line?.y ?? [])].sort()).toEqual([50, 60])
    expect(comparison.map({ runIds: ids, ...asked, level: null }).contours.map(({ level }) => level)).toHaveLength(5)
  })

  it('tell where half of the runs reach a level: the middle of a clean change, or a logistic curve', () => {
    // at 50 points 200 is the first width that succeeds; at 60 one of two succeeds there; at 70 failures and successes overlap
    const ids = [
      ...[100, 200, 300].flatMap((hiddenWidth) =>
        [1, 2].map((seed) => finished({ hiddenWidth, sampleCount: 50 }, seed, { kappaH: hiddenWidth >= 200 ? 1 : 0 })),
      ),
      ...[100, 200, 300].flatMap((hiddenWidth) =>
        [1, 2].map((seed) =>
          finished({ hiddenWidth, sampleCount: 60 }, seed, { kappaH: hiddenWidth === 200 ? seed - 1 : hiddenWidth > 200 ? 1 : 0 }),
        ),
      ),
      ...[100, 200, 300, 400].flatMap((hiddenWidth) =>
        [1, 2].map((seed) =>
          finished({ hiddenWidth, sampleCount: 70 }, seed, {
            kappaH: hiddenWidth === 200 || hiddenWidth === 300 ? seed - 1 : hiddenWidth > 300 ? 1 : 0,
          }),
        ),
      ),
    ]
    const { threshold } = comparison.map({ runIds: ids, ...asked, level: 0.5 })
    expect(threshold?.rows).toBe(3)
    expect(threshold?.points.slice(0, 2)).toEqual([
      { x: 150, y: 50, fitted: false },
      { x: 200, y: 60, fitted: false },
    ])
    // by symmetry the middle of 200 and 300
    expect(threshold?.points[2]).toMatchObject({ y: 70, fitted: true })
    expect(threshold?.points[2]?.x).toBeCloseTo(250, 6)
  })
})
