// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { FigureView } from '../../../../src-main/contract'
import { provideChartLink } from '../../../../src-renderer/charts/chart-link'
import { PRINT_THEME } from '../../../../src-renderer/charts/chart-theme'
import FigureChart from '../../../../src-renderer/charts/FigureChart.vue'
import FigureThumbnail from '../../../../src-renderer/charts/FigureThumbnail.vue'
import { roughMeasure } from '../../../../src-renderer/charts/text-measure'

vi.mock('../../../../src-renderer/charts/use-canvas', () => ({
  useCanvas: () => ({
    size: shallowRef({ width: 700, height: 400 }),
    theme: shallowRef(PRINT_THEME),
    measure: shallowRef(roughMeasure),
    paint: vi.fn(),
  }),
}))
const saved: { suggestedName: string; content: string | Uint8Array }[] = []
let mounted: VueWrapper[] = []

beforeEach(() => {
  saved.length = 0
  // happy-dom lays nothing out; a virtual table shows what fits its height
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400)
  vi.stubGlobal('gramscope', {
    shell: (_name: string, argument: (typeof saved)[number]) => {
      saved.push(argument)
      return Promise.resolve({ ok: true, value: null })
    },
  })
})
afterEach(() => {
  for (const wrapper of mounted) wrapper.unmount()
  mounted = []
})

const FIGURE: FigureView = {
  id: 'phase',
  title: 'Success over width and dimension',
  caption: '',
  x: { label: 'Hidden width', symbol: 'k', unit: '', scale: 'linear' },
  y: { label: 'Input dimension', symbol: 'd', unit: '', scale: 'linear' },
  curves: [
    {
      id: 'boundary',
      label: 'n = kd',
      kind: 'theory',
      group: 'n = kd',
      points: [
        { x: 1, y: 3 },
        { x: 3, y: 1 },
      ],
    },
  ],
  tiles: {
    label: 'Success probability',
    symbol: 'p',
    low: 0,
    high: 1,
    width: 1,
    height: 1,
    palette: 'probability',
    tiles: [
      { x: 1, y: 2, value: 0.1, done: 1, text: '1 of 10 succeeded', cellHash: 'cell 1 2' },
      { x: 2, y: 2, value: 0.7, done: 1, text: '7 of 10 succeeded', cellHash: 'cell 2 2' },
      { x: 1, y: 1, value: 0, done: 1, text: 'all diverged', mark: 'D', cellHash: 'cell 1 1' },
      { x: 2, y: 1, value: null, done: 0, text: 'queued' },
    ],
    marks: { D: 'all runs diverged' },
  },
  markers: [],
}

async function frame() {
  await new Promise((resolve) => setTimeout(resolve, 40))
  await nextTick()
}

async function show() {
  const chart = mount(FigureChart, { props: { figure: FIGURE }, attachTo: document.body })
  mounted.push(chart)
  await frame()
  return chart
}

const press = async (chart: VueWrapper, ...keys: string[]) => {
  for (const key of keys) await chart.get('.plot').trigger('keydown', { key })
  await frame()
}

/** Pixels of the page in the middle of a tile of the two by two. */
function middleOf(chart: VueWrapper, column: number, rowFromTop: number) {
  const plot = chart.get('.plot')
  const pixels = (side: string) => Number.parseFloat(plot.attributes('style')?.match(new RegExp(`${side}: ([\\d.]+)px`))?.[1] ?? '0')
  return {
    clientX: pixels('width') * (0.25 + 0.5 * column),
    clientY: pixels('height') * (0.25 + 0.5 * rowFromTop),
    button: 0,
    pointerId: 1,
  }
}

it('is walked through with the arrows, and Enter opens the runs of a tile', async () => {
  const chart = await show()
  await press(chart, 'ArrowRight')
  expect(chart.get('.readout').text()).toContain('1 of 10 succeeded')
  await press(chart, 'ArrowRight')
  expect(chart.get('[aria-live]').text()).toBe('Hidden width 2, Input dimension 2, Success probability 0.7, 7 of 10 succeeded')
  expect(chart.get('.readout').text()).toContain('Success probability 0.7')
  // half way between the two points of the boundary
  expect(chart.get('.readout').text()).toContain('≈ 2')
  await press(chart, 'ArrowRight', 'Enter')
  await press(chart, 'ArrowDown')
  expect(chart.get('[aria-live]').text()).toBe('Hidden width 2, Input dimension 1, Success probability not measured, queued')
  await press(chart, 'Home', 'Enter')
  expect(chart.emitted('cell')).toEqual([['cell 2 2'], ['cell 1 1']])
})

