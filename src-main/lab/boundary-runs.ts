import type { StudyCell } from '../store/store'

interface Surroundings {
  /** cells that the results so far leave open */
  open(studyId: number): StudyCell[]
  /** @returns how many runs were queued */
  queue(studyId: number, cells: StudyCell[]): number
  /** whether something of the study is queued or running */
  active(studyId: number): boolean
}

/**
 * Studies that are computed only where the results leave the outcome open: some cells, then those that these leave open, until nothing is
 * open. Forgotten when the process ends; asked again, it goes on from the results there are.
 */
export class BoundaryRuns {
  /** by study, the cells that were queued last */
  private readonly going = new Map<number, ReadonlySet<string>>()

  constructor(private readonly lab: Surroundings) {}

  /** @returns how many runs were queued; 0 when nothing is open */
  start(studyId: number): number {
    this.going.delete(studyId)
    return this.next(studyId)
  }

  stop(studyId: number): void {
    this.going.delete(studyId)
  }

  /** Something has ended. */
  goOn(): void {
    for (const studyId of [...this.going.keys()]) if (!this.lab.active(studyId)) this.next(studyId)
  }

  private next(studyId: number): number {
    const cells = this.lab.open(studyId)
    const last = this.going.get(studyId)
    // what was asked for and is open still has failed, or somebody paused or cancelled it
    const stopped = cells.some(({ hash }) => last?.has(hash))
    const queued = cells.length === 0 || stopped ? 0 : this.lab.queue(studyId, cells)
    if (queued === 0) this.going.delete(studyId)
    else this.going.set(studyId, new Set(cells.map(({ hash }) => hash)))
    return queued
  }
}
