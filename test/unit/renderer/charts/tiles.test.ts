import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FigureTile, FigureView } from '../../../../src-main/contract'
import { printOption, type Picture } from '../../../../src-renderer/charts/chart-export'
import { sizeOf } from '../../../../src-renderer/charts/print-size'
import { layOut, plotArea } from '../../../../src-renderer/charts/chart-layout'
import type { ChartModel } from '../../../../src-renderer/charts/chart-model'
import { PRINT_THEME } from '../../../../src-renderer/charts/chart-theme'
import { neighbourTile, tileAt, tileOver, type ChartTiles } from '../../../../src-renderer/charts/chart-tiles'
import { wholeView } from '../../../../src-renderer/charts/chart-view'
import { describeChart } from '../../../../src-renderer/charts/chart-words'
import { init } from '../../../../src-renderer/charts/echarts'
import { modelOfFigure } from '../../../../src-renderer/charts/figure-model'
import { plotElements } from '../../../../src-renderer/charts/plot-elements'
import { plainText } from '../../../../src-renderer/charts/rich-text'
import { roughMeasure } from '../../../../src-renderer/charts/text-measure'
import { boxOf, tileEdges } from '../../../../src-renderer/charts/tile-boxes'
import { LEVELS, tileColours } from '../../../../src-renderer/charts/tile-colours'
import { tileElements } from '../../../../src-renderer/charts/tile-elements'
import { tileKey } from '../../../../src-renderer/charts/tile-key'

const tile = (x: number, y: number, value: number | null = 0.5, more: Partial<FigureTile> = {}): FigureTile => ({
  x,
  y,
  value,
  done: value === null ? 0 : 1,
  text: `at ${x}, ${y}`,
  ...more,
})

function figure(tiles: FigureTile[], more: Partial<FigureView> = {}): FigureView {
  return {
    id: 'phase',
    title: 'Success over width and dimension',
    caption: '',
    x: { label: 'Hidden width', symbol: 'k', unit: '', scale: 'linear' },
    y: { label: 'Input dimension', symbol: 'd', unit: '', scale: 'linear' },
    curves: [],
    tiles: { label: 'Success probability', symbol: 'p', low: 0, high: 1, width: 1, height: 1, palette: 'probability', tiles },
    markers: [],
    ...more,
  }
}

function tilesIn(model: ChartModel): ChartTiles {
  return model.tiles ?? expect.fail('the model has no tiles')
}

const square = (side: number, value = (x: number, y: number) => (x * y) / side / side) =>
  Array.from({ length: side * side }, (_, i) => {
    const x = 1 + (i % side)
    const y = 1 + Math.floor(i / side)
    return tile(x, y, value(x, y))
  })

const lay = (model: ChartModel, width = 800) =>
  layOut({ model, curves: model.curves, view: wholeView(model, 'fitted'), width, height: 500, measure: roughMeasure })
const drawn = (model: ChartModel, width = 800) => tileElements(tilesIn(model), lay(model, width), PRINT_THEME)
const typesOf = (elements: readonly object[]) => elements.map((element) => ('type' in element ? element.type : null))

const BLUE = tileColours('probability', PRINT_THEME.surface)[0]!
const RED = tileColours('probability', PRINT_THEME.surface).at(-1)!

const hyperbola = {
  id: 'boundary',
  label: 'n = kd',
  kind: 'theory' as const,
  group: 'n = kd',
  points: Array.from({ length: 25 }, (_, i) => ({ x: i + 1, y: 100 / (i + 1) })),
}

