import { describe, expect, it } from 'vitest'
import { openDashboard } from '../../src-main/lab/dashboards'
import { codeOf, NOW, registerEngine, temporaryStore } from './fixtures'
import { hashOf, specOf } from './measured'

const panel = (title: string) => ({ title, query: { tab: 'curves' }, wide: false })

describe('dashboards', () => {
  it('keep their panels under a name, the last changed first', () => {
    const store = temporaryStore()
    const one = store.createDashboard('one', null, [panel('a')], NOW)
    const two = store.createDashboard('two', null, [], NOW + 1)
    expect(store.listDashboards().map(({ name }) => name)).toEqual(['two', 'one'])
    expect(store.changeDashboard(one, { panels: [panel('b'), panel('c')] }, NOW + 2)).toBe(true)
    expect(store.listDashboards()[0]).toEqual({ id: one, name: 'one', study: null, panels: [panel('b'), panel('c')], changedAt: NOW + 2 })
    expect(store.removeDashboard(two)).toBe(true)
    expect(store.changeDashboard(two, { name: 'x' }, NOW)).toBe(false)
    expect(codeOf(() => openDashboard(store, two))).toBe('not-found')
  })

  it('of a study show its runs, also those that came later, and go into the trash with it', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const spec = specOf({ hiddenWidth: 10 })
    const cell = { hash: hashOf(1), spec, seeds: [1, 2], axes: {}, note: null }
    const study = store.createStudy({ title: 'widths', recipeId: null, size: null, baseSeed: 1, inputs: {}, cells: [cell] }, NOW)
    const id = store.createDashboard('d', study, [panel('a')], NOW)
    store.enqueue([{ hash: hashOf(1), spec, seeds: [1] }], engine, NOW)
    expect(openDashboard(store, id)).toMatchObject({ dashboard: { study: { id: study, title: 'widths' } }, leftOut: 0 })
    expect(openDashboard(store, id).runIds).toHaveLength(1)
    store.enqueue([{ hash: hashOf(1), spec, seeds: [2] }], engine, NOW)
    expect(openDashboard(store, id).runIds).toHaveLength(2)
    store.removeStudy(study, NOW)
    expect(store.listDashboards()).toEqual([])
    store.restoreStudy(study)
    expect(store.listDashboards()).toHaveLength(1)
  })
})
