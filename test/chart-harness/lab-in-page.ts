import {
  REQUESTS,
  DEFAULT_SETTINGS,
  type Answers,
  type Bridge,
  type CellView,
  type LabEvent,
  type Reply,
  type RequestArgument,
  type RequestName,
  type RunDetail,
  type RunRecord,
  type RunState,
  type StudySummary,
} from '../../src-main/contract'
import type { z } from 'zod'
import { twoLayerRelu } from '../../src-main/experiments/two-layer-relu'
import { razborov } from '../../src-main/papers/razborov'
import { table1 } from '../../src-main/papers/razborov/recipes/table-1'
import { TABLE_1 } from '../../src-main/papers/razborov/published/table-1'
import { describe } from '../../src-main/science/statistics'
import { thin } from './figures'
import { parsed, type Recorded } from './recorded-run'
import stored from 'virtual:recordings'

/** A laboratory in the page with real recipes: ?live lets cells fill, ?done has all of them, ?empty none. */
const options = new URLSearchParams(location.search)
const state = options.get('state') ?? 'part'
let next = 12345
const random = () => (next = (Math.imul(next, 1103515245) + 12345) >>> 0) / 2 ** 32
const now = Date.now()

interface MockRun extends RunRecord {
  target: number
  key: string
}
const runs: MockRun[] = []
const plan = table1.plan('full', 1)
const cells: (CellView & { spec: RunRecord['spec'] })[] = plan.map((cell, i) => ({
  hash: i.toString(16).padStart(64, '0'),
  axes: cell.axes,
  note: cell.note ?? null,
  seeds: cell.seeds,
  runs: [],
  statistics: {},
  spec: cell.spec,
}))
cells.forEach((cell, c) => {
  const row = TABLE_1.find((each) => each.hiddenWidth === cell.axes['hiddenWidth'] && each.sampleCount === cell.axes['sampleCount'])
  cell.seeds.forEach((seed, k) => {
    const id = runs.length + 1
    const spread = (range: { min: number | null; max: number | null; mean: number }) =>
      range.mean + ((range.max ?? range.mean) - (range.min ?? range.mean)) * (random() - 0.5) * 0.85
    let runState: RunState = 'finished'
    if (state === 'part')
      runState =
        c < 22
          ? 'finished'
          : c === 22
            ? ((['finished', 'finished', 'finished', 'running', 'running', 'queued', 'queued', 'paused', 'interrupted', 'failed'] as const)[
                k
              ] ?? 'queued')
            : 'queued'
    if (state === 'empty') runState = 'queued'
    const steps = Math.round(spread(row!.steps))
    const bias = c === 13 ? 1.07 : 1
    const changed = Math.round(spread(row!.everChangedCount))
    const distance = row!.hiddenWeightDistance ? spread(row!.hiddenWeightDistance) : 66.97 + random()
    const m = Number(cell.axes['sampleCount'])
    const S = Number(cell.axes['hiddenWidth'])
    runs.push({
      id,
      uid: `u${id}`,
      cellHash: cell.hash,
      seed,
      attempt: 1,
      state: runState,
      stopReason: runState === 'finished' ? 'converged' : null,
      step: runState === 'finished' ? Math.round(steps * bias) : runState === 'running' ? Math.round(steps * 0.4) : 0,
      progress: runState === 'finished' ? 1 : runState === 'running' ? 0.4 : 0,
      priority: 0,
      createdAt: now - 3e6,
      startedAt: now - 2e6,
      finishedAt: runState === 'finished' ? now - 1e6 : null,
      computeSeconds: (steps * S * m) / 6e8,
      bytes: 24000 + steps * 40,
      summary: {
        steps: Math.round(steps * bias),
        kappaH: Math.min(1, spread(row!.kappaH)),
        everChangedCount: changed,
        hiddenWeightDistance: distance,
        kappaD: changed / (m * S),
        kappaW: distance / Math.sqrt(m),
        initialResidualNorm: Math.sqrt(1.5 * m * S),
        finalResidualNorm: 9.9e-4,
        hiddenKernelLambdaMinStart: 0.2 * S * (1 - m / 2000),
        hiddenKernelLambdaMinEnd: 0.18 * S * (1 - m / 2000),
        stabilityProduct: 0.0009 * S,
      },
      error:
        runState === 'failed'
          ? {
              code: 'internal',
              message: 'The compute worker ended unexpectedly. The checkpoint at step 40 was kept; resume continues from it.',
            }
          : null,
      note: null,
      spec: cell.spec,
      target: steps,
      key: '',
    })
  })
})

// runs 1 (finished), 2 (running live), 3 (diverged) hold series that were really computed
const recordings = { converged: parsed(stored.converged), diverged: parsed(stored.diverged) }
const recording = (id: number): Recorded => (id === 3 ? recordings.diverged : recordings.converged)
const shown = new Map<number, number>()
if (location.hash.includes('/runs/1') || location.hash.includes('/runs/2'))
  Object.assign(runs[0]!, { summary: recording(1).summary, step: recording(1).summary['steps'] })
