import { describe, expect, it } from 'vitest'
import { BoundaryRuns } from '../../../src-main/lab/boundary-runs'
import type { StudyCell } from '../../../src-main/store/store'

const cells = (...hashes: string[]) => hashes.map((hash) => ({ hash }) as StudyCell)

function begun(stages: StudyCell[][]) {
  const queued: string[][] = []
  const lab = {
    open: () => stages[0] ?? [],
    queue: (_: number, asked: StudyCell[]) => {
      queued.push(asked.map(({ hash }) => hash))
      return asked.length
    },
    isActive: false,
    active: () => lab.isActive,
  }
  return { boundary: new BoundaryRuns(lab), queued, lab }
}

describe('a study that is computed stage by stage', () => {
  it('goes on with what the results leave open once nothing is under way, and ends when nothing is', () => {
    const stages = [cells('a', 'b'), cells('c')]
    const { boundary, queued, lab } = begun(stages)
    expect(boundary.start(1)).toBe(2)
    lab.isActive = true
    boundary.goOn()
    expect(queued).toEqual([['a', 'b']])
    lab.isActive = false
    stages.shift()
    boundary.goOn()
    stages.shift()
    boundary.goOn()
    boundary.goOn()
    expect(queued).toEqual([['a', 'b'], ['c']])
  })

  it('does not take up again what was cancelled, paused or failed, until somebody asks', () => {
    const stages = [cells('a', 'b'), cells('b')]
    const { boundary, queued } = begun(stages)
    boundary.start(1)
    stages.shift()
    boundary.goOn()
    boundary.goOn()
    expect(queued).toEqual([['a', 'b']])
    expect(boundary.start(1)).toBe(1)
  })

  it('asks nothing about a study that was stopped', () => {
    const { boundary, lab } = begun([cells('a')])
    boundary.start(1)
    boundary.stop(1)
    lab.open = () => expect.fail('it was asked')
    boundary.goOn()
  })
})
