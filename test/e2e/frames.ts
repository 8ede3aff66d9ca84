import type { Page } from '@playwright/test'

/** Remembers the longest time between two frames from now on. */
export async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const frames = { longest: 0, last: performance.now() }
    Object.assign(window, { frames })
    const frame = (now: number) => {
      frames.longest = Math.max(frames.longest, now - frames.last)
      frames.last = now
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
}

/** In milliseconds, since the watch began. */
export function longestFrame(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { frames: { longest: number } }).frames.longest)
}
