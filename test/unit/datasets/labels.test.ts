import { describe, expect, it } from 'vitest'
import {
  eigenvectorLabels,
  gaussianLabels,
  oneHotLabels,
  orthonormalPoints,
  permutedLabels,
  signLabels,
  sphereInputs,
  teacherLabels,
} from '../../../src-main/datasets'
import { normals, RandomStream } from '../../../src-main/science/random'
import { portable } from '../../fixtures/arithmetic'

describe('random labels', () => {
  it('signs are -1 and +1, about as often', () => {
    const labels = signLabels(3, 4000)
    expect(new Set(labels)).toEqual(new Set([-1, 1]))
    expect(Math.abs(labels.reduce((a, b) => a + b))).toBeLessThan(4 * Math.sqrt(4000))
    expect(signLabels(3, 10)).toEqual(labels.slice(0, 10))
  })

  it('Gaussian labels have the given variance', () => {
    const labels = gaussianLabels(3, 4000, 9)
    expect(Math.abs(labels.reduce((sum, y) => sum + y * y, 0) / 4000 / 9 - 1)).toBeLessThan(4 * Math.sqrt(2 / 4000))
  })
})

describe('labels along an eigenvector', () => {
  // eigenvalues 1, 3, 6 with eigenvectors (-2, 1, 0)/sqrt 5, (0, 0, 1), (1, 2, 0)/sqrt 5
  const matrix = Float64Array.of(2, 2, 0, 2, 5, 0, 0, 0, 3)
  const system = portable.symmetricEigensystem(matrix, 3, () => undefined)

  it.each([
    [0, [2, -1, 0]],
    [1, [0, 0, Math.sqrt(5)]],
    [2, [1, 2, 0]],
  ])('number %i, largest entry positive, with the given norm', (index, expected) => {
    const labels = eigenvectorLabels(system, index, Math.sqrt(5))
    expected.forEach((value, i) => expect(labels[i]!).toBeCloseTo(value, 14))
  })

  it('have the same sign whichever the solver returned', () => {
    const flipped = { ...system, vectors: system.vectors.map((value) => -value) }
    expect(eigenvectorLabels(flipped, 0, 1)).toEqual(eigenvectorLabels(system, 0, 1))
  })

  it('exist only for eigenvectors that exist', () => {
    expect(() => eigenvectorLabels(system, 3, 1)).toThrow('no eigenvector 3 of 3')
  })
})

describe('labels of a teacher', () => {
  const activation = { value: (x: number) => Math.max(x, 0) }

  it('on unit vectors are sums over its neurons', () => {
    const labels = teacherLabels(6, orthonormalPoints(3, 3), { width: 2, outputCount: 2, activation })
    const hidden = normals(new RandomStream(6, 'teacher-hidden-weights'), 0, 6)
    const output = normals(new RandomStream(6, 'teacher-output-weights'), 0, 4)
    for (let i = 0; i < 3; i++) {
      for (let k = 0; k < 2; k++) {
        const expected = (activation.value(hidden[i]!) * output[k]! + activation.value(hidden[3 + i]!) * output[2 + k]!) / Math.sqrt(2)
        expect(labels[2 * i + k]!).toBeCloseTo(expected, 14)
      }
    }
  })

  it('have the variance E phi^2 = 1/2 for ReLU on the sphere', () => {
    let square = 0
    for (let seed = 0; seed < 2000; seed++) {
      const points = { inputs: sphereInputs(seed, 4, 1), inputDimension: 4, sampleCount: 1 }
      square += teacherLabels(seed, points, { width: 50, outputCount: 1, activation })[0]! ** 2
    }
    expect(Math.abs(square / 2000 - 0.5)).toBeLessThan(0.08)
  })
})

describe('labels of classes', () => {
  it('are rows with one 1', () => {
    expect(oneHotLabels([2, 0], 3)).toEqual(Float64Array.of(0, 0, 1, 1, 0, 0))
  })

  it.each([[3], [-1], [0.5], [NaN]])('refuse the class %d', (label) => {
    expect(() => oneHotLabels([0, label], 3)).toThrow(`Point 1 (counted from 0) has the class ${label}`)
  })
})

describe('permuted labels', () => {
  it('are the same rows in another order', () => {
    const labels = Float64Array.from({ length: 60 }, (_, k) => k)
    const { labels: permuted, sources } = permutedLabels(2, labels, 3)
    expect([...sources].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i))
    sources.forEach((source, i) => expect([...permuted.slice(3 * i, 3 * i + 3)]).toEqual([3 * source, 3 * source + 1, 3 * source + 2]))
    expect(permuted).not.toEqual(labels)
    expect(permutedLabels(3, labels, 3).sources).not.toEqual(sources)
  })
})
