import type { z } from 'zod'
import {
  LabError,
  REQUESTS,
  type Answers,
  type Bridge,
  type LabEvent,
  type QueueView,
  type Reply,
  type RequestArgument,
  type RequestName,
  type ShellAnswers,
  type ShellRequestArgument,
  type ShellRequestName,
} from '../../src-main/contract'
import { APP_INFO, EXPERIMENTS, PAPERS, queryRuns, runDetail, SETTINGS } from './mock-answers'
import { makeMockLab } from './mock-data'

/**
 * A laboratory in the page, for looking at the window without the main process: /?runs=10000&live&warn. Runs advance every half second
 * with `live`. Arguments are parsed with the contract's schemas, so that a wrong request fails here as it would there.
 */
const options = new URLSearchParams(window.location.search)
const lab = makeMockLab(Number(options.get('runs') ?? 400), Date.now())
const removed = new Set<number>()
const listeners = new Set<(events: LabEvent[]) => void>()
const settings = { ...SETTINGS, ...(options.get('theme') === 'dark' ? { theme: 'dark' as const } : {}) }
let held = options.has('held')
const delay = Number(options.get('delay') ?? 8)
const info = options.has('warn')
  ? {
      ...APP_INFO,
      warnings: [
        {
          code: 'database-damaged',
          message:
            'The database was damaged and has been moved aside to lab.damaged-2025-11-21.sqlite. A new one was begun; nothing was deleted. The newest good backup is from 20 Nov.',
          backups: ['/home/ada/.local/share/gramscope/backups/lab-2025-11-20T21-14-03.sqlite'],
        },
      ],
    }
  : APP_INFO

function tell(events: LabEvent[]) {
  for (const listener of listeners) listener(events)
}

function queue(): QueueView {
  const alive = lab.runs.filter((run) => !removed.has(run.id))
  const count = (state: string) => alive.filter((run) => run.state === state).length
  const running = alive.filter((run) => run.state === 'running')
  return {
    held,
    running: running.map((run) => ({
      runId: run.id,
      title: `S = ${run.spec.model.hiddenWidth}, m = ${'sampleCount' in run.spec.data ? run.spec.data.sampleCount : ''}, gaussian labels`,
      progress: run.progress,
      stepsPerSecond: 312.4,
      secondsLeft: 1.2,
    })),
    queued: count('queued'),
    paused: count('paused'),
    interrupted: count('interrupted'),
    concurrency: 2,
    coresInUse: running.length,
    secondsLeft: running.length > 0 || count('queued') > 0 ? 212 : null,
    order: alive
      .filter((run) => run.state === 'queued')
      .map((run) => run.id)
      .slice(0, 200),
  }
}

function setState(runIds: number[], from: string[], to: 'paused' | 'queued' | 'cancelled') {
  const chosen = lab.runs.filter((run) => runIds.includes(run.id) && from.includes(run.state))
  for (const run of chosen) run.state = to
  tell([{ kind: 'runs-changed', runIds }, { kind: 'queue-changed' }])
  return { changed: chosen.length }
}

type Handlers = { [N in RequestName]?: (argument: RequestArgument<N>) => Answers[N] }

const HANDLERS: Handlers = {
  'app.info': () => info,
  'experiments.list': () => EXPERIMENTS,
  'papers.list': () => PAPERS,
  'studies.list': () => lab.studies,
  'queue.get': queue,
  'queue.hold': () => ((held = true), queue()),
  'queue.release': () => ((held = false), queue()),
  'settings.get': () => settings,
  'settings.set': (change) => Object.assign(settings, change),
  'runs.query': (argument) => queryRuns(lab, removed, argument),
  'runs.get': ({ runId }) => {
    const run = lab.runs.find((each) => each.id === runId)
    if (!run) throw new Error(`There is no run ${runId}.`)
    return runDetail(run)
  },
  'runs.pause': ({ runIds }) => setState(runIds, ['queued', 'running'], 'paused'),
  'runs.resume': ({ runIds }) => setState(runIds, ['paused', 'interrupted', 'cancelled', 'failed'], 'queued'),
  'runs.cancel': ({ runIds }) => setState(runIds, ['queued', 'running', 'paused', 'interrupted'], 'cancelled'),
  'runs.remove': ({ runIds }) => {
    for (const id of runIds) removed.add(id)
    tell([{ kind: 'runs-changed', runIds }])
    return { changed: runIds.length }
  },
  'runs.restore': ({ runIds }) => {
    for (const id of runIds) removed.delete(id)
    tell([{ kind: 'runs-changed', runIds }])
    return { changed: runIds.length }
  },
  'specs.preflight': () => ({
    fits: true,
    reason: null,
    flops: 2.14e10,
    memoryBytes: 18_400_000,
    estimatedSeconds: 0.62,
    cellHash: lab.runs[0]?.cellHash ?? '0'.repeat(64),
    existing: [{ runId: 1, seed: 0, state: 'finished' }],
  }),
  'backups.list': () =>
    [1, 2, 3].map((day) => ({
      path: `/home/ada/.local/share/gramscope/backups/lab-2025-11-2${day}T21-14-03.sqlite`,
      createdAt: Date.now() - 86_400_000 * day,
      bytes: 18_400_000 + 1e6 * day,
    })),
}

async function answer<N extends RequestName>(name: N, argument: RequestArgument<N>): Promise<Reply<Answers[N]>> {
  await new Promise((resolve) => setTimeout(resolve, name === 'papers.list' ? 4 * delay : delay))
  const schema: z.ZodType = REQUESTS[name]
  schema.parse(argument)
  const handler = HANDLERS[name]
  try {
    if (!handler) throw new Error(`The harness does not know ${name}.`)
    return { ok: true, value: structuredClone(handler(argument)) }
  } catch (error) {
    return { ok: false, error: LabError.from(error).toShape() }
  }
}

const SHELL_ANSWERS: ShellAnswers = {
  'shell.save': { path: '/home/ada/runs.csv' },
  'shell.copy': { copied: true },
  'shell.openSpec': { name: 'local-labels.json', spec: lab.runs[0]?.spec ?? {} },
  'shell.showHome': { shown: true },
}

function answerShell<N extends ShellRequestName>(name: N, argument: ShellRequestArgument<N>): Promise<Reply<ShellAnswers[N]>> {
  // for a script that looks at what was saved or copied
  Reflect.set(window, 'lastShell', { name, argument })
  return Promise.resolve({ ok: true, value: SHELL_ANSWERS[name] })
}

const bridge: Bridge = {
  request: (name, argument) => answer(name, argument),
  shell: (name, argument) => answerShell(name, argument),
  subscribe(listener) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}
Object.defineProperty(window, 'gramscope', { value: bridge })

if (options.has('live')) {
  setInterval(() => {
    const changed: number[] = []
    for (const run of lab.runs.filter((each) => each.state === 'running')) {
      run.step += 40
      run.progress = Math.min(1, run.progress + 0.07)
      changed.push(run.id)
      if (run.progress < 1) continue
      run.state = 'finished'
      run.stopReason = 'converged'
      const next = lab.runs.find((each) => each.state === 'queued')
      if (next && !held) {
        next.state = 'running'
        changed.push(next.id)
      }
    }
    tell([{ kind: 'runs-changed', runIds: changed }, { kind: 'queue-changed' }, { kind: 'study-changed', studyId: 1 }])
  }, 500)
}