if (location.hash.includes('/runs/2')) {
  Object.assign(runs[1]!, { state: 'running', stopReason: null, progress: 0.3, finishedAt: null, step: 150, summary: {} })
  shown.set(2, 150)
}
if (location.hash.includes('/runs/3'))
  Object.assign(runs[2]!, {
    state: recording(3).state,
    stopReason: recording(3).stopReason,
    summary: recording(3).summary,
    step: recording(3).summary['steps'],
  })
if (location.hash.includes('/runs/4'))
  Object.assign(runs[3]!, {
    state: 'failed',
    stopReason: null,
    step: 40,
    progress: 0.1,
    finishedAt: null,
    summary: {},
    error: {
      code: 'internal',
      message: 'The compute worker ended unexpectedly. The checkpoint at step 40 was kept; resume continues from it.',
    },
  })

function cellViews(): CellView[] {
  return cells.map(({ spec: _spec, ...cell }) => {
    const own = runs.filter((run) => run.cellHash === cell.hash)
    const finished = own.filter((run) => run.state === 'finished')
    const statistics: CellView['statistics'] = {}
    for (const name of Object.keys(finished[0]?.summary ?? {})) statistics[name] = describe(finished.map((run) => run.summary[name] ?? NaN))
    return {
      ...cell,
      runs: own.map(({ id, seed, state: runState, progress, stopReason }) => ({ id, seed, state: runState, progress, stopReason })),
      statistics,
    }
  })
}

function summary(): StudySummary {
  const byState: StudySummary['byState'] = {}
  for (const run of runs) byState[run.state] = (byState[run.state] ?? 0) + 1
  const active = (byState.running ?? 0) + (byState.queued ?? 0) > 0
  return {
    id: 1,
    title: 'Table 1',
    recipeId: 'razborov-table-1',
    size: 'full',
    createdAt: now - 4e6,
    cells: cells.length,
    runs: runs.length,
    byState,
    missing: 0,
    secondsLeft: active ? 212 : null,
  }
}

function detail(id: number): RunDetail {
  const run = runs[id - 1]!
  const real = recording(id)
  const until = shown.get(id) ?? Infinity
  const { target: _target, key: _key, ...row } = run
  return {
    ...row,
    title: twoLayerRelu.title(run.spec),
    environment: {
      appVersion: '0.1.0',
      buildHash: 'b3c1d2e4',
      arithmetic: 'native 1, AVX-512, OpenBLAS 0.3.21 SkylakeX',
      arithmeticHash: 'a'.repeat(64),
      cpuModel: 'Intel Xeon Platinum 8481C',
      cpuFeatures: 'avx512f avx2 fma',
      threads: 1,
      platform: 'linux x64',
      runtime: 'Electron 33.2.1',
    },
    series: [...real.series].map(([name, { steps, values }]) => {
      const count = steps.filter((step) => step <= until).length
      return {
        name,
        count,
        firstStep: steps[0]!,
        lastStep: steps[count - 1]!,
        first: values[0]!,
        last: values[count - 1]!,
        min: Math.min(...values.subarray(0, count)),
        max: Math.max(...values.subarray(0, count)),
        argminStep: 0,
        argmaxStep: 0,
        nonFinite: 0,
      }
    }),
    spectra: real.spectra.filter((each) => each.step <= until).map(({ values: _values, ...rest }) => rest),
    checkpoints: [
      { step: 400, createdAt: now - 1.1e6, bytes: 182_000, sha256: 'c'.repeat(64) },
      { step: 200, createdAt: now - 1.5e6, bytes: 182_000, sha256: 'd'.repeat(64) },
    ],
    artifacts: [{ name: 'everChangedPerNeuron', bytes: 800, sha256: 'e'.repeat(64) }],
    events: [
      { at: run.createdAt, kind: 'queued', step: 0, text: '' },
      { at: now - 2e6, kind: 'started', step: 0, text: '' },
      ...real.events,
      ...(run.finishedAt ? [{ at: run.finishedAt, kind: 'finished', step: run.step, text: 'converged' }] : []),
    ],
    studies: [{ id: 1, title: 'Table 1' }],
  }
}

const listeners = new Set<(events: LabEvent[]) => void>()
const tell = (events: LabEvent[]) => listeners.forEach((listener) => listener(events))
const settings = { ...DEFAULT_SETTINGS, ...(options.get('theme') ? { theme: options.get('theme') as 'dark' | 'light' } : {}) }
const removed = new Set<number>()

