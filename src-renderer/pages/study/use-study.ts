import { shallowRef, toRef, watch, type Ref, type ShallowRef } from 'vue'
import type { LabError, StudyView } from '../../../src-main/contract'
import { useRequest } from '../../stores/use-request'
import { keepIdentity } from './keep-identity'

/** A study is read again at most twice a second while its cells fill. */
const INTERVAL = 500

export interface UsedStudy {
  study: Readonly<ShallowRef<StudyView | null>>
  error: Readonly<Ref<LabError | null>>
  refresh: () => void
}

/** The study as it stands; unchanged parts keep their identity from answer to answer. */
export function useStudy(studyId: () => number): UsedStudy {
  const study = shallowRef<StudyView | null>(null)
  let runIds = new Set<number>()
  const answer = useRequest('studies.get', () => ({ studyId: studyId() }), {
    interval: INTERVAL,
    invalidatedBy: (event) =>
      (event.kind === 'study-changed' && event.studyId === studyId()) ||
      (event.kind === 'runs-changed' && event.runIds.some((id) => runIds.has(id))),
  })
  watch(
    () => answer.value,
    (view) => {
      if (view === null) return
      study.value = keepIdentity(study.value, view)
      runIds = new Set(study.value.cells.flatMap((cell) => cell.runs.map((run) => run.id)))
    },
  )
  return { study, error: toRef(answer, 'error'), refresh: answer.refresh }
}
