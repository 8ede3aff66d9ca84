import { expect, it } from 'vitest'
import { describeLeftOver } from '../../../../src-renderer/components/frame/left-over'

it.each([
  [2, 12, '2 interrupted and 12 queued runs from last time. Interrupted runs resume from their last checkpoint.'],
  [1, 0, '1 interrupted run from last time. Interrupted runs resume from their last checkpoint.'],
  [0, 3, '3 queued runs from last time.'],
])('%d interrupted, %d queued', (interrupted, queued, text) => expect(describeLeftOver(interrupted, queued)).toBe(text))
