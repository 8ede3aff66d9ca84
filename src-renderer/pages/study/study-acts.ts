import { tableToCsv, tableToLatex, type Quantity, type StudySummary, type TableView } from '../../../src-main/contract'
import { fileNameOf } from '../../charts/file-name'
import { countOf } from '../../components/count-of'
import { request, shell } from '../../stores/lab'
import type { useNotices } from '../../stores/notices'
import type { useUndo } from '../../stores/undo'

interface Tellers {
  notices: ReturnType<typeof useNotices>
  undo: ReturnType<typeof useUndo>
}

/** What can be done to a study, with what is said about it afterwards. */
export function studyActs({ notices, undo }: Tellers) {
  return {
    async runMissing(studyId: number): Promise<void> {
      const { queued } = await request('studies.runMissing', { studyId })
      notices.reportDone(`${countOf(queued, 'run')} queued`)
    },
    async runBoundary(studyId: number): Promise<void> {
      const { queued } = await request('studies.runBoundary', { studyId })
      notices.reportDone(
        queued === 0
          ? 'The boundary is enclosed: nothing is open'
          : `${countOf(queued, 'run')} queued; more follow where these leave it open`,
      )
    },
    async pause(studyId: number): Promise<void> {
      const { changed } = await request('studies.pause', { studyId })
      notices.reportDone(`${countOf(changed, 'run')} paused`)
    },
    async addSeeds(studyId: number, runs: number): Promise<void> {
      const { queued } = await request('studies.addSeeds', { studyId, runs })
      notices.reportDone(`${countOf(queued, 'run')} queued`)
    },
    async remove(study: StudySummary): Promise<void> {
      await request('studies.remove', { studyId: study.id })
      undo.offer(`${study.title} removed`, async () => {
        await request('studies.restore', { studyId: study.id })
      })
    },
    async saveTable(study: StudySummary, table: TableView, format: 'csv' | 'tex', quantities: readonly Quantity[]): Promise<void> {
      const content = format === 'csv' ? tableToCsv(table) : tableToLatex(table, quantities)
      const title = table.title === study.title ? study.title : `${study.title} ${table.title}`
      const saved = await shell('shell.save', { suggestedName: fileNameOf(title, format), content })
      if (saved) notices.reportDone(`Saved as ${saved.path}`)
    },
  }
}
