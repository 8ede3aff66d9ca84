import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { coalesce } from '../../../../src-renderer/stores/coalesce'

const notExpected = (error: unknown): never => {
  throw error
}

describe('coalesce', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('acts at once the first time and then at most once an interval', async () => {
    const act = vi.fn(() => Promise.resolve())
    const ask = coalesce(act, 200, notExpected)
    ask()
    ask()
    await vi.advanceTimersByTimeAsync(1)
    expect(act).toHaveBeenCalledTimes(1)
    for (let index = 0; index < 50; index++) ask()
    await vi.advanceTimersByTimeAsync(150)
    expect(act).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(60)
    expect(act).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(1000)
    expect(act).toHaveBeenCalledTimes(2)
  })

  it('acts once more when it was asked while acting, never twice at the same time', async () => {
    let running = 0
    let most = 0
    const act = vi.fn(async () => {
      running++
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 500))
      running--
    })
    const ask = coalesce(act, 100, notExpected)
    ask()
    await vi.advanceTimersByTimeAsync(50)
    ask()
    ask()
    await vi.advanceTimersByTimeAsync(3000)
    expect(act).toHaveBeenCalledTimes(2)
    expect(most).toBe(1)
  })

  it('reports what fails and goes on', async () => {
    const failed = vi.fn()
    const ask = coalesce(() => Promise.reject(new Error('no')), 100, failed)
    ask()
    await vi.advanceTimersByTimeAsync(10)
    ask()
    await vi.advanceTimersByTimeAsync(200)
    expect(failed).toHaveBeenCalledTimes(2)
  })
})
