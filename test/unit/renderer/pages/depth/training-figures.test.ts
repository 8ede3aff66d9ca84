import { describe, expect, it } from 'vitest'
import { layerSeriesName, type SeriesPoints } from '../../../../../src-main/contract'
import {
  cellLabels,
  epochFigure,
  lastEpoch,
  LAYER_MEASURES,
  layerFigure,
  recordedLayerMeasures,
  type TrainingRun,
} from '../../../../../src-renderer/pages/depth/training-figures'

function run(cellHash: string, series: Record<string, number[]>): TrainingRun {
  const points = (name: string, values: number[]): SeriesPoints => ({
    name,
    steps: Float64Array.from(values, (_, epoch) => 31 * epoch),
    values: Float64Array.from(values),
    exact: true,
    total: values.length,
  })
  return {
    cellHash,
    label: `method ${cellHash}`,
    series: new Map(Object.entries(series).map(([name, values]) => [name, points(name, values)])),
  }
}

const ACCURACY = { id: 'testAccuracy', label: 'Test accuracy', scale: 'linear' } as const

describe('figures of trained networks', () => {
  it('have the mean over the seeds of a cell up to the last epoch that all have reached, with their deviation', () => {
    const runs = [run('a', { testAccuracy: [0.1, 0.4, 0.5] }), run('a', { testAccuracy: [0.3, 0.4] }), run('b', { testAccuracy: [0.2] })]
    const { curves } = epochFigure(runs, ACCURACY)
    expect(curves.map(({ label, points }) => [label, points.map(({ x }) => x)])).toEqual([
      ['method a', [0, 1]],
      ['method b', [0]],
    ])
    const [first, second] = curves[0]?.points ?? []
    expect(first?.y).toBeCloseTo(0.2, 15)
    expect([first?.low, first?.high]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.3, 12)])
    expect(second).toMatchObject({ y: 0.4, low: 0.4, high: 0.4, count: 2 })
    expect(curves[1]?.points[0]).not.toHaveProperty('low')
    expect(lastEpoch(runs)).toBe(2)
    expect(epochFigure(runs, { ...ACCURACY, id: 'dotProduct' }).curves).toEqual([])
  })

  it('have what theory says of the start beside the dot products: by layer, and over epochs the level of the last layer', () => {
    const predicted = (layer: number): string => layerSeriesName('predictedLayerDotProduct', layer)
    const recorded = {
      testAccuracy: [0.1, 0.4, 0.5],
      dotProduct: [0.29, 0.2, 0.1],
      ...Object.fromEntries([1, 2, 3].map((layer) => [layerSeriesName('layerDotProduct', layer), [0.4 - 0.03 * layer, 0.2, 0.1]])),
      ...Object.fromEntries([3, 1, 2].map((layer) => [predicted(layer), [0.4 - 0.04 * layer]])),
    }
    const runs = [run('a', recorded), run('a', recorded), run('b', { testAccuracy: [0.1], dotProduct: [0.9] })]
    const over = epochFigure(runs, { id: 'dotProduct', label: 'Average dot product', scale: 'linear' })
    expect(over.curves.map(({ kind, group }) => [kind, group])).toEqual([
      ['measured', 'method a'],
      ['measured', 'method b'],
      ['theory', 'method a'],
    ])
    expect(over.curves[2]?.points).toEqual([
      { x: 0, y: 0.4 - 0.04 * 3 },
      { x: 2, y: 0.4 - 0.04 * 3 },
    ])
    expect(over.caption).toContain('infinite width')
    const [measure] = recordedLayerMeasures(runs)
    const byLayer = layerFigure(runs, measure ?? { id: '', label: '', scale: 'linear' }, 1)
    expect(byLayer.curves.map(({ kind, points }) => [kind, points.map(({ x }) => x)])).toEqual([
      ['measured', [1, 2, 3]],
      ['theory', [1, 2, 3]],
    ])
    expect(byLayer.curves[1]?.points.map(({ y }) => y)).toEqual([0.4 - 0.04, 0.4 - 0.08, 0.4 - 0.04 * 3])
    expect(epochFigure(runs, ACCURACY)).toMatchObject({ caption: '' })
  })

  it('have the layers in order after an epoch, without runs that have not got there', () => {
    const rms = (values: number[][]): Record<string, number[]> =>
      Object.fromEntries(values.map((own, k) => [layerSeriesName('layerOutputRms', k + 1), own]))
    const deep = rms(Array.from({ length: 11 }, (_, k) => [1, k]))
    const runs = [run('a', deep), run('b', rms([[5]]))]
    const [measure] = recordedLayerMeasures(runs)
    if (measure === undefined) throw new Error('no measure by layer')
    const { curves, title } = layerFigure(runs, measure, 1)
    expect(curves).toHaveLength(1)
    expect(curves[0]?.points.map(({ x, y }) => [x, y])).toEqual(Array.from({ length: 11 }, (_, k) => [k + 1, k]))
    expect(title).toContain('after epoch 1')
    expect(layerFigure(runs, measure, 0).curves).toHaveLength(2)
    expect(recordedLayerMeasures(runs)).toEqual(LAYER_MEASURES.filter(({ id }) => id === 'layerOutputRms'))
  })

  it('name cells by their method, and by more where that is not enough', () => {
    const axes = [
      { id: 'network', label: 'Network', symbol: '' },
      { id: 'method', label: 'Method', symbol: '' },
      { id: 'stepSize', label: 'Step size', symbol: '' },
    ]
    const cell = (hash: string, method: string, stepSize: number) => ({ hash, axes: { network: 'FF-32', method, stepSize } })
    expect([...cellLabels([cell('a', 'SELU', 1), cell('b', 'ReLU', 2)], axes).values()]).toEqual(['SELU', 'ReLU'])
    expect([...cellLabels([cell('a', 'SELU', 1), cell('b', 'SELU', 2), cell('c', 'ReLU', 2)], axes).values()]).toEqual([
      'SELU, step size 1',
      'SELU, step size 2',
      'ReLU, step size 2',
    ])
    expect([...cellLabels([cell('a', 'SELU', 1)], axes).values()]).toEqual(['all runs'])
  })
})
