import { expect, it } from 'vitest'
import { layerSeriesName } from '../../../../src-main/contract'
import { layerCharts } from '../../../../src-renderer/pages/run/layer-charts'

it('series of layers make one chart a quantity, of many layers with the first, the last and evenly spaced ones', () => {
  const names = [
    'batchLoss',
    ...Array.from({ length: 33 }, (_, k) => layerSeriesName('layerOutputRms', 33 - k)),
    layerSeriesName('layerDotProduct', 2),
  ]
  const [rms, dot] = layerCharts(names)
  expect(rms?.layers.map(({ layer }) => layer)).toEqual([1, 6, 10, 15, 19, 24, 28, 33])
  expect(rms).toMatchObject({ quantityId: 'layerOutputRms', recorded: 33 })
  expect(dot?.layers).toEqual([{ name: 'layerDotProduct of layer 2', layer: 2 }])
  expect(layerCharts(['batchLoss'])).toEqual([])
})
