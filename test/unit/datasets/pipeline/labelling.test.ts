import { describe, expect, it } from 'vitest'
import { piped, syntheticImages, syntheticVectors } from './synthetic'

const trainOf = (steps: Parameters<typeof piped>[1], source = syntheticImages()) => {
  const { draft, says } = piped(source, steps)
  const [train] = draft.parts
  if (train === undefined) throw new Error('There is no part')
  return { train, draft, says }
}

describe('labels', () => {
  it('may be the coarse ones', () => {
    const { train, draft } = trainOf([{ kind: 'take', part: 'train', count: 4 }, { kind: 'coarse-labels' }])
    expect([...(train.labels ?? [])]).toEqual([0, 1, 1, 0])
    expect(draft.classNames).toEqual(['animal', 'other'])
    expect(() => piped(syntheticVectors(2, 2), [{ kind: 'coarse-labels' }])).toThrow('no second, coarse labels')
  })

  it('become columns or signs and stay as they are themselves', () => {
    const hot = trainOf([{ kind: 'take', part: 'train', count: 3 }, { kind: 'one-hot' }]).train
    expect(hot.targets).toEqual({ values: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), columns: 3 })
    expect([...(hot.labels ?? [])]).toEqual([0, 1, 2])
    const signs = trainOf([
      { kind: 'take', part: 'train', count: 3 },
      { kind: 'plus-minus', positive: [0, 2] },
    ])
    expect(signs.train.targets).toEqual({ values: Float64Array.of(1, -1, 1), columns: 1 })
    expect(signs.says[1]).toBe('Target +1 for cat, ship (6 samples), -1 for the other 3')
    expect(() => trainOf([{ kind: 'one-hot' }], syntheticVectors(2, 2))).toThrow('no classes')
  })

  it('are permuted with their targets, keeping how many there are of each', () => {
    const source = syntheticImages({ counts: { train: 90, test: 3 } })
    const { train, says } = trainOf([{ kind: 'one-hot' }, { kind: 'shuffle-labels', part: 'train', seed: 7 }], source)
    const labels = [...(train.labels ?? [])]
    expect(labels).not.toEqual(Array.from({ length: 90 }, (_, i) => i % 3))
    expect([0, 1, 2].map((label) => labels.filter((each) => each === label).length)).toEqual([30, 30, 30])
    expect(labels.map((label, i) => train.targets?.values[3 * i + label])).toEqual(Array(90).fill(1))
    const moved = labels.filter((label, i) => label !== i % 3).length
    expect(says[1]).toContain(`${moved} of 90 samples`)
  })
})
