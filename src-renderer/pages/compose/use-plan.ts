import { computed, shallowRef, watch, onScopeDispose } from 'vue'
import type { FieldProblem, StudyPlan, SweepPlan } from '../../../src-main/contract'
import { useRequest } from '../../stores/use-request'
import { useDraft } from './use-draft'

const TYPING_PAUSE = 300

/** What the lab says of the draft: cells, cost, and what only the experiment can refuse. Asked a moment after the last change. */
export function usePlan() {
  const draft = useDraft()
  const asked = shallowRef<SweepPlan | null>(draft.plan)
  let timer: ReturnType<typeof setTimeout> | undefined
  const settled = computed(() => JSON.stringify(asked.value) === JSON.stringify(draft.plan))
  watch(
    () => draft.plan,
    (plan) => {
      clearTimeout(timer)
      timer = setTimeout(() => (asked.value = plan), TYPING_PAUSE)
    },
  )
  onScopeDispose(() => clearTimeout(timer))
  const answer = useRequest('studies.plan', () => asked.value, {
    invalidatedBy: (event) => event.kind === 'runs-changed' || event.kind === 'settings-changed',
    interval: 1000,
  })
  /** the answer to what is asked now; an older one is shown, but says nothing about the fields */
  const plan = computed((): StudyPlan | null => (draft.plan === null ? null : answer.value))
  const isCurrent = computed(() => plan.value !== null && settled.value && !answer.pending)
  const fieldProblems = computed((): FieldProblem[] => (isCurrent.value && plan.value !== null ? gathered(plan.value) : []))
  return { plan, isCurrent, answer, fieldProblems }
}

/** Problems of all cells, each once, with how many cells have it where it is not all. */
export function gathered({ cells }: Pick<StudyPlan, 'cells'>): FieldProblem[] {
  const counts = new Map<string, { problem: FieldProblem; count: number }>()
  for (const { problems } of cells) {
    for (const problem of problems) {
      const key = `${problem.path} ${problem.rule}`
      const known = counts.get(key)
      if (known === undefined) counts.set(key, { problem, count: 1 })
      else known.count++
    }
  }
  return [...counts.values()].map(({ problem, count }) =>
    count === cells.length ? problem : { ...problem, rule: `${problem.rule} (${count} of ${cells.length} cells)` },
  )
}
