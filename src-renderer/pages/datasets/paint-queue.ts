/** Of a frame, in milliseconds: what is left is for scrolling and for what a person does meanwhile. */
const SHARE = 6

/**
 * Does small paintings a few at a time, frame by frame, in the order in which they came. Of several for one owner only the last is done.
 * @param nextFrame calls back before the next frame
 * @param now milliseconds of a clock that never goes back
 */
export function createPaintQueue(nextFrame: (callback: () => void) => void, now: () => number) {
  const waiting = new Map<object, () => void>()
  let asked = false

  function work(): void {
    asked = false
    const end = now() + SHARE
    for (const [owner, paint] of waiting) {
      waiting.delete(owner)
      paint()
      if (now() >= end) break
    }
    ask()
  }
  function ask(): void {
    if (asked || waiting.size === 0) return
    asked = true
    nextFrame(work)
  }
  return {
    put(owner: object, paint: () => void): void {
      waiting.set(owner, paint)
      ask()
    },
    remove(owner: object): void {
      waiting.delete(owner)
    },
  }
}

/** Of the window. */
export const paintQueue = createPaintQueue(
  (callback) => requestAnimationFrame(callback),
  () => performance.now(),
)