it('is walked into where a zoom stands', async () => {
  const chart = await show()
  const plot = chart.get('.plot')
  plot.element.setPointerCapture = () => undefined
  const corner = middleOf(chart, 1.8, 1.8)
  await plot.trigger('pointerdown', middleOf(chart, 1, 1))
  await plot.trigger('pointermove', corner)
  await plot.trigger('pointerup', corner)
  await frame()
  await press(chart, 'ArrowRight')
  expect(chart.get('[aria-live]').text()).toContain('Hidden width 2, Input dimension 1')
})

it('pins a tile without runs, and Escape lets it go', async () => {
  const chart = await show()
  await press(chart, 'ArrowRight', 'End', 'ArrowDown', 'Enter')
  expect(chart.get('.readout').text()).toContain('pinned')
  expect(chart.emitted('cell')).toBeUndefined()
  await press(chart, 'Escape')
  expect(chart.get('.readout').text()).not.toContain('pinned')
})

it('is read under the pointer and opened by a click', async () => {
  const chart = await show()
  const plot = chart.get('.plot')
  plot.element.setPointerCapture = () => undefined
  await plot.trigger('pointermove', middleOf(chart, 1, 0))
  await frame()
  expect(chart.get('.readout').text()).toContain('7 of 10 succeeded')
  expect(plot.classes()).toContain('pointing')
  expect(chart.find('.frame').exists()).toBe(true)
  await plot.trigger('pointerdown', middleOf(chart, 0, 1))
  await plot.trigger('pointerup', middleOf(chart, 0, 1))
  expect(chart.emitted('cell')).toEqual([['cell 1 1']])
  await plot.trigger('pointermove', middleOf(chart, 1, 1))
  await frame()
  expect(plot.classes()).not.toContain('pointing')
  await plot.trigger('pointerleave')
  await frame()
  expect(chart.find('.readout').exists()).toBe(false)
})

it('shows the same tile in every heat map of the page over the same plane', async () => {
  const other = { ...FIGURE, id: 'other', title: 'Another activation' }
  const elsewhere = { ...FIGURE, id: 'elsewhere', y: { ...FIGURE.y, label: 'Sample count', symbol: 'n' } }
  const Page = defineComponent({
    setup() {
      provideChartLink()
      return () => [FIGURE, other, elsewhere].map((figure) => h(FigureChart, { figure }))
    },
  })
  const page = mount(Page, { attachTo: document.body })
  mounted.push(page)
  await frame()
  await page.findAll('.plot')[0]?.trigger('keydown', { key: 'ArrowRight' })
  await frame()
  const charts = page.findAllComponents(FigureChart)
  expect(charts.map((chart) => chart.find('.frame').exists())).toEqual([true, true, false])
  expect(charts[1]?.get('.readout').text()).toContain('1 of 10 succeeded')
})

it('names what its tiles look like, and has no logarithmic axis to offer', async () => {
  const chart = await show()
  const legend = chart.get('.legend').text()
  for (const name of ['n = kd', 'nothing measured yet', 'all runs diverged']) expect(legend).toContain(name)
  expect(chart.find('[aria-label="Vertical axis"]').exists()).toBe(false)
  expect(chart.get('.plot').attributes('aria-label')).toContain('3 of 4 tiles measured')
})

it('has its tiles and its curves as tables', async () => {
  const chart = await show()
  await chart.get('button[aria-label="Data as table"]').trigger('click')
  await frame()
  const [tiles, curves] = chart.findAll('table')
  const rows = tiles?.findAll('tbody tr') ?? []
  const cells = (row: number) => rows[row]?.findAll('th, td').map((cell) => cell.text())
  expect(cells(1)?.slice(0, 4)).toEqual(['2', '2', '0.7', '100 %'])
  expect(cells(2)).toEqual(['1', '1', '0', '100 %', 'D', 'all diverged'])
  expect(cells(3)?.slice(2)).toEqual(['–', '0 %', '', 'queued'])
  expect(curves?.text()).toContain('n = kd')
})

it('exports one row a tile, and only the curves that are shown', async () => {
  const chart = await show()
  await chart.get('.legend button').trigger('click')
  await chart.get('button[aria-label="Export Success over width and dimension"]').trigger('click')
  await frame()
  const item = [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')].find((each) => each.textContent.includes('CSV'))
  item?.click()
  await flushPromises()
  await frame()
  const content = String(saved[0]?.content)
  expect(content).toContain('tiles,Success probability,tile,2,2,,,,0.7,1,7 of 10 succeeded,,,cell 2 2\r\n')
  expect(content).not.toContain('boundary')
})

it('is small on a card', () => {
  const picture = mount(FigureThumbnail, { props: { figure: FIGURE } })
  mounted.push(picture)
  expect(picture.findAll('path.tiles')).toHaveLength(3)
  expect(picture.find('path.casing').exists()).toBe(true)
  expect(picture.html()).not.toContain('NaN')
})
