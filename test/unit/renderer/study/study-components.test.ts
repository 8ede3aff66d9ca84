// @vitest-environment happy-dom
import { mount, RouterLinkStub } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { CellView, ClaimView, Quantity, TableView } from '../../../../src-main/contract'
import ClaimList from '../../../../src-renderer/pages/study/ClaimList.vue'
import StudyTable from '../../../../src-renderer/pages/study/StudyTable.vue'

const quantity: Quantity = {
  id: 'steps',
  label: 'Steps',
  symbol: 'T',
  unit: 'steps',
  digits: 'integer',
  scale: 'linear',
  description: 'Number of updates',
}
const table: TableView = {
  id: 't',
  title: 'Table 1',
  caption: 'Range and average of kappa_H.',
  axes: [
    { id: 'S', label: 'Hidden width', symbol: 'S' },
    { id: 'm', label: 'Points', symbol: 'm' },
  ],
  quantityIds: ['steps'],
  groupBy: 'S',
  rows: [100, 200, 300].map((m) => ({
    cellHash: `c${m}`,
    axes: { S: 100, m },
    note: m === 200 ? 'paper states step size 1e-3' : null,
    convergence: { succeeded: m === 300 ? 0 : 10, ended: m === 300 ? 0 : 10, planned: 10 },
    entries: [
      {
        quantityId: 'steps',
        measured: m === 300 ? null : { count: 10, mean: 554.7, min: 468, max: 640, standardDeviation: 5 },
        published: { mean: 528, min: 468, max: 624 },
        deviation: m === 300 ? null : 0.0506,
        tolerance: { kind: 'relative', value: m === 200 ? 0.05 : 0.12 },
        verdict: m === 300 ? 'pending' : m === 200 ? 'outside' : 'within',
      },
    ],
  })),
}
const cells: CellView[] = [
  {
    hash: 'c300',
    axes: {},
    note: null,
    seeds: [1, 2],
    runs: [{ id: 1, seed: 1, state: 'running', progress: 0.5, stopReason: null }],
    statistics: {},
  },
]

const show = (selected: string | null = null) =>
  mount(StudyTable, { props: { table, cells, quantities: [quantity], selected }, attachTo: document.body })

describe('the table of a study', () => {
  it('has what was measured beside what the paper prints', () => {
    const shown = show()
    const [first] = shown.findAll('tr.row')
    expect(first?.text()).toContain('554.7')
    expect(first?.text()).toContain('528')
    expect(first?.text()).toContain('468–640')
    expect(first?.text()).toContain('+5.1')
    expect(first?.text()).toContain('±12.0')
    shown.unmount()
  })

  it('marks what lies outside of the tolerance by more than colour', () => {
    const shown = show()
    const [first, second] = shown.findAll('tr.row')
    expect(first?.text()).not.toContain('▲')
    expect(second?.text()).toContain('▲')
    expect(second?.text()).toContain('outside of the tolerance')
    expect(second?.get('.deviation').attributes('title')).toContain('outside the tolerance of ±5.0')
    shown.unmount()
  })

  it('refers to notes by letters and prints them below', () => {
    const shown = show()
    expect(shown.findAll('.mark').map((mark) => mark.text())).toEqual(['', 'a', ''])
    expect(shown.get('.footnotes').text()).toContain('paper states step size 1e-3')
    shown.unmount()
  })

  it('shows how far a cell is that has no result yet', () => {
    const shown = show()
    const third = shown.findAll('tr.row')[2]
    expect(third?.text()).toContain('0/10')
    expect(third?.get('.done').attributes('style')).toContain('scaleX(0.05)')
    shown.unmount()
  })

  it('is walked with the arrow keys and opened with Enter, one row in the order of Tab', async () => {
    const shown = show()
    const rows = shown.findAll('tr.row')
    expect(rows.map((row) => row.attributes('tabindex'))).toEqual(['0', '-1', '-1'])
    await rows[0]?.trigger('keydown', { key: 'ArrowDown' })
    expect(document.activeElement).toBe(rows[1]?.element)
    expect(shown.findAll('tr.row').map((row) => row.attributes('tabindex'))).toEqual(['-1', '0', '-1'])
    await rows[1]?.trigger('keydown', { key: 'End' })
    expect(document.activeElement).toBe(rows[2]?.element)
    expect(shown.emitted('open')).toBeUndefined()
    await rows[2]?.trigger('keydown', { key: 'Enter' })
    expect(shown.emitted('open')).toEqual([['c300']])
    shown.unmount()
  })

  it('takes the open cell along when one is open', async () => {
    const shown = show('c100')
    await shown.findAll('tr.row')[0]?.trigger('keydown', { key: 'ArrowDown' })
    expect(shown.emitted('open')).toEqual([['c200']])
    shown.unmount()
  })

  it('draws only the row that changed', async () => {
    const shown = show()
    const before = shown.findAll('tr.row').map((row) => row.element)
    const [first, ...rest] = table.rows
    if (!first) throw new Error('no row')
    const changed = {
      ...first,
      entries: first.entries.map((entry) => ({ ...entry, measured: { count: 10, mean: 600.5, min: 1, max: 2, standardDeviation: 1 } })),
    }
    await shown.setProps({ table: { ...table, rows: [changed, ...rest] } })
    expect(shown.findAll('tr.row').map((row) => row.element)).toEqual(before)
    expect(shown.findAll('tr.row')[0]?.text()).toContain('600.5')
    shown.unmount()
  })
})

it('gives a verdict with what was measured and what was predicted', () => {
  const claim: ClaimView = {
    id: 'C1',
    title: 'Kernel at initialisation',
    formula: '\\lambda_{\\min}(H_0)\\ge\\Omega(S)',
    source: 'arXiv 2212.02323, (30)',
    premise: { text: 'm <= nS^(1/4)', met: true },
    prediction: 'lambda_min(H_0)/S is at least 0.0041',
    measured: 'lambda_min(H_0)/S = 0.0957',
    verdict: 'holds',
    remark: null,
    runIds: [1, 2],
  }
  const list = mount(ClaimList, { props: { claims: [claim], studyId: 4 }, global: { stubs: { RouterLink: RouterLinkStub } } })
  expect(list.text()).toContain('1 holds')
  expect(list.get('.verdict').text()).toBe('holds')
  expect(list.get('.strong').text()).toBe('λmin(H0)/S = 0.0957')
  expect(list.text()).toContain('m ≤ nS1/4')
  expect(list.getComponent(RouterLinkStub).props('to')).toEqual({ path: '/runs', query: { study: '4' } })
})