describe('the places of tiles', () => {
  const gaps = modelOfFigure(figure([tile(3, 1), tile(1, 1), tile(1, 2), tile(2, 2), tile(3, 2)]))
  const tiles = tilesIn(gaps)
  const { axes } = lay(gaps)
  const place = (index: number | null) => (index === null ? null : [tiles.x[index], tiles.y[index]])

  it('go row by row from the top, whatever their order was', () => {
    expect([...tiles.x]).toEqual([1, 2, 3, 1, 3])
    expect([...tiles.y]).toEqual([2, 2, 2, 1, 1])
    expect(tiles.text[3]).toBe('at 1, 1')
  })

  it('are found under any point of the tile and nowhere else', () => {
    expect(place(tileOver(tiles, 1.49, 0.51))).toEqual([1, 1])
    expect(tileOver(tiles, 2, 1)).toBeNull()
    expect(tileOver(tiles, 3.6, 1)).toBeNull()
    expect(tileOver(tiles, 3, 2.6)).toBeNull()
    expect(tileAt(tiles, axes, 3, 1)).toBe(4)
    expect(tileAt(tiles, axes, 2.9, 1)).toBeNull()
  })

  it('are neighbours over a gap, and end at the edge', () => {
    const bottomLeft = tileAt(tiles, axes, 1, 1)!
    expect(place(neighbourTile(tiles, bottomLeft, { x: 1, y: 0 }))).toEqual([3, 1])
    expect(place(neighbourTile(tiles, bottomLeft, { x: 0, y: 1 }))).toEqual([1, 2])
    expect(neighbourTile(tiles, bottomLeft, { x: -1, y: 0 })).toBeNull()
    expect(neighbourTile(tiles, bottomLeft, { x: 0, y: -1 })).toBeNull()
  })

  it('hold for any set of tiles, on linear and logarithmic axes', () => {
    const given = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 })), {
      minLength: 1,
      maxLength: 60,
      selector: ([x, y]) => x * 100 + y,
    })
    fc.assert(
      fc.property(given, fc.constantFrom('linear' as const, 'log' as const), (places, scale) => {
        const whole = figure(places.map(([x, y]) => tile(x, y)))
        const model = modelOfFigure({ ...whole, x: { ...whole.x, scale }, tiles: { ...whole.tiles!, width: 0.01 } })
        const own = tilesIn(model)
        const found = places.map(([x, y]) => tileAt(own, lay(model).axes, x, y))
        expect(found.map((index) => (index === null ? null : [own.x[index], own.y[index]]))).toEqual(places)
      }),
    )
  })

  it('of a tile that a logarithmic axis cannot show is in the table only', () => {
    const whole = figure([tile(0, 1), tile(1, 1), tile(10, 1)])
    const own = tilesIn(modelOfFigure({ ...whole, x: { ...whole.x, scale: 'log' } }))
    expect([...own.x]).toEqual([1, 10, 0])
    expect([...own.grid.columns]).toEqual([0, 1])
    expect([...own.grid.column]).toEqual([0, 1, -1])
  })
})

