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

/** Milliseconds of a frame that painting may take before the rest waits for the next one. */
const FRAME_BUDGET = 7
const waiting = new Set<() => void>()
let running = false

function paintSome(): void {
  const start = performance.now()
  for (const act of waiting) {
    waiting.delete(act)
    act()
    if (performance.now() - start > FRAME_BUDGET) break
  }
  running = waiting.size > 0
  if (running) requestAnimationFrame(paintSome)
}

/** As {@link useNextFrame} for costly acts: a page full of charts paints them over several frames, so that none of them stutters. */
export function usePaintQueue(act: () => void): () => void {
  onScopeDispose(() => waiting.delete(act))
  return () => {
    waiting.add(act)
    if (running) return
    running = true
    requestAnimationFrame(paintSome)
  }
}
