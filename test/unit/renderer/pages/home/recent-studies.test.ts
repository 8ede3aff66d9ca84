// @vitest-environment happy-dom
import { flushPromises, mount, RouterLinkStub } from '@vue/test-utils'
import { expect, it } from 'vitest'
import type { StudySummary, Verdict } from '../../../../../src-main/contract'
import RecentStudies from '../../../../../src-renderer/pages/home/RecentStudies.vue'
import { installBridge } from '../../stores/fake-bridge'

const study = (id: number): StudySummary => ({
  ...{ id, title: `Study ${id}`, recipeId: 'r', size: 'quick', inputs: {}, createdAt: id, cells: 1, runs: 1 },
  ...{ byState: { finished: 1 }, missing: 0, secondsLeft: null },
})
const outcomes = (...verdicts: [number, Verdict][]) => ({ outcomes: verdicts.map(([studyId, verdict]) => ({ studyId, verdict })) })

it('studies are found by what their statements come to; of many the newest are shown first', async () => {
  const bridge = installBridge(() => ({
    checking: 0,
    claims: [outcomes([1, 'holds'], [2, 'fails']), outcomes([1, 'holds'], [3, 'vacuous'])],
  }))
  const wrapper = mount(RecentStudies, {
    props: { studies: Array.from({ length: 10 }, (_, i) => study(i + 1)) },
    global: { stubs: { RouterLink: RouterLinkStub } },
  })
  const shown = () => wrapper.findAll('.title').map((title) => title.text())
  expect(shown()).toEqual([10, 9, 8, 7, 6, 5, 4, 3].map((id) => `Study ${id}`))
  // nothing is checked before somebody wants to know
  expect(bridge.calls).toEqual([])
  await wrapper.get('.more').trigger('click')
  expect(shown()).toHaveLength(10)

  await wrapper.get('select').setValue('holds')
  await flushPromises()
  expect(shown()).toEqual(['Study 1'])
  expect(wrapper.text()).toContain('holds: 2 statements')
  await wrapper.get('select').setValue('not measured')
  await flushPromises()
  expect(wrapper.text()).toContain('No study has a statement with this verdict.')
})