describe('the view of a heat map', () => {
  it('ends at the outer edges of the tiles; curves are cut there', () => {
    const model = modelOfFigure(figure(square(25), { curves: [hyperbola] }))
    expect(wholeView(model, 'fitted')).toEqual({ x: { low: 0.5, high: 25.5 }, y: { low: 0.5, high: 25.5 } })
    expect(wholeView(model, 'fitted', { low: 3, high: 5 })).toEqual({ x: { low: 3, high: 5 }, y: { low: 0.5, high: 25.5 } })
  })

  it('has no seams: neighbours share their edge, on whole pixels', () => {
    const model = modelOfFigure(figure(square(7)))
    const tiles = tilesIn(model)
    const { axes } = lay(model, 457)
    const edges = tileEdges(tiles, axes, plotArea(lay(model, 457)))
    for (let i = 0; i < 6; i++) {
      const box = boxOf(edges, tiles, i)!
      expect(boxOf(edges, tiles, i + 1)?.left).toBe(box.right)
      expect(boxOf(edges, tiles, i + 7)?.top).toBe(box.bottom)
      expect(Number.isInteger(box.right)).toBe(true)
    }
  })

  it('leaves out what is out of sight, and keeps numbers small around a single tile', () => {
    const model = modelOfFigure(figure(square(25)))
    const tiles = tilesIn(model)
    const view = { x: { low: 3.2, high: 3.3 }, y: { low: 7.2, high: 7.3 } }
    const layout = layOut({ model, curves: [], view, width: 600, height: 500, measure: roughMeasure })
    const edges = tileEdges(tiles, layout.axes, plotArea(layout))
    const seen = [...tiles.x.keys()].filter((i) => boxOf(edges, tiles, i) !== null)
    expect(seen.map((i) => [tiles.x[i], tiles.y[i]])).toEqual([[3, 7]])
    expect(boxOf(edges, tiles, seen[0]!)?.right).toBeLessThan(2 * layout.area.width)
  })

  it('has room for the colour bar and its labels, and names it beside the vertical axis or above', () => {
    const model = modelOfFigure(figure(square(5), { curves: [hyperbola] }))
    for (const width of [300, 420, 800]) {
      const layout = lay(model, width)
      const bar = layout.colourBar ?? expect.fail('no colour bar')
      expect(bar.x).toBeGreaterThan(layout.area.width)
      const labels = Math.max(...bar.ticks.major.map((tick) => roughMeasure(tick.label, 11)))
      expect(layout.area.x + bar.x + 12 + 8 + labels).toBeLessThanOrEqual(width)
      expect(plainText(bar.name)).toBe('Success probability\u00a0\u00a0p')
    }
    expect(lay(model, 300).colourBar!.nameY).toBeLessThan(lay(model, 800).colourBar!.nameY)
    expect(lay(model, 300).area.y).toBeGreaterThan(lay(model, 800).area.y)
  })

  it('names its one curve at its end', () => {
    const model = modelOfFigure(figure(square(25), { curves: [hyperbola] }))
    expect(lay(model).endLabels?.map((label) => label.text)).toEqual(['n = kd'])
  })
})

describe('what is drawn', () => {
  it('is one path for each colour, so that ten thousand tiles are few elements', () => {
    const elements = drawn(modelOfFigure(figure(square(100))))
    expect(elements.length).toBeLessThanOrEqual(LEVELS)
    expect(new Set(typesOf(elements))).toEqual(new Set(['boxes']))
  })

  it('tells an empty tile by an outline, an inferred one by a hatch and a marked one by its mark', () => {
    const model = modelOfFigure(
      figure([tile(1, 1, 0), tile(2, 1, null), tile(3, 1, 1, { inferred: true }), tile(4, 1, 0, { mark: 'D' }), tile(5, 1, 1)]),
    )
    const elements = drawn(model)
    expect(typesOf(elements)).toEqual(['boxes', 'boxes', 'boxes', 'hatches', 'text'])
    expect(elements[2]).toMatchObject({ style: { fill: 'none', stroke: PRINT_THEME.lineStrong } })
    expect(elements[4]).toMatchObject({ style: { text: 'D', fill: '#ffffff' } })
  })

  it('folds a corner of a tile whose runs have not all ended', () => {
    const path = (done: number) => pathsOf(modelOfFigure(figure([tile(1, 1, 1, { done }), tile(2, 1, 0)])), RED)
    const corners = (d: string) => d.match(/[ML]/gi)?.length
    expect(corners(path(1)[0]!)).toBe(4)
    expect(corners(path(0.5)[0]!)).toBe(6)
  })

  it('writes marks where they fit and draws dots where not', () => {
    const marked = (side: number) => square(side).map((each) => ({ ...each, mark: 'D' }))
    expect(typesOf(drawn(modelOfFigure(figure(marked(3))))).filter((type) => type === 'text')).toHaveLength(9)
    expect(typesOf(drawn(modelOfFigure(figure(marked(100)))))).not.toContain('text')
  })

  it('draws curves over tiles white with a dark casing under all of them', () => {
    const model = modelOfFigure(figure(square(25), { curves: [hyperbola, { ...hyperbola, id: 'other', label: 'k = n' }] }))
    const lines = plotElements(model, model.curves, lay(model), PRINT_THEME).filter((element) => element.type === 'polyline')
    const styles = lines.map((line) => line.style)
    expect(styles.map((style) => style?.stroke)).toEqual(['rgba(0,0,0,0.72)', 'rgba(0,0,0,0.72)', '#ffffff', '#ffffff'])
    expect(styles[0]?.lineWidth).toBeGreaterThan(Number(styles[2]?.lineWidth))
    expect(styles[2]?.lineDash).not.toEqual(styles[3]?.lineDash)
  })
})

