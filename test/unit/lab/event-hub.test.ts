import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LabEvent } from '../../../src-main/contract'
import { EventHub } from '../../../src-main/lab/event-hub'

describe('event hub', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('tells at most ten times a second, each thing once, with the newest step', () => {
    const hub = new EventHub()
    const told: LabEvent[][] = []
    hub.subscribe((events) => told.push(events))
    for (let step = 0; step < 1000; step++) {
      hub.seriesGrown(3, step)
      hub.runsChanged([3, 4])
      vi.advanceTimersByTime(1)
    }
    vi.advanceTimersByTime(200)
    expect(told.length).toBeGreaterThanOrEqual(9)
    expect(told.length).toBeLessThanOrEqual(11)
    expect(told.at(-1)).toEqual([
      { kind: 'runs-changed', runIds: [3, 4] },
      { kind: 'series-grown', runId: 3, step: 999 },
      { kind: 'queue-changed' },
    ])
  })

  it('says nothing to who has left', () => {
    const hub = new EventHub()
    const listener = vi.fn()
    hub.subscribe(listener)()
    hub.settingsChanged()
    hub.flush()
    expect(listener).not.toHaveBeenCalled()
  })
})
