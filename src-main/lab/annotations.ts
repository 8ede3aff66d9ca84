import type { AnnotationAnswers, RequestArgument } from '../contract'
import type { Store } from '../store/store'

type Handlers = { [N in keyof AnnotationAnswers]: (argument: RequestArgument<N>) => AnnotationAnswers[N] }

/** Requests about what people say about runs, and about the room these take. */
export function annotationHandlers(opened: () => Store, now: () => number, runsChanged: (runIds: number[]) => void): Handlers {
  return {
    'runs.annotate': ({ runIds, change }) => {
      const before = opened().annotate(runIds, change, now())
      runsChanged(before.map(({ runId }) => runId))
      return { changed: before.length, before }
    },
    'runs.putAnnotations': ({ annotations }) => {
      const changed = opened().putAnnotations(annotations)
      runsChanged(annotations.map(({ runId }) => runId))
      return { changed }
    },
    'runs.setStepNote': ({ runId, step, text }) => {
      const before = opened().setStepNote(runId, step, text, now())
      runsChanged([runId])
      return { before }
    },
    'views.list': () => opened().listViews(),
    'views.put': ({ name, view }) => ({ replaced: opened().putView(name, view, now()) }),
    'views.remove': ({ name }) => ({ removed: opened().removeView(name) }),
    'storage.usage': () => opened().usage(),
    'storage.emptyTrash': () => {
      const { trash } = opened().usage()
      // everything that is in it now: also what was moved there in this very millisecond
      opened().emptyTrash(now() + 1)
      return { runs: trash.runs, bytes: trash.bytes }
    },
  }
}
