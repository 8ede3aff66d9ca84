import type { AnnotationChange, RequestName } from '../../../src-main/contract'
import { countOf } from '../../components/count-of'
import { request } from '../../stores/lab'
import type { useNotices } from '../../stores/notices'
import type { useUndo } from '../../stores/undo'

/** Acts on many runs that answer how many they changed. */
type CountingAct = Extract<RequestName, 'runs.pause' | 'runs.resume' | 'runs.cancel'>

const PAST: Record<CountingAct, string> = { 'runs.pause': 'paused', 'runs.resume': 'queued to resume', 'runs.cancel': 'cancelled' }
const APPLIES_TO: Record<CountingAct, string> = {
  'runs.pause': 'Only queued and running runs can be paused',
  'runs.resume': 'Only paused, interrupted, cancelled and failed runs can be resumed',
  'runs.cancel': 'Only queued, running, paused and interrupted runs can be cancelled',
}

const countRuns = (count: number) => countOf(count, 'run')

interface Tellers {
  notices: ReturnType<typeof useNotices>
  undo: ReturnType<typeof useUndo>
}

/** What can be done to a set of runs, with what is said about it afterwards. */
export function runActs({ notices, undo }: Tellers) {
  async function count(act: CountingAct, runIds: number[]): Promise<void> {
    const { changed } = await request(act, { runIds })
    if (changed === 0) notices.reportDone(`No run was ${PAST[act]}. ${APPLIES_TO[act]}.`)
    else if (act === 'runs.cancel') {
      undo.offer(`${countRuns(changed)} cancelled, checkpoints kept`, async () => {
        await request('runs.resume', { runIds })
      })
    } else {
      const of = changed < runIds.length ? `${changed} of ${countRuns(runIds.length)}` : countRuns(changed)
      notices.reportDone(`${of} ${PAST[act]}`)
    }
  }

  /** Changes what is said about runs; undoing puts back exactly what was said before. */
  async function annotate(runIds: number[], change: AnnotationChange, done: string): Promise<void> {
    const { changed, before } = await request('runs.annotate', { runIds, change })
    undo.offer(`${countRuns(changed)} ${done}`, async () => {
      await request('runs.putAnnotations', { annotations: before })
    })
  }

  return {
    pause: (runIds: number[]) => count('runs.pause', runIds),
    resume: (runIds: number[]) => count('runs.resume', runIds),
    cancel: (runIds: number[]) => count('runs.cancel', runIds),
    async rerun(runIds: number[]): Promise<void> {
      const { runIds: queued } = await request('runs.rerun', { runIds })
      notices.reportDone(`${countRuns(queued.length)} queued again from the start; the earlier attempts are kept`)
    },
    async moreSeeds(runIds: number[]): Promise<void> {
      const { cells, queued } = await request('runs.moreSeeds', { runIds, seeds: 1 })
      notices.reportDone(`${countRuns(queued)} queued: a further seed for each of ${countOf(cells, 'configuration')}`)
    },
    async runMissing(runIds: number[]): Promise<void> {
      const { queued } = await request('runs.runMissing', { runIds })
      notices.reportDone(
        queued === 0 ? 'Nothing is missing: every planned run has a result or is on its way' : `${countRuns(queued)} queued`,
      )
    },
    async remove(runIds: number[]): Promise<void> {
      const { changed } = await request('runs.remove', { runIds })
      undo.offer(`${countRuns(changed)} removed`, async () => {
        await request('runs.restore', { runIds })
      })
    },
    star: (runIds: number[], starred: boolean) => annotate(runIds, { starred }, starred ? 'starred' : 'without star'),
    archive: (runIds: number[], archived: boolean) => annotate(runIds, { archived }, archived ? 'archived' : 'back from the archive'),
    addTags: (runIds: number[], tags: string[]) => annotate(runIds, { addTags: tags }, `tagged ${tags.join(', ')}`),
    removeTags: (runIds: number[], tags: string[]) => annotate(runIds, { removeTags: tags }, `without the tag ${tags.join(', ')}`),
    rename: (runIds: number[], name: string) =>
      annotate(runIds, { name: name === '' ? null : name }, name === '' ? 'without name' : `called ${name}`),
    async setPriority(runIds: number[], priority: number): Promise<void> {
      const { changed } = await request('runs.setPriority', { runIds, priority })
      notices.reportDone(`Priority ${priority} for ${countRuns(changed)}`)
    },
    async moveInQueue(runIds: number[], before: number | null): Promise<void> {
      const { changed } = await request('runs.reorder', { runIds, before })
      const place = before === null ? 'at the end' : 'at the front'
      notices.reportDone(
        changed === 0 ? 'No run was moved. Only queued runs have a place in the queue.' : `${countRuns(changed)} ${place} of the queue`,
      )
    },
  }
}