type Handlers = { [N in RequestName]?: (argument: RequestArgument<N>) => Answers[N] }
const HANDLERS: Handlers = {
  'app.info': () => ({
    version: '0.1.0',
    home: '/home/ada/gramscope',
    platform: 'linux x64',
    runtime: 'Electron',
    cores: 2,
    arithmetic: { id: 'native', description: 'native', reason: '' },
    calibration: null,
    warnings: [],
  }),
  'experiments.list': () => [twoLayerRelu.info],
  'papers.list': () => [],
  'studies.list': () => [summary()],
  'queue.get': () => ({
    held: false,
    running: runs
      .filter((run) => run.state === 'running')
      .map((run) => ({ runId: run.id, title: 'x', progress: run.progress, stepsPerSecond: 155.2, secondsLeft: 3 })),
    queued: 3,
    paused: 0,
    interrupted: 0,
    concurrency: 2,
    coresInUse: 2,
    secondsLeft: 212,
    order: [],
  }),
  'settings.get': () => settings,
  'settings.set': (change: Partial<typeof settings>) => Object.assign(settings, change),
  'studies.get': () => {
    const views = cellViews()
    return {
      summary: summary(),
      axes: table1.axes,
      cells: views,
      ...table1.present({
        cells: views,
        runs: runs.filter((run) => run.state === 'finished' || run.state === 'diverged'),
        series: () => null,
        spectra: () => [],
      }),
    }
  },
  'studies.pause': () => ({ changed: 3 }),
  'studies.runMissing': () => ({ queued: 3 }),
  'studies.addSeeds': () => ({ queued: 40 }),
  'studies.remove': () => ({ removed: true }),
  'studies.restore': () => ({ restored: true }),
  'runs.query': ({ filter, columns }: { filter: { cellHash?: string }; columns: string[] }) => {
    const found = runs.filter((run) => !filter.cellHash || run.cellHash === filter.cellHash)
    return {
      total: found.length,
      rows: found.map(({ target: _t, key: _k, spec, ...run }) => ({
        ...run,
        title: twoLayerRelu.title(spec),
        cells: columns.map((name) => (run.state === 'finished' ? (run.summary[name] ?? null) : null)),
      })),
      differingKeys: [],
    }
  },
  'runs.get': ({ runId }: { runId: number }) => detail(runId),
  'runs.series': ({
    runId,
    names,
    fromStep,
    toStep,
    pixels,
  }: {
    runId: number
    names: string[]
    fromStep?: number
    toStep?: number
    pixels?: number
  }) =>
    names.map((name) => {
      const series = recording(runId).series.get(name)!
      const until = shown.get(runId) ?? Infinity
      const count = series.steps.filter((step) => step <= until).length
      return thin(name, series.steps.subarray(0, count), series.values.subarray(0, count), fromStep ?? null, toStep ?? null, pixels ?? null)
    }),
  'runs.spectrum': ({ runId, name, step }: { runId: number; name: string; step: number }) =>
    recording(runId).spectra.find((each) => each.name === name && each.step === step)!,
  'runs.claims': ({ runId }: { runId: number }) => razborov.runClaims(runs[runId - 1]!, { series: () => null, spectra: () => [] }),
  'runs.setNote': ({ runId, note }: { runId: number; note: string }) => ((runs[runId - 1]!.note = note), { changed: 1 }),
  'runs.export': () => ({ fileName: 'run-1.json', json: '{}' }),
  'runs.pause': () => ({ changed: 1 }),
  'runs.resume': () => ({ changed: 1 }),
  'runs.cancel': () => ({ changed: 1 }),
  'runs.rerun': () => ({ runIds: [401] }),
  'runs.remove': ({ runIds }: { runIds: number[] }) => (runIds.forEach((id) => removed.add(id)), { changed: 1 }),
  'runs.restore': () => ({ changed: 1 }),
  'runs.checkpoint': () => ({ changed: 1 }),
}

async function answer<N extends RequestName>(name: N, argument: RequestArgument<N>): Promise<Reply<Answers[N]>> {
  await new Promise((resolve) => setTimeout(resolve, 5))
  const schema: z.ZodType = REQUESTS[name]
  schema.parse(argument)
  const handler = HANDLERS[name]
  if (!handler) return { ok: false, error: { code: 'internal', message: `The harness does not know ${name}.`, problems: [] } }
  return { ok: true, value: structuredClone(handler(argument)) }
}

const saved: unknown[] = []
const bridge: Bridge = {
  request: (name, argument) => answer(name, argument),
  shell: (name, argument) => {
    saved.push({ name, argument })
    return Promise.resolve({ ok: true, value: (name === 'shell.save' ? { path: '/home/ada/file' } : { copied: true }) as never })
  },
  subscribe(listener) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}
Object.assign(window, { gramscope: bridge, saved })

function advance(): void {
  const changed: number[] = []
  for (const run of runs.filter((each) => each.state === 'running')) {
    run.progress += 0.11
    run.step = Math.round(run.target * run.progress)
    changed.push(run.id)
    if (run.progress < 1) continue
    Object.assign(run, { state: 'finished', stopReason: 'converged', progress: 1 })
    const waiting = runs.find((each) => each.state === 'queued')
    if (waiting) {
      waiting.state = 'running'
      changed.push(waiting.id)
    }
  }
  const events: LabEvent[] = [{ kind: 'runs-changed', runIds: changed }, { kind: 'study-changed', studyId: 1 }, { kind: 'queue-changed' }]
  for (const [id, step] of shown) {
    shown.set(id, step + 8)
    runs[id - 1]!.step = step + 8
    events.push({ kind: 'series-grown', runId: id, step: step + 8 })
  }
  tell(events)
}
Object.assign(window, { advance })
if (options.has('live')) setInterval(advance, 100)
