// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { DEFAULT_SETTINGS, LabError } from '../../../../src-main/contract'
import { listenToLab, request, useLab, useLabEvents } from '../../../../src-renderer/stores/lab'
import { useRequest } from '../../../../src-renderer/stores/use-request'
import { installBridge } from './fake-bridge'

beforeEach(() => {
  setActivePinia(createPinia())
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

describe('request', () => {
  it('answers the value', async () => {
    installBridge(() => ({ queued: 3 }))
    expect(await request('studies.runMissing', { studyId: 1 })).toEqual({ queued: 3 })
  })
  it('throws a LabError with the code and problems the laboratory gave', async () => {
    const problems = [{ path: 'model.hiddenWidth', rule: 'at least 1' }]
    installBridge(() => {
      throw new LabError('invalid-spec', 'The spec is not valid.', problems)
    })
    const error = await request('queue.get', {}).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(LabError)
    expect(error).toMatchObject({ code: 'invalid-spec', message: 'The spec is not valid.', problems })
  })
})

describe('events', () => {
  it('subscribes to the bridge once and leaves it when nobody listens', () => {
    const bridge = installBridge(() => null)
    const seen: string[] = []
    const stopFirst = listenToLab((event) => seen.push(`first ${event.kind}`))
    const stopSecond = listenToLab((event) => seen.push(`second ${event.kind}`))
    expect(bridge.listeners.size).toBe(1)
    bridge.tell({ kind: 'queue-changed' })
    expect(seen).toEqual(['first queue-changed', 'second queue-changed'])
    stopFirst()
    stopSecond()
    expect(bridge.listeners.size).toBe(0)
  })
  it('gives a handler its kind only, for as long as its scope lives', () => {
    const bridge = installBridge(() => null)
    const seen: number[][] = []
    const scope = effectScope()
    scope.run(() => useLabEvents('runs-changed', (event) => seen.push(event.runIds)))
    bridge.tell({ kind: 'queue-changed' }, { kind: 'runs-changed', runIds: [1, 2] })
    scope.stop()
    bridge.tell({ kind: 'runs-changed', runIds: [3] })
    expect(seen).toEqual([[1, 2]])
  })
})

describe('settings', () => {
  it('shows a change at once and takes it back when it cannot be saved', async () => {
    installBridge(() => {
      throw new LabError('home-not-writable', 'The home folder cannot be written to. The setting was not saved.')
    })
    const lab = useLab()
    const saving = lab.changeSettings({ theme: 'dark' })
    expect(lab.settings.theme).toBe('dark')
    await expect(saving).rejects.toMatchObject({ code: 'home-not-writable' })
    expect(lab.settings).toEqual(DEFAULT_SETTINGS)
  })
})

describe('useRequest', () => {
  it('asks again when the argument changes and drops the overtaken answer', async () => {
    const answers = new Map<number, (value: unknown) => void>()
    installBridge((_name, argument) => new Promise((resolve) => answers.set(Number(Reflect.get(Object(argument), 'runId')), resolve)))
    const runId = ref(1)
    const scope = effectScope()
    const used = scope.run(() => useRequest('runs.claims', () => ({ runId: runId.value })))
    runId.value = 2
    await nextTick()
    answers.get(2)?.([{ id: 'second' }])
    answers.get(1)?.([{ id: 'first' }])
    await vi.advanceTimersByTimeAsync(1)
    expect(used?.value).toEqual([{ id: 'second' }])
    expect(used?.pending).toBe(false)
    scope.stop()
  })
  it('asks at most once an interval however many events arrive, and keeps the last answer after an error', async () => {
    let asked = 0
    let fails = false
    const bridge = installBridge(() => {
      asked++
      if (fails) throw new LabError('database-busy', 'The database is busy. Nothing was lost.')
      return [asked]
    })
    const scope = effectScope()
    const used = scope.run(() =>
      useRequest('runs.claims', { runId: 1 }, { invalidatedBy: (event) => event.kind === 'runs-changed', interval: 250 }),
    )
    await vi.advanceTimersByTimeAsync(1)
    for (let index = 0; index < 20; index++) bridge.tell({ kind: 'runs-changed', runIds: [1] })
    await vi.advanceTimersByTimeAsync(240)
    expect(asked).toBe(1)
    await vi.advanceTimersByTimeAsync(20)
    expect(asked).toBe(2)
    fails = true
    bridge.tell({ kind: 'runs-changed', runIds: [1] })
    await vi.advanceTimersByTimeAsync(300)
    expect(used?.error?.code).toBe('database-busy')
    expect(used?.value).toEqual([2])
    scope.stop()
    bridge.tell({ kind: 'runs-changed', runIds: [1] })
    await vi.advanceTimersByTimeAsync(1000)
    expect(asked).toBe(3)
  })
  it('asks nothing for null', async () => {
    const bridge = installBridge(() => [])
    const scope = effectScope()
    const used = scope.run(() => useRequest('runs.claims', null))
    await vi.advanceTimersByTimeAsync(1)
    expect(bridge.calls).toEqual([])
    expect(used?.pending).toBe(false)
    scope.stop()
  })
})
