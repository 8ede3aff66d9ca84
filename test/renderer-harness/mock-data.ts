import type { ExperimentSpec, RunRecord, RunState, StudySummary } from '../../src-main/contract'
import { makeRandom } from './random'
import { MOCK_CELLS, type MockCell } from './published'

export interface MockRun extends RunRecord {
  studyId: number | null
}

const HOUR = 3_600_000

function spec(cell: MockCell, labels: 'gaussian' | 'local'): ExperimentSpec {
  return {
    experiment: 'two-layer-relu',
    version: 1,
    data: { kind: 'sphere', inputDimension: 100, sampleCount: cell.points },
    model: { hiddenWidth: cell.width, hiddenWeights: { kind: 'gaussian' }, outputWeights: { kind: 'signs' } },
    labels: labels === 'gaussian' ? { kind: 'gaussian', variance: 'hiddenWidth' } : { kind: 'local' },
    training: {
      stepSizes: { kind: 'two-rate', hidden: cell.width < 1000 ? 1e-3 : 5e-4, output: 0 },
      stopResidual: 1e-3,
      safetyValve: true,
      maxSteps: 1_000_000,
    },
    measurements: { hiddenKernel: true, outputKernel: false, spectrumSteps: 0, frozenKernelPredictor: true },
  }
}

function hash(index: number): string {
  const random = makeRandom(index * 7919 + 1)
  return Array.from({ length: 64 }, () => Math.floor(16 * random()).toString(16)).join('')
}

function summaryOf(cell: MockCell, random: () => number, labels: string) {
  const spread = () => 0.92 + 0.16 * random()
  const factor = labels === 'local' ? 1.3 : 1
  const distance = cell.distance * spread() * factor
  const changed = Math.round(cell.changed * spread())
  return {
    steps: Math.round(cell.steps * spread() * factor),
    kappaH: Math.min(1, cell.kappaH * (0.98 + 0.04 * random())),
    everChangedCount: changed,
    hiddenWeightDistance: distance,
    outputWeightDistance: 0,
    initialResidualNorm: Math.sqrt(1.5 * cell.points * cell.width) * spread(),
    finalResidualNorm: 9.98e-4 * (0.98 + 0.02 * random()),
    endChangedCount: Math.round(changed / 1.17),
    kappaD: changed / (cell.points * cell.width),
    kappaW: distance / Math.sqrt(cell.points),
    hiddenKernelLambdaMinStart: 0.0957 * cell.width * spread(),
    hiddenKernelLambdaMinEnd: 0.0957 * cell.width * cell.kappaH * spread(),
  }
}

export interface MockLab {
  runs: MockRun[]
  studies: StudySummary[]
}

/** @param count runs in all; the first studies take theirs from the front */
export function makeMockLab(count: number, now: number): MockLab {
  const random = makeRandom(20221)
  const runs: MockRun[] = []
  const cellOf = new Map<string, string>()
  const add = (
    cell: MockCell,
    seed: number,
    labels: 'gaussian' | 'local',
    studyId: number | null,
    state: RunState,
    createdAt: number,
  ): void => {
    const id = runs.length + 1
    const name = `${cell.width} ${cell.points} ${labels}`
    if (!cellOf.has(name)) cellOf.set(name, hash(cellOf.size))
    const full = summaryOf(cell, random, labels)
    const ended = state === 'finished' || state === 'diverged'
    const progress = ended ? 1 : state === 'queued' ? 0 : 0.1 + 0.8 * random()
    const step = ended ? (state === 'diverged' ? 4 : full.steps) : Math.floor(full.steps * progress)
    const summary =
      state === 'finished'
        ? full
        : state === 'diverged'
          ? { ...full, steps: step, finalResidualNorm: id % 2 ? NaN : Infinity, kappaH: null }
          : {}
    runs.push({
      id,
      uid: `mock-${id}`,
      cellHash: cellOf.get(name) ?? '',
      seed,
      attempt: state === 'failed' ? 2 : 1,
      state,
      stopReason: state === 'finished' ? 'converged' : state === 'diverged' ? (id % 2 ? 'not-finite' : 'residual-increased') : null,
      step,
      progress,
      priority: 0,
      createdAt,
      startedAt: state === 'queued' ? null : createdAt + 4000,
      finishedAt: ended ? createdAt + 9000 : null,
      computeSeconds: state === 'queued' ? 0 : (step * cell.width * cell.points) / 6e7,
      bytes: state === 'queued' ? 0 : 24_000 + 8 * step,
      summary,
      error:
        state === 'failed'
          ? {
              code: 'internal',
              message: 'The compute worker ended unexpectedly. The checkpoint at step 40 was kept; resume continues from it.',
            }
          : null,
      note: id % 97 === 0 ? 'compare with NumPy' : null,
      spec: spec(cell, labels),
      studyId,
    })
  }

  const mixed: RunState[] = [
    'finished',
    'finished',
    'finished',
    'finished',
    'running',
    'queued',
    'paused',
    'interrupted',
    'diverged',
    'failed',
  ]
  MOCK_CELLS.forEach((cell, index) => {
    for (let seed = 0; seed < 10; seed++) {
      const state: RunState =
        index < 14 ? 'finished' : index === 14 ? (mixed[seed] ?? 'queued') : index === 15 && seed < 2 ? 'cancelled' : 'queued'
      add(cell, seed, 'gaussian', 1, state, now - 2 * HOUR + 1000 * index)
    }
  })
  for (const cell of MOCK_CELLS.slice(0, 4))
    for (let seed = 0; seed < 3; seed++) add(cell, seed, 'gaussian', 2, 'finished', now - 26 * HOUR)
  while (runs.length < count || (count > 0 && runs.length < 560)) {
    const cell = MOCK_CELLS[Math.floor(MOCK_CELLS.length * random())] ?? MOCK_CELLS[0]
    if (!cell) break
    add(
      cell,
      10 + runs.length,
      random() < 0.3 ? 'local' : 'gaussian',
      3,
      random() < 0.04 ? 'diverged' : 'finished',
      now - 50 * HOUR - 90_000 * runs.length,
    )
  }
  if (count === 0) runs.length = 0

  const study = (id: number, title: string, recipeId: string | null, size: 'quick' | 'full' | null, createdAt: number): StudySummary => {
    const own = runs.filter((run) => run.studyId === id)
    const byState: StudySummary['byState'] = {}
    for (const run of own) byState[run.state] = (byState[run.state] ?? 0) + 1
    const active = (byState.running ?? 0) + (byState.queued ?? 0) > 0
    return {
      id,
      title,
      recipeId,
      size,
      createdAt,
      cells: new Set(own.map((run) => run.cellHash)).size,
      runs: own.length,
      byState,
      missing: 0,
      secondsLeft: active ? 212 : null,
    }
  }
  const studies =
    count === 0
      ? []
      : [
          study(1, 'Table 1, full', 'razborov-table-1', 'full', now - 2 * HOUR),
          study(2, 'Table 1, quick', 'razborov-table-1', 'quick', now - 26 * HOUR),
          study(3, 'Width and label sweep', null, null, now - 50 * HOUR),
        ]
  return { runs, studies }
}
