import { describe, expect, it } from 'vitest'
import { pipelineField, type DatasetStatistics, type DatasetView, type StoredArray } from '../../../../src-main/contract'
import { describePart } from '../../../../src-main/datasets/statistics'
import { assumptionRows } from '../../../../src-renderer/pages/datasets/assumption-rows'
import { specParts } from '../../../../src-renderer/pages/datasets/dataset-spec'
import { imageShapeOf, paintedImage } from '../../../../src-renderer/pages/datasets/paint-sample'
import { cumulativeModel, distanceModel, normModel } from '../../../../src-renderer/pages/datasets/statistics-models'
import { newStep, STEP_KINDS, stepProblems } from '../../../../src-renderer/pages/datasets/step-forms'
import { portable } from '../../../fixtures/arithmetic'
import { storedAs } from '../../../fixtures/specs'

describe('forms of steps', () => {
  it('are there for every kind of step, and a new step of each can be used', () => {
    const kinds = STEP_KINDS.map(({ value }) => value)
    expect(kinds).toContain('two-coordinates')
    expect(kinds.length).toBeGreaterThan(20)
    for (const kind of kinds) {
      const value = newStep(kind, ['train', 'test'])
      expect([kind, stepProblems(value)]).toEqual([kind, []])
      expect(pipelineField.parse([value])).toEqual([value])
    }
  })

  it('name what is wrong with a field', () => {
    expect(stepProblems({ ...newStep('take', ['train']), count: 0 }).map(({ path }) => path)).toEqual(['count'])
    expect(stepProblems({ ...newStep('take', ['train']), count: '' }).map(({ path }) => path)).toEqual(['count'])
  })

  it('begin with parts that are there', () => {
    expect(newStep('split', ['all'])).toMatchObject({ part: 'all' })
    expect(newStep('standardise', ['test'])).toMatchObject({ statistics: 'test' })
    expect(newStep('take', ['test'])).toMatchObject({ part: 'every-part' })
  })
})

describe('images of samples', () => {
  const shape = { channels: 3, height: 1, width: 2 }

  it('are red, green and blue planes, or grey', () => {
    expect([...paintedImage([0, 255, 10, 20, 30, 40], shape, 'bytes').pixels]).toEqual([0, 10, 30, 255, 255, 20, 40, 255])
    expect([...paintedImage([-1, 1], { ...shape, channels: 1 }, 'own-range').pixels]).toEqual([0, 0, 0, 255, 255, 255, 255, 255])
    expect(paintedImage([3, 3], { ...shape, channels: 1 }, 'own-range').pixels[0]).toBe(128)
  })

  it('show vectors where these are images with two numbers more', () => {
    expect(imageShapeOf({ dimension: 8 }, shape)).toBe(shape)
    expect(imageShapeOf({ dimension: 6 }, shape)).toBe(shape)
    expect(imageShapeOf({ dimension: 7 }, shape)).toBeNull()
    expect(imageShapeOf({ dimension: 6 }, { dimension: 6 })).toBeNull()
    expect(imageShapeOf({ channels: 1, height: 2, width: 2 }, shape)).toEqual({ channels: 1, height: 2, width: 2 })
  })
})

function dataset(classNames: string[] | null, targets: StoredArray | null = null): DatasetView {
  const part = (role: 'train' | 'test', inputs: StoredArray, labels: StoredArray) => ({ role, count: 4, inputs, labels, targets })
  return {
    classNames,
    parts: [part('test', storedAs('a', 2, 3), storedAs('b', 2)), part('train', storedAs('c', 4, 3), storedAs('d', 4))],
  } as unknown as DatasetView
}

describe('a data set in a spec', () => {
  it('gives training inputs, classes with their number, and test samples', () => {
    expect(specParts(dataset(['x', 'y', 'z']))).toEqual({
      data: storedAs('c', 4, 3),
      labels: { kind: 'classes', values: storedAs('d', 4), count: 3 },
      testData: { inputs: storedAs('a', 2, 3), labels: storedAs('b', 2) },
    })
  })

  it('gives values, or signs where labels were encoded as such', () => {
    expect(specParts(dataset(null)).labels).toEqual(storedAs('d', 4))
    expect(specParts(dataset(['x', 'y'], storedAs('e', 4))).labels).toEqual(storedAs('e', 4))
    // one column a class is what the classes mean anyway
    expect(specParts(dataset(['x', 'y'], storedAs('e', 4, 2))).labels).toMatchObject({ kind: 'classes' })
  })
})

describe('statistics', () => {
  function statistics(inputs: Float64Array, classes: Float64Array | null): DatasetStatistics {
    const part = { role: 'all' as const, total: inputs.length / 2, inputs, dimension: 2, classes, classCount: 2 }
    return describePart(
      portable,
      part,
      () => undefined,
      () => 0,
    )
  }
  const square = statistics(Float64Array.of(1, 0, 0, 1, -1, 0, 0, -1), Float64Array.of(0, 0, 1, 1))

  it('are drawn with every pair and sample counted', () => {
    const model = distanceModel(square)
    expect(model.curves.map(({ label, y }) => [label, y.reduce((a, b) => a + b, 0)])).toEqual([
      ['all pairs', 6],
      ['pairs of one class', 2],
    ])
    expect(normModel(square).curves[0]?.y.reduce((a, b) => a + b, 0)).toBe(4)
    expect(cumulativeModel(square).curves.map(({ y }) => y.at(-1))).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)])
  })

  it('say which assumptions are met', () => {
    const met = new Map(assumptionRows(square).map(({ what, met: is }) => [what.split(',')[0], is]))
    expect(met.get('Unit vectors')).toBe(true)
    // opposite corners are parallel
    expect(met.get('No two samples parallel')).toBe(false)
    expect(met.get('No two samples equal')).toBe(true)
    expect(assumptionRows(statistics(Float64Array.of(2, 0, 0, 1, 0, 0), null)).map(({ met: is }) => is)).toContain(false)
  })
})
