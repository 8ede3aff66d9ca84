import { onScopeDispose } from 'vue'

/** Calls `act` once in the next frame, however often it was asked for. */
export function useNextFrame(act: () => void): () => void {
  let asked: number | null = null
  onScopeDispose(() => {
    if (asked !== null) cancelAnimationFrame(asked)
  })
  return () => {
    asked ??= requestAnimationFrame(() => {
      asked = null
      act()
    })
  }
}
