import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, it } from 'vitest'
import { PowerKeeper, type PowerLab, type PowerMonitor } from '../../../src-main/shell/power'

class Monitor extends EventEmitter implements PowerMonitor {
  onBattery = false
  isOnBatteryPower(): boolean {
    return this.onBattery
  }
}

/** Knows a queue, two running runs and a setting. */
function laboratory() {
  const state = { held: false, running: [3, 5], pauseOnBattery: true, notes: [] as string[], asked: [] as string[] }
  const answers: Record<string, (argument: Record<string, unknown>) => unknown> = {
    'settings.get': () => ({ pauseOnBattery: state.pauseOnBattery }),
    'queue.get': () => ({ held: state.held, running: state.running.map((runId) => ({ runId })) }),
    'queue.hold': () => (state.held = true),
    'queue.release': () => (state.held = false),
    'runs.pause': () => (state.running = []),
    'runs.resume': ({ runIds }) => (state.running = runIds as number[]),
    'runs.get': ({ runId }) => ({ step: 7, stepNotes: runId === 5 ? [{ step: 7, text: 'mine' }] : [] }),
    'runs.setStepNote': ({ runId, text }) => state.notes.push(`${String(runId)} ${String(text)}`),
  }
  const lab = {
    request: (name: string, argument: Record<string, unknown>) => {
      if (!name.endsWith('.get')) state.asked.push(name)
      return Promise.resolve(answers[name]?.(argument))
    },
  } as unknown as PowerLab
  return { state, lab }
}

describe('a machine that sleeps or runs on its battery', () => {
  let monitor: Monitor
  let given: ReturnType<typeof laboratory>
  const settled = async (event?: string): Promise<void> => {
    if (event !== undefined) monitor.emit(event)
    for (let turn = 0; turn < 50; turn++) await Promise.resolve()
  }

  beforeEach(() => {
    monitor = new Monitor()
    given = laboratory()
    const keeper = new PowerKeeper(given.lab, monitor)
    keeper.watch((error) => {
      throw error
    })
    monitor.on('settings', () => void keeper.settingsChanged())
  })

  it('pauses its runs, holds the queue, and goes on with the same runs', async () => {
    await settled('suspend')
    expect(given.state).toMatchObject({ held: true, running: [] })
    expect(given.state.notes).toEqual(['3 Paused while the machine slept.'])
    await settled('resume')
    expect(given.state).toMatchObject({ held: false, running: [3, 5] })
  })

  it('goes on only when it is awake and has power', async () => {
    await settled('on-battery')
    await settled('suspend')
    await settled('resume')
    expect(given.state).toMatchObject({ held: true, running: [] })
    await settled('on-ac')
    expect(given.state).toMatchObject({ held: false, running: [3, 5] })
    expect(given.state.asked.filter((name) => name === 'runs.pause')).toHaveLength(1)
  })

  it('goes on with everything on battery unless the settings ask for a pause, which holds at once', async () => {
    given.state.pauseOnBattery = false
    monitor.onBattery = true
    await settled('on-battery')
    expect(given.state.running).toEqual([3, 5])
    given.state.pauseOnBattery = true
    await settled('settings')
    expect(given.state).toMatchObject({ held: true, running: [] })
    given.state.pauseOnBattery = false
    await settled('settings')
    expect(given.state).toMatchObject({ held: false, running: [3, 5] })
  })

  it('leaves paused what ran while somebody held the queue, since resuming it would let others start, and says so', async () => {
    given.state.held = true
    await settled('suspend')
    expect(given.state.notes).toEqual(['3 Paused while the machine slept. The queue was held, so it stays paused until it is resumed.'])
    await settled('resume')
    expect(given.state).toMatchObject({ held: true, running: [] })
    expect(given.state.asked).toEqual(['runs.pause', 'runs.setStepNote'])
  })

  it('leaves a queue held that somebody has held, and what was paused before paused', async () => {
    given.state.held = true
    given.state.running = []
    await settled('suspend')
    await settled('resume')
    expect(given.state).toMatchObject({ held: true, running: [] })
    expect(given.state.asked).toEqual([])
  })
})
