import { describe, expect, it } from 'vitest'
import { kernelFigure, valueAt } from '../../../../../src-renderer/pages/depth/conditioning-figures'
import { FIRST_DEPTH_FIELDS, readDepth } from '../../../../../src-renderer/pages/depth/depth-fields'

describe('kernels by depth', () => {
  // pairs (1, 0), (2, 0), (2, 1) at depth 0, then at depth 1
  const packed = Float64Array.of(0.9, 0.8, 0.7, 0.6, -0.5, 0.4)

  it('are drawn symmetric with ones on the diagonal, in the colours of their signs', () => {
    const figure = kernelFigure(packed, 3, 1)
    const at = (x: number, y: number) => figure?.tiles?.tiles.find((tile) => tile.x === x && tile.y === y)?.value
    expect([at(0, 1), at(1, 0), at(2, 0), at(0, 2), at(1, 2), at(2, 2)]).toEqual([0.6, 0.6, -0.5, -0.5, 0.4, 1])
    expect(figure?.tiles).toMatchObject({ low: -1, palette: 'probability' })
    expect(kernelFigure(packed, 3, 0)?.tiles).toMatchObject({ low: -1, palette: 'probability' })
    expect(kernelFigure(packed.map(Math.abs), 3, 0)?.tiles).toMatchObject({ low: 0, palette: 'sequential' })
  })

  it('are not invented beyond the depths that were kept', () => {
    expect(kernelFigure(packed, 3, 2)).toBeNull()
  })
})

it('a value at a depth without one is that of the last depth before it', () => {
  const series = new Map([
    ['lambdaMin', { name: 'lambdaMin', steps: Float64Array.of(0, 64, 68), values: Float64Array.of(1, 2, 3), exact: true, total: 3 }],
  ])
  expect([0, 63, 64, 67, 70].map((depth) => valueAt(series, 'lambdaMin', depth))).toEqual([1, 1, 2, 2, 3])
  expect(valueAt(series, 'topSteps', 5)).toBeNull()
})

it('fields that cannot be read name the field', () => {
  expect(readDepth(FIRST_DEPTH_FIELDS).spec).toMatchObject({ experiment: 'depth-conditioning', model: { depth: 64, mean: 'removed' } })
  expect(readDepth({ ...FIRST_DEPTH_FIELDS, depth: 'deep' }).problems).toHaveProperty('depth')
  expect(readDepth({ ...FIRST_DEPTH_FIELDS, points: { ...FIRST_DEPTH_FIELDS.points, points: '' } }).problems).toHaveProperty('points')
})
