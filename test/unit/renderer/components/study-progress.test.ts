import { describe, expect, it } from 'vitest'
import { RUN_STATES, type StudySummary } from '../../../../src-main/contract'
import { describeStates, STATE_LOOKS, STATE_ORDER } from '../../../../src-renderer/components/run-states'
import { studyProgress } from '../../../../src-renderer/components/study-progress'

const study = (byState: StudySummary['byState'], missing = 0): StudySummary => ({
  id: 1,
  title: '',
  recipeId: null,
  size: null,
  inputs: {},
  createdAt: 0,
  cells: 0,
  runs: 0,
  byState,
  missing,
  secondsLeft: null,
})

describe('studyProgress', () => {
  it('counts results, what goes on, and what a further click would queue', () => {
    expect(studyProgress(study({ finished: 6, diverged: 1, running: 1, queued: 1, failed: 2 }, 4))).toEqual({
      done: 7,
      total: 15,
      fraction: 7 / 15,
      active: true,
      open: 6,
    })
  })
  it('is at rest when nothing waits or runs', () =>
    expect(studyProgress(study({ finished: 3, paused: 1 }))).toMatchObject({ active: false, open: 1 }))
  it('is empty without runs', () => expect(studyProgress(study({}))).toEqual({ done: 0, total: 0, fraction: 0, active: false, open: 0 }))
})

describe('looks of the states', () => {
  it('lists every state once', () => expect([...STATE_ORDER].sort()).toEqual([...RUN_STATES].sort()))
  it('gives every state a shape of its own, so that colour is never all', () => {
    const shapes = RUN_STATES.map((state) => `${STATE_LOOKS[state].fill}|${STATE_LOOKS[state].stroke}`)
    expect(new Set(shapes).size).toBe(RUN_STATES.length)
  })
  it('says which states occur', () => {
    expect(describeStates({ finished: 12_000, running: 2 })).toBe('2 running, 12\u202f000 finished')
    expect(describeStates({})).toBe('no runs')
  })
})