function svg(model: ChartModel): string {
  const picture: Picture = { model, curves: model.curves, view: wholeView(model, 'fitted') }
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 800, height: 520 })
  chart.setOption(printOption(picture, roughMeasure, sizeOf('screen')))
  const text = chart.renderToSVGString()
  chart.dispose()
  return text
}

/** Outlines that are filled with a colour. */
function pathsOf(model: ChartModel, fill: string): string[] {
  return [...svg(model).matchAll(/<path d="([^"]*)"[^>]*?fill="([^"]*)"/g)].flatMap((match) => (match[2] === fill ? [match[1] ?? ''] : []))
}

describe('the exported picture', () => {
  const model = modelOfFigure(
    figure([tile(1, 1, 0, { mark: 'D' }), tile(2, 1, null), tile(1, 2, 0.3, { done: 0.4 }), tile(2, 2, 1)], {
      curves: [hyperbola],
    }),
  )

  it('has the tiles, the colour bar with its name and ticks, and the legend of what differs', () => {
    const text = svg(model)
    expect(text).toContain('<linearGradient')
    for (const name of ['Success probability', 'n = kd', 'nothing measured yet', 'some runs have not ended', 'marked D', '0.8'])
      expect(text).toContain(name)
    expect(text).not.toContain('NaN')
  })

  it('has the tiles where they belong', () => {
    // blue 0 at the left below, red 1 at the right above
    const start = (fill: string) =>
      pathsOf(model, fill)[0]!
        .match(/M([\d.]+) ([\d.]+)/)!
        .slice(1)
        .map(Number)
    const [blue, red] = [start(BLUE), start(RED)]
    expect(blue[0]).toBeLessThan(red[0]!)
    expect(blue[1]).toBeGreaterThan(red[1]!)
  })
})

it('the key names the looks that occur, marks by their meaning', () => {
  const tiles = (list: FigureTile[], marks?: Record<string, string>) => {
    const whole = figure(list)
    return tilesIn(modelOfFigure({ ...whole, tiles: { ...whole.tiles!, ...(marks ? { marks } : {}) } }))
  }
  expect(tileKey(tiles([tile(1, 1)]))).toEqual([])
  // what is inferred waits for no run
  expect(tileKey(tiles([tile(1, 1, 1, { inferred: true, done: 0 })])).map(({ id }) => id)).toEqual(['inferred'])
  const all = tiles([tile(1, 1, null), tile(2, 1, 1, { done: 0.5 }), tile(3, 1, 1, { inferred: true }), tile(4, 1, 0, { mark: 'D' })], {
    D: 'all runs diverged',
  })
  expect(tileKey(all).map((entry) => entry.label)).toEqual([
    'nothing measured yet',
    'some runs have not ended',
    'inferred, not run',
    'all runs diverged',
  ])
})

it('says in words what a heat map shows', () => {
  const model = modelOfFigure(figure([tile(1, 1, 0.25), tile(2, 1, null)], { curves: [hyperbola] }))
  expect(describeChart(model, model.curves)).toContain(
    'Input dimension d against Hidden width k. 1 of 2 tiles measured, Success probability from 0.2500 to 0.2500. One curve: n = kd.',
  )
  expect(describeChart(model, [])).not.toContain('No points yet')
})
