// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { nextTick, shallowRef } from 'vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { FigureView, Quantity, SeriesPoints } from '../../../../src-main/contract'
import { PRINT_THEME } from '../../../../src-renderer/charts/chart-theme'
import FigureChart from '../../../../src-renderer/charts/FigureChart.vue'
import FigureThumbnail from '../../../../src-renderer/charts/FigureThumbnail.vue'
import SeriesChart from '../../../../src-renderer/charts/SeriesChart.vue'
import { roughMeasure } from '../../../../src-renderer/charts/text-measure'

/** The canvas is the browser's matter: here it has a size, and what is painted is kept. */
const paint = vi.fn()
vi.mock('../../../../src-renderer/charts/use-canvas', () => ({
  useCanvas: () => ({
    size: shallowRef({ width: 700, height: 400 }),
    theme: shallowRef(PRINT_THEME),
    measure: shallowRef(roughMeasure),
    paint,
  }),
}))
const saved: { suggestedName: string; content: string | Uint8Array }[] = []

beforeEach(() => {
  paint.mockClear()
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

const axis = { label: 'Points', symbol: 'm', unit: '', scale: 'linear' } as const
const FIGURE: FigureView = {
  id: 'f',
  title: 'Figure 1',
  caption: 'A caption with kappa_H.',
  x: axis,
  y: { ...axis, label: 'Decay', symbol: '\\kappa_H' },
  curves: [
    {
      id: 'measured',
      label: 'S = 100',
      kind: 'measured',
      group: 'S = 100',
      points: [
        { x: 100, y: 0.957123456789, low: 0.9, high: 0.99, cellHash: 'cell-100' },
        { x: 200, y: 0.92, cellHash: 'cell-200' },
      ],
    },
    { id: 'published', label: 'S = 100, paper', kind: 'published', group: 'S = 100', points: [{ x: 100, y: 0.96 }] },
  ],
  markers: [],
}

async function frame() {
  await new Promise((resolve) => setTimeout(resolve, 40))
  await nextTick()
}

describe('a figure', () => {
  it('is painted, named for those who do not see it, and has its data as a table', async () => {
    const chart = mount(FigureChart, { props: { figure: FIGURE }, attachTo: document.body })
    await frame()
    expect(paint).toHaveBeenCalled()
    expect(chart.get('.plot').attributes('aria-label')).toContain('Decay κ_H against Points m. 2 curves: S = 100, S = 100, paper')
    expect(chart.text()).toContain('A caption with κH')
    await chart.get('button[aria-label="Data as table"]').trigger('click')
    await frame()
    expect(chart.get('table').text()).toContain('0.957123456789')
    chart.unmount()
  })

  it('is read and pinned with the keyboard', async () => {
    const chart = mount(FigureChart, { props: { figure: FIGURE }, attachTo: document.body })
    await frame()
    const plot = chart.get('.plot')
    await plot.trigger('keydown', { key: 'Home' })
    await frame()
    expect(chart.get('.readout').text()).toContain('0.957123456789')
    expect(chart.get('.readout').text()).toContain('0.96')
    expect(chart.get('[aria-live]').text()).toContain('Points 100')
    await plot.trigger('keydown', { key: 'Enter' })
    expect(chart.get('.readout').text()).toContain('pinned')
    await plot.trigger('keydown', { key: 'Escape' })
    expect(chart.find('.readout').text()).not.toContain('pinned')
    chart.unmount()
  })

  it('opens the cell of a measured point that is clicked', async () => {
    const chart = mount(FigureChart, { props: { figure: FIGURE }, attachTo: document.body })
    await frame()
    const plot = chart.get('.plot')
    const width = Number.parseFloat(plot.attributes('style')?.match(/width: ([\d.]+)px/)?.[1] ?? '0')
    const height = Number.parseFloat(plot.attributes('style')?.match(/height: ([\d.]+)px/)?.[1] ?? '0')
    // both ends are padded: 4 % of the width, 6 % of the height
    const at = {
      clientX: width * (1.04 / 1.08),
      clientY: height * (1 - (0.92 - 0.9 + 0.06 * 0.09) / (0.09 * 1.12)),
      button: 0,
      pointerId: 1,
    }
    plot.element.setPointerCapture = () => undefined
    await plot.trigger('pointerdown', at)
    await plot.trigger('pointerup', at)
    expect(chart.emitted('cell')).toEqual([['cell-200']])
    chart.unmount()
  })

  it('leaves the wheel to the page unless Ctrl is held', async () => {
    const chart = mount(FigureChart, { props: { figure: FIGURE }, attachTo: document.body })
    await frame()
    const plot = chart.get('.plot').element
    const wheel = (ctrlKey: boolean) => {
      // happy-dom's WheelEvent drops what it was given
      const event = new WheelEvent('wheel', { cancelable: true, bubbles: true })
      Object.defineProperties(event, {
        ctrlKey: { value: ctrlKey },
        deltaY: { value: -100 },
        clientX: { value: 100 },
        clientY: { value: 100 },
      })
      plot.dispatchEvent(event)
      return event.defaultPrevented
    }
    expect(wheel(false)).toBe(false)
    expect(chart.get('button[aria-label="Show the whole"]').attributes('disabled')).toBeDefined()
    expect(wheel(true)).toBe(true)
    await nextTick()
    expect(chart.get('button[aria-label="Show the whole"]').attributes('disabled')).toBeUndefined()
    await chart.get('.plot').trigger('dblclick')
    expect(chart.get('button[aria-label="Show the whole"]').attributes('disabled')).toBeDefined()
    chart.unmount()
  })
})

describe('a small figure', () => {
  it('is a picture with a description', () => {
    const picture = mount(FigureThumbnail, { props: { figure: FIGURE } })
    expect(picture.attributes('role')).toBe('img')
    expect(picture.attributes('aria-label')).toContain('Figure 1')
    expect(picture.findAll('circle')).toHaveLength(3)
    expect(picture.html()).not.toContain('NaN')
  })
})

describe('a series', () => {
  const quantity: Quantity = { id: 'e', label: 'Error', symbol: '\\|e_t\\|', unit: '', digits: 4, scale: 'log', description: '' }
  const all: SeriesPoints = { name: 'e', steps: Float64Array.of(0, 1, 2, 3), values: Float64Array.of(8, 4, 2, 1), exact: true, total: 4 }

  it('is drawn from what the store answers for its width, and exported with every point', async () => {
    const draw = vi.fn((_from: number | null, _to: number | null, pixels: number | null) =>
      Promise.resolve([pixels === null ? all : { ...all, steps: Float64Array.of(0, 3), values: Float64Array.of(8, 1), exact: false }]),
    )
    const chart = mount(SeriesChart, {
      props: {
        title: 'Error against step',
        quantity,
        curves: [{ id: 'e', label: 'Error', look: { colour: '--data-1', dash: [], marker: 'circle' } }],
        draw,
        revision: 0,
      },
      attachTo: document.body,
    })
    await frame()
    await flushPromises()
    expect(draw).toHaveBeenCalledWith(null, null, 640)
    const trigger = chart.get('button[aria-label="Export Error against step"]')
    await trigger.trigger('click')
    await frame()
    const items = [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')]
    expect(items.map((item) => item.textContent)).toEqual([
      'Picture as SVG',
      'Picture as PDF',
      'Picture as PNG',
      'LaTeX, pgfplots with data',
      'Figure file, to be opened again',
      'Numbers as CSV, as drawn',
      'Numbers as CSV, every point',
    ])
    items[6]?.click()
    await flushPromises()
    await frame()
    expect(saved[0]?.suggestedName).toBe('error-against-step.csv')
    expect(saved[0]?.content).toContain('4 points, exact and complete')
    expect(saved[0]?.content).toContain('Error,series,2,2\r\n')
    chart.unmount()
  })
})
