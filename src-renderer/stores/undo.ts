import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export const UNDO_SECONDS = 12

export interface UndoOffer {
  id: number
  /** what was done, e.g. "3 runs removed" */
  text: string
  undo: () => Promise<void>
}

/** Acts that can still be undone. Each stays at least {@link UNDO_SECONDS}; the clock stands while the offer is hovered or focused. */
export const useUndo = defineStore('undo', () => {
  const offers = shallowRef<UndoOffer[]>([])
  let lastId = 0

  function offer(text: string, undo: () => Promise<void>): number {
    const id = ++lastId
    offers.value = [...offers.value, { id, text, undo }]
    return id
  }

  function dismiss(id: number): void {
    offers.value = offers.value.filter((each) => each.id !== id)
  }

  /** @throws what the undoing act throws; the offer is then still there */
  async function take(id: number): Promise<void> {
    const taken = offers.value.find((each) => each.id === id)
    if (!taken) return
    await taken.undo()
    dismiss(id)
  }

  return { offers, offer, dismiss, take }
})
