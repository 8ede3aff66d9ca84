import {
  DEFAULT_SETTINGS,
  type Answers,
  type AppInfo,
  type FigureView,
  type PaperInfo,
  type RequestArgument,
  type RunDetail,
  type RunFilter,
  type RunTableRow,
  type Settings,
} from '../../src-main/contract'
import { titleOf } from '../../src-main/experiments/two-layer-relu/naming'
import { QUANTITIES } from '../../src-main/experiments/two-layer-relu/quantities'
import type { MockLab, MockRun } from './mock-data'
import { MOCK_CELLS } from './published'

const NOW = Date.now()

export const APP_INFO: AppInfo = {
  version: '0.1.0',
  home: '/home/ada/.local/share/gramscope',
  platform: 'linux x64, 6.1.0',
  runtime: 'Electron 33.2.1, Node 20.18.1, Chrome 130',
  cores: 2,
  arithmetic: {
    id: 'native',
    description: 'native 1, AVX-512, OpenBLAS 0.3.21 SkylakeX',
    reason: 'The self-test agreed with the reference on all 24 cases.',
  },
  calibration: { gemmGflops: 61.32, stepGflops: 40.18, measuredAt: NOW - 86_400_000 },
  warnings: [],
}

const THUMBNAIL: FigureView = {
  id: 'table-1-steps',
  title: 'Steps until convergence against sample size',
  caption: 'Table 1',
  x: { label: 'training points', symbol: 'm', unit: '', scale: 'linear' },
  y: { label: 'steps', symbol: 'T', unit: '', scale: 'log' },
  curves: [100, 200, 500, 1000].map((width) => ({
    id: `width-${width}`,
    label: `S = ${width}`,
    kind: 'published' as const,
    group: `S = ${width}`,
    points: MOCK_CELLS.filter((cell) => cell.width === width).map((cell) => ({
      x: cell.points,
      y: cell.steps,
      low: 0.93 * cell.steps,
      high: 1.08 * cell.steps,
    })),
  })),
  markers: [],
}

export const PAPERS: PaperInfo[] = [
  {
    id: 'razborov',
    title: 'Improved Convergence Guarantees for Shallow Neural Networks',
    authors: 'Alexander Razborov',
    reference: 'arXiv 2212.02323 (2022)',
    shows:
      'Gradient descent on a two-layer ReLU network reaches zero loss long before the hidden weights leave the region where the kernel stays positive, at widths far below those that earlier proofs need.',
    thumbnail: THUMBNAIL,
    recipes: [
      [
        'razborov-table-1',
        'Table 1',
        'Steps, decay of the smallest eigenvalue, activation changes and distance over 40 cells',
        40,
        400,
        232,
        12,
        24,
        12,
      ],
      ['razborov-table-2', 'Table 2', 'The same at width 100 and up to 5000 points', 5, 30, 340, 5, 10, 24],
      ['razborov-figure-1', 'Figure 1', 'Steps against sample size with the kernel prediction', 40, 400, 232, 12, 24, 12],
      ['razborov-figure-2', 'Figure 2', 'Share of changed activations beside the bound (m / nS)^(1/3)', 40, 400, 232, 12, 24, 12],
      ['razborov-figure-3', 'Figure 3', 'Where training converges over the grid of width and sample size', 166, 1660, 2840, 30, 60, 41],
      ['razborov-labels', 'Label experiments', 'Gaussian, low-spectrum, high-spectrum and local labels', 12, 120, 95, 6, 12, 8],
      ['razborov-two-rates', 'Two-rate sweep', 'Both layers trained, ratios of step sizes from 0 to LeCun', 9, 90, 70, 5, 10, 6],
    ].map(([id, title, shows, cells, runs, seconds, quickCells, quickRuns, quickSeconds]) => ({
      id: String(id),
      paperId: 'razborov',
      title: String(title),
      shows: String(shows),
      sizes: [
        { size: 'quick' as const, cells: Number(quickCells), runs: Number(quickRuns), estimatedSeconds: Number(quickSeconds), study: null },
        { size: 'full' as const, cells: Number(cells), runs: Number(runs), estimatedSeconds: Number(seconds), study: null },
      ],
    })),
  },
]

