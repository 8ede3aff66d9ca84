import { expect, it } from 'vitest'
import { createPaintQueue } from '../../../../src-renderer/pages/datasets/paint-queue'

it('paints a few a frame, the last of each owner, and nothing of those that are gone', () => {
  const frames: (() => void)[] = []
  let clock = 0
  const queue = createPaintQueue(
    (callback) => frames.push(callback),
    () => clock,
  )
  const painted: string[] = []
  const put = (owner: object, name: string) =>
    queue.put(owner, () => {
      painted.push(name)
      clock += 4
    })
  const owners = Array.from({ length: 5 }, (_, name) => ({ name }))
  owners.forEach((owner, i) => put(owner, `old ${i}`))
  put(owners[3]!, 'new 3')
  queue.remove(owners[1]!)
  expect([painted, frames.length]).toEqual([[], 1])
  frames.shift()?.()
  // two of four milliseconds fill a share of six
  expect([painted, frames.length]).toEqual([['old 0', 'old 2'], 1])
  frames.shift()?.()
  expect([painted, frames.length]).toEqual([['old 0', 'old 2', 'new 3', 'old 4'], 0])
  put(owners[0]!, 'later')
  expect(frames.length).toBe(1)
})
