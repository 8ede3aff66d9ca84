import { describe, expect, it } from 'vitest'
import { piped, syntheticImages, syntheticVectors } from './synthetic'

const rowsOf = (draft: ReturnType<typeof piped>['draft']): Record<string, number[]> =>
  Object.fromEntries(draft.parts.map(({ role, rows }) => [role, [...rows]]))

describe('choosing samples', () => {
  it('starts with every sample of every part, numbered through', () => {
    const { draft } = piped(syntheticImages(), [])
    expect(rowsOf(draft)).toEqual({ train: [...Array(12).keys()], test: [12, 13, 14, 15, 16, 17] })
    expect([...(draft.parts[1]?.labels ?? [])]).toEqual([0, 1, 2, 0, 1, 2])
  })

  it('leaves out parts and classes, and numbers the kept classes in the order asked', () => {
    const { draft, says } = piped(syntheticImages(), [
      { kind: 'keep-parts', roles: ['train'] },
      { kind: 'classes', classes: [2, 0] },
    ])
    expect(rowsOf(draft)).toEqual({ train: [0, 2, 3, 5, 6, 8, 9, 11] })
    expect([...(draft.parts[0]?.labels ?? [])]).toEqual([1, 0, 1, 0, 1, 0, 1, 0])
    expect(draft.classNames).toEqual(['ship', 'cat'])
    expect(says[1]).toBe('2 of 3 classes (ship, cat), numbered anew: train 8')
  })

  it('takes the first samples of a part or of each class', () => {
    const first = piped(syntheticImages(), [{ kind: 'take', part: 'train', count: 5 }]).draft
    expect(rowsOf(first).train).toEqual([0, 1, 2, 3, 4])
    expect(rowsOf(first).test).toHaveLength(6)
    const each = piped(syntheticImages(), [{ kind: 'take', count: 2, per: 'class' }]).draft
    expect(rowsOf(each)).toEqual({ train: [0, 1, 2, 3, 4, 5], test: [12, 13, 14, 15, 16, 17] })
  })

  it('takes the same random samples for the same seed, in the order in which they came', () => {
    const taken = (seed: number) =>
      rowsOf(piped(syntheticImages({ counts: { train: 60, test: 60 } }), [{ kind: 'take', count: 20, sampling: 'random', seed }]).draft)
    expect(taken(1)).toEqual(taken(1))
    expect(taken(1)).not.toEqual(taken(2))
    const { train = [], test = [] } = taken(1)
    expect(new Set(train).size).toBe(20)
    expect(train).toEqual(train.toSorted((a, b) => a - b))
    // parts are drawn from independently
    expect(test.map((row) => row - 60)).not.toEqual(train)
  })

  it('keeps the proportions of the classes, the largest remainders rounded up', () => {
    // 5 of class 0, 4 of class 1, 4 of class 2 among 13: 8 of them are 3.08, 2.46, 2.46
    const source = syntheticImages({ counts: { train: 13, test: 6 } })
    const { draft } = piped(source, [{ kind: 'take', part: 'train', count: 8, sampling: 'stratified', seed: 3 }])
    const labels = [...(draft.parts[0]?.labels ?? [])]
    expect([0, 1, 2].map((label) => labels.filter((each) => each === label).length)).toEqual([3, 3, 2])
  })

  it('divides a part as regression tables are divided, or class by class', () => {
    const { draft } = piped(syntheticVectors(10, 2), [{ kind: 'split', train: 0.4, validation: 0.4, order: 'as-given' }])
    expect(rowsOf(draft)).toEqual({ train: [0, 1, 2, 3], validation: [4, 5, 6, 7], test: [8, 9] })
    const random = rowsOf(piped(syntheticVectors(10, 2), [{ kind: 'split', train: 0.5, seed: 4 }]).draft)
    expect([...(random.train ?? []), ...(random.test ?? [])].toSorted((a, b) => a - b)).toEqual([...Array(10).keys()])
    const source = syntheticImages({ counts: { train: 30, test: 3 } })
    const stratified = piped(source, [
      { kind: 'keep-parts', roles: ['train'] },
      { kind: 'split', part: 'train', train: 0.5, validation: 0.2, order: 'stratified', seed: 1 },
    ]).draft
    const counts = stratified.parts.map(({ labels }) => [0, 1, 2].map((label) => (labels ?? []).filter((each) => each === label).length))
    expect(counts).toEqual([
      [5, 5, 5],
      [2, 2, 2],
      [3, 3, 3],
    ])
  })

  it('refuses what there is not, naming step and rule', () => {
    const refused =
      (...steps: Parameters<typeof piped>[1]) =>
      () =>
        piped(syntheticImages(), steps)
    expect(refused({ kind: 'unit-interval' }, { kind: 'take', count: 7 })).toThrow(
      'Step 2 (take) cannot be done: the part test has 6 samples, not 7',
    )
    expect(refused({ kind: 'take', count: 3, per: 'class' })).toThrow('the class cat has 2 samples in the part test, not 3')
    expect(refused({ kind: 'classes', classes: [3] })).toThrow('there is no class 3; there are 0 to 2')
    expect(refused({ kind: 'classes', classes: [1, 1] })).toThrow('class 1 is named twice')
    expect(refused({ kind: 'keep-parts', roles: ['all'] })).toThrow('no part is left')
    expect(refused({ kind: 'split', part: 'train', train: 0.5 })).toThrow('there is a part test already')
    expect(refused({ kind: 'split', part: 'train', train: 0.7, validation: 0.5 })).toThrow('more than 1 together')
    expect(() => piped(syntheticVectors(5, 2), [{ kind: 'take', count: 2, per: 'class' }])).toThrow('the samples have no classes')
  })
})
