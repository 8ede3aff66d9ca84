// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import UndoToast from '../../../../src-renderer/components/UndoToast.vue'
import { UNDO_SECONDS, useUndo } from '../../../../src-renderer/stores/undo'

describe('undo', () => {
  beforeEach(() => {
    setActivePinia(createPinia())
    vi.useFakeTimers()
  })
  afterEach(() => vi.useRealTimers())

  function offer(act: () => Promise<void>) {
    const undo = useUndo()
    undo.offer('3 runs removed', act)
    const [made] = undo.offers
    if (!made) throw new Error('no offer')
    return { undo, toast: mount(UndoToast, { props: { offer: made } }) }
  }

  it('can be taken for at least ten seconds', async () => {
    expect(UNDO_SECONDS).toBeGreaterThanOrEqual(10)
    const act = vi.fn(() => Promise.resolve())
    const { undo, toast } = offer(act)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(undo.offers).toHaveLength(1)
    await toast.get('button').trigger('click')
    await vi.advanceTimersByTimeAsync(1)
    expect(act).toHaveBeenCalledTimes(1)
    expect(undo.offers).toHaveLength(0)
    toast.unmount()
  })

  it('goes by itself later, but not while it is hovered', async () => {
    const { undo, toast } = offer(() => Promise.resolve())
    await toast.trigger('pointerenter')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(undo.offers).toHaveLength(1)
    await toast.trigger('pointerleave')
    await vi.advanceTimersByTimeAsync(1000 * UNDO_SECONDS + 500)
    expect(undo.offers).toHaveLength(0)
    toast.unmount()
  })

  it('stays and tells when undoing failed', async () => {
    const { undo, toast } = offer(() => Promise.reject(new Error('The runs could not be restored.')))
    await toast.get('button').trigger('click')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(undo.offers).toHaveLength(1)
    expect(toast.text()).toContain('could not be restored')
    toast.unmount()
  })
})