function valueAt(run: MockRun, name: string): number | string | null {
  if (name.startsWith('spec.')) {
    let value: unknown = run.spec
    for (const part of name.split('.').slice(1)) value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined
    return typeof value === 'number' || typeof value === 'string' ? value : null
  }
  if (name in run.summary) return run.summary[name] ?? null
  const field: unknown = Reflect.get(run, name)
  return typeof field === 'number' || typeof field === 'string' ? field : null
}

function matches(run: MockRun, filter: RunFilter): boolean {
  if (filter.states && !filter.states.includes(run.state)) return false
  if (filter.studyId !== undefined && filter.studyId !== run.studyId) return false
  if (filter.cellHash !== undefined && filter.cellHash !== run.cellHash) return false
  if (filter.ids && !filter.ids.includes(run.id)) return false
  if (
    filter.text &&
    !`${run.id} ${run.seed} ${run.note ?? ''} ${JSON.stringify(run.spec)}`.toLowerCase().includes(filter.text.toLowerCase())
  )
    return false
  return true
}

const KEYS = ['spec.model.hiddenWidth', 'spec.data.sampleCount', 'spec.labels.kind', 'spec.training.stepSizes.hidden']

/** the last question's answer, so that paging does not sort again */
let last: { key: string; runs: MockRun[]; differingKeys: string[]; at: number } | null = null
const KEPT_MILLISECONDS = 300

function find(lab: MockLab, removed: Set<number>, argument: RequestArgument<'runs.query'>) {
  const key = JSON.stringify([argument.filter, argument.sort, removed.size])
  if (last?.key === key && performance.now() - last.at < KEPT_MILLISECONDS) return last
  const found = lab.runs.filter((run) => !removed.has(run.id) && matches(run, argument.filter))
  const sort = argument.sort ?? '-createdAt'
  const name = sort.replace(/^-/, '')
  const sign = sort.startsWith('-') ? -1 : 1
  const keyed = found.map((run) => ({ run, key: valueAt(run, name) }))
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return a.key === b.key ? a.run.id - b.run.id : a.key === null ? 1 : -1
    if (a.key === b.key) return a.run.id - b.run.id
    return sign * (typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key : String(a.key).localeCompare(String(b.key)))
  })
  const differingKeys = KEYS.filter((each) => new Set(found.map((run) => valueAt(run, each))).size > 1)
  last = { key, runs: keyed.map((each) => each.run), differingKeys, at: performance.now() }
  return last
}

export function queryRuns(lab: MockLab, removed: Set<number>, argument: RequestArgument<'runs.query'>): Answers['runs.query'] {
  const { runs, differingKeys } = find(lab, removed, argument)
  const rows = runs.slice(argument.offset, argument.offset + argument.limit).map((run): RunTableRow => {
    const { spec, studyId: _studyId, ...row } = run
    return { ...row, title: titleOf(spec), cells: argument.columns.map((column) => valueAt(run, column)) }
  })
  return { total: runs.length, rows, differingKeys }
}

export function runDetail(run: MockRun): RunDetail {
  return {
    ...run,
    title: titleOf(run.spec),
    environment: {
      appVersion: '0.1.0',
      buildHash: 'b3c1d2e4',
      arithmetic: APP_INFO.arithmetic.description,
      arithmeticHash: 'a'.repeat(64),
      cpuModel: 'Intel Xeon Platinum 8481C',
      cpuFeatures: 'avx512f avx2 fma',
      threads: 1,
      platform: 'linux x64',
      runtime: 'Electron 33.2.1',
    },
    series: [],
    spectra: [],
    checkpoints: [],
    artifacts: [],
    events: [{ at: run.createdAt, kind: 'queued', step: 0, text: '' }],
    studies: run.studyId === null ? [] : [{ id: run.studyId, title: 'Table 1, full' }],
  }
}

export const EXPERIMENTS: Answers['experiments.list'] = [
  { id: 'two-layer-relu', title: 'Two-layer ReLU network, gradient descent', quantities: [...QUANTITIES], series: [] },
]

export const SETTINGS: Settings = { ...DEFAULT_SETTINGS }
