import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import { MOST_COMPARED, type RunDetail } from '../../../src-main/contract'
import { request, shell } from '../../stores/lab'
import { useNotices } from '../../stores/notices'
import { useUndo } from '../../stores/undo'
import { writeRunList } from '../compare/run-list'
import { specOnNetwork, type NetworkAct } from '../compose/from-network'
import { runActs } from '../runs/run-acts'
import { mainAct, type MainAct } from './run-words'

const NETWORK_ACTS: { id: NetworkAct; label: string }[] = [
  { id: 'pruning', label: 'Prune' },
  { id: 'transfer', label: 'Transfer' },
]

export interface ShownRun {
  runId: () => number
  run: Readonly<Ref<RunDetail | null>>
  /** runs of the same cell, this one among them */
  siblings: Readonly<Ref<readonly { id: number }[]>>
  showLog: () => void
}

export interface RunPageActs {
  main: ComputedRef<MainAct>
  working: Readonly<Ref<boolean>>
  /** among the runs of the cell */
  place: ComputedRef<number>
  /** what can be started from the network of the run */
  networkActs: ComputedRef<{ id: NetworkAct; label: string }[]>
  doMain: () => Promise<void>
  cancel: () => Promise<void>
  runAgain: () => Promise<void>
  checkpoint: () => Promise<void>
  exportJson: () => Promise<void>
  remove: () => Promise<void>
  startOnNetwork: (act: NetworkAct) => Promise<void>
  useAsStart: () => Promise<void>
  fork: () => Promise<void>
  addToComparison: () => Promise<void>
  compareSeeds: () => Promise<void>
  go: (by: 1 | -1) => void
}

/** Everything that can be done with the run that a page shows. */
export function useRunActs(of: ShownRun): RunPageActs {
  const notices = useNotices()
  const router = useRouter()
  const acts = runActs({ notices, undo: useUndo() })
  const working = ref(false)
  const main = computed(() => mainAct(of.run.value?.state ?? 'queued'))
  const place = computed(() => of.siblings.value.findIndex((each) => each.id === of.runId()))

  async function act(doIt: (runIds: number[]) => Promise<unknown>) {
    working.value = true
    await notices.attempt(() => doIt([of.runId()]))
    working.value = false
  }
  const mainActs: Record<MainAct, (runIds: number[]) => Promise<void>> = {
    pause: acts.pause,
    resume: acts.resume,
    rerun: (runIds) => acts.rerun(runIds),
  }
  const doMain = () => act(mainActs[main.value])
  const checkpoint = () =>
    act(async (runIds) => {
      await request('runs.checkpoint', { runIds })
      notices.reportDone('A checkpoint is written after the present slice of work')
    })
  const exportJson = () =>
    act(async () => {
      const { fileName, json } = await request('runs.export', { runId: of.runId() })
      const saved = await shell('shell.save', { suggestedName: fileName, content: json })
      if (saved) notices.reportDone(`Saved as ${saved.path}`)
    })
  const remove = () =>
    act(async (runIds) => {
      await acts.remove(runIds)
      const study = of.run.value?.studies[0]
      await router.push(study ? `/studies/${study.id}` : '/runs')
    })
  /** pruning and transfer start from the network of a finished training */
  const networkActs = computed(() => {
    const { state, spec } = of.run.value ?? {}
    if (state !== 'finished' || spec === undefined) return []
    return NETWORK_ACTS.filter(({ id }) => specOnNetwork(spec, id) !== null)
  })
  async function startOnNetwork(onNetwork: NetworkAct) {
    await router.push({ path: '/compose', query: { run: String(of.runId()), act: onNetwork } })
  }
  async function useAsStart() {
    await router.push({ path: '/compose', query: { run: String(of.runId()) } })
  }
  /** from the newest state; without one, the log says how to get one */
  async function fork() {
    const [newest] = of.run.value?.checkpoints ?? []
    if (newest === undefined) of.showLog()
    else await router.push({ path: '/compose', query: { fork: String(of.runId()), step: String(newest.step) } })
  }
  async function addToComparison() {
    await router.push({ path: '/compare', query: { add: String(of.runId()) } })
  }
  /** all seeds of the cell as one group */
  async function compareSeeds() {
    await router.push({
      path: '/compare',
      query: { runs: writeRunList(of.siblings.value.map(({ id }) => id).slice(0, MOST_COMPARED)), group: 'seed', members: 'true' },
    })
  }
  function go(by: 1 | -1) {
    const next = of.siblings.value[place.value + by]
    if (place.value >= 0 && next) void router.push(`/runs/${next.id}`)
  }

  return {
    ...{ main, working, place, networkActs, doMain, checkpoint, exportJson, remove, startOnNetwork, useAsStart, fork, addToComparison },
    ...{ compareSeeds, go, cancel: () => act(acts.cancel), runAgain: () => act((runIds) => acts.rerun(runIds)) },
  }
}
