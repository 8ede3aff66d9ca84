import { describe, expect, it } from 'vitest'
import { chartPgfplots } from '../../../../src-renderer/charts/chart-pgfplots'
import type { ChartCurve, ChartModel } from '../../../../src-renderer/charts/chart-model'
import { tilesOf } from '../../../../src-renderer/charts/chart-tiles'
import { drawnFigureOf, figureFile, modelOfFigure, readFigureFile } from '../../../../src-renderer/charts/figure-file'
import { millimetres, sizeOf } from '../../../../src-renderer/charts/print-size'

const CURVE: ChartCurve = {
  id: 'a',
  label: 'S_1 & 50 %',
  kind: 'measured',
  group: 'a',
  family: '',
  look: { colour: '--data-2', dash: [], marker: 'circle' },
  x: Float64Array.of(1, 2, 3),
  y: Float64Array.of(0.1, NaN, 100),
  low: Float64Array.of(0.05, NaN, 90),
  high: Float64Array.of(0.2, NaN, Infinity),
  counts: Float64Array.of(3, 3, 2),
  excluded: null,
  exact: true,
  total: 3,
  references: ['7', null, '9'],
}
const MODEL: ChartModel = {
  title: 'Error against step',
  caption: 'norm',
  x: { label: 'Step', symbol: 't', unit: '', scale: 'linear', integer: true },
  y: { label: 'Error', symbol: '\\|e\\|', unit: '', scale: 'log', integer: false },
  curves: [CURVE],
  band: 'mean ± one standard deviation',
  vertical: [{ at: 2, label: 'start', group: null }],
  horizontal: [],
  floor: null,
  tiles: tilesOf(
    {
      label: 'share',
      symbol: '',
      low: 0,
      high: 1,
      width: 1,
      height: 1,
      palette: 'sequential',
      tiles: [{ x: 1, y: 1, value: null, done: 0.5, text: 'half' }],
    },
    'linear',
    'log',
  ),
}
const ORIGIN = { app: 'Gramscope 1', view: '#/compare?runs=1-2', madeAt: new Date(0) }

describe('a figure file', () => {
  it('opens as the figure that was drawn, NaN and infinity included', async () => {
    const text = await figureFile(drawnFigureOf({ model: MODEL, curves: MODEL.curves }), ORIGIN)
    const bundle = await readFigureFile('x', text)
    expect(bundle).toMatchObject({ view: ORIGIN.view, madeAt: '1970-01-01T00:00:00.000Z' })
    expect(modelOfFigure(bundle.figure)).toEqual({ ...MODEL, curves: [{ ...CURVE, faint: false }] })
  })

  it('is refused when it was changed, is newer, or is something else, saying so', async () => {
    const text = await figureFile(drawnFigureOf({ model: MODEL, curves: MODEL.curves }), ORIGIN)
    const bundle = JSON.parse(text) as Record<string, unknown>
    await expect(readFigureFile('f', text.replace('0.05', '0.06'))).rejects.toThrow(/was changed after it was saved/)
    await expect(readFigureFile('f', JSON.stringify({ ...bundle, version: 2 }))).rejects.toThrow(/version 2 of the format/)
    await expect(readFigureFile('f', '{"format":"other"}')).rejects.toThrow(/not a figure of this program/)
    await expect(readFigureFile('f', '{')).rejects.toThrow(/is not JSON/)
    await expect(readFigureFile('f', JSON.stringify({ ...bundle, figure: { ...(bundle.figure as object), curves: 3 } }))).rejects.toThrow(
      /figure\.curves/,
    )
  })
})

describe('pgfplots', () => {
  it('has every drawable number, error bars, and names without markup', () => {
    const tex = chartPgfplots({ ...MODEL, tiles: null }, MODEL.curves)
    expect(tex).toContain('xlabel={Step $t$}, ylabel={Error $\\|e\\|$}')
    expect(tex).toContain('xmode=linear, ymode=log')
    expect(tex).toContain('% S_1 & 50 %: 1 points without a place on these axes')
    expect(tex).toContain('\\addlegendentry{S\\_1 \\& 50 \\%}')
    const rows = /x y plus minus\n([\s\S]*?)\n\};/
      .exec(tex)?.[1]
      ?.split('\n')
      .map((line) => line.split(' ').map(Number))
    expect(rows).toEqual([
      [1, 0.1, 0.1, 0.05],
      [3, 100, 0, 10],
    ])
    expect(tex).toContain('\\definecolor{colour0}{HTML}{D55E00}')
  })
})

describe('the size in print', () => {
  it('of a column is 89 mm, so that labels of 11 units have 8.25 points', () => {
    const { width, titled } = sizeOf('column')
    expect(millimetres(width)).toBeCloseTo(89, 10)
    expect(titled).toBe(false)
    expect((11 * 72) / 96).toBe(8.25)
  })
})
